/** The two arms of a lesson's contrast, as the engine takes them. */

/** @typedef {{ scenario: string, label: string, short?: string, set?: Record<string, any>, without?: string[], events?: any[] }} Arm */
/** @typedef {{ set?: Record<string, any>, without?: string[] }} Mechanism */

/** One arm; of an arm that changes nothing its scenario's name. @param {Arm} arm @param {Mechanism} [mechanism] What the lesson switches off in it. */
export function armScenario(arm, mechanism = {}) {
  const set = { ...arm.set, ...mechanism.set }, without = [...new Set([...(arm.without ?? []), ...(mechanism.without ?? [])])], events = arm.events ?? [];
  if (!Object.keys(set).length && !without.length && !events.length) return arm.scenario;
  return { extends: arm.scenario, set, without, events };
}

/** What the page's state is for a contrast: the reference alone, or both. @param {Arm} reference @param {Arm} mine @param {boolean} both */
export function contrastState(reference, mine, both) {
  const shown = /** @type {Arm} */ (both ? mine : { scenario: reference.scenario, label: reference.label });
  return { reference: reference.scenario, scenario: shown.scenario, levers: { ...shown.set }, without: [...(shown.without ?? [])], events: [...(shown.events ?? [])] };
}

/**
 * Run a contrast in pairs. @param {any} session
 * @param {{ council: string, seed: number, replicates: number, reference: Arm, mine: Arm, mechanism?: Mechanism }} asked
 * @param {{ signal?: AbortSignal, onPair?: (done: number) => void }} options @returns {Promise<[any, any][]>}
 */
export function contrastPairs(session, { council, seed, replicates, reference, mine, mechanism }, { signal, onPair } = {}) {
  let done = 0;
  return session.pairs({ council, first: armScenario(reference, mechanism), second: armScenario(mine, mechanism), replicates, seed },
    { signal, onPair: () => onPair?.(++done) });
}
