/** How a council stands so far, in one run: a few numbers with small lines. */

import { h, svg } from "./dom.js";
import { number, say } from "./words.js";
import { monthWords } from "./words.js";

const GLANCED = ["service.unmet", "money.reserves", "staff.morale", "trust.staff_manager"], GLANCE_WIDTH = 120, GLANCE_HEIGHT = 36;

/** @param {any} tools @param {{ scenario: any, council: string, months: number }} asked */
export function createGlance({ hall }, asked) {
  const abort = new AbortController(), list = h("dl", { class: "glance-list" }), notice = h("p", { class: "lesson-asks" });
  const declared = (/** @type {string} */ name) => hall.outcomes.find((/** @type {any} */ one) => one.name === name);
  /** @param {any} run */
  function show(run) {
    list.replaceChildren(...GLANCED.map((name) => {
      const series = run.series(name), unit = declared(name).unit, last = series[series.length - 1], change = number(last - series[0], unit, { signed: true });
      return h("div", { class: "glance-one", dataset: { glance: name } }, h("dt", {}, say(`game.tiles.${name.replace(".", "_")}`)), h("dd", {}, say("game.tile", { value: number(last, unit), change })), glanceLine(series));
    }));
    const failed = run.series("money.failed_month")[run.months - 1];
    notice.textContent = failed >= 0 ? say("game.failed", { month: monthWords(failed) }) : "";
  }
  hall.run({ scenario: asked.scenario, council: asked.council, seed: 0, replicate: 0, months: asked.months }, { signal: abort.signal }).then(show).catch((/** @type {any} */ error) => {
    if (!abort.signal.aborted) notice.textContent = error?.message ?? String(error);
  });
  return { element: h("div", {}, list, notice), close: () => abort.abort() };
}

/** @param {Float64Array} series */
function glanceLine(series) {
  const low = Math.min(...series), high = Math.max(...series), span = high - low || 1;
  return svg("svg", { class: "glance-line", width: GLANCE_WIDTH, height: GLANCE_HEIGHT, "aria-hidden": "true" },
    svg("polyline", { class: "promise-course", points: Array.from(series, (value, at) => `${2 + (at * (GLANCE_WIDTH - 4)) / Math.max(1, series.length - 1)},${GLANCE_HEIGHT - 3 - ((value - low) / span) * (GLANCE_HEIGHT - 6)}`).join(" ") }));
}
