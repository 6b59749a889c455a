/** What people read: all words stand in one place, and all numbers are written by one hand. */

import { held } from "./dom.js";

const LETTERS = Object.fromEntries([..."aceginorsuyACEGINORSUY"].map((one, at) => [one, [..."áçéğíñóřšúýÁÇÉĞÍÑÓŘŠÚÝ"][at]]));
const LONGER = 0.4;

/** @type {any} */
let book;

/** A text as a longer language would have it: it shows what does not fit, and what is not in the words. @param {string} text */
function longer(text) {
  const pieces = text.split(/(\{\w+\})/);
  const said = pieces.map((one, at) => (at % 2 ? one : [...one].map((letter) => LETTERS[letter] ?? letter).join(""))).join("");
  const more = Math.ceil(pieces.filter((_, at) => at % 2 === 0).join("").length * LONGER);
  return more ? `${said} ${"lorem ipsum dolor sit amet ".repeat(Math.ceil(more / 27)).slice(0, Math.max(1, more - 1)).trim()}` : said;
}

const isPseudo = () => /(^|[#&])lang=pseudo\b/.test(globalThis.location?.hash ?? "");

/** Words of the model's own declarations, which no file of words has. @param {string} text */
export const declaredWords = (text) => (isPseudo() ? longer(text) : text);

/** Whatever stands at a path of the words: a text, a list, several texts by name; `undefined` for none. @param {string} path @returns {any} */
export function wordsAt(path) {
  book ??= held("words") ?? {};
  return path.split(".").reduce((/** @type {any} */ found, step) => found?.[step], book);
}

/** The words at a path, with values in their places. @param {string} path @param {Record<string, unknown>} values @returns {string} */
export function say(path, values = {}) {
  const text = wordsAt(path);
  if (typeof text !== "string") throw new Error(`There are no words "${path}".`);
  return (isPseudo() ? longer(text) : text).replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`The words "${path}" want a value for {${name}}.`);
    return String(values[name]);
  });
}

const BARE = ["index", "score", "ratio"], UNSAID = ["ratio", "severity"];

/** Whether people read a unit as per cent. @param {string} unit */
export const isShare = (unit) => ["share", "probability", "flag"].includes(unit.split(" ")[0]);

/** @param {string} unit */
const afterShare = (unit) => [...(unit.startsWith("flag") ? ["of", "runs"] : []), ...unit.split(" ").slice(1)];

/** What stands behind a level. @param {string} unit */
export function unitOfLevel(unit) {
  if (isShare(unit)) return ["%", ...afterShare(unit)].join(" ");
  return BARE.includes(unit) ? "" : unit;
}

/** What stands behind a difference. @param {string} unit */
export function unitOfGap(unit) {
  if (isShare(unit)) return ["percentage points", ...afterShare(unit)].join(" ");
  return UNSAID.includes(unit) ? "" : BARE.includes(unit) ? "points" : unit;
}

