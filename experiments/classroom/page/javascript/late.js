/** What is waited for and may come too late: since it was begun somebody has asked for something newer, or gone elsewhere. */

import { InputError } from "./python.js";

/**
 * @typedef {object} Waiting What a task is given.
 * @property {AbortSignal} signal Aborted once the task is out of date: whatever takes long is to be given it.
 * @property {<Found>(asked: Promise<Found>) => Promise<Found>} still What a promise brings; once the task is out of date
 *   it never comes back, so that behind it nothing is shown, kept or said.
 */

/**
 * One task at a time: what is begun anew ends the one before it, and {@link end} the last one, when its place is closed.
 * What goes wrong in a task is told to `trouble`, unless it is out of date.
 * @param {(sentence: string) => void} trouble
 */
export function oneAtATime(trouble) {
  let gate = new AbortController();
  const end = () => gate.abort(new DOMException("nobody waits for it any more", "AbortError"));
  return {
    end,
    /** @param {(waiting: Waiting) => Promise<void>} task @returns {Promise<void>} Resolves once it is done or out of date. */
    async begin(task) {
      end();
      const { signal } = (gate = new AbortController());
      try {
        await task({ signal, async still(asked) {
          const found = await asked;
          signal.throwIfAborted();
          return found;
        } });
      } catch (error) {
        if (signal.aborted) return;
        trouble(error instanceof Error ? error.message : String(error));
        if (!(error instanceof InputError)) console.error(error);
      }
    },
  };
}
