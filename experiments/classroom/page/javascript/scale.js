/** Where values stand on paper, and where a scale has its ticks. */

/** Round ticks that cover a stretch. @param {number} low @param {number} high @param {number} many About how many. @returns {number[]} */
export function niceTicks(low, high, many) {
  const raw = (high - low) / Math.max(1, many), power = 10 ** Math.floor(Math.log10(raw || 1));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw * 0.999) ?? power * 10;
  const ticks = [];
  for (let at = Math.floor(low / step); at * step < high + step * 0.999; at++) ticks.push(at * step);
  return ticks;
}

/** The stretch that all finite values take up, never of no length. @param {ArrayLike<number>[]} series @param {boolean} zero Whether zero belongs to it. @returns {[number, number]} */
export function extentOf(series, zero = false) {
  let low = zero ? 0 : Infinity, high = zero ? 0 : -Infinity;
  for (const values of series) {
    for (let at = 0; at < values.length; at++) {
      if (values[at] < low) low = values[at];
      if (values[at] > high) high = values[at];
    }
  }
  if (!Number.isFinite(low)) return [0, 1];
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-3 || 1e-3;
  return high - low < least ? [low - least, high + least] : [low, high];
}

/** A path through the values that are numbers. @param {ArrayLike<number>} values @param {(month: number) => number} x @param {(value: number) => number} y @param {number} [upTo] */
export function pathOf(values, x, y, upTo = values.length) {
  let path = "", pen = "M";
  for (let month = 0; month < Math.min(upTo, values.length); month++) {
    if (!Number.isFinite(values[month])) { pen = "M"; continue; }
    path += `${pen}${x(month).toFixed(1)},${y(values[month]).toFixed(1)}`;
    pen = "L";
  }
  return path;
}

/** The outline of a band. @param {ArrayLike<number>} low @param {ArrayLike<number>} high @param {(month: number) => number} x @param {(value: number) => number} y @param {number} [upTo] */
export function bandOf(low, high, x, y, upTo = low.length) {
  const there = [];
  for (let month = 0; month < Math.min(upTo, low.length); month++) if (Number.isFinite(low[month]) && Number.isFinite(high[month])) there.push(month);
  if (!there.length) return "";
  const point = (/** @type {number} */ month, /** @type {ArrayLike<number>} */ side) => `${x(month).toFixed(1)},${y(side[month]).toFixed(1)}`;
  return `M${there.map((month) => point(month, high)).join("L")}L${there.reverse().map((month) => point(month, low)).join("L")}Z`;
}

/** Heights of labels that keep their distance, in the order given. @param {number[]} wanted @param {number} apart @param {number} top @param {number} bottom @returns {number[]} */
export function spreadOut(wanted, apart, top, bottom) {
  const order = wanted.map((_, at) => at).sort((one, other) => wanted[one] - wanted[other]), found = wanted.slice();
  let last = -Infinity;
  for (const at of order) last = found[at] = Math.max(top, wanted[at], last + apart);
  let next = bottom;
  for (const at of order.reverse()) next = (found[at] = Math.min(found[at], next)) - apart;
  return found;
}

/** Room for texts in one row: each has what it wants, and what there is too little of goes evenly to the long ones. @param {number[]} wanted @param {number} room @returns {number[]} */
export function roomsOf(wanted, room) {
  const found = wanted.slice();
  let left = room, many = wanted.length;
  for (const at of wanted.map((_, one) => one).sort((one, other) => wanted[one] - wanted[other])) {
    found[at] = Math.min(wanted[at], left / many);
    left -= found[at];
    many -= 1;
  }
  return found;
}