/** Decimal places that show a step with two significant digits. @param {number} step */
function decimalsOf(step) {
  if (!Number.isFinite(step) || step === 0) return 2;
  return Math.max(0, Math.min(9, 1 - Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
}

/** A number without sign, as Python writes it: a true half goes to the even neighbour. @param {number} value @param {number} digits */
function fixedDigits(value, digits) {
  const shown = Math.abs(value), scale = 10 ** digits;
  let text = shown.toFixed(digits);
  const half = (shown * 2 ** (digits + 1)) % 1 === 0 && (shown * scale) % 1 === 0.5;
  if (half && Math.floor(shown * scale) % 2 === 0) text = (Math.floor(shown * scale) / scale).toFixed(digits);
  const [whole, rest] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
}

/**
 * A number in the unit people read, precise enough to show `step`, without its unit.
 * @param {number} value @param {string} unit @param {number} step
 */
export function bareNumber(value, unit, step, signed = false) {
  if (!Number.isFinite(value)) return say("story.numbers.unknown");
  const scale = isShare(unit) ? 100 : 1;
  return withSign(scale * value, decimalsOf(scale * step), signed);
}

/** @param {number} value @param {number} digits @param {boolean} signed */
function withSign(value, digits, signed) {
  const text = fixedDigits(value, digits);
  if (Number(text.replaceAll(",", "")) === 0) return text;
  return (value < 0 ? "−" : signed ? "+" : "") + text;
}

/** Number and unit as English writes them: £ before, % at once after. @param {string} text @param {string} unit */
function withUnit(text, unit) {
  if (unit.startsWith("£")) return /^[−+]/.test(text) ? `${text[0]}£${text.slice(1)}${unit.slice(1)}` : `£${text}${unit.slice(1)}`;
  return unit.startsWith("%") ? `${text}${unit}` : `${text} ${unit}`.trim();
}

/**
 * A value as people read it: "44.2%", "£31m a year", with `signed` a difference: "+4.2 percentage points".
 * @param {number} value @param {string} unit @param {{ signed?: boolean, digits?: number, step?: number }} options
 */
export function number(value, unit, { signed = false, digits, step } = {}) {
  if (!Number.isFinite(value)) return say("story.numbers.unknown");
  const scale = isShare(unit) ? 100 : 1, shown = scale * value;
  const usual = isShare(unit) ? 1 : Math.abs(shown) >= 100 ? 0 : Math.abs(shown) >= 10 ? 1 : 2;
  const text = withSign(shown, digits ?? (step === undefined ? usual : decimalsOf(scale * step)), signed);
  return withUnit(text, signed ? unitOfGap(unit) : unitOfLevel(unit));
}

/** A difference without its sign and its interval, as `townhall compare` writes them. @param {number} value @param {number} low @param {number} high @param {string} unit */
export function gapWords(value, low, high, unit) {
  const step = Math.max((high - low) / 2, Math.abs(value) / 1000);
  const [near, far] = (value >= 0 ? [low, high] : [-low, -high]).sort((one, other) => one - other);
  return {
    size: withUnit(bareNumber(Math.abs(value), unit, step), unitOfGap(unit)),
    ends: say("story.numbers.ends", { low: bareNumber(near, unit, step), high: bareNumber(far, unit, step) }),
  };
}

/** An interval with both signs and its unit. @param {number} low @param {number} high @param {string} unit */
export function intervalWords(low, high, unit) {
  const step = Math.max((high - low) / 2, Math.max(Math.abs(low), Math.abs(high)) / 1000);
  return `${say("story.numbers.ends", { low: bareNumber(low, unit, step, true), high: bareNumber(high, unit, step, true) })} ${unitOfGap(unit)}`.trim();
}

/** The name of an outcome as people read it: every one has its words. @param {string} name @param {{ [name: string]: string }} [services] */
export function outcomeLabel(name, services = wordsAt("story.services") ?? {}) {
  const short = wordsAt("story.outcomes") ?? {};
  const service = Object.keys(services).find((one) => name.endsWith(`.${one}`));
  const whole = service ? name.slice(0, -service.length - 1) : name;
  const said = declaredWords(short[whole]);
  return service ? `${said}, ${declaredWords(services[service])}` : said;
}

/** The outcome in the midst of a sentence. @param {string} name */
export function outcomePhrase(name) {
  const phrase = wordsAt("story.phrases")?.[name], short = wordsAt("story.outcomes") ?? {};
  return phrase ? declaredWords(phrase) : short[name] ? outcomeLabel(name) : say("story.numbers.quoted", { text: outcomeLabel(name) });
}

/** A capital first letter. @param {string} text */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "April 2010" of month 0. @param {number} month */
export function monthWords(month) {
  const names = wordsAt("story.months");
  return `${declaredWords(names[(month + 3) % 12])} ${2010 + Math.floor((month + 3) / 12)}`;
}

/** "2010-11" of months 0 to 11. @param {number} month */
export function yearWords(month) {
  const first = 2010 + Math.floor(month / 12);
  return `${first}-${String((first + 1) % 100).padStart(2, "0")}`;
}
