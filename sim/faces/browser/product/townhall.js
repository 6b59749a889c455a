// Town Hall in a browser. Made of the files in sim/faces/browser/javascript by: make browser-engine

/** What Python writes of a number or a text, and what it takes for near: so that a mistake gets the same sentence here. */

/** A mistake in what the user gave. The message is the whole answer. */
class InputError extends Error {
  /** @param {string} sentence */
  constructor(sentence) {
    super(sentence);
    this.name = "InputError";
  }
}

const QUOTED = 80;

/** Whether a sign can be printed as it is. @param {string} one */
const printable = (one) => one === " " || !/[\p{C}\p{Z}]/u.test(one);

/** A text as a message may quote it: on one line, printable, at most so many signs. @param {string} text */
function shown(text, most = 40) {
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
function repr(value) {
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
function reprReal(value) {
  if (!Number.isInteger(value)) return repr(value);
  if (Math.abs(value) < 1e16) return `${value}.0`;
  const [head, tail] = value.toExponential().split("e");
  return `${head}e${tail[0]}${tail.slice(1).padStart(2, "0")}`;
}

/** A number as Python's format "g". @param {number} value @returns {string} */
function general(value) {
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
function nearestTo(word, options, many) {
  const folded = new Map([...options].map((option) => [fold(option), option]));
  const near = [...folded.keys()].map((option) => ({ option, alike: likeness(option, fold(word)) })).filter(({ alike }) => alike >= 0.6);
  // Of two that are equally near Python takes the one that sorts last.
  near.sort((a, b) => b.alike - a.alike || (a.option < b.option ? 1 : -1));
  return near.slice(0, many).map(({ option }) => /** @type {string} */ (folded.get(option)));
}

/** `' Did you mean "x"?'` for the closest option, or nothing. @param {string} word @param {Iterable<string>} options */
function didYouMean(word, options) {
  const [best] = nearestTo(word, options, 1);
  return best === undefined ? "" : ` Did you mean "${best}"?`;
}

/** A text without case, as Python folds it. @param {string} text */
const fold = (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ſ", "s");

/** Values of parameters as people write them: checked against the declarations, with the sentences of Python. */


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
const whole = ([different, rows]) => (different.length ? Array.from(rows, (letter) => different[letter.charCodeAt(0) - FIRST_LETTER]) : rows);

/** Columns of the table as objects. @param {Record<string, any[]>} columns @returns {any[]} */
function named(columns) {
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
function kindOf(value, most = QUOTED) {
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
function checkedValue(parameter, given) {
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
const asNumber = ({ choices }, value) => (choices ? choices.indexOf(/** @type {string} */ (value)) : Number(value));

/** A seed or a replicate. @param {unknown} value */
function checkedSeed(value, what = "seed") {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 4294967295) {
    throw new InputError(`The ${what} must be a whole number from 0 to 4294967295, not ${typeof value === "object" ? kindOf(value) : repr(value)}.`);
  }
  return value;
}

/** A number of months. @param {unknown} value @param {number} most */
function checkedMonths(value, most, what = "months") {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw new InputError(`${what} must be a whole number of at least 1, not ${shown(typeof value === "object" ? kindOf(value) : repr(value))}.`);
  }
  if (value > most) throw new InputError(`${what} must be at most ${most}, not ${repr(value)}.`);
  return value;
}

/** The councils a page knows, found by code or name as Python finds them. */


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
function councilsOf(table, file) {
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

/** Dated events: what a page is given is checked as Python checks it, and becomes the same rows and changes. */


/**
 * @typedef {object} Event
 * @property {string} name
 * @property {number} month 0 is April 2010.
 * @property {string} kind
 * @property {Record<string, number | string>} given
 */

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const WORDS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const two = (/** @type {number} */ number) => String(number).padStart(2, "0");

/** The month with this number as "2010-04". @param {number} month */
const dateOf = (month) => `${2010 + Math.floor((month + 3) / 12)}-${two(((month + 3) % 12) + 1)}`;

/** The nearest id of a theory, or where all of them are. @param {string} text @param {string[]} ids */
function nearestId(text, ids) {
  const names = [...ids].sort(), number = /^\s*[sS]?\s*([0-9]+)\s*$/.exec(text);
  const meant = number ? `S${number[1].replace(/^0+(?=[0-9])/, "").padStart(2, "0")}` : text;
  const near = !number || names.includes(meant) ? didYouMean(meant, names) : "";
  return near || ` They are ${names[0]} to ${names.at(-1)}; townhall theories lists them.`;
}

/** @param {string} text */
function meantDate(text) {
  const year = /\b(2[01][0-9][0-9])\b/.exec(text);
  if (!year) return "";
  const rest = text.replace(year[1], " ").toLowerCase();
  const word = WORDS.findIndex((name) => new RegExp(`\\b${name}`).test(rest)), number = /\b0?([1-9]|1[0-2])\b/.exec(rest);
  return ` Did you mean "${year[1]}-${two(word >= 0 ? word + 1 : number ? Number(number[1]) : 4)}"?`;
}

/** @param {any} table @param {Map<string, Parameter>} parameters */
function eventsOf(table, parameters) {
  const { heads, places, traits, ways, rows: codes } = table.words, ids = Object.keys(table.words.theories);
  const longest = table.memory.longest_run;
  const kinds = new Map(table.events.map((/** @type {any} */ kind) => [kind.name, { ...kind, fields: named(kind.fields) }]));
  const listed = [...kinds.keys()].join(", ");

  /** The number of the month that a date names. @param {unknown} date */
  function monthOf(date) {
    const text = typeof date === "string" ? date : typeof date === "object" && date !== null ? kindOf(date) : repr(date);
    const found = typeof date === "string" ? /^([0-9]{4})-([0-9]{2})$/.exec(text) : null;
    if (!found) throw new InputError(`a date is a year and a month, such as 2015-06, not "${shown(text, QUOTED)}".${meantDate(text)}`);
    const year = Number(found[1]), calendar = Number(found[2]);
    if (calendar < 1 || calendar > 12) throw new InputError(`the date "${text}" has no month ${found[2]}; months run from 01 to 12.`);
    const month = 12 * (year - 2010) + calendar - 4;
    if (month < 0 || month >= longest) {
      throw new InputError(`the date "${text}" lies outside every run; runs begin in ${dateOf(0)}, none goes past ${dateOf(longest - 1)}.`);
    }
    return month;
  }

  const checks = /** @type {Record<string, (given: any, month: number) => void>} */ ({
    set(given) {
      for (const name of Object.keys(given)) {
        if (!parameters.get(name)?.movable) throw new InputError(`${name} is read on the first day only, and no event can move it; put it under "set" in the scenario.`);
      }
    },
    replace(_, month) {
      if (month === 0) throw new InputError(`nobody can be replaced in ${dateOf(0)}, on whose first day all begin; shift moves their traits, and from ${dateOf(1)} on they can be replaced.`);
    },
    shift(given) {
      if (!traits.some((/** @type {string} */ name) => name in given)) {
        throw new InputError(`a shift names at least one trait, such as style: 0.2; the traits are ${traits.join(", ")}.`);
      }
    },
    sum(given) {
      if ("million" in given === "percent" in given) throw new InputError('a sum is given in one way: "million" (£m) or "percent" (of net revenue expenditure).');
    },
    budget(given, month) {
      if (month % 12 !== 11) {
        const year = 2010 + Math.floor(month / 12);
        throw new InputError(`budget rounds are in March; write "${year + 1}-03" for the round of ${year}-${two((year + 1) % 100)}.`);
      }
      const shares = ways.filter((/** @type {string} */ way) => way in given).map((/** @type {string} */ way) => given[way]);
      const sum = shares.reduce((/** @type {number} */ all, /** @type {number} */ one) => all + one, 0);
      if (shares.length && Math.abs(sum - 1) > 1e-9) throw new InputError(`the shares of the ways to close a gap must add up to 1, not ${general(sum)}.`);
    },
  });

  /** What an event is about: two on one thing in one month contradict each other. @param {Event} event @returns {any[][]} */
  function things({ kind, given }) {
    if (kind === "set") return Object.keys(given).map((name) => ["the parameter", name]);
    if (kind === "switch") return Object.keys(given).map((name) => ["the theory", name]);
    const own = traits.filter((/** @type {string} */ name) => name in given).map((/** @type {string} */ name) => ["a trait of the role", given.role, name]);
    if (kind === "replace") return [["the role", given.role], ...sorted(own)];
    if (kind === "shift") return sorted(own);
    if (kind === "shock") return Object.keys(places).filter((name) => given.layer === name || given.layer === "every").map((name) => ["the layer", places[name]]);
    if (kind === "abolish") return [["the role", given.role]];
    return [[{ sum: "the reserves", funding: "the funding", budget: "the budget round" }[kind] ?? kind]];
  }
  const sorted = (/** @type {any[][]} */ found) => found.sort((a, b) => (a[2] < b[2] ? -1 : 1));

  /** The rows of an event as the rules read them. @param {Event} event @returns {number[][]} */
  function rowsOf({ kind, month, given }) {
    const row = (/** @type {number} */ code, place = 0, trait = 0, amount = 0) => [month, code, place, trait, amount, given.announced === "yes" ? 1 : 0];
    const own = (/** @type {number} */ code) => Object.keys(given).filter((name) => traits.includes(name))
      .map((name) => row(code, heads[given.role], traits.indexOf(name), Number(given[name])));
    if (kind === "replace") return [row(codes.REPLACED, heads[given.role]), ...own(codes.TRAIT_GIVEN)];
    if (kind === "shift") return own(codes.TRAIT_MOVED);
    if (kind === "shock") return [row(codes.TRUST, places[given.layer], 0, Number(given.trust))];
    if (kind === "sum") return [["million", codes.SUM_MILLION], ["percent", codes.SUM_PERCENT]].filter(([name]) => name in given).map(([name, code]) => row(code, 0, 0, Number(given[name])));
    if (kind === "funding") return [row(codes.FUNDING, 0, 0, Number(given.change))];
    if (kind === "abolish") return [row(codes.ABOLISHED)];
    if (kind !== "budget") return [];
    const closed = "closed" in given ? [row(codes.CLOSED, 0, 0, Number(given.closed))] : [];
    const shares = ways.some((/** @type {string} */ way) => way in given) ? ways.map((/** @type {string} */ way, /** @type {number} */ at) => row(codes.WAY_SHARE, at, 0, Number(given[way] ?? 0))) : [];
    return [...closed, ...shares];
  }

  /** @param {any} kind @param {string} name @returns {Parameter} */
  function declaration(kind, name) {
    if (kind.open === "parameter") return /** @type {any} */ (parameters.get(name));
    if (kind.open === "theory") return /** @type {any} */ ({ name, kind: "choice", choices: ["on", "off"], unit: "switch" });
    return kind.fields.find((/** @type {any} */ one) => one.name === name);
  }
  /** @param {any} kind @returns {string[]} */
  const known = (kind) => (kind.open === "parameter" ? [...parameters.keys()] : kind.open === "theory" ? ids : kind.fields.map((/** @type {any} */ one) => one.name));

  /** The event that an object such as `{ date: "2015-06", set: { training_share: 0.5 } }` says. @param {any} said @returns {Event} */
  function made(said) {
    if (typeof said !== "object" || said === null || Array.isArray(said)) {
      throw new InputError(`an event is a mapping with a "date" and one of ${listed}, not ${kindOf(said, 40)}.`);
    }
    for (const key of Object.keys(said)) {
      if (key === "date" || key === "name" || kinds.has(key)) continue;
      throw new InputError(`there is no kind of event "${shown(key, QUOTED)}".${didYouMean(key, [...kinds.keys(), "date", "name"]) || ` The kinds are ${listed}.`}`);
    }
    const found = Object.keys(said).filter((key) => kinds.has(key));
    if (found.length > 1) throw new InputError(`an event says one thing, and this one says ${found.join(" and ")}; write two events.`);
    if (!found.length) throw new InputError(`this event does not say what happens; write one of ${listed}.`);
    const kind = kinds.get(found[0]), name = said.name ?? "";
    if (!("date" in said)) throw new InputError(`this event has no date; write for example ${kind.example}.`);
    const month = monthOf(said.date);
    if ("name" in said && !(typeof said.name === "string" && NAME.test(said.name))) {
      throw new InputError(`the name of an event is small letters, digits and hyphens, such as new-leader, not ${kindOf(said.name, 40)}.`);
    }
    const body = said[kind.name];
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
      throw new InputError(`"${kind.name}" must be a mapping, as in ${kind.example}, not ${kindOf(body, 40)}.`);
    }
    const given = /** @type {Record<string, number | string>} */ ({});
    for (const [key, value] of Object.entries(body)) {
      const names = known(kind);
      if (!names.includes(key)) {
        const every = kind.open ? ' "townhall parameters" lists them.' : ` It has ${names.join(", ")}.`;
        const hint = kind.open === "theory" ? nearestId(key, names) : didYouMean(key, names) || every;
        throw new InputError(`there is nothing called "${shown(key, QUOTED)}" in ${kind.name}.${hint}`);
      }
      given[key] = checkedValue(declaration(kind, key), value);
    }
    for (const key of kind.required) if (!(key in given)) throw new InputError(`"${kind.name}" needs "${key}", as in ${kind.example}.`);
    if (!Object.keys(given).length) throw new InputError(`"${kind.name}" says nothing; write for example ${kind.example}.`);
    checks[kind.name]?.(given, month);
    return { name, month, kind: kind.name, given: Object.fromEntries(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))) };
  }

  /** What is given as Python writes it, which orders events of one month. @param {Event} event */
  function written({ kind, given }) {
    const entries = Object.entries(given).map(([name, value]) => {
      const whole = declaration(kinds.get(kind), name).kind === "int";
      return `(${repr(name)}, ${typeof value === "number" && !whole ? reprReal(value) : repr(value)})`;
    });
    return `(${entries.join(", ")}${entries.length === 1 ? "," : ""})`;
  }

  /** Events by date, each with a name; {@link InputError} where two contradict each other. @param {Event[]} events @returns {Event[]} */
  function inOrder(events) {
    const keys = new Map(events.map((event) => [event, [two(event.month).padStart(5, "0"), event.kind, written(event), event.name]]));
    const ordered = [...events].sort((a, b) => {
      const [one, other] = [keys.get(a) ?? [], keys.get(b) ?? []], at = one.findIndex((key, i) => key !== other[i]);
      return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
    });
    const names = new Set();
    for (const { name } of ordered) {
      if (name && names.has(name)) throw new InputError(`Two events have the name "${name}"; give one of them another.`);
      names.add(name);
    }
    const found = ordered.map((event) => {
      const plain = `${event.kind}-${dateOf(event.month)}`;
      let name = event.name || plain;
      for (let count = 2; !event.name && names.has(name); count++) name = `${plain}-${count}`;
      names.add(name);
      return { ...event, name };
    });
    const seen = new Map();
    for (const event of found) {
      for (const thing of things(event)) {
        const key = JSON.stringify([event.month, ...thing]), other = seen.get(key) ?? event;
        seen.set(key, other);
        if (other === event) continue;
        const words = thing.filter((part) => typeof part !== "number").join(" ");
        throw new InputError(`The events "${other.name}" and "${event.name}" are both about ${words} in ${dateOf(event.month)}; keep one.`);
      }
    }
    return found;
  }

  /** Changes of parameters and theories, by month. @param {Event[]} events */
  function changesOf(events) {
    const found = /** @type {Record<string, [string, number | null, boolean][]>} */ ({});
    for (const { kind, month, given } of events) {
      for (const [name, value] of Object.entries(given)) {
        const parameter = parameters.get(name);
        if (kind === "set" && parameter) (found[month] ??= []).push([name, parameter.choices ? parameter.choices.indexOf(String(value)) : Number(value), false]);
        if (kind === "switch") (found[month] ??= []).push([name, null, value === "on"]);
      }
    }
    return found;
  }

  return { made, inOrder, changesOf, rowsOf: (/** @type {Event[]} */ events) => events.flatMap(rowsOf) };
}

/**
 * The engine: a module of compiled rules, the memory it works in, and a run in it. All that a worker is given of it is
 * the text of this function, so that it asks for nothing outside itself.
 *
 * @typedef {object} Order What is to be run, resolved: see `resolved` in scenarios.js.
 * @property {number} council The council's place in the list.
 * @property {Record<string, number>} numbers What every parameter is on the first day, as the rules read it.
 * @property {string[]} off The theories that are off.
 * @property {number[][]} rows The table of dated events: month, kind, place, trait, amount, announced.
 * @property {Record<string, [string, number | null, boolean][]>} changes By month: parameters, and theories on or off.
 * @property {number} seed
 * @property {number} replicate
 *
 * @param {{ module: WebAssembly.Module, table: any, councils: any }} given
 */
function engineOf({ module, table, councils }) {
  const plan = table.memory;
  const names = table.parameters.name[1], outcomes = table.outcomes.name[1].length; // no name stands twice
  const SCRATCH = 2 << 20; // bytes for arrays that a rule makes for itself; a council takes a tenth of it
  const memory = new WebAssembly.Memory({ initial: 32 });
  const exports = /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory } }).exports);
  let end = exports.__heap_base.value;
  /** Room for so many bytes, from the start of a line of the processor's cache on. */
  const take = (/** @type {number} */ bytes) => {
    const at = (end + 63) & ~63;
    end = at + bytes;
    return at;
  };
  const count = table.processes.length;
  const widths = { ties: plan.room, events: plan.event_rows };
  const block = take(plan.bytes);
  const answer = take(256), failure = answer + 128;
  const row = { functions: take(8 * count), states: take(8 * count), parameters: take(8 * count), numbers: take(8 * count),
    opens: take(8 * count), on: take(count), places: take(8 * count) };
  const kept = take(8 * plan.longest_run * outcomes);
  const loose = { starts: take(40), dyads: take(512), deprivation: take(8),
    ...Object.fromEntries(["fixed_one", "fixed_other", "fixed_layer"].map((name) => [name, take(64 * plan.people)])) };
  const constants = new Map();
  for (const step of plan.first_day) {
    for (const given of step.given ?? []) if (given[0] === "constant") constants.set(given, take(8 * given[3].length));
  }
  /** Which place of a list a letter of the table means: the first behind the quotation mark is place 0. @param {string} letters @param {number} at */
  const placeOf = (letters, at) => letters.charCodeAt(at) - 35;
  const seen = plan.windows.state.map((/** @type {string} */ letters) => Array.from(letters, (_, at) => placeOf(letters, at)));
  const words = take(8 * (plan.windows.parameters.flat().length
    + seen.flat().reduce((/** @type {number} */ sum, /** @type {number} */ view) => sum + table.views[view].length, 0)));
  const scratch = take(SCRATCH);
  memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / 65536)));
  const buffer = memory.buffer;
  const bytes = new Uint8Array(buffer), reals = new Float64Array(buffer), longs = new BigInt64Array(buffer);
  const view = new DataView(buffer);

  /** The shape of a view in this run. @param {number} at */
  const shape = (at) => table.views[at].slice(1).map((/** @type {any} */ size) => widths[/** @type {keyof typeof widths} */ (size)] ?? size);
  const TYPES = { float64: Float64Array, int64: BigInt64Array, uint64: BigUint64Array, uint32: Uint32Array };
  /** What a view shows, as numbers of this type. @param {number} at @param {string} type */
  const shown = (at, type) => new (/** @type {any} */ (TYPES)[type])(buffer, block + table.views[at][0],
    shape(at).reduce((/** @type {number} */ all, /** @type {number} */ size) => all * size, 1));

  // Where everything stands for compiled code: written once, but for what differs between runs.
  const ties = /** @type {number[]} */ ([]), events = /** @type {number[]} */ ([]);
  const numbers = /** @type {Map<string, number[]>} */ (new Map());
  let word = words / 8;
  seen.forEach((/** @type {number[]} */ state, /** @type {number} */ at) => {
    longs[row.states / 8 + at] = BigInt(8 * word);
    for (const one of state) {
      const [first, ...sizes] = table.views[one];
      longs[word++] = BigInt(block + first);
      for (const size of sizes) {
        if (size === "ties") ties.push(word);
        if (size === "events") events.push(word);
        longs[word++] = typeof size === "number" ? BigInt(size) : 0n;
      }
    }
    longs[row.parameters / 8 + at] = BigInt(8 * word);
    let place = 0;
    for (const step of plan.windows.parameters[at]) {
      const name = names[place += step];
      numbers.set(name, [...(numbers.get(name) ?? []), word++]);
    }
  });
  table.processes.forEach((/** @type {any[]} */ [, number], /** @type {number} */ at) => {
    longs[row.functions / 8 + at] = BigInt(view.getUint32(exports.processes.value + 4 * at, true));
    longs[row.numbers / 8 + at] = BigInt(number);
  });
  for (const [[, size, , content], at] of constants) {
    content.forEach((/** @type {number} */ value, /** @type {number} */ i) => {
      if (size === 8) longs[at / 8 + i] = BigInt(value);
    });
  }

  /** An array as compiled code takes it: nobody who holds it, nobody above, count, size, address, shape, steps. */
  const array = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number[]} */ sizes) => {
    const steps = sizes.map((_, i) => BigInt(sizes.slice(i + 1).reduce((all, one) => all * one, size)));
    return [0, 0, BigInt(sizes.reduce((all, one) => all * one, 1)), BigInt(size), at, ...sizes.map(BigInt), ...steps];
  };
  const tables = () => [array(row.functions, 8, [count]), array(row.states, 8, [count]), array(row.parameters, 8, [count]),
    array(row.numbers, 8, [count]), array(row.on, 1, [count]), array(row.opens, 8, [count])].flat();
  /** Call a kernel; what it answers stands at `answer`. @param {string} name @param {any[]} given */
  const call = (name, given) => {
    exports.scratch(scratch, scratch + SCRATCH);
    if (exports[name](answer, failure, ...given) !== 0) throw new Error(`The engine failed in ${name}; please report it.`);
  };

  /** Numbers as the file of councils writes them. @param {any[]} content @param {string} kind @returns {Iterable<any>} */
  function* unpacked(content, kind) {
    if (kind === "number") { yield* content; return; }
    let value = 0n;
    for (let i = 0; i < content.length; i += 2) {
      for (let times = content[i + 1], step = BigInt(content[i]); times > 0; times--) yield (value += step);
    }
  }
  /** What a column says of a council. @param {any} column @param {number} at @returns {any[]} */
  function entry(column, at) {
    if (Array.isArray(column)) return column[0].length ? column[0][placeOf(column[1], at)] : column[1][at];
    let sum = 0; // decimals: whole numbers over a power of ten, or steps from one place of the array to the next
    return column.rows.map((/** @type {number[]} */ row) => (sum = column.steps ? sum + row[at] : row[at]) / column.over);
  }
  let laid = { council: -1, block: new Uint8Array(0) };

  /** The block of a council before anything is drawn; a page looks at one council, seldom at several, so the last is kept. @param {number} council */
  function laidOut(council) {
    if (laid.council === council) return laid.block;
    bytes.fill(0, block, block + plan.bytes);
    const { fills, same, columns, products, copies, tails } = councils.arrays;
    const put = (/** @type {number} */ at, /** @type {string} */ kind, /** @type {any[]} */ content) => {
      const wide = shape(at).reduce((/** @type {number} */ all, /** @type {number} */ size) => all * size, 1);
      const into = kind === "number" ? shown(at, "float64") : shown(at, "int64");
      let i = 0;
      for (const value of unpacked(content, kind)) into[i++] = value;
      if (i !== wide) throw new Error(`The table of councils is damaged (${i} numbers for ${wide}); load the page anew.`);
    };
    for (const [at, kind, value] of fills) shown(at, kind === "number" ? "float64" : "int64").fill(kind === "number" ? value : BigInt(value));
    for (const [at, kind, content] of same) put(at, kind, content);
    for (const [at, kind, column] of columns) put(at, kind, entry(column, council));
    for (const [at, of, by, column] of products) {
      const share = entry(column, council), factor = shown(of, "float64"), divisor = by === null ? null : shown(by, "float64");
      put(at, "number", share.map((one, i) => (divisor?.[i] === 0 ? 0 : one * factor[i] / (divisor?.[i] ?? 1))));
    }
    for (const [at, longer, steps] of tails) put(at, "whole", [...entry(columns[longer][2], council), ...steps]);
    for (const [at, from] of copies) shown(at, "int64").set(shown(from, "int64"));
    laid = { council, block: bytes.slice(block, block + plan.entries) };
    return laid.block;
  }

  let month = 0, values = /** @type {Record<string, number>} */ ({}), off = new Set(), neverOn = new Set();
  let opened = /** @type {Record<string, number>} */ ({}), order = /** @type {any} */ (null);

  /** Say which processes act, and since when. */
  function connect() {
    table.processes.forEach((/** @type {any[]} */ [, , theory, always, dated], /** @type {number} */ at) => {
      bytes[row.on + at] = +(always || (theory ? !off.has(theory) : order.rows.length > 0 || !dated));
      longs[row.opens / 8 + at] = BigInt(theory && !always ? opened[theory] ?? 0 : 0);
    });
  }
  /** @param {[string, number | null, boolean]} change */
  function note([name, number, on]) {
    if (number !== null) values = { ...values, [name]: number };
    else if (on && off.has(name)) {
      off.delete(name);
      if (month > 0 && neverOn.has(name)) opened = { [name]: month, ...opened };
    } else if (!on) off.add(name);
  }
  const changes = (/** @type {number} */ at) => order.changes[at] ?? [];

  /** What the scenario says changes on the first of the present month, but for the first of all. */
  function change() {
    if (month === 0) return;
    for (const one of changes(month)) {
      note(one);
      const [name, number, on] = one;
      if (number !== null) for (const at of numbers.get(name) ?? []) reals[at] = number;
      else if (!on) for (const [at, type, start] of plan.conditions[name] ?? []) shown(at, type).fill(type === "float64" ? start : type === "uint32" ? start : BigInt(start));
    }
    connect();
  }
  const run = () => [BigInt(order.seed), BigInt(order.replicate)];
  /** Let the processes at these places act, those that are on. @param {number[]} places */
  function act(places) {
    places.forEach((place, i) => { longs[row.places / 8 + i] = BigInt(place); });
    call("act_in_turn", [...tables(), ...array(row.places, 8, [places.length]), ...run(), BigInt(month)]);
  }

  /** One argument of a kernel of the first day. @param {any[]} given @param {number} fixed */
  function argument(given, fixed) {
    const [kind, what, size] = given;
    if (kind === "run") return [BigInt(order[what])];
    if (kind === "whole") return [BigInt(values[what])];
    if (kind === "number") return [values[what]];
    if (kind === "view") return array(block + table.views[what][0], size, shape(what));
    if (kind === "constant") return array(/** @type {number} */ (constants.get(given)), what, size);
    const sizes = { starts: [1, 5], dyads: [entry(councils.loose.dyads, order.council).length / 2, 2], deprivation: [1] };
    return array(/** @type {any} */ (loose)[what], 8, /** @type {any} */ (sizes)[what] ?? [fixed]);
  }

  return {
    get month() { return month; },
    /** The first day of a run: what hangs on the council is laid out, the rest is drawn. @param {Order} given */
    open(given) {
      order = given;
      [month, values, off, opened] = [0, order.numbers, new Set(order.off), {}];
      changes(0).forEach(note);
      neverOn = new Set(off);
      [widths.ties, widths.events] = [plan.room, plan.event_rows];
      bytes.set(laidOut(order.council), block);
      bytes.fill(0, block + plan.entries, block + plan.bytes);
      entry(councils.loose.starts, order.council).forEach((/** @type {number} */ value, /** @type {number} */ i) => { longs[loose.starts / 8 + i] = BigInt(value); });
      entry(councils.loose.dyads, order.council).forEach((/** @type {number} */ value, /** @type {number} */ i) => { longs[loose.dyads / 8 + i] = BigInt(value); });
      reals[loose.deprivation / 8] = entry(councils.loose.deprivation, order.council)[0];
      ["event_month", "event_kind", "event_place", "event_trait", "event_amount", "event_announced"].forEach((name, column) => {
        const [at, type] = plan.variables[name], into = shown(at, type);
        order.rows.forEach((/** @type {number[]} */ one, /** @type {number} */ i) => { into[i] = type === "float64" ? one[column] : BigInt(one[column]); });
      });
      widths.events = order.rows.length;
      for (const at of events) longs[at] = BigInt(widths.events);
      for (const [name, places] of numbers) for (const at of places) reals[at] = values[name];
      connect();
      let fixed = 8 * plan.people;
      for (const step of plan.first_day) {
        if (step.acts) { act(step.acts); continue; }
        call(step.name, step.given.flatMap((/** @type {any[]} */ one) => argument(one, fixed)));
        if (step.counts === "fixed") fixed = Number(longs[answer / 8]);
        if (step.counts === "ties") {
          widths.ties = Number(longs[answer / 8]);
          for (const at of ties) longs[at] = BigInt(widths.ties);
        }
      }
    },
    /**
     * Run so many months on; the outcomes one after another, each with its months in a row.
     * @param {number} months @param {Float64Array} out Where they go, if it has room for months before and after these.
     * @param {number} from Which of its months the first of these is.
     */
    advance(months, out = new Float64Array(months * outcomes), from = 0) {
      const first = month, last = month + months, wide = outcomes, long = out.length / wide;
      const stops = Object.keys(order.changes).map(Number).filter((at) => first < at && at < last).sort((a, b) => a - b);
      const flat = (/** @type {number} */ at) => array(block + table.views[at][0], 8, shape(at));
      for (const until of [...stops, last]) {
        change();
        call("run_months", [...tables(), ...flat(plan.flow_view), ...flat(plan.entry_view), ...run(), BigInt(month), BigInt(until),
          ...flat(plan.outcome_view), ...array(kept, 8, [until - month, 1, wide])]);
        for (let one = 0; one < wide; one++) {
          for (let at = month, to = one * long + from + month - first; at < until; at++) out[to++] = reals[kept / 8 + (at - month) * wide + one];
        }
        month = until;
      }
      return out;
    },
    /** Begin a month whose processes are then let act one by one. */
    beginMonth() {
      change();
      shown(plan.flow_view, "float64").fill(0);
      shown(plan.entry_view, "float64").fill(0);
    },
    endMonth() { month += 1; },
    act,
    /** Numbers of the state, live. @param {number} at @param {string} type */
    shown,
    /** A variable of the state by name, live. @param {string} name */
    variable(name) { return shown(plan.variables[name][0], plan.variables[name][1]); },
    /** Bytes of memory, and the most that rules have taken of it for arrays of their own. */
    used() { return { memory: buffer.byteLength, scratch: exports.scratch_used() }; },
  };
}

