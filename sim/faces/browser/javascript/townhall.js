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

import { councilsOf } from "./councils.js";
import { dateOf, eventsOf } from "./events.js";
import { poolOf } from "./pool.js";
import { InputError, QUOTED, didYouMean, shown } from "./python.js";
import { scenariosOf } from "./scenarios.js";
import { checkedMonths, checkedSeed, named } from "./values.js";

const FILES = { module: "townhall.wasm", table: "table.json", councils: "councils.json" };
const RECENT = "Any browser since the middle of 2023 will do.";
/** A module of one function that answers with a vector. */
const VECTOR = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11);

/**
 * @typedef {import("./scenarios.js").Said | import("./scenarios.js").Scenario | string} Given A scenario's name, or one's own.
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
export class Run {
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
export class TownHall {
  #scenarios;
  #councils;
  #pool;

  /** Use {@link load}. @param {any} table @param {any} councils @param {Awaited<ReturnType<typeof poolOf>>} pool */
  constructor(table, councils, pool) {
    /** The version of the model: it names the numbers. */
    this.model = table.model;
    /** The digest of the source of the rules. */
    this.digest = table.digest;
    /** @type {import("./values.js").Parameter[]} Every declared parameter. */
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
export async function load({ base = import.meta.url, workers, ...given } = {}) {
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

export { InputError };
