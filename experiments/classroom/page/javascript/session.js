/** Runs for the page: what is looked at and what it is held against, pair by pair with the same luck. */

import { InputError } from "./python.js";
import { mine, referenceOf } from "./store.js";

/**
 * @typedef {object} Ensemble
 * @property {string} key @property {string} council
 * @property {any[]} reference Finished runs of the reference, in order of replicate, those of `pairs`.
 * @property {any[]} mine
 * @property {[any, any][]} pairs Finished pairs (reference, mine) in order of replicate.
 * @property {number} done @property {number} total @property {boolean} finished
 * @property {boolean} same Whether both are one scenario.
 * @property {string | null} trouble One sentence, where it cannot be run.
 */

/** Runs that are kept, of 0.35 MB each: eight scenarios of twenty. */
const RUNS_KEPT = 160;
/** A run takes 60 ms; while it is on its way a dragged lever waits for it, so that the line follows the hand. */
const PATIENCE = 400;
/** Milliseconds from picture to picture while runs arrive: what draws oftener takes its time from the runs. */
const PICTURE = 150;

/** @param {any} hall @param {any} store */
export function createSession(hall, store) {
  const arms = /** @type {Map<string, Map<number, any>>} */ (new Map());
  const listeners = /** @type {Set<(ensemble: Ensemble) => void>} */ (new Set());
  let current = /** @type {Ensemble} */ (emptyEnsemble("", "", false, 0));
  let abort = /** @type {AbortController | null} */ (null);
  let begun = 0, due = false;
  let picture = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let waits = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let whenIdle = /** @type {(() => void)[]} */ ([]);

  /** The runs of one arm that are kept. @param {string} key */
  function armOf(key) {
    const found = arms.get(key) ?? new Map();
    arms.delete(key);
    arms.set(key, found);
    return found;
  }

  /** The arms that were least used go, until no more runs are kept than may be. @param {Map<number, any>[]} needed */
  function makeRoom(needed) {
    let many = [...arms.values()].reduce((sum, arm) => sum + arm.size, 0);
    for (const [key, arm] of arms) {
      if (many <= RUNS_KEPT) return;
      if (needed.includes(arm)) continue;
      arms.delete(key);
      many -= arm.size;
    }
  }

  /**
   * Pairs of two scenarios that meet the same luck, from what is kept where it is.
   * @param {{ council: string, first: any, second: any, replicates?: number, seed?: number }} asked
   * @param {{ signal?: AbortSignal, onPair?: (pair: [any, any], replicate: number) => void }} options
   * @returns {Promise<[any, any][]>}
   */
  async function pairs({ council, first, second, replicates = 20, seed = 0 }, { signal, onPair } = {}) {
    signal?.throwIfAborted();
    const keys = [first, second].map((one) => armKey(council, one, seed));
    const runs = keys.map(armOf), given = [hall.scenario(first), hall.scenario(second)];
    const same = keys[0] === keys[1];
    const known = new Set();
    const wanted = /** @type {{ arm: number, replicate: number }[]} */ ([]);
    /** @param {number} replicate */
    const tell = (replicate) => {
      const pair = runs.map((arm) => arm.get(replicate));
      if (!pair[0] || !pair[1] || known.has(replicate)) return;
      known.add(replicate);
      onPair?.(/** @type {[any, any]} */ (pair), replicate);
    };
    for (let replicate = 0; replicate < replicates; replicate++) {
      for (const arm of same ? [0] : [0, 1]) if (!runs[arm].has(replicate)) wanted.push({ arm, replicate });
      tell(replicate);
    }
    if (wanted.length) {
      const orders = wanted.map(({ arm, replicate }) => ({ scenario: given[arm], council, seed, replicate }));
      await hall.runs(orders, { signal, onRun: (/** @type {any} */ run, /** @type {number} */ at) => {
        runs[wanted[at].arm].set(wanted[at].replicate, run);
        makeRoom(runs);
        tell(wanted[at].replicate);
      } });
    }
    return Array.from({ length: replicates }, (_, at) => [runs[0].get(at), runs[1].get(at)]);
  }

  function tellAll() {
    clearTimeout(picture);
    [picture, due] = [undefined, false];
    for (const tell of [...listeners]) tell(current);
    settle();
  }

  /** Whether the state of now is run whole, or cannot be. */
  const isDone = () => ensembleKey(store.get()) === current.key && (current.finished || current.trouble !== null);

  /** Let those go on who wait for that. */
  function settle() {
    if (isDone()) for (const done of whenIdle.splice(0)) done();
  }

  /** The first pair and the last as soon as the workers have their next runs, those between from picture to picture. @param {boolean} atOnce */
  function tellSoon(atOnce) {
    if (atOnce && !due) queueMicrotask(tellAll);
    due ||= atOnce;
    picture ??= setTimeout(tellAll, PICTURE);
  }

  /** Run what the state says. @param {boolean} tells Whether what has come is still to be drawn, while the workers begin. */
  function start(tells = false) {
    clearTimeout(waits);
    waits = undefined;
    abort?.abort(new DOMException("a newer position", "AbortError"));
    const own = (abort = new AbortController()), state = store.get();
    const first = referenceOf(state), second = mine(state), key = ensembleKey(state);
    const ensemble = emptyEnsemble(key, state.council, armKey("", first, 0) === armKey("", second, 0), state.replicates);
    begun = performance.now();
    const found = /** @type {[any, any][]} */ ([]);
    const onPair = (/** @type {[any, any]} */ pair, /** @type {number} */ replicate) => {
      if (own.signal.aborted) return;
      found[replicate] = pair;
      ensemble.pairs = found.filter(Boolean);
      ensemble.reference = ensemble.pairs.map((one) => one[0]);
      ensemble.mine = ensemble.pairs.map((one) => one[1]);
      ensemble.done = ensemble.pairs.length;
      ensemble.finished = ensemble.done === ensemble.total;
      if (waits !== undefined) start(true);
      else tellSoon(ensemble.done === 1 || ensemble.finished);
    };
    pairs({ council: state.council, first, second, replicates: state.replicates, seed: state.seed }, { signal: own.signal, onPair }).catch((error) => {
      if (own.signal.aborted) return;
      ensemble.trouble = error instanceof Error ? error.message : String(error);
      if (!(error instanceof InputError)) console.error(error);
      tellAll();
    });
    if (tells) tellAll();
    if (!own.signal.aborted) current = ensemble;
  }

  store.subscribe((/** @type {any} */ state) => {
    if (ensembleKey(state) === current.key) { clearTimeout(waits); waits = undefined; settle(); return; }
    const busy = current.key && current.done === 0 && !current.trouble && performance.now() - begun < PATIENCE;
    if (!busy) start();
    else waits ??= setTimeout(() => start(), PATIENCE);
  });

  return {
    /** @returns {Ensemble} */
    ensemble: () => current,
    isDone,
    /** @param {(ensemble: Ensemble) => void} tell @returns {() => void} */
    subscribe(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    start: () => start(),
    pairs,
    /** Resolves once the state of now is run whole, or cannot be. @returns {Promise<void>} */
    whenDone: () => (isDone() ? Promise.resolve() : new Promise((done) => whenIdle.push(done))),
    /** Something else of the engine: `{network: …}`, `{story: …}`, `{run: …}`. @param {any} job @param {any} options */
    ask(job, options = {}) {
      const [what, asked] = Object.entries(job)[0];
      return hall[what](asked, options);
    },
  };
}

/** @param {string} key @param {string} council @param {boolean} same @param {number} total @returns {Ensemble} */
const emptyEnsemble = (key, council, same, total) => ({ key, council, reference: [], mine: [], pairs: [], done: 0, total, finished: false, same, trouble: null });

/** @param {string} council @param {any} given @param {number} seed */
const armKey = (council, given, seed) => JSON.stringify([council, given, seed]);

/** @param {any} state */
const ensembleKey = (state) => JSON.stringify([state.council, referenceOf(state), mine(state), state.seed, state.replicates]);