/**
 * What a worker does: it gets the engine once, then orders, and answers run by run. The page itself does the same where
 * workers are forbidden. Each function here is handed to a worker as text and asks for nothing outside itself.
 */

/**
 * A person's story: the entries of the ledger of one post, and who came and went, month after month. With no `row` it is
 * that of all frontline staff who are in their posts, as a mean, which people who come and go move as well.
 * @param {any} engine @param {any} table @param {any} task
 */
function storyOf(engine, table, { order, months, row }) {
  const plan = table.memory, watched = new Map();
  for (const one of plan.ledger) for (const place of [...one.adders, one.folds]) watched.set(place, [...(watched.get(place) ?? []), one]);
  // What concerns no ledger acts in one go.
  const groups = /** @type {number[][]} */ ([]);
  table.processes.forEach((/** @type {any} */ _, /** @type {number} */ place) => {
    const last = groups.at(-1);
    if (last && !watched.has(place) && !watched.has(last[0])) last.push(place);
    else groups.push([place]);
  });
  engine.open(order);
  const wide = plan.people, staff = table.words.kind.indexOf("frontline staff");
  const counted = () => {
    if (row !== null) return [row];
    const kind = engine.variable("kind"), filled = engine.variable("filled");
    return Array.from({ length: wide }, (_, at) => at).filter((at) => Number(kind[at]) === staff && Number(filled[at]) === 1);
  };
  let rows = counted();
  const of = (/** @type {any} */ all, from = 0) => rows.map((at) => Number(all[from + at]));
  const mean = (/** @type {number[]} */ amounts) => amounts.reduce((sum, one) => sum + one, 0) / Math.max(1, amounts.length);
  const meansOf = (/** @type {[string, number[]][]} */ by) => by.map(([name, amounts]) => /** @type {[string, number]} */ ([name, mean(amounts)])).filter(([, amount]) => amount !== 0);
  const seen = (/** @type {string} */ name) => mean(of(engine.variable(name)));
  const entries = /** @type {any[]} */ ([]), changes = /** @type {any[]} */ ([]);
  const person = () => Number(engine.variable("person_id")[row] & 4095n);
  const before = row === null ? null : { post: 1, outsourced: seen("outsourced"), person: -1 };
  for (let month = 0; month < months; month++) {
    engine.beginMonth();
    const open = new Map(plan.ledger.map((/** @type {any} */ one) => [one.stock, { before: seen(one.stock), by: /** @type {[string, number[]][]} */ ([]) }]));
    for (const group of groups) {
      const ledgers = watched.get(group[0]) ?? [];
      const earlier = ledgers.map((/** @type {any} */ one) => of(engine.shown(one.rows, "float64")));
      engine.act(group);
      ledgers.forEach((/** @type {any} */ one, /** @type {number} */ at) => {
        const shared = engine.shown(one.rows, "float64"), now = of(shared), { by } = open.get(one.stock);
        if (one.folds !== group[0]) {
          by.push([table.processes[group[0]][0], now.map((amount, who) => amount - earlier[at][who])]);
          return;
        }
        // A fold may weigh what came in, the same for all who brought it.
        for (const [, amounts] of by) now.forEach((weighed, who) => { if (earlier[at][who] !== 0 && weighed !== earlier[at][who]) amounts[who] *= weighed / earlier[at][who]; });
        one.own.forEach((/** @type {string} */ name, /** @type {number} */ own) => by.push([name, of(shared, (own + 1) * wide)]));
      });
    }
    rows = counted();
    for (const [stock, one] of open) {
      const told = meansOf(one.by), after = seen(stock), moved = after - one.before - told.reduce((sum, [, amount]) => sum + amount, 0);
      if (row === null && moved !== 0) told.push(["coming and going", moved]);
      entries.push({ stock, month, before: one.before, after, entries: told });
    }
    if (before) {
      const note = (/** @type {string} */ what) => changes.push({ month, what, person: before.person });
      const now = person();
      if (now !== before.person) {
        before.person = now;
        note(month === 0 ? "in post" : "arrives");
      }
      if (seen("left") === 1) note("leaves");
      if (seen("outsourced") !== before.outsourced) note(before.outsourced ? "comes back from a partner" : "goes to a partner");
      if (seen("post") !== before.post) note(before.post ? "post is cut" : "post is made");
      [before.post, before.outsourced] = [seen("post"), seen("outsourced")];
    }
    engine.endMonth();
  }
  return { row, role: row === null ? -1 : seen("role"), service: row === null ? -1 : seen("service"), entries, changes };
}

