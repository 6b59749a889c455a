/** What an ensemble looks like in a chart: means of runs over the year to date, and their paired difference. */

import { mean, pairedInterval, quantile, yearToDate } from "./statistics.js";
import { declaredOutcome, hasOutcome, mineLine, referenceLine } from "./sentences.js";
import { monthWords, say } from "./words.js";

const BUDGET_MONTH = 11, MAY = 1;
const BAND_ENDS = [0.05, 0.95];

/** Mean over runs of the year to date, with where nine of ten runs lie. @param {number[][]} series @param {boolean} spread */
function armLines(series, spread) {
  const columns = series[0].map((_, month) => series.map((one) => one[month])), values = columns.map(mean);
  if (!spread || series.length < 2) return { values };
  const [low, high] = BAND_ENDS.map((q) => columns.map((column) => quantile(column, q)));
  return { values, low, high };
}

/**
 * All that the chart draws of an ensemble.
 * @param {any} ensemble @param {any} state @param {any} hall @param {string} [outcome] @returns {any}
 */
export function sceneOf(ensemble, state, hall, outcome = state.outcome) {
  const { unit } = declaredOutcome(hall, outcome);
  if (!hasOutcome(hall.council(ensemble.council), outcome)) return { lines: [], months: ensemble.mine[0].months, unit };
  const [first, second] = [ensemble.reference, ensemble.mine].map((/** @type {any[]} */ runs) => runs.map((run) => yearToDate(run.series(outcome))));
  const months = first[0].length;
  const lines = ensemble.same ? [{ name: mineLine(state), kind: "mine", ...armLines(second, state.spread) }]
    : [{ name: referenceLine(state), kind: "reference", ...armLines(first, state.spread) }, { name: mineLine(state), kind: "mine", ...armLines(second, state.spread) }];
  const gaps = ensemble.same ? [] : first[0].map((_, month) => pairedInterval(first.map((one, at) => second[at][month] - one[month])));
  const difference = ensemble.same ? undefined : { mean: gaps.map((one) => one.mean), low: gaps.map((one) => one.low), high: gaps.map((one) => one.high) };
  return { lines, difference, months, unit, marks: marksOf(hall, ensemble.council, months), note: state.spread && ensemble.finished ? say("story.chart.spread") : "" };
}

/** The months of the budget days: March, in which the council sets its budget. @param {number} months @returns {number[]} */
export const budgetMonths = (months) => Array.from({ length: Math.floor(months / 12) }, (_, year) => 12 * year + BUDGET_MONTH);

/** The months in which a council of a class votes: May of every fourth year, or of three years in four. @param {string} klass @param {number} months @returns {number[]} */
function electionMonths(klass, months) {
  const first = /** @type {Record<string, number>} */ ({ L: 2010, SC: 2009, MD: 2009 })[klass] ?? 2011, thirds = klass === "MD";
  return Array.from({ length: Math.ceil(months / 12) }, (_, year) => year).filter((year) => ((2010 + year - first) % 4 + 4) % 4 === 0 !== thirds)
    .map((year) => 12 * year + MAY).filter((month) => month < months);
}

/** Budget days and elections, as marks. @param {any} hall @param {string} council @param {number} months */
function marksOf(hall, council, months) {
  const made = (/** @type {string} */ kind) => (/** @type {number} */ month) => ({ month, kind, label: say(`story.marks.${kind}`, { month: monthWords(month) }) });
  return [...budgetMonths(months).map(made("budget")), ...electionMonths(hall.council(council).klass, months).map(made("election"))];
}
