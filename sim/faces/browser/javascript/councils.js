/** The councils a page knows, found by code or name as Python finds them. */

import { InputError, didYouMean, fold, repr, shown } from "./python.js";
import { whole } from "./values.js";

/**
 * @typedef {object} Council
 * @property {number} place Its place in the list.
 * @property {string} code
 * @property {string} ecode
 * @property {string} name
 * @property {string} short_name
 * @property {string} klass
 * @property {string} class_name
 * @property {string} region
 */

/** Text for comparison. @param {string} text */
const folded = (text) => fold(text).replaceAll("&", " and ").replaceAll("'", "").replace(/[^\p{L}\p{N}_]+/gu, " ").trim();

/** @param {any} table @param {any} file @returns {{ all: Council[], find: (text: unknown) => Council }} */
export function councilsOf(table, file) {
  const formal = new RegExp(table.words.formal.replaceAll("(?P<", "(?<"));
  const plain = (/** @type {string} */ text) => formal.exec(folded(text))?.groups?.core ?? folded(text);
  const names = Object.entries(file.names).map(([name, entries]) => [name, whole(entries)]);
  const all = whole(file.names.code).map((/** @type {string} */ _, /** @type {number} */ place) => {
    const council = Object.fromEntries(names.map(([name, entries]) => [name, entries[place]]));
    return { place, ...council, class_name: table.words.klass[council.klass] };
  });
  const keys = /** @type {Map<string, Council[]>} */ (new Map());
  for (const council of all) {
    const texts = [council.code, council.ecode, council.name, council.short_name];
    for (const key of new Set(texts.flatMap((text) => [folded(text), plain(text)]))) keys.set(key, [...(keys.get(key) ?? []), council]);
  }
  /** @param {unknown} given @returns {Council} */
  function find(given) {
    if (typeof given !== "string") {
      const said = typeof given === "object" && given !== null ? "an object" : repr(given);
      throw new InputError(`The name of a council is a text, such as "Camden", not ${shown(said)}.`);
    }
    if (!given.trim()) throw new InputError('The name of the council is empty; give one, for example "Camden".');
    const found = keys.get(folded(given)) ?? keys.get(plain(given)) ?? [];
    if (found.length === 1) return found[0];
    const candidates = found.length ? found : all.filter((/** @type {Council} */ one) => ` ${folded(one.short_name)} `.includes(` ${plain(given)} `));
    if (candidates.length > 1) {
      const said = candidates.slice(0, 8).map((/** @type {Council} */ one) => `${one.short_name} (${one.code})`).join(", ");
      const more = candidates.length > 8 ? ` and ${candidates.length - 8} more` : "";
      throw new InputError(`"${shown(given)}" could be any of ${said}${more}; give the whole name or the code.`);
    }
    const hint = candidates.length ? ` Did you mean "${candidates[0].short_name}"?`
      : didYouMean(plain(given), all.map((/** @type {Council} */ one) => one.short_name)) || ' "townhall councils" lists them.';
    throw new InputError(`There is no council "${shown(given)}" among the ${all.length}.${hint}`);
  }
  return { all, find };
}