/**
 * The council after so many months: who is in which post, and every tie in both directions.
 * @param {any} engine @param {any} table @param {any} task
 */
function networkOf(engine, table, { order, months, people }) {
  engine.open(order);
  if (months) engine.advance(months);
  const plain = (/** @type {string} */ name) => {
    const found = engine.variable(name);
    return found instanceof BigInt64Array ? Int32Array.from(found, Number) : found.slice();
  };
  const of = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, plain(name)]));
  return { month: months, people: of(people), ties: of(["source", "target", "layer", "trust"]) };
}

/**
 * The council as it goes: the same as {@link networkOf} on the first day, after every so many months and at the end, of
 * one run, with the outcomes of its months. In each array, what stands at one time follows what stood before.
 * @param {any} engine @param {any} table @param {any} task
 */
function filmOf(engine, table, { order, months, every, people }) {
  engine.open(order);
  const times = [0];
  while (times[times.length - 1] < months) times.push(Math.min(months, times[times.length - 1] + every));
  const plain = (/** @type {any} */ found) => (found instanceof BigInt64Array ? Int32Array.from(found, Number) : found.slice());
  const filmed = (/** @type {string} */ name) => {
    const first = plain(engine.variable(name));
    return new first.constructor(times.length * first.length);
  };
  const seen = Object.fromEntries(people.map((/** @type {string} */ name) => [name, filmed(name)]));
  const trust = filmed("trust"), values = new Float64Array(months * table.outcomes.name[1].length);
  times.forEach((month, at) => {
    if (at) engine.advance(month - times[at - 1], values, times[at - 1]);
    const look = (/** @type {string} */ name, /** @type {any} */ into) => {
      const now = plain(engine.variable(name));
      into.set(now, at * now.length);
    };
    people.forEach((/** @type {string} */ name) => look(name, seen[name]));
    look("trust", trust);
  });
  const ties = Object.fromEntries(["source", "target", "layer"].map((name) => [name, plain(engine.variable(name))]));
  return { times, people: seen, ties: { ...ties, trust }, values };
}

