/**
 * A game as twelve letters that can be read aloud: six syllables of a consonant and a vowel, of six bits each.
 * They hold the choices, the council, what one is judged on, a sign of the model's version, and a check of the typing.
 */

import { DECISIONS, GOALS } from "./decisions.js";

const CONSONANTS = "BDFGHJKLMNPRSTVZ", VOWELS = "AIOU";
/** What is heard or written for another letter: E is said like I, C and Q like K, and so on. */
const MEANT = /** @type {Record<string, string>} */ ({ C: "K", Q: "K", W: "V", X: "Z", E: "I", Y: "I", 0: "O", 1: "I", 5: "S", 8: "B", 2: "Z" });
const LETTERS_OF_CODE = 12, FORM = 0, FORM_BITS = 2, COUNCIL_BITS = 9, CHOICE_BITS = 10, GOAL_BITS = 3, VERSION_BITS = 4, CHECK_BITS = 8;

/** A few bits that differ for nearly all texts that differ. @param {string} text @param {number} bits */
function digestBits(text, bits) {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ /** @type {number} */ (letter.codePointAt(0)), 0x01000193) >>> 0;
  return (sum ^ (sum >>> 16)) & ((1 << bits) - 1);
}

/** A cyclic check of a row of bits: one wrong letter, and two that changed places, are found for certain. @param {number[]} bits */
function cyclicCheck(bits) {
  let sum = 0x5a;
  for (const bit of bits) {
    const high = (sum >> 7) ^ bit;
    sum = (sum << 1) & 0xff;
    if (high) sum ^= 0x07;
  }
  return sum;
}

/** @param {number} value @param {number} count */
const bitsOf = (value, count) => Array.from({ length: count }, (_, at) => (value >> (count - 1 - at)) & 1);
/** @param {number[]} bits */
const valueOfBits = (bits) => bits.reduce((sum, bit) => 2 * sum + bit, 0);

/**
 * @typedef {{ choices: number[], council: string, goal: string }} Played
 * @typedef {{ model: string, councils: string[] }} Known Version of the model, codes of its councils in order.
 */

/** @param {Played} played @param {Known} known */
export function encodeGame({ choices, council, goal }, { model, councils }) {
  const mixed = DECISIONS.reduce((sum, one, at) => sum * one.options.length + choices[at], 0);
  const bits = [...bitsOf(FORM, FORM_BITS), ...bitsOf(councils.indexOf(council), COUNCIL_BITS), ...bitsOf(mixed, CHOICE_BITS), ...bitsOf(GOALS.indexOf(goal), GOAL_BITS), ...bitsOf(digestBits(model, VERSION_BITS), VERSION_BITS)];
  bits.push(...bitsOf(cyclicCheck(bits), CHECK_BITS));
  let code = "";
  for (let at = 0; at < bits.length; at += 6) code += CONSONANTS[valueOfBits(bits.slice(at, at + 4))] + VOWELS[valueOfBits(bits.slice(at + 4, at + 6))];
  return code;
}

/** In groups of four, as it is shown. @param {string} code */
export const spacedCode = (code) => code.replace(/(.{4})(?=.)/g, "$1 ");

/**
 * What a code holds, or why it holds nothing: the name of a sentence with its values. @param {string} text @param {Known} known
 * @returns {{ played: Played, code: string } | { wrong: string, values: Record<string, unknown> }}
 */
export function decodeGame(text, { model, councils }) {
  const letters = [...text.toUpperCase().replace(/[\s.,;:_\-–—/]+/g, "")].map((one) => MEANT[one] ?? one), wrong = (/** @type {string} */ name, values = {}) => ({ wrong: name, values });
  if (!letters.length) return wrong("empty");
  if (letters.length !== LETTERS_OF_CODE) return wrong("length", { count: letters.length });
  const bits = /** @type {number[]} */ ([]);
  for (const [at, letter] of letters.entries()) {
    const found = (at % 2 ? VOWELS : CONSONANTS).indexOf(letter);
    if (found < 0) return wrong("letter", { letter, at: at + 1 });
    bits.push(...bitsOf(found, at % 2 ? 2 : 4));
  }
  if (cyclicCheck(bits.slice(0, -CHECK_BITS)) !== valueOfBits(bits.slice(-CHECK_BITS))) return wrong("check");
  let from = 0;
  const next = (/** @type {number} */ count) => valueOfBits(bits.slice(from, (from += count)));
  const form = next(FORM_BITS), place = next(COUNCIL_BITS), mixed = next(CHOICE_BITS), goal = next(GOAL_BITS), version = next(VERSION_BITS);
  if (version !== digestBits(model, VERSION_BITS)) return wrong("version", { model });
  if (!councils[place]) return wrong("council");
  if (form !== FORM || !GOALS[goal] || mixed >= DECISIONS.reduce((product, one) => product * one.options.length, 1)) return wrong("odd");
  const choices = /** @type {number[]} */ ([]);
  let rest = mixed;
  for (const one of [...DECISIONS].reverse()) { choices.unshift(rest % one.options.length); rest = Math.floor(rest / one.options.length); }
  return { played: { choices, council: councils[place], goal: GOALS[goal] }, code: letters.join("") };
}
