/** What Python writes of a number or a text, and what it takes for near: so that a mistake gets the same sentence here. */

/** A mistake in what the user gave. The message is the whole answer. */
export class InputError extends Error {
  /** @param {string} sentence */
  constructor(sentence) {
    super(sentence);
    this.name = "InputError";
  }
}

export const QUOTED = 80;

/** Whether a sign can be printed as it is. @param {string} one */
const printable = (one) => one === " " || !/[\p{C}\p{Z}]/u.test(one);

/** A text as a message may quote it: on one line, printable, at most so many signs. @param {string} text */
export function shown(text, most = 40) {
  const signs = [...text].slice(0, 20 * most).join("").split(/\s+/u).filter(Boolean).join(" ");
  const plain = [...signs].map((one) => (printable(one) ? one : "\ufffd"));
  const whole = plain.length <= most && [...text].length <= 20 * most;
  return whole ? plain.join("") : `${plain.slice(0, most - 1).join("")}…`;
}

/** A sign that cannot be printed, as it is written. @param {string} one */
function escaped(one) {
  const known = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[one];
  const code = /** @type {number} */ (one.codePointAt(0)).toString(16);
  return known ?? (code.length <= 2 ? `\\x${code.padStart(2, "0")}` : code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`);
}

/** A text or a number as Python's repr. @param {unknown} value @returns {string} */
export function repr(value) {
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const inner = [...value].map((one) => (one === "\\" ? "\\\\" : one === quote ? `\\${one}` : printable(one) ? one : escaped(one)));
    return quote + inner.join("") + quote;
  }
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null || value === undefined) return "None";
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value)) return Object.is(value, -0) ? "0" : BigInt(value).toString();
  const [head, tail] = value.toExponential().split("e"), power = Number(tail);
  if (power >= -4 && power < 16) return /e/.test(String(value)) ? value.toFixed(Math.max(0, (head.split(".")[1] ?? "").length - power)) : String(value);
  return `${head}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** A number with a point as Python's repr: 5 is 5.0. @param {number} value @returns {string} */
export function reprReal(value) {
  if (!Number.isInteger(value)) return repr(value);
  if (Math.abs(value) < 1e16) return `${value}.0`;
  const [head, tail] = value.toExponential().split("e");
  return `${head}e${tail[0]}${tail.slice(1).padStart(2, "0")}`;
}

/** A number as Python's format "g". @param {number} value @returns {string} */
export function general(value) {
  if (!Number.isFinite(value)) return repr(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [head, tail] = value.toExponential(5).split("e"), power = Number(tail);
  const bare = (/** @type {string} */ text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -4 || power >= 6) return `${bare(head)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return bare(value.toFixed(5 - power));
}

/** How alike two texts are, from 0 to 1: twice the size of the blocks they share, the longest first. @param {string} a @param {string} b */
function likeness(a, b) {
  const one = [...a], other = [...b];
  if (!one.length && !other.length) return 1;
  /** @type {Map<string, number[]>} */
  const places = new Map();
  other.forEach((letter, at) => places.set(letter, [...(places.get(letter) ?? []), at]));
  /** @param {number} a0 @param {number} a1 @param {number} b0 @param {number} b1 @returns {number} */
  const shared = (a0, a1, b0, b1) => {
    let [i0, j0, size] = [a0, b0, 0], ends = /** @type {Map<number, number>} */ (new Map());
    for (let i = a0; i < a1; i++) {
      const next = /** @type {Map<number, number>} */ (new Map());
      for (const j of places.get(one[i]) ?? []) {
        if (j < b0) continue;
        if (j >= b1) break;
        const long = (ends.get(j - 1) ?? 0) + 1;
        next.set(j, long);
        if (long > size) [i0, j0, size] = [i - long + 1, j - long + 1, long];
      }
      ends = next;
    }
    return size ? size + shared(a0, i0, b0, j0) + shared(i0 + size, a1, j0 + size, b1) : 0;
  };
  return (2 * shared(0, one.length, 0, other.length)) / (one.length + other.length);
}

/** The options that are near a word, the nearest first, at most so many: by the rule of Python's `get_close_matches`. @param {string} word @param {Iterable<string>} options @param {number} many @returns {string[]} */
export function nearestTo(word, options, many) {
  const folded = new Map([...options].map((option) => [fold(option), option]));
  const near = [...folded.keys()].map((option) => ({ option, alike: likeness(option, fold(word)) })).filter(({ alike }) => alike >= 0.6);
  // Of two that are equally near Python takes the one that sorts last.
  near.sort((a, b) => b.alike - a.alike || (a.option < b.option ? 1 : -1));
  return near.slice(0, many).map(({ option }) => /** @type {string} */ (folded.get(option)));
}

/** `' Did you mean "x"?'` for the closest option, or nothing. @param {string} word @param {Iterable<string>} options */
export function didYouMean(word, options) {
  const [best] = nearestTo(word, options, 1);
  return best === undefined ? "" : ` Did you mean "${best}"?`;
}

/** A text without case, as Python folds it. @param {string} text */
export const fold = (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ſ", "s");