/**
 * Answer messages: first the module and the tables, then orders. Of an order there come its tasks, all at once, then which
 * of them to do, one by one, until it is over; each answer is posted as it is ready.
 * @param {any} scope What posts and gets messages.
 * @param {any} parts The functions of the engine.
 */
function serve(scope, { engineOf, storyOf, networkOf, filmOf }) {
  let engine = /** @type {any} */ (null), table = /** @type {any} */ (null), work = Promise.resolve();
  const orders = new Map();
  const answers = {
    run: (/** @type {any} */ task) => {
      engine.open(task.order);
      return engine.advance(task.months);
    },
    story: (/** @type {any} */ task) => storyOf(engine, table, task),
    network: (/** @type {any} */ task) => networkOf(engine, table, task),
    film: (/** @type {any} */ task) => filmOf(engine, table, task),
    used: () => engine.used(),
  };
  /** Let waiting messages in, so that a newer order or a cancel is seen before another run is begun. */
  const turn = () => new Promise((resume) => {
    const gate = new MessageChannel();
    gate.port1.onmessage = () => { gate.port1.close(); resume(undefined); };
    gate.port2.postMessage(0);
  });
  /** What is handed over and not copied: the arrays of an answer, each with memory of its own. @param {any} found @returns {any[]} */
  const arraysIn = (found) => (ArrayBuffer.isView(found) ? [found.buffer] : Array.isArray(found) ? [] : Object.values(found).flatMap((one) => (one && typeof one === "object" ? arraysIn(one) : [])));
  /** @param {{ id: number, at: number }} data */
  async function answer({ id, at }) {
    await turn(); // before the first run too: without this every move of a dragged lever costs one run
    const task = orders.get(id)?.[at];
    if (!task) return;
    try {
      const found = answers[/** @type {keyof typeof answers} */ (task.what)](task);
      scope.postMessage({ id, at, found }, arraysIn(found));
    } catch (error) {
      scope.postMessage({ id, at, trouble: error instanceof Error ? error.message : String(error) });
    }
  }
  scope.onmessage = (/** @type {any} */ { data }) => {
    if (data.module) {
      table = data.table;
      try {
        engine = engineOf(data);
        scope.postMessage({ ready: true });
      } catch (error) {
        scope.postMessage({ ready: false, trouble: error instanceof Error ? error.message : String(error) });
      }
    } else if (data.tasks) orders.set(data.id, data.tasks);
    else if (data.over) orders.delete(data.id);
    else work = work.then(() => answer(data));
  };
}

