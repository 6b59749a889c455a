/** The state of the page as the part of its address behind the "#": short, readable, the same after a round trip. */

import { didYouMean, InputError, shown } from "./python.js";
import { held } from "./dom.js";
import { say } from "./words.js";

/**
 * What an address holds of a state beside the council, in the order in which it is written, with what it leaves out as
 * usual. These do not follow what a page begins with, so that an address means the same in every page.
 */
const USUAL = {
  scenario: "baseline", reference: "baseline", levers: {}, without: [], events: [], seed: 0, month: 180, view: "story",
  outcome: "index", window: "last_year", row: null, lesson: null, step: 0,
};
const ADDRESSED = ["council", ...Object.keys(USUAL)];

const KEY = /** @type {Record<string, string>} */ ({ reference: "against", levers: "set" });
const OTHERS = ["lang", "workers", "presenter", "handout", "code", "codes", "start"];
const MOST = 8000, MOST_NAMED = 12;
const VIEWS = ["story", "people", "why"], WINDOWS = ["last_year", "whole"];
const PLAIN_NUMBER = /^-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/;
const MOST_SEED = 4294967295, MOST_STEP = 99;
const VERSION = /^[0-9]{1,4}(\.[0-9a-z]{1,8}){0,4}$/;

/**
 * @typedef {object} Read What an address says.
 * @property {Record<string, any>} patch Every part of the state that an address holds; nothing where it says nothing.
 * @property {string[]} sentences One for each part that is wrong, and one where the version of the model differs.
 * @property {string} others Parts that are for other parts of the page, as they stand.
 */

