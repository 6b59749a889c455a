/** What each step of a lesson shows beside its text. */

import { h } from "./dom.js";
import { say } from "./words.js";
import { meanCourse } from "./statistics.js";
import { createPromise } from "./promise.js";
import { createSeeds } from "./seeds.js";
import { createPrediction } from "./predict.js";
import { createExplanation } from "./explain.js";

/** @typedef {{ tools: any, lesson: any, memory: any, unit: string, changed: () => void, fill: (text: string) => string }} Context */

/** @param {any} arm @param {string} which */
const armCard = (arm, which) => h("div", { class: `arm arm-${which}` }, h("dt", {}, say(`lesson.contrast.${which}`)), h("dd", {}, h("strong", {}, arm.label), arm.short ? `: ${arm.short}` : ""));

/** @param {Context} context */
function setUp({ tools, lesson, unit }) {
  const micro = /** @type {any} */ (lesson.micro === "promise" ? createPromise(tools, lesson) : lesson.micro === "seeds" ? createSeeds(tools, lesson, { unit }) : null);
  // What is played stands right below the first paragraph, which tells of it.
  return { first: micro?.element, element: h("div", {}, h("dl", { class: "arms" }, armCard(lesson.contrast.reference, "reference"), armCard(lesson.contrast.mine, "mine"))), close: micro?.close };
}

/** @param {Context} context */
function predict({ lesson, memory, unit, changed }) {
  const made = createPrediction(lesson, memory.prediction, { unit, changed });
  let drawn = "";
  return {
    element: made.element,
    /** @param {any} _state @param {any} ensemble */
    update(_state, ensemble) {
      const stamp = `${ensemble.key} ${ensemble.done}`;
      if (!ensemble.done || stamp === drawn || !ensemble.same) return;
      drawn = stamp;
      made.course(meanCourse(ensemble.reference, lesson.outcome));
    },
  };
}

/** @param {Context} _context */
function run(_context) {
  const text = h("p", { class: "run-progress" }), bar = h("progress", { max: 1, value: 0, "aria-label": say("lesson.run.title") }), hidden = h("p", { class: "lesson-note" });
  return {
    element: h("div", { dataset: { part: "run" } }, h("h3", {}, say("lesson.run.title")), bar, text, hidden),
    /** @param {any} _state @param {any} ensemble */
    update(_state, { done, total, finished, trouble }) {
      bar.max = total || 1;
      bar.value = done;
      text.textContent = trouble ? say("lesson.trouble", { why: trouble }) : say(finished ? "lesson.run.ready" : "lesson.run.progress", { done, total });
      hidden.textContent = finished ? "" : say("lesson.run.hidden");
    },
  };
}

/** @param {Context} context */
function limit({ lesson, fill }) {
  const keys = [...new Set(lesson.limit.data.flatMap((/** @type {any} */ one) => one.references))];
  const cite = (/** @type {string[]} */ references) => references.map((key) => lesson.cited?.[key]?.short ?? key).join("; ");
  return {
    element: h("div", { class: "limit", dataset: { part: "limit" } }, h("h3", {}, say("lesson.limit.left_out")), h("ul", {}, lesson.limit.left_out.map((/** @type {string} */ text) => h("li", {}, fill(text)))),
      h("h3", {}, say("lesson.limit.data")), h("ul", {}, lesson.limit.data.map((/** @type {any} */ one) => h("li", {}, fill(one.text), one.references.length ? ` (${cite(one.references)})` : ""))),
      h("p", { class: "lesson-sign" }, say("lesson.limit.sign")),
      h("details", {}, h("summary", {}, say("lesson.limit.sources")), h("ul", {}, keys.map((key) => h("li", {}, lesson.cited?.[/** @type {string} */ (key)]?.text ?? key))))),
  };
}

/** @type {Record<string, (context: Context) => any>} */
export const STEP_BUILDERS = { set_up: setUp, predict, run, explain: createExplanation, limit };