/** Several workers, or the page itself where workers are forbidden; tasks are dealt out, answers come as they are ready. */


const PARTS = { engineOf, storyOf, networkOf, filmOf };

/** All that a worker is given: one classic text, since a worker that imports fails in a page from disk. */
const workerText = () => {
  const parts = Object.entries(PARTS).map(([name, part]) => `const ${name} = ${part};`);
  return ['"use strict";', ...parts, `(${serve})(self, { ${Object.keys(PARTS).join(", ")} });`].join("\n");
};

/** A worker's messages without a worker: the page calculates itself, a run at a time. @returns {any} */
function local() {
  /** @type {any} */
  const page = { terminate() {}, postMessage: (/** @type {any} */ data) => inside.onmessage({ data }) };
  /** @type {any} */
  const inside = { postMessage: (/** @type {any} */ data) => page.onmessage?.({ data }) };
  serve(inside, PARTS);
  return page;
}

/**
 * @param {{ module: WebAssembly.Module, table: any, councils: any }} given
 * @param {number} wanted How many workers; 0 for none.
 */
async function poolOf(given, wanted) {
  let workers = /** @type {any[]} */ ([]), forbidden = wanted === 0;
  const orders = new Map();
  let newest = 0;
  const greet = (/** @type {any} */ worker) => new Promise((done, failed) => {
    worker.onmessage = (/** @type {any} */ { data }) => (data.ready ? done(undefined) : failed(new Error(data.trouble)));
    worker.onerror = () => failed(new Error("no worker"));
    worker.postMessage(given);
  });
  if (!forbidden) {
    let address = "";
    try {
      address = URL.createObjectURL(new Blob([workerText()], { type: "text/javascript" }));
      workers = Array.from({ length: wanted }, () => new Worker(address));
      await Promise.all(workers.map(greet));
    } catch {
      workers.forEach((worker) => worker.terminate());
      forbidden = true;
    }
    if (address) URL.revokeObjectURL(address);
  }
  if (forbidden) {
    workers = [local()];
    await greet(workers[0]);
  }
  for (const worker of workers) {
    worker.onmessage = (/** @type {any} */ { data }) => orders.get(data.id)?.(worker, data);
    worker.onerror = (/** @type {any} */ event) => {
      for (const order of [...orders.values()]) order(worker, { trouble: event.message || "A worker stopped; load the page again." });
    };
  }
  return {
    /** How many work, and whether they are workers. */
    size: workers.length,
    local: forbidden,
    /**
     * Have tasks done, by whoever is free; resolves to their answers in the order of the tasks.
     * @param {any[]} tasks @param {{ signal?: AbortSignal, onAnswer?: (answer: any, at: number) => void }} options
     * @returns {Promise<any[]>}
     */
    ask(tasks, { signal, onAnswer } = {}) {
      return new Promise((done, failed) => {
        if (signal?.aborted) { failed(signal.reason); return; }
        const id = newest++, found = /** @type {any[]} */ (Array(tasks.length));
        // The next order begins with the worker after the last of this one, so that single runs use all of them.
        const hands = workers.map((_, w) => workers[(w + id) % workers.length]).slice(0, tasks.length), firsts = new Set(hands);
        let left = tasks.length, next = 0;
        /** Have a worker do the next tasks that nobody has. @param {any} worker @param {number} many */
        const deal = (worker, many) => {
          for (const last = Math.min(tasks.length, next + many); next < last; next++) worker.postMessage({ id, at: next });
        };
        const stop = (/** @type {unknown} */ reason) => {
          orders.delete(id);
          signal?.removeEventListener("abort", abort);
          for (const worker of hands) worker.postMessage({ id, over: true });
          if (reason !== undefined) failed(reason);
          else done(found);
        };
        const abort = () => stop(signal?.reason ?? new DOMException("cancelled", "AbortError"));
        orders.set(id, (/** @type {any} */ worker, /** @type {any} */ data) => {
          if (data.trouble) { stop(new Error(data.trouble)); return; }
          found[data.at] = data.found;
          left -= 1;
          onAnswer?.(data.found, data.at);
          if (left === 0) stop(undefined);
          // Who cancels at the first answer waits for no second; from then on one task lies ready while one is done.
          else if (orders.has(id)) deal(worker, firsts.delete(worker) ? 2 : 1);
        });
        signal?.addEventListener("abort", abort);
        for (const worker of hands) worker.postMessage({ id, tasks });
        for (const worker of hands) deal(worker, 1);
        if (!tasks.length) stop(undefined);
      });
    },
    close() { workers.forEach((worker) => worker.terminate()); },
  };
}

