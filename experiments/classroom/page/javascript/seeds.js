/** One pair at a time: what a single run would have told, drawn again and again. */

import { announce, h } from "./dom.js";
import { number, outcomePhrase, say, unitOfGap } from "./words.js";
import { armScenario } from "./contrasts.js";
import { createForest } from "./forest.js";
import { oneAtATime } from "./late.js";
import { windowed } from "./statistics.js";

/** Pairs that are drawn one by one begin here, away from the twenty that the lesson runs later. */
const FIRST_SEED = 1000;

/** @param {any} tools @param {any} lesson @param {{ unit: string }} declared */
export function createSeeds({ session, store }, lesson, { unit }) {
  const { reference, mine } = lesson.contrast, outcome = lesson.outcome;
  const said = h("p", { class: "promise-said" }, say("lesson.seeds.none")), count = h("p", {});
  const forest = createForest(say("lesson.explain.forest_title", { mine: mine.label, reference: reference.label }));
  const draw = h("button", { type: "button", dataset: { seeds: "draw" }, on: { click: another } }, say("lesson.seeds.draw"));
  const anew = h("button", { type: "button", class: "quiet", on: { click: begin } }, say("lesson.seeds.anew"));
  const element = h("section", { class: "micro seeds", dataset: { part: "seeds" }, "aria-label": say("lesson.seeds.title") }, h("h3", {}, say("lesson.seeds.title")), h("div", { class: "row-of-buttons" }, draw, anew), said, count, forest.element);
  const pair = oneAtATime((why) => { said.textContent = say("lesson.trouble", { why }); });
  let points = /** @type {number[]} */ ([]), busy = false;

  function begin() {
    pair.end();
    points = [];
    show(say("lesson.seeds.none"));
  }

  async function another() {
    if (busy) return;
    busy = true;
    await pair.begin(async ({ signal, still }) => {
      const [[first, second]] = await still(session.pairs({ council: store.get().council, first: armScenario(reference), second: armScenario(mine), replicates: 1, seed: FIRST_SEED + points.length }, { signal }));
      const found = windowed(second.series(outcome), lesson.window) - windowed(first.series(outcome), lesson.window);
      points.push(found);
      const word = found > 0 ? "higher" : found < 0 ? "lower" : "same";
      const sentence = say(`lesson.seeds.${word}`, { at: points.length, outcome: outcomePhrase(outcome), size: number(Math.abs(found), unit, { signed: true }).replace("+", ""), mine: mine.label, reference: reference.label });
      show(sentence);
      announce(sentence);
    });
    busy = false;
  }

  /** @param {string} sentence */
  function show(sentence) {
    said.textContent = sentence;
    count.textContent = points.length > 1 ? say("lesson.seeds.count", { higher: points.filter((one) => one > 0).length, lower: points.filter((one) => one < 0).length, pairs: points.length }) : "";
    forest.draw(points.length ? [{ name: "", mean: NaN, low: NaN, high: NaN, points }] : [], unit);
    element.dataset.unit = unitOfGap(unit);
  }
  return { element, close: pair.end };
}
