/** The index under other weights: with which share of them who is clearly ahead. */

import { held } from "./dom.js";
import { LEVEL, mean, studentEnd, windowed } from "./statistics.js";

/** The outcomes that are the parts of the index. @returns {string[]} */
const partsOfIndex = () => held("declared").index;
/** Weightings are all that can be made of tenths. */
const TENTHS = 10;

/** @type {number[][] | undefined} */
let everyWeighting;

/** All weightings, each of which sums to one. @returns {number[][]} */
function weightingsOfIndex() {
  if (everyWeighting) return everyWeighting;
  const found = /** @type {number[][]} */ ([]), parts = partsOfIndex().length;
  const add = (/** @type {number[]} */ before, /** @type {number} */ left) => {
    if (before.length === parts - 1) { found.push([...before, left].map((one) => one / TENTHS)); return; }
    for (let next = 0; next <= left; next++) add([...before, next], left - next);
  };
  add([], TENTHS);
  return (everyWeighting = found);
}

/**
 * With how many weightings the second of each pair is clearly ahead of the first, and clearly behind.
 * @param {[any, any][]} pairs @param {"last_year" | "whole"} window
 */
export function overWeightings(pairs, window) {
  const names = partsOfIndex(), weightings = weightingsOfIndex(), n = pairs.length;
  const gaps = pairs.map((pair) => names.map((name) => windowed(pair[1].series(name), window) - windowed(pair[0].series(name), window)));
  const kept = gaps.filter((row) => row.every(Number.isFinite));
  if (kept.length < 2) return { ahead: 0, behind: 0, total: weightings.length, n: kept.length };
  const middle = names.map((_, at) => mean(kept.map((row) => row[at])));
  const shared = names.map((_, one) => names.map((_, other) => kept.reduce((sum, row) => sum + (row[one] - middle[one]) * (row[other] - middle[other]), 0) / (kept.length - 1)));
  const end = studentEnd(kept.length - 1) / Math.sqrt(kept.length);
  let ahead = 0, behind = 0;
  for (const weights of weightings) {
    let gap = 0, variance = 0;
    weights.forEach((weight, one) => {
      gap += weight * middle[one];
      weights.forEach((also, other) => { variance += weight * also * shared[one][other]; });
    });
    const half = end * Math.sqrt(Math.max(0, variance));
    if (gap - half > 0) ahead += 1;
    else if (gap + half < 0) behind += 1;
  }
  return { ahead, behind, total: weightings.length, n: Math.min(n, kept.length), level: LEVEL };
}

/** A share of all, never rounded to all or none that it is not. @param {number} part @param {number} total */
export function shareOf(part, total) {
  const share = part / total;
  if (part && share < 0.005) return "<1%";
  if (part < total && share >= 0.995) return ">99%";
  return `${(100 * share).toFixed(0)}%`;
}