/** Scenarios: those that come with Town Hall, and one's own, resolved to what a run is handed. */


/**
 * @typedef {object} Said A scenario as somebody writes it, with the keys of a scenario file; nothing is required.
 * @property {string} [extends] The scenario that it differs from; without one, the declared defaults.
 * @property {string} [name]
 * @property {string} [why]
 * @property {Record<string, unknown>} [set] The values that differ, by parameter.
 * @property {string[] | "all"} [without] Theories that are off.
 * @property {any[]} [events] What happens in which month.
 *
 * @typedef {object} Scenario A scenario, resolved and valid.
 * @property {string} name
 * @property {string} why
 * @property {Record<string, number | string>} set Every value that was set, by parameter.
 * @property {string[]} without
 * @property {Event[]} events
 * @property {{ numbers: Record<string, number>, off: string[], rows: number[][], changes: any }} run What a run takes.
 */

const KEYS = ["extends", "why", "set", "without", "events"];

/**
 * @param {any} table
 * @param {Map<string, Parameter>} parameters
 * @param {ReturnType<typeof eventsOf>} events
 */
function scenariosOf(table, parameters, events) {
  const ids = Object.keys(table.words.theories), names = table.scenarios.map((/** @type {any} */ one) => one.name);
  const structure = new Set(table.words.structure);
  const known = /** @type {Map<string, Scenario>} */ (new Map());

  /** The declared parameter. @param {string} name */
  function declared(name) {
    const found = parameters.get(name);
    const said = shown(name, QUOTED);
    if (!found) throw new InputError(`There is no parameter "${said}".${didYouMean(said, parameters.keys())}`);
    return found;
  }
  /** A value that a parameter can have, in its own unit. @param {string} name @param {unknown} value */
  function check(name, value) {
    return checkedValue(declared(String(name)), value);
  }
  /** @param {string} name @returns {Scenario} */
  function shipped(name) {
    const found = table.scenarios.find((/** @type {any} */ one) => one.name === name);
    if (!found) throw new InputError(`There is no scenario "${shown(name, QUOTED)}".${didYouMean(name, names) || ' "townhall scenarios" lists them.'}`);
    if (!known.has(name)) known.set(name, resolved({ ...found, extends: undefined }));
    return /** @type {Scenario} */ (known.get(name));
  }
  /** @param {unknown} given @returns {string[]} */
  function off(given) {
    if (given === undefined) return [];
    if (given === "all") return ids;
    if (!Array.isArray(given)) throw new InputError(`"without" must be a list of theories such as [S12], or "all", not ${kindOf(given)}.`);
    for (const id of given) {
      if (typeof id !== "string") throw new InputError(`${kindOf(id)} is not a theory; write its id, such as S12.`);
      if (!ids.includes(id)) throw new InputError(`There is no theory "${shown(id, QUOTED)}".${nearestId(id, ids)}`);
    }
    return given;
  }
  /** Events laid over those that are inherited: one of the same name takes the other's place. @param {any} given @param {Event[]} inherited */
  function laidOver(given, inherited) {
    if (!Array.isArray(given)) throw new InputError(`"events" must be a list with an item for each event, not ${kindOf(given)}.`);
    const found = new Map(inherited.map((event) => [event.name, event])), added = [];
    for (const said of given) {
      if (typeof said === "object" && said !== null && "cancelled" in said) {
        if (Object.keys(said).length !== 2 || said.cancelled !== "yes" || !("name" in said)) {
          throw new InputError("an event is cancelled by its name alone, as in {name: crisis, cancelled: yes}.");
        }
        if (!found.delete(said.name)) {
          const hint = didYouMean(String(said.name), found.keys()) || (found.size ? ` There are ${[...found.keys()].join(", ")}.` : "");
          throw new InputError(`there is no event "${shown(String(said.name), QUOTED)}" to cancel in what this extends.${hint}`);
        }
        continue;
      }
      const event = events.made(said);
      found.delete(event.name);
      added.push(event);
    }
    return events.inOrder([...found.values(), ...added]);
  }
  /** A scenario of one's own. @param {Said} said @returns {Scenario} */
  function resolved(said) {
    for (const key of Object.keys(said)) {
      if (KEYS.includes(key) || key === "name") continue;
      const hint = parameters.has(key) ? ` It is a parameter: put it under "set", as set: {${key}: ...}.`
        : didYouMean(key, KEYS) || ` A scenario has the keys ${KEYS.join(", ")}.`;
      throw new InputError(`"${shown(key, QUOTED)}" is not a key of a scenario.${hint}`);
    }
    const parent = said.extends === undefined ? undefined : shipped(String(said.extends));
    if (said.set !== undefined && (typeof said.set !== "object" || said.set === null || Array.isArray(said.set))) {
      throw new InputError(`"set" must be a mapping of parameter: value, not ${kindOf(said.set)}.`);
    }
    const set = { ...parent?.set };
    for (const [name, value] of Object.entries(said.set ?? {})) {
      const checked = check(name, value);
      if (structure.has(name) && checked !== parameters.get(name)?.default) {
        throw new InputError(`${name} is ${parameters.get(name)?.default} in a page, whose councils have their usual sizes; run other sizes with Python.`);
      }
      set[name] = checked;
    }
    const without = [...new Set([...(parent?.without ?? []), ...off(said.without)])].sort();
    const dated = laidOver(said.events ?? [], parent?.events ?? []), rows = events.rowsOf(dated);
    if (rows.length > table.memory.event_rows) {
      throw new InputError(`These events are ${rows.length} rows of the table of events, and a page has room for ${table.memory.event_rows}; leave some out.`);
    }
    const numbers = Object.fromEntries([...parameters].map(([name, one]) => [name, asNumber(one, set[name] ?? one.default)]));
    return { name: said.name ?? said.extends ?? "own", why: said.why ?? parent?.why ?? "", set, without, events: dated,
      run: { numbers, off: without, rows, changes: events.changesOf(dated) } };
  }
  /** The scenario of that name, or one's own. @param {unknown} given @returns {Scenario} */
  function scenario(given) {
    if (typeof given === "string") return shipped(given);
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new InputError(`The scenario must be a name, such as "baseline", or an object with the keys ${KEYS.join(", ")}, not ${kindOf(given, 40)}.`);
    }
    return "run" in given ? /** @type {Scenario} */ (given) : resolved(given);
  }
  return { names, check, declared, scenario };
}

