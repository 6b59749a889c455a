/** What an ensemble looks like in a chart: means of runs over the year to date, and their paired difference. */

import { pairedInterval, quantile, yearToDate } from "./statistics.js";
import { declaredOutcome, hasOutcome, mineLine, referenceLine } from "./sentences.js";
import { monthWords, say } from "./words.js";

const BUDGET_MONTH = 11, MAY = 1;
const BAND_ENDS = [0.05, 0.95];

/** Mean over runs of the year to date, with where nine of ten runs lie. @param {Float64Array[]} series @param {boolean} spread */
function armLines(series, spread) {
  const months = series[0].length, values = new Float64Array(months), low = new Float64Array(months), high = new Float64Array(months);
  const column = new Float64Array(series.length);
  for (let month = 0; month < months; month++) {
    let sum = 0;
    series.forEach((one, at) => { sum += column[at] = one[month]; });
    values[month] = sum / series.length;
    if (spread) [low[month], high[month]] = BAND_ENDS.map((q) => quantile(column, q));
  }
  return spread && series.length > 1 ? { values, low, high } : { values };
}

/**
 * All that the chart draws of an ensemble.
 * @param {any} ensemble @param {any} state @param {any} hall @param {string} [outcome] @returns {any}
 */
export function sceneOf(ensemble, state, hall, outcome = state.outcome) {
  const { unit } = declaredOutcome(hall, outcome);
  if (!hasOutcome(hall.council(ensemble.council), outcome)) return { lines: [], months: ensemble.mine[0].months, unit };
  const [first, second] = [ensemble.reference, ensemble.mine].map((runs) => runs.map((/** @type {any} */ run) => yearToDate(run.series(outcome))));
  const months = first[0].length;
  const lines = ensemble.same ? [{ name: mineLine(state), kind: "mine", ...armLines(second, state.spread) }]
    : [{ name: referenceLine(state), kind: "reference", ...armLines(first, state.spread) }, { name: mineLine(state), kind: "mine", ...armLines(second, state.spread) }];
  const difference = ensemble.same ? undefined : { mean: new Float64Array(months), low: new Float64Array(months), high: new Float64Array(months) };
  if (difference) {
    for (let month = 0; month < months; month++) {
      const found = pairedInterval(first.map((/** @type {Float64Array} */ one, /** @type {number} */ at) => second[at][month] - one[month]));
      difference.mean[month] = found.mean;
      difference.low[month] = found.low;
      difference.high[month] = found.high;
    }
  }
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
