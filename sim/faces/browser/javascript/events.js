/** Dated events: what a page is given is checked as Python checks it, and becomes the same rows and changes. */

import { InputError, QUOTED, didYouMean, general, repr, reprReal, shown } from "./python.js";
import { checkedValue, kindOf, named } from "./values.js";

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
export const dateOf = (month) => `${2010 + Math.floor((month + 3) / 12)}-${two(((month + 3) % 12) + 1)}`;

/** The nearest id of a theory, or where all of them are. @param {string} text @param {string[]} ids */
export function nearestId(text, ids) {
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

/** @param {any} table @param {Map<string, import("./values.js").Parameter>} parameters */
export function eventsOf(table, parameters) {
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

  /** @param {any} kind @param {string} name @returns {import("./values.js").Parameter} */
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
