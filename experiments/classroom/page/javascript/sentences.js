/** What the page claims, in sentences, every clause worked out anew from the runs. */

import { held } from "./dom.js";
import { capital, declaredWords, gapWords, intervalWords, number, outcomePhrase, say, wordsAt, yearWords } from "./words.js";
import { mean, pairedInterval, quantile, verdictOf, windowed } from "./statistics.js";
import { overWeightings, shareOf } from "./weightings.js";

/** What a scenario is called. @param {string} name */
export const scenarioName = (name) => declaredWords(wordsAt("story.scenarios")?.[name]?.name ?? name.replaceAll("-", " "));

/** @param {any} state */
const isOwn = (state) => Object.keys(state.levers).length + state.without.length + state.events.length > 0;

/** The label that the lesson of a state has for one of its arms, or none. @param {any} state @param {"mine" | "reference"} side */
function lessonLabel(state, side) {
  const lesson = state.lesson && (held("lessons") ?? []).find((/** @type {any} */ one) => one.name === state.lesson);
  if (!lesson?.contrast) return "";
  const changed = side === "mine" ? [state.levers, state.without, state.events] : [{}, [], []], scenario = side === "mine" ? state.scenario : state.reference;
  const arms = [lesson.contrast, ...(lesson.also ?? [])].flatMap((one) => (side === "mine" ? [one.mine, one.reference] : [one.reference]));
  return arms.find((arm) => arm.scenario === scenario && JSON.stringify([arm.set ?? {}, arm.without ?? [], arm.events ?? []]) === JSON.stringify(changed))?.label ?? "";
}

/** What is looked at, beside its line. @param {any} state */
export const mineLine = (state) => lessonLabel(state, "mine") || (isOwn(state) ? say("story.own") : scenarioName(state.scenario));

/** What it is held against, beside its line. @param {any} state */
export const referenceLine = (state) => lessonLabel(state, "reference") || scenarioName(state.reference);

/** What is looked at, as a sentence names it: a lesson's label is quoted, since it may be a sentence itself. @param {any} state */
export function mineName(state) {
  const label = lessonLabel(state, "mine");
  return label ? say("story.numbers.quoted", { text: label }) : mineLine(state);
}

/** What it is held against, as a sentence names it. @param {any} state */
export function referenceName(state) {
  const label = lessonLabel(state, "reference");
  return label ? say("story.numbers.quoted", { text: label }) : referenceLine(state);
}

/** What is declared of an outcome. @param {any} hall @param {string} name */
export const declaredOutcome = (hall, name) => hall.outcomes.find((/** @type {any} */ one) => one.name === name);

/** Whether a council has an outcome: not those of services that its class leaves to others. @param {any} council @param {string} name */
export const hasOutcome = (council, name) => !held("declared").absent[council.klass].some((/** @type {string} */ service) => name.endsWith(`.${service}`));

/** One number of each run. @param {any[]} runs @param {string} outcome @param {"last_year" | "whole"} window */
export const valuesOf = (runs, outcome, window) => runs.map((run) => windowed(run.series(outcome), window));

/** Paired differences of an outcome with their interval and verdict. @param {any} ensemble @param {string} outcome @param {"last_year" | "whole"} window @param {number} direction */
export function differenceOf(ensemble, outcome, window, direction) {
  const [first, second] = [ensemble.reference, ensemble.mine].map((runs) => valuesOf(runs, outcome, window));
  const differences = second.map((one, at) => one - first[at]), found = pairedInterval(differences);
  return { ...found, differences, verdict: verdictOf(found, direction), higher: differences.filter((one) => one > 0).length };
}

/**
 * @typedef {object} Clause
 * @property {string} kind @property {string} text @property {Record<string, any>} values
 */

/**
 * The headline of an ensemble: its text, and the clauses it is made of with the numbers behind them.
 * @param {any} ensemble @param {any} state @param {any} hall @returns {{ text: string, clauses: Clause[] }}
 */
export function headline(ensemble, state, hall) {
  if (ensemble.trouble) return toldOf([{ kind: "trouble", text: ensemble.trouble, values: {} }]);
  if (!ensemble.finished) return toldOf([{ kind: "running", text: say("story.headline.running", { done: ensemble.done, total: ensemble.total }), values: { done: ensemble.done, total: ensemble.total } }]);
  const outcome = declaredOutcome(hall, state.outcome), label = outcomePhrase(outcome.name);
  if (!hasOutcome(hall.council(state.council), outcome.name)) {
    return toldOf([{ kind: "absent", text: say("story.headline.absent", { council: hall.council(state.council).name, outcome: label }), values: {} }]);
  }
  if (ensemble.same) return toldOf([courseClause(ensemble, state, hall, outcome, label)]);
  const found = differenceOf(ensemble, outcome.name, state.window, outcome.direction);
  return toldOf([differenceClause(found, state, outcome, label), ...moreClauses(found, ensemble, state, outcome)]);
}

