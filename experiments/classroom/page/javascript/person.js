/** One person: who they are, whom they trust, who trusts them, and their dated story. */

import { h } from "./dom.js";
import { KIND, ROLE, postTitle, thePost } from "./posts.js";
import { trustWords } from "./trust_colours.js";
import { capital, monthWords, number, say } from "./words.js";

const NAMED_TIES = 3;
const LEADERS = [ROLE.leader, ROLE.cabinet, ROLE.chief, ROLE.director, ROLE.teamManager];
const LAYERS_BY_CODE = ["dyad", "line", "party", "team", "informal", "boundary", "ward", "peers"];
const percent = (/** @type {number} */ value) => number(value, "share", { digits: 0 });

/** @param {number} layer */
export const layerWords = (layer, switched = false) => say(`people.${switched ? "switches" : "layers"}.${LAYERS_BY_CODE[layer]}`);

/** How somebody leads, in words. @param {number} style 0 command, 1 distribution. */
const styleWords = (style) => say(`people.style.${style < 0.35 ? "command" : style > 0.65 ? "distributed" : "between"}`, { style: percent(style) });

/** Whether a post is there, empty or held, and since when. @param {import("./film.js").Film} film @param {number} month @param {number} row */
function standing(film, month, row) {
  if (film.seen("post", month, row) !== 1) return say("people.person.cut");
  if (!film.isFilled(month, row)) return say("people.person.vacant");
  const person = film.seen("person", month, row);
  let since = month;
  while (since > 0 && film.seen("person", since - 1, row) === person) since -= 1;
  const held = since === 0 ? say("people.person.since_start") : say("people.person.since", { month: monthWords(since - 1) });
  return film.seen("outsourced", month, row) === 1 ? say("people.person.outsourced", { held }) : held;
}

/** The ties of a person with somebody in post, most trusted first. @param {import("./film.js").Film} film @param {number} month @param {number} row */
function tiesOf(film, month, row) {
  return film.arcsOf(row).filter((arc) => film.isFilled(month, film.target[arc]))
    .map((arc) => ({ other: film.target[arc], layer: film.layer[arc], trust: film.trustAt(month, arc) }))
    .sort((a, b) => b.trust - a.trust || a.other - b.other);
}

/** @param {{ onPick: (row: number | null) => void }} told */
export function createPersonPanel({ onPick }) {
  const title = h("h2", { tabindex: "-1", class: "person-title" });
  const body = h("div", { class: "person-body" }), story = h("ol", { class: "person-story" });
  const storyTitle = h("h3", {}, say("people.story.title")), storyNone = h("p", { hidden: true });
  const close = h("button", { type: "button", class: "person-close", on: { click: () => onPick(null) } }, say("people.person.close"));
  const element = h("section", { class: "person", hidden: true, "aria-label": say("people.person.label"), dataset: { part: "person" } },
    h("div", { class: "person-head" }, title, close), body, storyTitle, storyNone, story);
  let shownKey = "", told = /** @type {import("./biography.js").Told[] | null} */ (null);
  let items = /** @type {any[]} */ ([]);

  /** @param {string} name @param {string} said */
  const fact = (name, said) => h("div", { class: "person-fact" }, h("dt", {}, say(`people.person.${name}`)), h("dd", {}, said));

  /** @param {string} heading @param {ReturnType<typeof tiesOf>} ties @param {import("./film.js").Film} film */
  const tieList = (heading, ties, film) => [h("h3", {}, say(`people.person.${heading}`)), h("ul", { class: "person-ties" }, ties.map(({ other, layer, trust }) =>
    h("li", {}, h("button", { type: "button", class: "person-tie", dataset: { row: String(other) }, on: { click: () => onPick(other) } }, capital(thePost(film.posts, other))),
      ` ${say("people.person.tie", { layer: layerWords(layer), word: trustWords(trust), trust: percent(trust) })}`)))];

  /** @param {import("./film.js").Film} film @param {number} month @param {number} row */
  function draw(film, month, row) {
    title.textContent = postTitle(film.posts, row);
    const filled = film.isFilled(month, row), regard = film.regard[month * film.count + row], kind = film.posts.kind[row];
    const facts = [fact("standing", standing(film, month, row))];
    if (filled) {
      if (LEADERS.includes(film.posts.role[row])) facts.push(fact("leads", styleWords(film.seen("style", month, row))));
      if (kind === KIND.manager || kind === KIND.staff) facts.push(fact("morale", say("people.person.morale_of", { now: percent(film.seen("morale", month, row)), start: percent(film.seen("morale", 0, row)) })));
      if (!Number.isNaN(regard)) facts.push(fact("trusted", say("people.person.trusted_by", { trust: percent(regard), word: trustWords(regard) })));
    }
    const ties = filled ? tiesOf(film, month, row) : [], few = ties.length <= 2 * NAMED_TIES;
    const lists = !ties.length ? [] : few ? tieList("all_ties", ties, film)
      : [...tieList("strongest", ties.slice(0, NAMED_TIES), film), ...tieList("weakest", ties.slice(-NAMED_TIES).reverse(), film)];
    body.replaceChildren(h("dl", { class: "person-facts" }, facts), ...lists);
  }

  return {
    element,
    /** Put the reader at the person's name. */
    focus() { title.focus(); },
    /** The dated story, once it is there. @param {import("./biography.js").Told[] | null} found */
    tell(found) {
      if (found === told) return;
      told = found;
      items = (found ?? []).map(({ month, kind, when, text }) => ({ month, element: h("li", { dataset: { kind, month: String(month) } }, h("span", { class: "person-when" }, when), " ", text) }));
      story.replaceChildren(...items.map((one) => one.element));
    },
    /** @param {import("./film.js").Film | null} film @param {number} month @param {number | null} row */
    update(film, month, row) {
      element.hidden = film === null || row === null;
      if (!film || row === null) {
        if (body.firstChild) body.replaceChildren(); // its buttons hold the film
        shownKey = "";
        return;
      }
      const key = `${film.run.asked.council} ${row} ${month}`;
      if (key !== shownKey || element.dataset.row !== String(row)) draw(film, month, row);
      shownKey = key;
      element.dataset.row = String(row);
      let count = 0;
      // The story goes as far as the month that is shown.
      for (const one of items) {
        const hidden = one.month >= month && one.month > 0;
        if (one.element.hidden !== hidden) one.element.hidden = hidden;
        count += hidden ? 0 : 1;
      }
      storyNone.hidden = count > 0;
      storyNone.textContent = say(told ? "people.story.none" : "people.story.waiting");
    },
    /** Have the person drawn anew although nothing that is told here is different. */
    forget() { shownKey = ""; },
  };
}