/** A text between the signs that part an address. @param {unknown} value */
const atom = (value) => encodeURIComponent(String(value)).replace(/[()'!*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** A number where it reads as one: no text that a parameter or an event can have does. @param {string} text */
const valueOf = (text) => (PLAIN_NUMBER.test(text) ? Number(text) : text);

/** @param {Record<string, unknown>} mapping */
const entriesWritten = (mapping) => Object.keys(mapping).sort().map((key) => `${atom(key)}:${atom(mapping[key])}`).join(",");

/** @param {string} text @returns {[string, string | number][]} */
function entriesRead(text) {
  return text.split(",").filter((one) => one !== "").map((one) => {
    const at = one.indexOf(":");
    if (at < 1) throw new InputError(say("address.entry", { text: shown(one) }));
    return [decodeURIComponent(one.slice(0, at)), valueOf(decodeURIComponent(one.slice(at + 1)))];
  });
}

/** An event as an address has it: 2013-04:shock(layer:line,trust:-0.3), with name@ before it where it has one. @param {any} event */
function eventWritten(event) {
  if (event.cancelled) return `${atom(event.name)}@cancelled`;
  const kind = Object.keys(event).find((key) => key !== "date" && key !== "name") ?? "";
  return `${event.name ? `${atom(event.name)}@` : ""}${atom(event.date)}:${atom(kind)}(${entriesWritten(event[kind])})`;
}

/** @param {string} text @returns {any} */
function eventRead(text) {
  const cancelled = /^([^@]+)@cancelled$/.exec(text);
  if (cancelled) return { name: decodeURIComponent(cancelled[1]), cancelled: "yes" };
  const found = /^(?:([^@]*)@)?([^:@(]*):([^:@(]*)\(([^()]*)\)$/.exec(text);
  if (!found) throw new InputError(say("address.event_form", { text: shown(text) }));
  const [, name, date, kind, entries] = found;
  const event = /** @type {any} */ ({ date: decodeURIComponent(date), [decodeURIComponent(kind)]: Object.fromEntries(entriesRead(entries)) });
  return name === undefined ? event : { name: decodeURIComponent(name), ...event };
}

/** The council as people write it, or its code where that is not enough. @param {string} code @param {any} hall */
function councilWritten(code, hall) {
  const short = hall.council(code).short_name.toLowerCase().replaceAll("&", "and").replaceAll("'", "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  try {
    return hall.council(short.replaceAll("-", " ")).code === code ? short : code;
  } catch {
    return code;
  }
}

/**
 * The address of a state, without the "#". What is as usual is left out; the council and the version of the model always
 * stand there.
 * @param {Record<string, any>} state @param {any} hall @param {string} [others]
 */
export function addressOf(state, hall, others = "") {
  const written = /** @type {Record<string, (value: any) => string>} */ ({
    council: (code) => councilWritten(code, hall),
    levers: entriesWritten,
    without: (ids) => ids.map(atom).join(","),
    events: (events) => events.map(eventWritten).join(";"),
  });
  const usual = /** @type {Record<string, any>} */ (USUAL);
  const parts = ADDRESSED.filter((key) => key === "council" || JSON.stringify(state[key]) !== JSON.stringify(usual[key]))
    .map((key) => `${KEY[key] ?? key}=${(written[key] ?? atom)(state[key] ?? "")}`);
  return [...parts, ...(others ? [others] : []), `model=${atom(hall.model)}`].join("&");
}

/** @param {string} text @param {number} least @param {number} most @param {string} what */
function wholeNumber(text, least, most, what) {
  const number = /^[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(number >= least && number <= most)) throw new InputError(say("address.whole", { what, least, most, text: shown(text) }));
  return number;
}

/** @param {string} text @param {readonly string[]} words @param {string} what */
function oneOf(text, words, what) {
  if (!words.includes(text)) throw new InputError(say("address.one_of", { what, text: shown(text) }) + (didYouMean(shown(text), words) || (words.length > MOST_NAMED ? "" : ` ${say("address.there_are", { words: words.join(", ") })}`)));
  return text;
}

/** A sentence of the engine, without the command that lists what there is: nobody has it beside a page. @param {string} sentence */
const withoutCommand = (sentence) => sentence.replace(/(?: "townhall \w+"|; townhall \w+) lists them\./g, (found) => (found.startsWith(";") ? "." : ""));

/** The parts of an address by key; what cannot be read is told. @param {string} text @param {(sentence: string) => void} tell */
function partsOf(text, tell) {
  let whole = text.replace(/^#/, "");
  if (whole.length > MOST) {
    tell(say("address.long", { most: MOST }));
    whole = whole.slice(0, whole.lastIndexOf("&", MOST) + 1);
  }
  const keys = new Map(ADDRESSED.map((key) => [KEY[key] ?? key, key])), found = /** @type {Map<string, string>} */ (new Map()), others = [];
  for (const part of whole.split("&")) {
    if (!part) continue;
    const at = part.indexOf("="), key = at < 0 ? part : part.slice(0, at), value = at < 0 ? "" : part.slice(at + 1);
    if (OTHERS.includes(key)) others.push(part);
    else if (key !== "model" && !keys.has(key)) tell(say("address.unknown", { text: shown(key) }) + didYouMean(shown(key), [...keys.keys()]));
    else if (found.has(keys.get(key) ?? key)) tell(say("address.twice", { text: key }));
    else found.set(keys.get(key) ?? key, value);
  }
  return { found, others: others.join("&") };
}

/**
 * What an address says; each part that is wrong has one sentence, and the rest still applies.
 * @param {string} text @param {any} hall @returns {Read}
 */
export function readAddress(text, hall) {
  const sentences = /** @type {string[]} */ ([]);
  const { found, others } = partsOf(text, (sentence) => sentences.push(sentence));
  const patch = /** @type {Record<string, any>} */ (found.size ? { ...USUAL } : {});
  /** Does something with what is well, tells what is not. @param {() => void} tried */
  const attempt = (tried) => {
    try {
      tried();
    } catch (error) {
      if (error instanceof URIError) sentences.push(say("address.signs"));
      else if (error instanceof InputError) sentences.push(withoutCommand(error.message));
      else throw error;
    }
  };
  /** @param {string} key @param {(text: string) => unknown} read */
  const simply = (key, read) => attempt(() => { if (found.has(key)) patch[key] = read(decodeURIComponent(found.get(key) ?? "")); });

  simply("council", (name) => hall.council(/^[A-Z][0-9]{8}$/.test(name) ? name : name.replaceAll("-", " ")).code);
  simply("scenario", (name) => (hall.scenario(name), name));
  simply("reference", (name) => (hall.scenario(name), name));
  readChanges(found, patch, hall, attempt);
  simply("seed", (number) => wholeNumber(number, 0, MOST_SEED, say("address.seed")));
  simply("month", (number) => wholeNumber(number, 0, USUAL.month, say("address.month")));
  simply("view", (word) => oneOf(word, VIEWS, say("address.view")));
  simply("outcome", (word) => oneOf(word, hall.outcomeNames, say("address.outcome")));
  simply("window", (word) => oneOf(word, WINDOWS, say("address.window")));
  simply("row", (number) => (number === "" ? null : wholeNumber(number, 0, hall.people - 1, say("address.row"))));
  simply("lesson", (name) => (name === "" ? null : oneOf(name, lessonNames(), say("address.lesson"))));
  simply("step", (number) => wholeNumber(number, 0, MOST_STEP, say("address.step")));
  attempt(() => readVersion(found.get("model"), hall, sentences));
  return { patch, sentences, others };
}

/** What is changed beside the scenario: levers, theories that are off, events; each by itself. @param {Map<string, string>} found @param {Record<string, any>} patch @param {any} hall @param {(tried: () => void) => void} attempt */
function readChanges(found, patch, hall, attempt) {
  const levers = found.get("levers"), without = found.get("without"), events = found.get("events");
  if (levers !== undefined) patch.levers = {};
  if (without !== undefined) patch.without = [];
  if (events !== undefined) patch.events = [];
  for (const one of (levers ?? "").split(",")) {
    attempt(() => {
      for (const [name, value] of entriesRead(one)) {
        const checked = hall.check(name, value);
        // The sizes of a council are set in Python only, and the engine has a sentence for it.
        if (hall.words.structure.includes(name)) hall.scenario({ set: { [name]: checked } });
        patch.levers = { ...patch.levers, [name]: checked };
      }
    });
  }
  for (const one of (without ?? "").split(",").filter((id) => id !== "")) {
    attempt(() => {
      const ids = one === "all" ? Object.keys(hall.theories) : [decodeURIComponent(one)];
      hall.scenario({ without: ids });
      patch.without = [...new Set([...patch.without, ...ids])];
    });
  }
  for (const one of (events ?? "").split(";").filter((text) => text !== "")) {
    attempt(() => {
      const more = [...patch.events, eventRead(one)];
      try {
        hall.scenario({ extends: patch.scenario, set: patch.levers, without: patch.without, events: more });
      } catch (error) {
        throw error instanceof InputError ? new InputError(say("address.event", { text: shown(one, 60), sentence: error.message })) : error;
      }
      patch.events = more;
    });
  }
}

/** @param {string | undefined} version @param {any} hall @param {string[]} sentences */
function readVersion(version, hall, sentences) {
  if (version === undefined || version === hall.model) return;
  if (!VERSION.test(version)) throw new InputError(say("address.version_form", { text: shown(version) }));
  sentences.push(say("address.version", { theirs: version, ours: hall.model }));
}

/** @returns {string[]} */
function lessonNames() {
  const lessons = held("lessons") ?? [];
  return Array.isArray(lessons) ? lessons.map((one) => one.name) : Object.keys(lessons);
}
