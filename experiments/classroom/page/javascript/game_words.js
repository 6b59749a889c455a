/** What a game is told with. */

import { capital, gapWords, intervalWords, outcomeLabel, say } from "./words.js";
import { DECISIONS } from "./decisions.js";

/** @typedef {import("./score.js").Score} Score */

/** What codes are made with and read by. @param {any} hall */
export const knownOf = (hall) => ({ model: hall.model, councils: hall.councils.map((/** @type {any} */ one) => one.code) });

/** What a goal is called. @param {string} goal */
export const goalWords = (goal) => say(`game.goals.${goal.replace(".", "_")}`);

/** What an option is called. @param {number} at @param {number} choice */
export const optionWords = (at, choice) => say(`game.decisions.${DECISIONS[at].name}.options.${DECISIONS[at].options[choice].name}.title`);

/** The sentence of the end. @param {Score} score */
export const aheadSentence = (score) => (score.level === score.pairs ? say("game.end.level", score) : say("game.end.ahead", score));

/** The difference on what one is judged on. @param {Score} score */
export function scoreDifference(score) {
  const outcome = capital(outcomeLabel(score.outcome)), { size, ends } = gapWords(score.mean, score.low, score.high, score.unit);
  return score.clear ? say("game.end.difference", { outcome, size, ends, way: say(`game.end.${score.mean > 0 ? "higher" : "lower"}`) })
    : say("game.end.unclear", { outcome, interval: intervalWords(score.low, score.high, score.unit) });
}
