/** What pairs of runs say of a contrast, in the words of a lesson: higher, the same, lower, unclear. */

import { isShare, gapWords, intervalWords, outcomePhrase, say } from "./words.js";
import { pairedInterval, windowed } from "./statistics.js";

/** @typedef {"higher" | "same" | "lower" | "unclear"} Word */

/** How small a difference a lesson calls the same, in the outcome's own unit: "1 %" of a share is 0.01. @param {string} text @param {string} unit */
export function marginOf(text, unit) {
  const amount = parseFloat(text);
  return text.trim().endsWith("%") && isShare(unit) ? amount / 100 : amount;
}

/**
 * The word for an interval: the same if all of it is as small as the lesson says, else where it lies, if it says.
 * @param {{ low: number, high: number }} interval @param {number} margin @returns {Word}
 */
function wordFor({ low, high }, margin) {
  if (-margin <= low && high <= margin) return "same";
  return low > 0 ? "higher" : high < 0 ? "lower" : "unclear";
}

/**
 * The paired differences of an outcome, their interval and the word for it.
 * @param {[any, any][]} pairs Reference first. @param {{ outcome: string, window: "last_year" | "whole", margin: number }} asked
 */
export function outcomeOf(pairs, { outcome, window, margin }) {
  const points = pairs.map(([reference, mine]) => windowed(mine.series(outcome), window) - windowed(reference.series(outcome), window));
  const interval = pairedInterval(points);
  return { points, ...interval, pairs: points.length, word: wordFor(interval, margin),
    higher: points.filter((one) => one > 0).length, lower: points.filter((one) => one < 0).length };
}

/**
 * One sentence on it. @param {ReturnType<typeof outcomeOf>} found
 * @param {{ outcome: string, unit: string, window: string, mine: string, reference: string }} names
 */
export function outcomeSentence(found, { outcome, unit, window, mine, reference }) {
  const { size, ends } = gapWords(found.mean, found.low, found.high, unit);
  return say(`lesson.explain.sentence.${found.word}`, { pairs: found.pairs, outcome: outcomePhrase(outcome), size, ends, mine, reference,
    interval: intervalWords(found.low, found.high, unit), window: say(`lesson.explain.windows.${window}`) });
}

/**
 * What a contrast keeps without a mechanism. The sentence compares what is clear; it leaves small changes alone.
 * @param {ReturnType<typeof outcomeOf>} with_ @param {ReturnType<typeof outcomeOf>} without
 */
export function carriedWord(with_, without) {
  const clear = ["higher", "lower"];
  if (!clear.includes(with_.word)) return "nothing";
  if (clear.includes(without.word) && without.word !== with_.word) return "turned";
  if (!clear.includes(without.word)) return "gone";
  // The same pairs of luck stand under both, so that the change is paired too.
  const change = pairedInterval(without.points.map((one, at) => (one - with_.points[at]) * Math.sign(with_.mean)));
  return !change.clear ? "stays" : change.mean < 0 ? "less" : "more";
}
