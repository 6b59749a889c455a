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
  let found = /** @type {import("./happenings.js").Happening[]} */ ([]), items = /** @type {{ happening: import("./happenings.js").Happening, element: any }[]} */ ([]);
  let month = 0, open = false;

  function filled() {
    items = found.filter(({ kind }) => everyday.checked || !EVERYDAY.includes(kind)).map((happening) => ({ happening, element: null }));
    rows.replaceChildren();
    show(month);
  }

  /** @param {import("./happenings.js").Happening} happening */
  const row = ({ month: when, kind, text }) => h("li", { dataset: { kind, month: String(when) } },
    h("button", { type: "button", class: "happening-when", on: { click: () => onMonth(when + 1) } }, capital(monthWords(when))), h("span", { class: "happening-text" }, text));

  /** @param {number} wanted */
  function show(wanted) {
    month = wanted;
    let until = items.length;
    while (until > 0 && items[until - 1].happening.month >= month) until -= 1;
    const from = open ? 0 : Math.max(0, until - LATEST);
    none.hidden = until > 0;
    all.hidden = from === 0;
    all.textContent = say("people.happening.all", { count: from });
    // Only what is new is made: a list that is built anew every month costs the picture its frames. What has gone is not kept.
    items.forEach((one, at) => {
      if (one.element && (at < from || at >= until)) { one.element.remove(); one.element = null; }
    });
    for (let at = until - 1, next = rows.firstElementChild; at >= from; at--) {
      const { element: there } = items[at];
      if (there) next = there.nextElementSibling;
      else rows.insertBefore((items[at].element = row(items[at].happening)), next);
    }
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
