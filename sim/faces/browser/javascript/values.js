/** Values of parameters as people write them: checked against the declarations, with the sentences of Python. */

import { InputError, QUOTED, didYouMean, general, repr, reprReal, shown } from "./python.js";

/**
 * @typedef {object} Parameter A declared parameter.
 * @property {string} name
 * @property {"float" | "int" | "choice"} kind
 * @property {number | string} default
 * @property {number} lo The least it can be.
 * @property {number} hi The most.
 * @property {string} unit
 * @property {string} mark Where the default comes from: DATA, SOURCED, SEED, LITERATURE, ASSUMPTION or DESIGN.
 * @property {string} doc What it means.
 * @property {string[] | 0} choices The words it can be, where it is a choice.
 * @property {0 | 1} movable Whether a dated event can move it.
 */

const FIRST_LETTER = 35; // of place 0 of a list, as in engine.js, which is given to workers alone

/** A column of the table, whole: its different entries stand once where there are few, then the place of each as a letter.
 * @param {any[]} column @returns {any[]} */
export const whole = ([different, rows]) => (different.length ? Array.from(rows, (letter) => different[letter.charCodeAt(0) - FIRST_LETTER]) : rows);

/** Columns of the table as objects. @param {Record<string, any[]>} columns @returns {any[]} */
export function named(columns) {
  const found = Object.entries(columns).map(([name, column]) => /** @type {[string, any[]]} */ ([name, whole(column)]));
  return (found[0]?.[1] ?? []).map((/** @type {any} */ _, /** @type {number} */ at) => Object.fromEntries(found.map(([name, rows]) => [name, rows[at]])));
}

const NUMBER = "[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?";
const SPACE = "[ \\t\\n\\r\\f\\v]", SIGN = "[^ \\t\\n\\r\\f\\v]";
const QUANTITY = new RegExp(`^${SPACE}*(${NUMBER})(?:${SPACE}+(${SIGN}[^\\n]*?)|${SPACE}*(%))${SPACE}*$`);
const PLAIN = new RegExp(`^${NUMBER}$`);
const LARGEST = 1e15;
const SCALES = /** @type {Record<string, number>} */ ({ share: 100, probability: 100, percent: 1, "%": 1 });

/** What a message calls something that is no text and no number. @param {unknown} value */
export function kindOf(value, most = QUOTED) {
  if (Array.isArray(value) || value instanceof Set) return "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) > LARGEST) return "a number of many digits";
  const said = repr(value);
  return [...said].length <= most ? said : "a long text";
}

/** A text with a unit as a number. @param {Parameter} parameter @param {string} text @returns {number} */
function withoutUnit({ name, unit, kind }, text) {
  const found = QUANTITY.exec(text);
  if (!found) {
    const mend = PLAIN.test(text.trim()) ? " Leave out the quotes." : "";
    throw new InputError(`${name} must be a number (${unit}), not "${text}".${mend}`);
  }
  const number = Number(found[1]), given = found[2] ?? found[3], scale = SCALES[unit.split(" ")[0]];
  if (given === unit) return number;
  if (given === "%" && scale !== undefined) return number / scale;
  const also = scale !== undefined ? ' or "%"' : "";
  throw new InputError(`${name} has the unit "${unit}"${also}, not "${given}"; write the number alone or with that unit.`);
}

/**
 * A value of a parameter in its own unit; {@link InputError} with Python's sentence for one that it cannot have.
 * A text may carry the unit ("25 %").
 * @param {Parameter} parameter @param {unknown} given @returns {number | string}
 */
export function checkedValue(parameter, given) {
  const { name, kind, unit, lo, hi, choices } = parameter;
  let value = given === undefined ? null : given;
  if (typeof value === "string" && [...value].length > QUOTED) value = shown(value, QUOTED);
  else if (typeof value === "object" && value !== null) value = kindOf(value);
  else if (!["string", "number", "boolean"].includes(typeof value) && value !== null) value = "a list";
  if (kind === "choice") {
    if (typeof value !== "string" || !choices || !choices.includes(value)) {
      const words = choices || [];
      const text = typeof value === "string" ? value : repr(value);
      throw new InputError(`${name} must be one of ${words.join(", ")}, not ${repr(value)}.${didYouMean(text, words)}`);
    }
    return value;
  }
  const between = (/** @type {string} */ said) => new InputError(`${name} must lie between ${general(lo)} and ${general(hi)} (${unit}), not ${said}.`);
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) > LARGEST) value = value > 0 ? Infinity : -Infinity;
  if (typeof value === "string") value = withoutUnit(parameter, value);
  if (typeof value === "number" && !Number.isFinite(value)) throw between(repr(value));
  if (typeof value !== "number") throw new InputError(`${name} must be a number (${unit}), not ${repr(value)}.`);
  if (kind === "int" && !Number.isInteger(value)) throw new InputError(`${name} must be a whole number (${unit}), not ${repr(value)}.`);
  if (!(lo <= value && value <= hi)) throw between(kind === "int" ? repr(value) : reprReal(value));
  return value + 0;
}

/** The number that the rules read: a choice is its place. @param {Parameter} parameter @param {number | string} value */
export const asNumber = ({ choices }, value) => (choices ? choices.indexOf(/** @type {string} */ (value)) : Number(value));

/** A seed or a replicate. @param {unknown} value */
export function checkedSeed(value, what = "seed") {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 4294967295) {
    throw new InputError(`The ${what} must be a whole number from 0 to 4294967295, not ${typeof value === "object" ? kindOf(value) : repr(value)}.`);
  }
  return value;
}

/** A number of months. @param {unknown} value @param {number} most */
export function checkedMonths(value, most, what = "months") {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw new InputError(`${what} must be a whole number of at least 1, not ${shown(typeof value === "object" ? kindOf(value) : repr(value))}.`);
  }
  if (value > most) throw new InputError(`${what} must be at most ${most}, not ${repr(value)}.`);
  return value;
}
