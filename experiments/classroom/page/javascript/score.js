/** How a game went: its choices under twenty lucks, each beside a leader who commands and meets the same luck. */

import { DECISIONS, OPPONENT, scenarioOfChoices } from "./decisions.js";
import { lastYear, mean, pairedInterval } from "./statistics.js";

export const GAME_PAIRS = 20;
const UNMET = "service.unmet", NOTICE = "money.failed", YEAR_MONTHS = 12;
/** 2014-15, the year before a second term begins. */
const TERM_YEAR = 4;

/** @param {any} run @param {string} outcome @param {number} year From 0. */
const yearMean = (run, outcome, year) => mean(run.series(outcome).subarray(YEAR_MONTHS * year, YEAR_MONTHS * (year + 1)));
/** @param {any} run */
const hadNotice = (run) => run.series(NOTICE)[run.months - 1] > 0;

/** Whether the class's goal is met: no section 114 notice, and less need unmet than command left when its second term began. @param {[any, any]} pair Command first. */
const classGoalMet = ([command, mine]) => !hadNotice(mine) && lastYear(mine.series(UNMET)) < yearMean(command, UNMET, TERM_YEAR);

/** Ahead of command (1), behind (-1) or level (0) on what one is judged on. @param {[any, any]} pair @param {string} goal @param {number} direction */
function against([command, mine], goal, direction) {
  // Who had to issue a notice is behind whoever had not; between equals unmet need decides.
  if (goal === "class") {
    const notices = Number(hadNotice(command)) - Number(hadNotice(mine));
    return notices || Math.sign(lastYear(command.series(UNMET)) - lastYear(mine.series(UNMET)));
  }
  return Math.sign(direction * (lastYear(mine.series(goal)) - lastYear(command.series(goal))));
}

/** The outcome that stands for a goal. @param {string} goal */
export const outcomeOfGoal = (goal) => (goal === "class" ? UNMET : goal);

/**
 * @typedef {ReturnType<typeof scoreOf>} Score
 *
 * @param {[any, any][]} pairs Command first. @param {string} goal @param {any[]} outcomes Declarations.
 */
export function scoreOf(pairs, goal, outcomes) {
  const outcome = outcomeOfGoal(goal), declared = outcomes.find((one) => one.name === outcome), verdicts = pairs.map((pair) => against(pair, goal, declared.direction));
  const count = (/** @type {(pair: [any, any]) => boolean} */ test) => pairs.filter(test).length;
  const points = pairs.map(([command, mine]) => lastYear(mine.series(outcome)) - lastYear(command.series(outcome)));
  return { pairs: pairs.length, ahead: verdicts.filter((one) => one > 0).length, level: verdicts.filter((one) => one === 0).length, met: count(classGoalMet),
    below: count(([, mine]) => lastYear(mine.series(UNMET)) < yearMean(mine, UNMET, 0)), notices: count(([, mine]) => hadNotice(mine)), commandNotices: count(([command]) => hadNotice(command)),
    outcome, unit: declared.unit, points, ...pairedInterval(points) };
}

/**
 * The pairs of a game. @param {any} session @param {import("./code.js").Played} played
 * @param {{ signal?: AbortSignal, onPair?: (done: number) => void }} options @returns {Promise<[any, any][]>}
 */
export function gamePairs(session, { choices, council }, { signal, onPair } = {}) {
  if (choices.length !== DECISIONS.length) throw new Error("The game is not at its end.");
  let done = 0;
  return session.pairs({ council, first: OPPONENT, second: scenarioOfChoices(choices), replicates: GAME_PAIRS, seed: 0 }, { signal, onPair: () => onPair?.(++done) });
}
