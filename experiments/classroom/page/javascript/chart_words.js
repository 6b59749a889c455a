/** What a chart says in words and on its scales. */

import { capital, isShare, monthWords, say, unitOfLevel } from "./words.js";

/** Since when the interval leaves out zero without a break, to the end. @param {{ mean: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number> }} difference @param {number} last */
export function clearSince({ mean, low, high }, last) {
  if (low[last] === 0 && high[last] === 0) return say(Array.from(mean).some((one) => one !== 0) ? "story.chart.noneAtEnd" : "story.chart.none");
  const side = low[last] > 0 ? 1 : high[last] < 0 ? -1 : 0;
  if (!side) return say(Number.isFinite(low[last]) ? "story.chart.notClear" : "story.chart.tooFew");
  let month = last;
  while (month > 0 && (side > 0 ? low[month - 1] > 0 : high[month - 1] < 0)) month--;
  return say(side > 0 ? "story.chart.higherSince" : "story.chart.lowerSince", { month: monthWords(month) });
}

/** How finely differences are written. @param {{ low: ArrayLike<number>, high: ArrayLike<number>, mean: ArrayLike<number> }} difference */
export function gapStep({ mean, low, high }) {
  const last = mean.length - 1, half = (high[last] - low[last]) / 2;
  return Math.max(Number.isFinite(half) ? half : 0, Math.abs(mean[last]) / 1000) || 0.01;
}

/** @param {string} label @param {string} unit */
export function titleText(label, unit) {
  const said = unitOfLevel(unit);
  return said ? say("story.chart.title", { label: capital(label), unit: said }) : capital(label);
}

/** @param {number} tick @param {number[]} ticks @param {string} unit @param {boolean} signed */
export function tickText(tick, ticks, unit, signed) {
  const scale = isShare(unit) ? 100 : 1, step = (ticks[1] - ticks[0]) * scale;
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 0.01 ? 1 : 0)));
  const text = (Math.abs(tick) * scale).toFixed(digits);
  return Number(text) === 0 ? "0" : (tick < 0 ? "−" : signed ? "+" : "") + text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}
