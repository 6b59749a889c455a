/** The parts of an address, each as it is written and as it is read. */

import { InputError, shown } from "./python.js";
import { DECISIONS, gameOf, GOALS } from "./decisions.js";
import { say } from "./words.js";

const PLAIN_NUMBER = /^-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/;

/** A text between the signs that part an address. @param {unknown} value */
export const atom = (value) => encodeURIComponent(String(value)).replace(/[()'!*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** A number where it reads as one: no text that a parameter or an event can have does. @param {string} text */
const valueOf = (text) => (PLAIN_NUMBER.test(text) ? Number(text) : text);

/** @param {Record<string, unknown>} mapping */
export const entriesWritten = (mapping) => Object.keys(mapping).sort().map((key) => `${atom(key)}:${atom(mapping[key])}`).join(",");

/** @param {string} text @returns {[string, string | number][]} */
export function entriesRead(text) {
  return text.split(",").filter((one) => one !== "").map((one) => {
    const at = one.indexOf(":");
    if (at < 1) throw new InputError(say("address.entry", { text: shown(one) }));
    return [decodeURIComponent(one.slice(0, at)), valueOf(decodeURIComponent(one.slice(at + 1)))];
  });
}

/** An event as an address has it: 2013-04:shock(layer:line,trust:-0.3), with name@ before it where it has one. @param {any} event */
export function eventWritten(event) {
  if (event.cancelled) return `${atom(event.name)}@cancelled`;
  const kind = Object.keys(event).find((key) => key !== "date" && key !== "name") ?? "";
  return `${event.name ? `${atom(event.name)}@` : ""}${atom(event.date)}:${atom(kind)}(${entriesWritten(event[kind])})`;
}

/** @param {string} text @returns {any} */
export function eventRead(text) {
  const cancelled = /^([^@]+)@cancelled$/.exec(text);
  if (cancelled) return { name: decodeURIComponent(cancelled[1]), cancelled: "yes" };
  const found = /^(?:([^@]*)@)?([^:@(]*):([^:@(]*)\(([^()]*)\)$/.exec(text);
  if (!found) throw new InputError(say("address.event_form", { text: shown(text) }));
  const [, name, date, kind, entries] = found;
  const event = /** @type {any} */ ({ date: decodeURIComponent(date), [decodeURIComponent(kind)]: Object.fromEntries(entriesRead(entries)) });
  return name === undefined ? event : { name: decodeURIComponent(name), ...event };
}

/** The council as people write it, or its code where that is not enough. @param {string} code @param {any} hall */
export function councilWritten(code, hall) {
  const short = hall.council(code).short_name.toLowerCase().replaceAll("&", "and").replaceAll("'", "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  try {
    return hall.council(short.replaceAll("-", " ")).code === code ? short : code;
  } catch {
    return code;
  }
}

/** What is pinned, as an address has it: leeds/command/style_mean:0.2, without what its end leaves as usual. @param {any} pin @param {any} hall */
export const pinWritten = ({ council, scenario, levers, without, events }, hall) =>
  [councilWritten(council, hall), atom(scenario), entriesWritten(levers), without.map(atom).join(","), events.map(eventWritten).join(";")].join("/").replace(/\/+$/, "");

/** A game as an address has it: class/21 for what it is judged on and the first two decisions. @param {any} game */
export function gameWritten(game) {
  const { goal, choices } = gameOf(game);
  return [atom(goal), choices.join("")].join("/").replace(/\/$/, "");
}

/** @param {string} text @returns {any} */
export function gameRead(text) {
  if (text === "") return {};
  const [goal, digits = "", ...more] = text.split("/"), choices = [...digits].map(Number);
  const isGame = GOALS.includes(goal) && !more.length && choices.every((choice, at) => choice < (DECISIONS[at]?.options.length ?? 0));
  if (!isGame) throw new InputError(say("address.game", { text: shown(text) }));
  return { goal, choices };
}

/** The code of the council that an address names. @param {string} name @param {any} hall @returns {string} */
export const councilRead = (name, hall) => hall.council(/^[A-Z][0-9]{8}$/.test(name) ? name : name.replaceAll("-", " ")).code;
