/** The state of the page as the part of its address behind the "#": short, readable, the same after a round trip. */

import { didYouMean, InputError, shown } from "./python.js";
import { atom, councilRead, councilWritten, entriesRead, entriesWritten, eventRead, eventWritten, gameRead, gameWritten, pinWritten } from "./address_parts.js";
import { held } from "./dom.js";
import { DRAWERS, VIEWS } from "./store.js";
import { say } from "./words.js";

/**
 * What an address holds of a state beside the council, in the order in which it is written, with what it leaves out as
 * usual. These do not follow what a page begins with, so that an address means the same in every page.
 */
const USUAL = {
  scenario: "baseline", reference: "baseline", levers: {}, without: [], events: [], seed: 0, month: 180, view: "story",
  outcome: "index", window: "last_year", row: null, lesson: null, step: 0, pins: [], game: null,
  spread: false, drawer: null,
};
const ADDRESSED = ["council", ...Object.keys(USUAL)];

const KEY = /** @type {Record<string, string>} */ ({ reference: "against", levers: "set" });
const OTHERS = ["lang", "workers", "presenter", "handout", "codes", "start"];
/** A code is read by the game, which then stands in the address itself. */
const READ_ONCE = ["code"];
const MOST = 8000, MOST_NAMED = 12, MOST_PINNED = 3;
/** What is pinned, in the order in which an address has it. */
const PINNED = ["council", "scenario", "levers", "without", "events"];
const WINDOWS = ["last_year", "whole"], SPREADS = ["shown", "hidden"];
const MOST_SEED = 4294967295, MOST_STEP = 99;
const VERSION = /^[0-9]{1,4}(\.[0-9a-z]{1,8}){0,4}$/;

/**
 * @typedef {object} Read What an address says.
 * @property {Record<string, any>} patch Every part of the state that an address holds; nothing where it says nothing.
 * @property {string[]} sentences One for each part that is wrong, and one where the version of the model differs.
 * @property {string} others Parts that are for other parts of the page, as they stand.
 */

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
    pins: (pins) => pins.map((/** @type {any} */ pin) => pinWritten(pin, hall)).join("~"),
    game: gameWritten,
    spread: (shown) => SPREADS[shown ? 0 : 1],
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
    if (READ_ONCE.includes(key)) continue;
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

  simply("council", (name) => councilRead(name, hall));
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
  simply("game", gameRead);
  simply("spread", (word) => oneOf(word, SPREADS, say("address.spread")) === SPREADS[0]);
  simply("drawer", (word) => oneOf(word, DRAWERS, say("address.drawer")));
  readPins(found.get("pins"), patch, hall, attempt);
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

/** What is pinned; one whose council or scenario there is not is left out. @param {string | undefined} text @param {Record<string, any>} patch @param {any} hall @param {(tried: () => void) => void} attempt */
function readPins(text, patch, hall, attempt) {
  if (text === undefined) return;
  patch.pins = [];
  const all = text.split("~").filter((one) => one !== "");
  if (all.length > MOST_PINNED) attempt(() => { throw new InputError(say("address.pins", { most: MOST_PINNED })); });
  for (const one of all.slice(0, MOST_PINNED)) {
    attempt(() => {
      const found = new Map(one.split("/").map((part, at) => [PINNED[at], part])), scenario = decodeURIComponent(found.get("scenario") ?? "");
      const pin = { council: councilRead(decodeURIComponent(found.get("council") ?? ""), hall), scenario, levers: {}, without: [], events: [] };
      hall.scenario(scenario);
      readChanges(found, pin, hall, attempt);
      patch.pins.push(pin);
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
