/** The one state of the page: everything that the address, a code and a lesson can name. */

/** The views and the drawers of the page: which there are is said here alone. */
export const VIEWS = /** @type {const} */ (["story", "people", "why"]);
export const DRAWERS = /** @type {const} */ (["assumptions", "events", "compare", "council", "save"]);

/**
 * @typedef {object} Pin
 * @property {string} council @property {string} scenario @property {Record<string, number | string>} levers
 * @property {string[]} without @property {any[]} events
 *
 * @typedef {object} State
 * @property {typeof VIEWS[number]} view
 * @property {string} council Code of the council.
 * @property {string} scenario What is looked at.
 * @property {string} reference What it is held against.
 * @property {Record<string, number | string>} levers Parameters that were moved.
 * @property {string[]} without Theories that are switched off.
 * @property {any[]} events Dated events of one's own, as in a scenario file.
 * @property {number} seed @property {number} replicates
 * @property {string} outcome The outcome in the chart.
 * @property {"last_year" | "whole"} window
 * @property {number} month How far playback is.
 * @property {number | null} row The post of the person who is looked at.
 * @property {string | null} lesson @property {number} step
 * @property {null | typeof DRAWERS[number]} drawer
 * @property {Pin[]} pins @property {any} game @property {boolean} spread
 *
 * @typedef {ReturnType<typeof createStore>} Store
 */

/** What the page shows first. @type {State} */
export const FIRST_STATE = {
  view: "story", council: "", scenario: "baseline", reference: "baseline", levers: {}, without: [], events: [], seed: 0,
  replicates: 20, outcome: "index", window: "last_year", month: 180, row: null, lesson: null, step: 0, drawer: null, pins: [],
  game: null, spread: false,
};

/** @param {unknown} one @param {unknown} other */
const alike = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** @param {State} initial */
export function createStore(initial) {
  let state = initial;
  const listeners = /** @type {Set<(state: State, before: State) => void>} */ (new Set());
  return {
    get: () => state,
    /** Change some of it; whoever subscribed is told, once, if anything is different. @param {Partial<State>} patch */
    set(patch) {
      const before = state;
      if (Object.entries(patch).every(([name, value]) => alike(value, before[/** @type {keyof State} */ (name)]))) return;
      state = { ...before, ...patch };
      for (const tell of [...listeners]) {
        if (state !== before && listeners.has(tell)) tell(state, before);
      }
    },
    /** @param {(state: State, before: State) => void} tell @returns {() => void} To be told no longer. */
    subscribe(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
  };
}

/** What is run beside the reference. @param {Pick<State, "scenario" | "levers" | "without" | "events">} state @returns {any} */
export function mine({ scenario, levers, without, events }) {
  if (!Object.keys(levers).length && !without.length && !events.length) return scenario;
  return { extends: scenario, set: levers, without, events };
}

/** What it is held against. @param {Pick<State, "reference">} state */
export const referenceOf = ({ reference }) => reference;
