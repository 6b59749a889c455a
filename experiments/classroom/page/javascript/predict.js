/** A prediction: an answer, an end that is drawn, the hands in the room; once locked it stands. */

import { announce, h } from "./dom.js";
import { say } from "./words.js";
import { createDrawnEnd } from "./drawn_end.js";

/** @typedef {{ choice: string | null, end: number | null, hands: Record<string, number>, locked: boolean }} Prediction */

/** @param {any} lesson @returns {Prediction} */
export const emptyPrediction = (lesson) => ({ choice: null, end: null, hands: Object.fromEntries(lesson.choices.map((/** @type {string} */ one) => [one, 0])), locked: false });

/** @param {any} lesson @param {Prediction} prediction Changed in place. @param {{ unit: string, changed: () => void }} options */
export function createPrediction(lesson, prediction, { unit, changed }) {
  const { mine, reference } = lesson.contrast, names = { mine: mine.label, reference: reference.label };
  const buttons = new Map(lesson.choices.map((/** @type {string} */ choice) => [choice, h("button", { type: "button", class: "choice", dataset: { choice }, "aria-pressed": "false", on: { click: () => choose(choice) } }, say(`lesson.predict.choices.${choice}`))]));
  const against = h("p", { class: "lesson-note" }), drawnText = h("p", {}), locked = h("p", { class: "locked" });
  const drawn = createDrawnEnd({ unit, names, onEnd: (/** @type {number} */ value) => { prediction.end = value; update(); } });
  const counters = lesson.choices.map((/** @type {string} */ choice) => {
    const name = say(`lesson.predict.choices.${choice}`), text = h("output", { class: "hands", "aria-live": "off" });
    const hand = (/** @type {number} */ by, /** @type {string} */ word, /** @type {string} */ sign) => h("button", { type: "button", class: "hand", dataset: { hand: `${choice}${sign}` }, "aria-label": say(`lesson.predict.${word}`, { choice: name }),
      on: { click: () => { prediction.hands[choice] = Math.max(0, prediction.hands[choice] + by); update(); announce(say("lesson.predict.hands", { choice: name, count: prediction.hands[choice] })); } } }, sign);
    const less = hand(-1, "fewer", "−"), more = hand(1, "more", "+");
    return { choice, text, less, more, element: h("div", { class: "counter" }, h("span", { class: "counter-name" }, name), less, text, more) };
  });
  const element = h("div", { class: "predict", dataset: { part: "predict" } },
    h("fieldset", {}, h("legend", {}, say("lesson.predict.question")), h("div", { class: "choices-row" }, [...buttons.values()]), h("p", { class: "lesson-note" }, say("lesson.predict.higher_means", names))),
    h("section", { "aria-label": say("lesson.predict.draw_title", names) }, h("h3", {}, say("lesson.predict.draw_title", names)), h("p", { class: "lesson-note" }, say("lesson.predict.draw_help", names)), drawn.element, drawnText, against),
    h("section", { class: "tally", "aria-label": say("lesson.predict.tally_title") }, h("h3", {}, say("lesson.predict.tally_title")), counters.map((/** @type {any} */ one) => one.element)), locked);

  /** @param {string} choice */
  function choose(choice) {
    if (prediction.locked) return;
    prediction.choice = choice;
    update();
  }

  function update() {
    for (const [choice, button] of buttons) {
      button.setAttribute("aria-pressed", String(prediction.choice === choice));
      button.disabled = prediction.locked;
    }
    for (const { choice, text, less, more } of counters) {
      text.textContent = String(prediction.hands[choice]);
      // A button that is switched off lets go of the keyboard: it goes to its neighbour.
      if (prediction.hands[choice] === 0 && less === document.activeElement) more.focus();
      less.disabled = prediction.locked || prediction.hands[choice] === 0;
      more.disabled = prediction.locked;
    }
    drawn.update(prediction.end, prediction.locked);
    drawnText.textContent = prediction.end === null ? say("lesson.predict.not_drawn") : say("lesson.predict.drawn", { value: drawn.words(prediction.end) });
    const side = drawn.side(prediction.end);
    const contradicts = side && prediction.choice && ["higher", "lower"].includes(prediction.choice) && side !== prediction.choice;
    against.textContent = contradicts ? say("lesson.predict.against", { drawn: say(`lesson.explain.results.${side}`), choice: say(`lesson.explain.results.${prediction.choice}`) }) : "";
    locked.textContent = prediction.locked ? say("lesson.predict.locked") : "";
    changed();
  }
  update();
  return {
    element,
    update,
    /** The line that is drawn against. @param {number[]} course */
    course(course) { drawn.course(course); update(); },
  };
}
