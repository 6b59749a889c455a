/** Scenarios: those that come with Town Hall, and one's own, resolved to what a run is handed. */

import { nearestId } from "./events.js";
import { InputError, QUOTED, didYouMean, shown } from "./python.js";
import { asNumber, checkedValue, kindOf } from "./values.js";

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
 * @property {import("./events.js").Event[]} events
 * @property {{ numbers: Record<string, number>, off: string[], rows: number[][], changes: any }} run What a run takes.
 */

const KEYS = ["extends", "why", "set", "without", "events"];

/**
 * @param {any} table
 * @param {Map<string, import("./values.js").Parameter>} parameters
 * @param {ReturnType<typeof import("./events.js").eventsOf>} events
 */
export function scenariosOf(table, parameters, events) {
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
  /** Events laid over those that are inherited: one of the same name takes the other's place. @param {any} given @param {import("./events.js").Event[]} inherited */
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