/**
 * Town Hall in a browser: the rules of the model as the same compiled code, run in the page.
 *
 *     import { load } from "./townhall.js";
 *     const hall = await load();
 *     const run = await hall.run({ scenario: "command", council: "Camden", seed: 0, months: 180 });
 *     run.series("trust.dyad");
 *
 * The same scenario, council, seed and replicate give the same numbers as Python, to the last bit.
 */


const FILES = { module: "townhall.wasm", table: "table.json", councils: "councils.json" };
const RECENT = "Any browser since the middle of 2023 will do.";
/** A module of one function that answers with a vector. */
const VECTOR = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11);

/**
 * @typedef {Said | Scenario | string} Given A scenario's name, or one's own.
 *
 * @typedef {object} Asked One run.
 * @property {Given} [scenario] Its name or itself; "baseline".
 * @property {string} [council] A name or code of one of the 353; "Camden".
 * @property {number} [seed] With the replicate it names the random numbers; 0.
 * @property {number} [replicate] 0.
 * @property {number} [months] From April 2010 on; 180.
 *
 * @typedef {object} Option
 * @property {AbortSignal} [signal] Aborting it cancels what is not yet done; the promise is then rejected.
 */

/** One finished run. */
class Run {
  /** @param {readonly string[]} outcomes @param {Float64Array} values @param {object} asked */
  constructor(outcomes, values, asked) {
    this.outcomes = outcomes;
    /** All outcomes of all months: outcome after outcome in their order, each with its months in a row. */
    this.values = values;
    this.months = values.length / outcomes.length;
    this.asked = asked;
  }

  /** One outcome, month after month: a view of {@link values}, no copy. @param {string} name */
  series(name) {
    const at = this.outcomes.indexOf(name);
    if (at < 0) throw new InputError(`There is no outcome "${shown(String(name), QUOTED)}".${didYouMean(String(name), this.outcomes)}`);
    return this.values.subarray(at * this.months, (at + 1) * this.months);
  }
}

/** The model, loaded. */
class TownHall {
  #scenarios;
  #councils;
  #pool;

  /** Use {@link load}. @param {any} table @param {any} councils @param {Awaited<ReturnType<typeof poolOf>>} pool */
  constructor(table, councils, pool) {
    /** The version of the model: it names the numbers. */
    this.model = table.model;
    /** The digest of the source of the rules. */
    this.digest = table.digest;
    /** @type {Parameter[]} Every declared parameter. */
    this.parameters = named(table.parameters);
    const parameters = new Map(this.parameters.map((one) => [one.name, one]));
    /** @type {{ name: string, unit: string, direction: number, doc: string, lo: number | null, hi: number | null }[]} */
    this.outcomes = named(table.outcomes);
    /** @type {readonly string[]} */
    this.outcomeNames = this.outcomes.map((one) => one.name);
    /** Theories by id, with their titles. @type {Record<string, string>} */
    this.theories = table.words.theories;
    /** The kinds of dated events: what each says, with an example. */
    this.eventKinds = table.events;
    /** What stands for the codes of posts and ties: kind, role, service, layer. */
    this.words = table.words;
    this.#councils = councilsOf(table, councils);
    this.#scenarios = scenariosOf(table, parameters, eventsOf(table, parameters));
    /** The scenarios that come with Town Hall: name and why. @type {{ name: string, why: string }[]} */
    this.scenarios = table.scenarios.map((/** @type {any} */ { name, why }) => ({ name, why }));
    this.#pool = pool;
    this.longestRun = table.memory.longest_run;
    this.people = table.memory.people;
    this.variables = Object.keys(table.memory.variables).filter((name) => table.memory.variables[name][2] === "person");
  }

