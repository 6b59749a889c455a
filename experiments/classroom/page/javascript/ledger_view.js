/** The ledger of morale, of all frontline staff or of one person: of which scenario, and what one has more than the other. */

import { h } from "./dom.js";
import { oneAtATime } from "./late.js";
import { createPostChoice, postTitle } from "./posts.js";
import { mineName, referenceName } from "./sentences.js";
import { mine, referenceOf } from "./store.js";
import { shownDate } from "./playback.js";
import { accountLess, accountOf, waterfall } from "./waterfall.js";
import { capital, say } from "./words.js";

const STOCK = "morale";
const LEDGER_MONTHS = 180;

/** @param {{ hall: any, store: any, session: any }} tools */
export function createLedgerView({ hall, store, session }) {
  const body = h("div", { class: "ledger-body" }), whom = createPostChoice((row) => store.set({ row }), { id: "ledger-whom", class: "ledger-whom", none: say("why.fall.all") }), waiting = h("p", { hidden: true, role: "status" });
  const views = ["mine", "reference", "less"].map((name) => h("label", {}, h("input", { type: "radio", name: "ledger-of", value: name, checked: name === "mine", on: { change: () => { view = name; draw(); } } }), " ", h("span", {})));
  const choice = h("fieldset", { class: "ledger-choice", hidden: true }, h("legend", {}, say("why.fall.of")), views);
  const element = h("section", { class: "why-ledger", dataset: { part: "ledger" }, "aria-label": say("why.fall.title") }, h("h2", {}, say("why.fall.title")), h("p", { class: "why-note" }, say("why.fall.note")), whom.element, choice, waiting, body);
  const coming = oneAtATime((sentence) => {
    waiting.hidden = false;
    waiting.textContent = sentence;
  });
  let view = "mine", key = "", postsOf = "", posts = /** @type {any} */ (null);
  let told = /** @type {{ mine: any, reference: any, row: number | null } | null} */ (null);

  function draw() {
    if (!told || !posts) return;
    const { row } = told, state = store.get(), who = row === null ? say("why.fall.all") : postTitle(posts, row);
    const none = told.mine.entries.every((/** @type {any} */ one) => one.stock !== STOCK || !one.entries.length);
    if (none) { body.replaceChildren(h("p", {}, say("why.fall.none", { who }))); return; }
    const [own, others] = [accountOf(told.mine, STOCK), accountOf(told.reference, STOCK)];
    const account = view === "mine" ? own : view === "reference" ? others : accountLess(own, others), signed = view === "less";
    const names = { who, scenario: view === "reference" ? referenceName(state) : mineName(state), against: referenceName(state) };
    const months = told.mine.entries.filter((/** @type {any} */ one) => one.stock === STOCK).length;
    body.replaceChildren(waterfall(account, { caption: capital(say(signed ? "why.fall.caption_less" : "why.fall.caption", names)), from: shownDate(0), until: shownDate(months), signed }), h("p", {}, say("why.fall.adds_up")));
  }

  /** @param {any} state @param {any} asked @param {import("./late.js").Waiting} waits */
  async function load(state, asked, { signal, still }) {
    const { council } = state, [own, other] = [mine(state), referenceOf(state)], same = JSON.stringify(own) === JSON.stringify(other);
    if (postsOf !== council) {
      const { people } = await still(hall.network({ council, months: 0, people: ["kind", "role", "service"] }, { signal }));
      [posts, postsOf] = [people, council];
      whom.fill(posts);
    }
    const row = state.row !== null && state.row < posts.role.length ? state.row : null;
    whom.choose(row);
    const story = (/** @type {any} */ scenario) => session.ask({ story: { ...asked, scenario, row } }, { signal }), first = story(own);
    const [ours, reference] = await still(Promise.all([first, same ? first : story(other)]));
    told = { mine: ours, reference, row };
    if (same) view = "mine";
    choice.hidden = same;
    views.forEach((label, at) => {
      label.querySelector("input").checked = ["mine", "reference", "less"][at] === view;
      label.querySelector("span").textContent = [mineName(state), referenceName(state), say("why.fall.less", { who: mineName(state), against: referenceName(state) })][at];
    });
    waiting.hidden = true;
    element.dataset.ledger = "shown";
    draw();
  }

  return {
    element,
    /** @param {boolean} hidden */
    hide(hidden) { element.hidden = hidden; },
    /** @param {any} state */
    update(state) {
      const asked = { council: state.council, seed: state.seed, months: Math.min(LEDGER_MONTHS, hall.longestRun) }, now = JSON.stringify([asked, mine(state), referenceOf(state), state.row]);
      if (now === key) return;
      key = now;
      element.dataset.ledger = "coming";
      waiting.hidden = false;
      waiting.textContent = say("people.story.waiting");
      coming.begin((waits) => load(state, asked, waits));
    },
  };
}
