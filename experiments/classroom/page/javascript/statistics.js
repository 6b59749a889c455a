/**
 * The statistics of `townhall compare`, number for number: Student's interval of the mean of paired differences. Series
 * that are calculated here are plain arrays: typed ones stand outside the script's heap, and at a thousand of them for a
 * picture the room between them would grow.
 */

export const LEVEL = 0.9;
const MONTHS_OF_YEAR = 12;

/** @param {ArrayLike<number>} values */
export function mean(values) {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}

/** A quantile of the values themselves, between neighbours in proportion. @param {ArrayLike<number>} values @param {number} q */
export function quantile(values, q) {
  const sorted = Array.from(values).sort((one, other) => one - other), place = q * (sorted.length - 1), below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

/** Student's distribution for a whole number of degrees: a finite sum of powers of the cosine. @param {number} t @param {number} degrees */
function studentBetween(t, degrees) {
  const angle = Math.atan(t / Math.sqrt(degrees)), cosine = Math.cos(angle), sine = Math.sin(angle);
  if (degrees === 1) return (2 * angle) / Math.PI;
  let term = degrees % 2 ? cosine : 1, sum = term;
  for (let k = degrees % 2 ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return degrees % 2 ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

const studentEnds = /** @type {Map<number, number>} */ (new Map());

/** Where nine tenths of Student's distribution lie between minus and plus. @param {number} degrees */
export function studentEnd(degrees) {
  const before = studentEnds.get(degrees);
  if (before !== undefined) return before;
  let low = 0, high = 10;
  for (let step = 0; step < 200 && high - low > 0; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentBetween(middle, degrees) < LEVEL) low = middle;
    else high = middle;
  }
  studentEnds.set(degrees, high);
  return high;
}

/**
 * Mean of paired differences with its 90% interval; a pair that is missing is left out, and fewer than two have no interval.
 * @param {ArrayLike<number>} differences
 */
export function pairedInterval(differences) {
  const kept = Array.from(differences).filter(Number.isFinite), n = kept.length;
  if (!n) return { mean: NaN, low: NaN, high: NaN, n, clear: false, shareHigher: NaN };
  // All alike is its own mean: summing and dividing could be off by a rounding, and zero must stay zero.
  const constant = kept.every((one) => one === kept[0]), middle = constant ? kept[0] : mean(kept);
  const shareHigher = kept.filter((one) => one > 0).length / n;
  if (n === 1) return { mean: middle, low: NaN, high: NaN, n, clear: false, shareHigher };
  const spread = constant ? 0 : Math.sqrt(kept.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (n - 1));
  const half = (studentEnd(n - 1) * spread) / Math.sqrt(n), low = middle - half, high = middle + half;
  return { mean: middle, low, high, n, clear: low > 0 || high < 0, shareHigher };
}

/** Mean of the last twelve months. @param {Float64Array} series */
export const lastYear = (series) => mean(series.subarray(-MONTHS_OF_YEAR));

/** Mean of all months. @param {Float64Array} series */
const wholeRun = (series) => mean(series);

/** @param {Float64Array} series @param {"last_year" | "whole"} window */
export const windowed = (series, window) => (window === "whole" ? wholeRun(series) : lastYear(series));

/** Mean of the twelve months up to each month, of those there are in the first year: what charts draw. @param {ArrayLike<number>} series @returns {number[]} */
export function yearToDate(series) {
  const found = /** @type {number[]} */ ([]);
  for (let month = 0; month < series.length; month++) {
    let sum = 0;
    const first = Math.max(0, month - MONTHS_OF_YEAR + 1);
    for (let at = first; at <= month; at++) sum += series[at];
    found[month] = sum / (month - first + 1);
  }
  return found;
}

/** The mean over runs of an outcome, as charts draw it. @param {any[]} runs @param {string} outcome @returns {number[]} */
export function meanCourse(runs, outcome) {
  const all = runs.map((run) => run.series(outcome));
  return yearToDate(Array.from(all[0], (_, month) => {
    let sum = 0;
    for (const one of all) sum += one[month];
    return sum / all.length;
  }));
}

/** What a difference with its interval amounts to, in one of six words. @param {{mean: number, low: number, high: number}} found @param {number} direction */
export function verdictOf({ mean: middle, low, high }, direction) {
  if (middle === 0 && low === 0 && high === 0) return "none";
  if (!(low > 0 || high < 0)) return "unclear";
  if (direction === 0) return middle > 0 ? "higher" : "lower";
  return middle * direction > 0 ? "better" : "worse";
}
