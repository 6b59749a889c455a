/** The view People: the council as a network that plays, what happens beside it, and one person as close as one likes. */

import { biographyOf } from "./biography.js";
import { announce, h } from "./dom.js";
import { filmed } from "./film.js";
import { filmedElections, happeningsOf } from "./happenings.js";
import { createHappeningList } from "./happening_list.js";
import { oneAtATime } from "./late.js";
import { FIRST_LAYERS, Network } from "./network.js";
import { createPersonPanel, layerWords } from "./person.js";
import { createPlayback, shownDate } from "./playback.js";
import { createPostChoice, postTitle } from "./posts.js";
import { budgetMonths } from "./scenes.js";
import { mineName, referenceName } from "./sentences.js";
import { mine, referenceOf } from "./store.js";
import { signIcon } from "./signs.js";
import { trustLegend } from "./trust_colours.js";
import { monthWords, number, say } from "./words.js";

const WITHIN_A_COUNCIL = [0, 1, 2, 3, 4, 5, 6];
const STORIES_KEPT = 12;
const SIGNS = ["held", "outsourced", "vacant", "cut", "cut_now", "arrives", "leaves", "budget", "election", "event"];

/** @param {{ hall: any, store: any, session: any }} tools */
export function createPeople({ hall, store, session }) {
  const films = /** @type {Map<string, import("./film.js").Film>} */ (new Map()), stories = /** @type {Map<string, any>} */ (new Map());
  let film = /** @type {import("./film.js").Film | null} */ (null), filmKey = "", storyKey = "", arm = "mine", months = hall.longestRun < 180 ? hall.longestRun : 180;

  const legend = trustLegend();
  const person = createPersonPanel({ onPick: pick });
  const network = new Network({ onPick: pick, onOpen: () => person.focus(), onTheme: (dark) => legend.paint(dark) });
  const playback = createPlayback({ months, onMonth: shown });
  const list = createHappeningList({ onMonth: (month) => playback.jump(month) });
  const said = h("p", { id: "network-said", class: "visually-hidden" }), help = h("p", { id: "network-help", class: "people-help" }, say("people.network.help"));
  const trouble = h("p", { class: "people-trouble", role: "status" }), tell = (/** @type {string} */ sentence) => { trouble.textContent = sentence; };
  const coming = oneAtATime(tell), telling = oneAtATime(tell);
  const layers = WITHIN_A_COUNCIL.map((layer) => h("label", { class: "people-layer" }, h("input", { type: "checkbox", checked: FIRST_LAYERS.includes(layer), value: String(layer), dataset: { layer: String(layer) }, on: { change: switched } }), ` ${layerWords(layer, true)}`));
  const arms = ["mine", "reference"].map((name) => h("label", {}, h("input", { type: "radio", name: "people-arm", value: name, checked: name === arm, on: { change: () => { arm = name; update(store.get()); } } }), " ", h("span", {})));
  const armChoice = h("fieldset", { class: "people-arms", hidden: true }, h("legend", {}, say("people.arms")), arms);
  const whom = createPostChoice(pick, { id: "people-whom", class: "people-whom", none: say("people.nobody") });
  const element = h("section", { class: "people", dataset: { part: "people" }, "aria-label": say("people.title") },
    h("div", { class: "people-main" },
      h("div", { class: "people-tools" }, armChoice, whom.element), trouble, playback.element, network.element, said,
      h("fieldset", { class: "people-layers" }, h("legend", {}, say("people.ties")), layers),
      h("div", { class: "people-legend" }, h("p", {}, say("people.legend.colour")), legend.element, h("ul", { class: "people-signs" }, SIGNS.map((sign) => h("li", {}, signIcon(sign), say(`people.legend.${sign}`))))), help),
    h("div", { class: "people-side" }, person.element, list.element));

  /** @param {number | null} row */
  function pick(row) { store.set({ row }); }

  function switched() {
    network.show({ layers: new Set(layers.map((label) => label.querySelector("input")).filter((box) => box.checked).map((box) => Number(box.value))) });
  }

  /** @param {number} month @param {boolean} playing */
  function shown(month, playing) {
    network.show({ month });
    list.show(month);
    // Words change while nothing moves: nobody reads them at two years a second, and a screen reader would choke.
    if (!playing) { store.set({ month }); describe(); }
    if (!playing || month % 3 === 0) person.update(film, month, store.get().row);
  }

  /** The picture in a sentence, for those who do not see it. */
  function describe() {
    if (!film) return;
    const { month } = playback, rows = Array.from({ length: film.count }, (_, row) => row), now = film;
    const filled = rows.filter((row) => now.isFilled(month, row)), cut = rows.filter((row) => now.seen("post", month, row) !== 1).length;
    const regard = filled.map((row) => now.regard[month * now.count + row]).filter((one) => !Number.isNaN(one));
    const sentence = say("people.network.said", { date: shownDate(month), filled: filled.length, vacant: film.count - filled.length - cut, cut, trust: number(regard.reduce((sum, one) => sum + one, 0) / regard.length, "share", { digits: 0 }) });
    if (said.textContent !== sentence) { said.textContent = sentence; announce(sentence); }
  }

  /** @param {any} state */
  function showArm(state) {
    const same = JSON.stringify(mine(state)) === JSON.stringify(referenceOf(state));
    armChoice.hidden = same;
    if (same) arm = "mine";
    arms.forEach((label) => { label.querySelector("input").checked = label.querySelector("input").value === arm; });
    arms[0].querySelector("span").textContent = mineName(state);
    arms[1].querySelector("span").textContent = referenceName(state);
    return arm === "reference" ? referenceOf(state) : mine(state);
  }

  /** A film takes 3 MB, a story of it 100 kB: none stay but those of these films. @param {string[]} keys */
  function keep(keys) {
    for (const one of films.keys()) if (!keys.includes(one)) films.delete(one);
    for (const one of stories.keys()) if (!keys.some((key) => one.startsWith(key))) stories.delete(one);
  }

  /** @param {any} state */
  function load(state) {
    const askedOf = (/** @type {any} */ scenario) => ({ council: state.council, scenario, seed: state.seed });
    const asked = askedOf(showArm(state)), key = JSON.stringify(asked);
    keep([mine(state), referenceOf(state)].map((scenario) => JSON.stringify(askedOf(scenario))));
    if (key === filmKey) return;
    filmKey = key;
    element.dataset.film = "coming";
    coming.begin(async ({ signal, still }) => {
      const found = films.get(key) ?? await still(filmed(hall, asked, signal));
      films.set(key, found);
      receive(found, asked);
    });
  }

  /** @param {import("./film.js").Film} found @param {any} asked */
  function receive(found, asked) {
    const others = !film || film.count !== found.count || Array.from(film.posts.service).some((/** @type {number} */ one, /** @type {number} */ row) => one !== found.posts.service[row]);
    film = found;
    trouble.textContent = "";
    const events = hall.scenario(asked.scenario).events;
    list.fill(happeningsOf(film, events));
    playback.mark([...budgetMonths(film.months).map((month) => ({ month, kind: /** @type {const} */ ("budget") })), ...filmedElections(film).map((month) => ({ month, kind: /** @type {const} */ ("election") })),
      ...events.map((/** @type {any} */ event) => ({ month: event.month, kind: /** @type {const} */ ("event") }))]);
    if (others) whom.fill(film.posts);
    person.forget();
    [element.dataset.film, storyKey] = ["shown", ""];
    network.show({ film, month: playback.month });
    list.show(playback.month);
    describe();
    chosen(store.get());
  }

  /** @param {any} state */
  function chosen(state) {
    if (!film) return;
    const row = state.row !== null && state.row < film.count ? state.row : null;
    if (network.shown.row !== row) network.show({ row });
    whom.choose(row);
    // A story is told of the film that is shown, not of the one that is still to come.
    const key = row === null || element.dataset.film !== "shown" ? "" : `${filmKey} ${row}`;
    if (key !== storyKey) {
      storyKey = key;
      person.tell(null);
      if (row === null || !key) telling.end();
      else tellOf(key, row, film, state);
    }
    person.update(film, playback.month, row);
  }

  /** The story of one person. @param {string} key @param {number} row @param {import("./film.js").Film} now @param {any} state */
  function tellOf(key, row, now, state) {
    const asked = { council: state.council, scenario: arm === "reference" ? referenceOf(state) : mine(state), seed: state.seed, row, months: now.months };
    telling.begin(async ({ signal, still }) => {
      const story = stories.get(key) ?? await still(session.ask({ story: asked }, { signal }));
      if (stories.size > STORIES_KEPT) stories.clear();
      stories.set(key, story);
      person.tell(biographyOf(story, now, monthWords));
      person.update(now, playback.month, row);
      announce(say("people.person.announced", { post: postTitle(now.posts, row) }));
    });
  }

  /** @param {any} state */
  function update(state) {
    const before = playback.month;
    playback.set(Math.min(state.month, months));
    if (playback.month !== before) { network.show({ month: playback.month }); list.show(playback.month); describe(); }
    load(state);
    chosen(state);
  }

  return {
    element,
    update,
    hide() {
      playback.pause();
      keep([filmKey]);
    },
    close() {
      playback.close();
      network.close();
    },
  };
}