  /** The 353 councils, by code. */
  get councils() { return this.#councils.all; }

  /** How many workers calculate; 0 where workers are forbidden and the page calculates itself. */
  get workers() { return this.#pool.local ? 0 : this.#pool.size; }

  /** The council of that name or code; {@link InputError} for none or several. @param {string} name */
  council(name) { return this.#councils.find(name); }

  /** A value that a parameter can have; {@link InputError} with Python's sentence for any other. @param {string} name @param {unknown} value */
  check(name, value) { return this.#scenarios.check(name, value); }

  /** A scenario by name, or one's own, resolved and valid. @param {Given} given */
  scenario(given) { return this.#scenarios.scenario(given); }

  /** What a worker is handed of what is asked. @param {Asked & Record<string, any>} asked */
  #order({ scenario = "baseline", council = "Camden", seed = 0, replicate = 0, months = 180 }, least = 1, known = new Map()) {
    // Many runs of one scenario resolve it once, and hand a worker its numbers once.
    if (!known.has(scenario)) known.set(scenario, this.scenario(scenario).run);
    const run = known.get(scenario), { place } = this.council(council);
    const order = { ...run, council: place, seed: checkedSeed(seed), replicate: checkedSeed(replicate, "replicate") };
    return { order, months: months === 0 && least === 0 ? 0 : checkedMonths(months, this.longestRun) };
  }

  /** One run: all outcomes of all months. @param {Asked} asked @param {Option} options @returns {Promise<Run>} */
  async run(asked = {}, options = {}) {
    return (await this.runs([asked], options))[0];
  }

  /**
   * Several runs, in all workers; `onRun` is told of each as it is ready.
   * @param {Asked[]} asked @param {Option & { onRun?: (run: Run, at: number) => void }} options @returns {Promise<Run[]>}
   */
  async runs(asked, { onRun, signal } = {}) {
    const made = (/** @type {Float64Array} */ values, /** @type {number} */ at) => new Run(this.outcomeNames, values, asked[at]);
    const found = /** @type {Run[]} */ ([]);
    const onAnswer = (/** @type {Float64Array} */ values, /** @type {number} */ at) => onRun?.((found[at] = made(values, at)), at);
    const known = new Map(), tasks = asked.map((one) => ({ what: "run", ...this.#order(one, 1, known) }));
    const answers = await this.#pool.ask(tasks, { signal, onAnswer });
    return answers.map((values, at) => found[at] ?? made(values, at));
  }

  /**
   * Pairs of runs that meet the same luck: each of `replicates` under the first scenario and under the second.
   * @param {Omit<Asked, "scenario" | "replicate"> & { scenarios: [Given, Given], replicates?: number }} asked
   * @param {Option & { onPair?: (pair: [Run, Run], replicate: number) => void }} options
   * @returns {Promise<[Run, Run][]>}
   */
  async pairs({ scenarios, replicates = 20, ...rest }, { onPair, signal } = {}) {
    if (!Array.isArray(scenarios) || scenarios.length !== 2) throw new InputError("A pair is of two scenarios: scenarios: [first, second].");
    const both = scenarios.map((one) => this.scenario(one));
    const count = checkedMonths(replicates, 10_000);
    const asked = Array.from({ length: 2 * count }, (_, at) => ({ ...rest, scenario: both[at % 2], replicate: at >> 1 }));
    const found = /** @type {Run[]} */ ([]);
    const onRun = (/** @type {Run} */ run, /** @type {number} */ at) => {
      found[at] = run;
      const pair = at - (at % 2);
      if (found[pair] && found[pair + 1]) onPair?.([found[pair], found[pair + 1]], pair >> 1);
    };
    const runs = await this.runs(asked, { onRun, signal });
    return Array.from({ length: count }, (_, at) => [runs[2 * at], runs[2 * at + 1]]);
  }

  /** The row of a post, checked. @param {unknown} row */
  #row(row) {
    if (typeof row !== "number" || !Number.isInteger(row) || row < 0 || row >= this.people) {
      throw new InputError(`A post is a whole number from 0 to ${this.people - 1}, not ${shown(String(row))}.`);
    }
    return row;
  }

  /**
   * A person's story: for the post `row`, month after month, who added how much to each of the person's stocks, and who
   * came and went. `entries[i].entries` are pairs of a process and an amount; together they are `after - before`. With null
   * for a row it is the mean of all frontline staff in their posts, moved also by who comes and goes; then nobody is named.
   * @param {Asked & { row: number | null }} asked @param {Option} options
   */
  async story(asked, options = {}) {
    const task = { what: "story", ...this.#order(asked), row: asked.row === null ? null : this.#row(asked.row) };
    const [found] = await this.#pool.ask([task], options), { role, service } = this.words;
    const dated = (/** @type {any} */ one) => ({ ...one, date: dateOf(one.month) });
    return { row: found.row, role: found.role < 0 ? "" : role[found.role], service: found.service < 0 ? "" : service[found.service],
      entries: found.entries.map(dated), changes: found.changes.map(dated) };
  }

  /**
   * The council after so many `months`, 0 for the first day: `people` has an array over posts for each variable that is
   * named, `ties` has source, target, layer and trust of every tie, once for each direction.
   * @param {Asked & { people?: string[] }} asked @param {Option} options
   */
  async network(asked, options = {}) {
    const people = this.#seen(asked);
    return (await this.#pool.ask([{ what: "network", ...this.#order(asked, 0), people }], options))[0];
  }

  /**
   * The council as it goes, of one run: what {@link network} says of the first day, of every so many months (`every`, 1)
   * and of the end, at the months in `times`. `people[name]` and `ties.trust` hold one time after another: that of the
   * post `row` at `times[i]` stands at `i * people + row`. `run` has the outcomes of all months.
   * @param {Asked & { every?: number, people?: string[] }} asked @param {Option} options
   */
  async film(asked = {}, options = {}) {
    const every = checkedMonths(asked.every ?? 1, this.longestRun, "every"), people = this.#seen(asked);
    const [found] = await this.#pool.ask([{ what: "film", ...this.#order(asked), every, people }], options);
    const { values, ...film } = found;
    return { ...film, run: new Run(this.outcomeNames, values, asked) };
  }

  /** What is to be told of people, checked. @param {{ people?: string[] }} asked */
  #seen({ people = ["kind", "role", "service", "filled", "style", "morale"] }) {
    for (const name of people) {
      if (!this.variables.includes(name)) throw new InputError(`There is nothing called "${shown(String(name), QUOTED)}" of people.${didYouMean(String(name), this.variables)}`);
    }
    return people;
  }

  /** Bytes of memory that one engine has, and the most that rules took of it for arrays of their own. */
  async used() { return (await this.#pool.ask([{ what: "used" }]))[0]; }

  /** Give the workers back. */
  close() { this.#pool.close(); }
}

/** What stands in the page itself, if it was put there: packed, in an element that no browser runs. @param {string} name */
async function inPage(name) {
  const held = globalThis.document?.getElementById(`townhall-${name}`);
  if (!held) return undefined;
  const text = held.textContent ?? "";
  if (typeof DecompressionStream !== "function") throw new InputError(`This browser is too old for this page and cannot unpack it. ${RECENT}`);
  const packed = Uint8Array.from(atob(text.trim()), (one) => one.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** @param {keyof typeof FILES} name @param {any} given @param {string} base */
async function part(name, given, base) {
  if (given !== undefined) return given;
  let found;
  try {
    found = await inPage(name);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The part ${FILES[name]} of this page is damaged; get the page anew.`);
  }
  if (found) return found;
  try {
    const answer = await fetch(new URL(FILES[name], base));
    if (!answer.ok) throw new Error();
    return await answer.arrayBuffer();
  } catch {
    throw new InputError(`The file ${FILES[name]} could not be loaded; it belongs beside townhall.js (a page opened from disk needs it inside: python -m sim.faces.browser.page).`);
  }
}

/** @param {string} name @param {any} content */
function parsed(name, content) {
  try {
    const found = content instanceof ArrayBuffer || ArrayBuffer.isView(content) ? JSON.parse(new TextDecoder().decode(content)) : content;
    if (typeof found.digest === "string") return found;
  } catch { /* said below */ }
  throw new InputError(`The file ${name} is damaged; load the page again.`);
}

/**
 * Load the model. Without anything given, its parts are taken from the page, or else from beside this file.
 * @param {{ module?: BufferSource, table?: any, councils?: any, base?: string, workers?: number }} given
 * @returns {Promise<TownHall>}
 */
async function load({ base = import.meta.url, workers, ...given } = {}) {
  if (typeof WebAssembly !== "object") throw new InputError(`This browser cannot run the model: it has no WebAssembly. ${RECENT}`);
  if (!WebAssembly.validate(VECTOR)) throw new InputError(`This browser is too old for the model: its WebAssembly has no vector instructions. ${RECENT}`);
  const [code, said, rows] = await Promise.all(/** @type {(keyof typeof FILES)[]} */ (Object.keys(FILES)).map((name) => part(name, given[name], base)));
  const table = parsed(FILES.table, said), councils = parsed(FILES.councils, rows);
  if (!WebAssembly.validate(code)) throw new InputError(`The file ${FILES.module} is damaged; load the page again.`);
  let module;
  try {
    module = await WebAssembly.compile(code);
  } catch {
    throw new InputError("This page may not run WebAssembly: the rules of the place that shows it forbid it. Open the page by itself.");
  }
  const digest = new TextDecoder().decode(WebAssembly.Module.customSections(module, "townhall")[0]);
  if (new Set([digest, table.digest, councils.digest]).size > 1) {
    throw new InputError("The module, the table and the councils are of different versions of the rules; load the page again, or make them together with make browser-engine.");
  }
  const many = workers ?? Math.min(8, Math.max(1, globalThis.navigator?.hardwareConcurrency || 2));
  try {
    return new TownHall(table, councils, await poolOf({ module, table, councils }, many));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The file ${FILES.table} or ${FILES.councils} is damaged; load the page again.`);
  }
}

export { load, TownHall, Run, InputError };
