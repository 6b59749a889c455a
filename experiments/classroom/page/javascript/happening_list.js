/** The dated list beside the picture: what has happened so far, the latest first. */

import { h } from "./dom.js";
import { capital, monthWords, say } from "./words.js";

/** So many entries stand there while it plays; the others on request. */
const LATEST = 24;
const EVERYDAY = ["staff"];

/** @param {{ onMonth: (month: number) => void }} told `onMonth` is told of the month of the film that shows an entry. */
export function createHappeningList({ onMonth }) {
  const rows = h("ol", { class: "happenings-list", reversed: true });
  const everyday = h("input", { type: "checkbox", on: { change: () => { filled(); } } });
  const all = h("button", { type: "button", class: "happenings-all", hidden: true, on: { click: () => { open = true; show(month); } } }, say("people.happening.all", { count: 0 }));
  const none = h("p", {}, say("people.happening.none"));
  const element = h("section", { class: "happenings", "aria-label": say("people.happening.title"), dataset: { part: "happenings" } },
    h("h2", {}, say("people.happening.title")), h("label", { class: "happenings-everyday" }, everyday, ` ${say("people.happening.everyday")}`), none, rows, all);
  let found = /** @type {import("./happenings.js").Happening[]} */ ([]), items = /** @type {{ month: number, element: any }[]} */ ([]);
  let month = 0, open = false;

  function filled() {
    const told = found.filter(({ kind }) => everyday.checked || !EVERYDAY.includes(kind));
    items = told.map((one) => ({ month: one.month, element: h("li", { dataset: { kind: one.kind, month: String(one.month) } },
      h("button", { type: "button", class: "happening-when", on: { click: () => onMonth(one.month + 1) } }, capital(monthWords(one.month))), h("span", { class: "happening-text" }, one.text)) }));
    show(month);
  }

  /** @param {number} wanted */
  function show(wanted) {
    month = wanted;
    let until = items.length;
    while (until > 0 && items[until - 1].month >= month) until -= 1;
    const from = open ? 0 : Math.max(0, until - LATEST), wantedItems = items.slice(from, until).reverse();
    none.hidden = until > 0;
    all.hidden = from === 0;
    all.textContent = say("people.happening.all", { count: from });
    // Only what is new is put there: a list that is built anew every month costs the picture its frames.
    const there = new Set(rows.children), stay = new Set(wantedItems.map((one) => one.element));
    for (const old of there) if (!stay.has(old)) old.remove();
    wantedItems.forEach(({ element: item }, at) => { if (rows.children[at] !== item) rows.insertBefore(item, rows.children[at] ?? null); });
    rows.setAttribute("start", String(until));
  }

  return {
    element,
    show,
    /** @param {import("./happenings.js").Happening[]} told */
    fill(told) {
      [found, open] = [told, false];
      filled();
    },
  };
}
