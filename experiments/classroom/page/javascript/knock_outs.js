/** Knock-outs: the same pairs of runs with one theory off in both, and what of the difference is then left. */

import { mean, pairedInterval, windowed } from "./statistics.js";
import { mine, referenceOf } from "./store.js";

/** So many pairs of each theory tell which are the likeliest; these then come first. */
const FIRST_LOOK = 3;

/**
 * What is kept of a run: the mean of every outcome in either window.
 * @typedef {{ last_year: number[], whole: number[] }} Summary
 * @typedef {{ id: string, reference: Summary[], mine: Summary[] }} Tried
 */

/** @param {any} run @returns {Summary} */
function summaryOf(run) {
  const all = run.outcomes.map((/** @type {string} */ name) => run.series(name)), over = (/** @type {"last_year" | "whole"} */ window) => all.map((/** @type {Float64Array} */ one) => windowed(one, window));
  return { last_year: over("last_year"), whole: over("whole") };
}

/** Whether a theory acts in a scenario at any time. @param {any} hall @param {any} given @param {string} id */
function everOn(hall, given, id) {
  const { without, events } = hall.scenario(given);
  return !without.includes(id) || events.some((/** @type {any} */ one) => one.kind === "switch" && one.given[id] === "on");
}

/**
 * A scenario with a theory off from first to last, whatever its events say of it.
 * @param {any} hall @param {any} given @param {string} id
 */
function withoutTheory(hall, given, id) {
  const found = hall.scenario(given);
  const changes = Object.fromEntries(Object.entries(found.run.changes).map(([month, all]) => [month, /** @type {any[]} */ (all).filter(([name]) => name !== id)]));
  const off = [...new Set([...found.run.off, id])];
  return { ...found, without: [...new Set([...found.without, id])].sort(), run: { ...found.run, off, changes } };
}

/** The theories that are worth a knock-out: those that act in one of the two. @param {any} hall @param {any} state @returns {string[]} */
function triedTheories(hall, state) {
  const arms = [referenceOf(state), mine(state)];
  return Object.keys(hall.theories).filter((id) => arms.some((given) => everOn(hall, given, id)));
}

/**
 * What a knock-out says of an outcome. `remaining` is the difference with the theory off in both, `carried` what goes with
 * it, pair by pair; of one scenario alone, `carried` is what the theory brings there.
 * @param {any} ensemble @param {Tried} tried @param {number} at The place of the outcome. @param {string} outcome @param {"last_year" | "whole"} window
 */
export function judged(ensemble, tried, at, outcome, window) {
  const count = Math.min(tried.reference.length, ensemble.same ? Infinity : tried.mine.length, ensemble.pairs.length);
  const whole = /** @type {number[]} */ ([]), left = /** @type {number[]} */ ([]);
  for (let replicate = 0; replicate < count; replicate++) {
    const [first, second] = ensemble.pairs[replicate].map((/** @type {any} */ run) => summarised(run)[window][at]);
    whole.push(ensemble.same ? second : second - first);
    left.push(ensemble.same ? tried.reference[replicate][window][at] : tried.mine[replicate][window][at] - tried.reference[replicate][window][at]);
  }
  return { id: tried.id, outcome, n: count, remaining: pairedInterval(left), carried: pairedInterval(whole.map((one, i) => one - left[i])) };
}

const summaries = /** @type {WeakMap<any, Summary>} */ (new WeakMap());

/** The same, once for each run. @param {any} run @returns {Summary} */
function summarised(run) {
  const found = summaries.get(run) ?? summaryOf(run);
  summaries.set(run, found);
  return found;
}

/**
 * Try all theories: a few pairs of each, then, the likeliest first, all pairs.
 * @param {any} hall @param {any} state @param {any} ensemble The finished one of the same state.
 * @param {Map<string, Tried>} found What was tried before, and is now.
 * @param {{ signal: AbortSignal, onProgress: (done: number, total: number) => void }} options
 */
export async function tryAll(hall, state, ensemble, found, { signal, onProgress }) {
  const ids = triedTheories(hall, state), arms = ensemble.same ? [referenceOf(state)] : [referenceOf(state), mine(state)];
  const total = ids.length * arms.length * state.replicates, at = hall.outcomeNames.indexOf(state.outcome);
  const done = () => [...found.values()].reduce((sum, { reference, mine: own }) => sum + reference.length + own.length, 0);
  /** @param {string} id @param {number} replicates */
  const attempt = async (id, replicates) => {
    const tried = found.get(id) ?? { id, reference: [], mine: [] }, kept = [tried.reference, tried.mine];
    if (tried.reference.length >= replicates) return;
    const asked = /** @type {{ arm: number, run: any }[]} */ ([]);
    for (let replicate = tried.reference.length; replicate < replicates; replicate++) {
      arms.forEach((given, arm) => asked.push({ arm, run: { scenario: withoutTheory(hall, given, id), council: state.council, seed: state.seed, replicate } }));
    }
    const runs = await hall.runs(asked.map((one) => one.run), { signal });
    signal.throwIfAborted(); // what is tried anew meanwhile would stand there twice
    runs.forEach((/** @type {any} */ run, /** @type {number} */ place) => kept[asked[place].arm].push(summaryOf(run)));
    found.set(id, tried);
    onProgress(done(), total);
  };
  onProgress(done(), total);
  for (const id of ids) await attempt(id, Math.min(FIRST_LOOK, state.replicates));
  const moved = (/** @type {string} */ id) => Math.abs(judged(ensemble, /** @type {Tried} */ (found.get(id)), at, state.outcome, state.window).carried.mean) || 0;
  for (const id of ids.map((one) => ({ one, size: moved(one) })).sort((a, b) => b.size - a.size).map(({ one }) => one)) await attempt(id, state.replicates);
}

/** Knock-outs with the largest part of the difference first. @param {ReturnType<typeof judged>[]} all */
export const bySize = (all) => [...all].sort((a, b) => (Math.abs(b.carried.mean) || 0) - (Math.abs(a.carried.mean) || 0));

/** The whole difference, or for one scenario its level. @param {any} ensemble @param {number} at @param {"last_year" | "whole"} window */
export function wholeOf(ensemble, at, window) {
  const values = ensemble.pairs.map((/** @type {any[]} */ [first, second]) => summarised(second)[window][at] - (ensemble.same ? 0 : summarised(first)[window][at]));
  return { ...pairedInterval(values), level: mean(values) };
}
