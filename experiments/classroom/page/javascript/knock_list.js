/** Knock-outs as rows: a theory, what of the difference remains without it as a dot with its interval, a sentence, a switch. */

import { h } from "./dom.js";
import { bySize, judged, wholeOf } from "./knock_outs.js";
import { declaredOutcome } from "./sentences.js";
import { declaredWords, intervalWords, number, say } from "./words.js";

const SHOWN_AT_FIRST = 6;

/** What a knock-out amounts to. @param {ReturnType<typeof judged>} found @param {any} whole @param {boolean} same */
function amountsTo({ remaining, carried }, whole, same) {
  if (!(carried.n > 1)) return "early";
  if (carried.mean === 0 && carried.low === 0 && carried.high === 0) return "nothing";
  if (!carried.clear) return same ? "unclear_alone" : "unclear";
  if (same) return carried.mean > 0 ? "brings_more" : "brings_less";
  if (!whole.clear) return "shifts";
  if (carried.mean * whole.mean < 0) return "hides";
  if (!remaining.clear) return "all";
  return remaining.mean * whole.mean < 0 ? "turns" : "part";
}

/** @param {ReturnType<typeof judged>} found @param {any} whole @param {string} unit @param {boolean} same */
function knockSentence(found, whole, unit, same) {
  const { remaining, carried } = found, key = amountsTo(found, whole, same), shown = same ? carried : remaining;
  const written = (/** @type {any} */ one) => number(one.mean, unit, { signed: true, step: Math.max((one.high - one.low) / 2, Math.abs(one.mean) / 1000) || undefined });
  const values = { left: written(remaining), gone: written(carried), ends: key === "early" || key === "nothing" ? "" : intervalWords(shown.low, shown.high, unit),
    share: whole.mean ? number(carried.mean / whole.mean, "share", { digits: 0 }) : "" };
  return say(`why.knock.${key}`, values);
}

/** @param {{ hall: any, store: any }} tools */
export function createKnockList({ hall, store }) {
  const list = h("ol", { class: "knock-list" }), axis = h("p", { class: "knock-axis" });
  const more = h("button", { type: "button", hidden: true, on: { click: () => { open = true; if (latest) draw(latest.found, latest.ensemble, latest.state); } } }, say("why.more", { count: Object.keys(hall.theories).length }));
  const element = h("div", { class: "knock" }, axis, list, more);
  let open = false, latest = /** @type {any} */ (null);

  /** @param {string} id */
  function switchOff(id) {
    const { without } = store.get();
    store.set({ without: [...new Set([...without, id])].sort(), view: "story" });
    // The button is gone with its view: the keyboard goes where the page went.
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector('.tab[data-view="story"]'))?.focus({ preventScroll: true }));
  }

  /** @param {Map<string, import("./knock_outs.js").Tried>} found @param {any} ensemble @param {any} state */
  function draw(found, ensemble, state) {
    latest = { found, ensemble, state };
    const at = hall.outcomeNames.indexOf(state.outcome), { unit } = declaredOutcome(hall, state.outcome), whole = wholeOf(ensemble, at, state.window);
    const all = bySize([...found.values()].map((tried) => judged(ensemble, tried, at, state.outcome, state.window)));
    const rows = open ? all : all.slice(0, SHOWN_AT_FIRST), strip = ensemble.same ? "carried" : "remaining";
    const ends = all.flatMap((one) => [one[strip].mean, one[strip].low, one[strip].high]).concat(0, ensemble.same ? [] : [whole.mean, whole.low, whole.high]).filter(Number.isFinite);
    const low = Math.min(...ends), wide = Math.max(...ends) - low || 1, place = (/** @type {number} */ value) => `${3 + (94 * (value - low)) / wide}%`;
    const held = list.contains(document.activeElement) ? /** @type {HTMLElement | null} */ (document.activeElement?.closest("li"))?.dataset.theory : undefined;
    axis.textContent = ensemble.same ? say("why.axis_alone") : say("why.axis");
    list.replaceChildren(...rows.map((one) => {
      const { mean, low: least, high: most, n } = one[strip];
      const marks = [h("span", { class: "knock-zero", style: { left: place(0) } })];
      if (!ensemble.same) marks.push(h("span", { class: "knock-whole", style: { left: place(whole.mean) } }));
      if (n > 1) marks.push(h("span", { class: "knock-interval", style: { left: place(least), width: `${(94 * (most - least)) / wide}%` } }));
      if (Number.isFinite(mean)) marks.push(h("span", { class: "knock-dot", style: { left: place(mean) } }));
      return h("li", { dataset: { theory: one.id, n: String(n), mean: String(mean), low: String(least), high: String(most), carried: String(one.carried.mean), amounts: amountsTo(one, whole, ensemble.same) } },
        h("p", { class: "knock-name" }, h("span", { class: "knock-id" }, one.id), ` ${declaredWords(hall.theories[one.id])}`),
        h("div", { class: "knock-strip", "aria-hidden": "true" }, marks),
        h("p", { class: "knock-said" }, knockSentence(one, whole, unit, ensemble.same), n < state.replicates ? ` ${say("why.so_far", { n })}` : ""),
        h("button", { type: "button", class: "knock-off", "aria-label": say("why.switch_off_named", { theory: one.id }), on: { click: () => switchOff(one.id) } }, say("why.switch_off")));
    }));
    // Rows are made anew with every theory that comes in; who is on one stays on it.
    if (held) /** @type {HTMLElement | null} */ (list.querySelector(`li[data-theory="${held}"] .knock-off`))?.focus({ preventScroll: true });
    more.hidden = rows.length === all.length;
    more.textContent = say("why.more", { count: all.length });
  }
  return { element, draw, clear() { list.replaceChildren(); more.hidden = true; latest = null; } };
}