/** @param {Clause[]} clauses */
const toldOf = (clauses) => ({ text: clauses.map((one) => one.text).join(" "), clauses });

/** How one scenario goes, from its first year to its last. @param {any} ensemble @param {any} state @param {any} hall @param {any} outcome @param {string} label @returns {Clause} */
function courseClause(ensemble, state, hall, outcome, label) {
  const first = mean(ensemble.mine.map((/** @type {any} */ run) => mean(run.series(outcome.name).subarray(0, 12))));
  const lasts = valuesOf(ensemble.mine, outcome.name, "last_year"), last = mean(lasts), [low, high] = [quantile(lasts, 0.05), quantile(lasts, 0.95)];
  const step = Math.max((high - low) / 2, Math.abs(last) / 100), months = ensemble.mine[0].months;
  const written = (/** @type {number} */ value) => number(value, outcome.unit, { step });
  const text = say("story.headline.course", { council: hall.council(state.council).name, outcome: label, who: mineName(state), first: written(first), last: written(last),
    low: written(low), high: written(high), start: yearWords(0), end: yearWords(months - 1), runs: ensemble.total });
  return { kind: "course", text, values: { first, last, low, high } };
}

/** @param {any} found @param {any} state @param {any} outcome @param {string} label @returns {Clause} */
function differenceClause(found, state, outcome, label) {
  const who = mineName(state), against = referenceName(state), when = say(`story.when.${state.window}`), gap = gapText(found, outcome.unit);
  const words = { outcome: label, who, against, when: capital(when), pairs: found.n, ...gap };
  const text = say(`story.headline.${found.n < 2 ? "tooFew" : found.verdict}`, words);
  return { kind: "difference", text, values: { ...found, ...gap } };
}

/** The texts of a difference, as `townhall compare` has them. @param {any} found @param {string} unit */
function gapText(found, unit) {
  if (found.n < 2 || found.verdict === "none") return { size: "", ends: "", way: "" };
  if (found.verdict === "unclear") return { size: "", ends: intervalWords(found.low, found.high, unit), way: "" };
  return { ...gapWords(found.mean, found.low, found.high, unit), way: say(found.mean > 0 ? "story.higher" : "story.lower") };
}

/** How sure, whether the other window says the same, and what other weights say. @param {any} found @param {any} ensemble @param {any} state @param {any} outcome @returns {Clause[]} */
function moreClauses(found, ensemble, state, outcome) {
  const clauses = /** @type {Clause[]} */ ([]);
  if (["better", "worse", "higher", "lower"].includes(found.verdict)) {
    const many = found.mean > 0 ? found.higher : found.differences.filter((/** @type {number} */ one) => one < 0).length;
    clauses.push({ kind: "pairs", text: say("story.headline.pairs", { way: say(found.mean > 0 ? "story.higher" : "story.lower"), many, pairs: found.n }), values: { many, pairs: found.n } });
  }
  const window = state.window === "whole" ? "last_year" : "whole", other = differenceOf(ensemble, outcome.name, window, outcome.direction);
  if (other.verdict !== found.verdict && found.n > 1) {
    const gap = gapText(other, outcome.unit), text = say(`story.other.${other.verdict}`, { when: capital(say(`story.when.${window}`)), ...gap });
    clauses.push({ kind: "window", text, values: { ...other, ...gap } });
  }
  const weighed = overWeightings(ensemble.pairs, state.window), who = mineName(state);
  if (weighed.n > 1) {
    const shares = { ahead: shareOf(weighed.ahead, weighed.total), behind: shareOf(weighed.behind, weighed.total), total: weighed.total.toLocaleString("en-GB") };
    const key = weighed.ahead + weighed.behind === 0 ? "none" : weighed.behind === 0 ? "ahead" : weighed.ahead === 0 ? "behind" : "both";
    clauses.push({ kind: "weightings", text: say(`story.weightings.${key}`, { who, ...shares }), values: weighed });
  }
  return clauses;
}
