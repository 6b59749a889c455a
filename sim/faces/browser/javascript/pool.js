/** Several workers, or the page itself where workers are forbidden; tasks are dealt out, answers come as they are ready. */

import { engineOf } from "./engine.js";
import { filmOf, networkOf, serve, storyOf } from "./worker.js";

const PARTS = { engineOf, storyOf, networkOf, filmOf };

/** All that a worker is given: one classic text, since a worker that imports fails in a page from disk. */
export const workerText = () => {
  const parts = Object.entries(PARTS).map(([name, part]) => `const ${name} = ${part};`);
  return ['"use strict";', ...parts, `(${serve})(self, { ${Object.keys(PARTS).join(", ")} });`].join("\n");
};

/** A worker's messages without a worker: the page calculates itself, a run at a time. @returns {any} */
function local() {
  /** @type {any} */
  const page = { terminate() {}, postMessage: (/** @type {any} */ data) => inside.onmessage({ data }) };
  /** @type {any} */
  const inside = { postMessage: (/** @type {any} */ data) => page.onmessage?.({ data }) };
  serve(inside, PARTS);
  return page;
}

/**
 * @param {{ module: WebAssembly.Module, table: any, councils: any }} given
 * @param {number} wanted How many workers; 0 for none.
 */
export async function poolOf(given, wanted) {
  let workers = /** @type {any[]} */ ([]), forbidden = wanted === 0;
  const orders = new Map();
  let newest = 0;
  const greet = (/** @type {any} */ worker) => new Promise((done, failed) => {
    worker.onmessage = (/** @type {any} */ { data }) => (data.ready ? done(undefined) : failed(new Error(data.trouble)));
    worker.onerror = () => failed(new Error("no worker"));
    worker.postMessage(given);
  });
  if (!forbidden) {
    let address = "";
    try {
      address = URL.createObjectURL(new Blob([workerText()], { type: "text/javascript" }));
      workers = Array.from({ length: wanted }, () => new Worker(address));
      await Promise.all(workers.map(greet));
    } catch {
      workers.forEach((worker) => worker.terminate());
      forbidden = true;
    }
    if (address) URL.revokeObjectURL(address);
  }
  if (forbidden) {
    workers = [local()];
    await greet(workers[0]);
  }
  for (const worker of workers) {
    worker.onmessage = (/** @type {any} */ { data }) => orders.get(data.id)?.(worker, data);
    worker.onerror = (/** @type {any} */ event) => {
      for (const order of [...orders.values()]) order(worker, { trouble: event.message || "A worker stopped; load the page again." });
    };
  }
  return {
    /** How many work, and whether they are workers. */
    size: workers.length,
    local: forbidden,
    /**
     * Have tasks done; resolves to their answers in the order of the tasks.
     * @param {any[]} tasks @param {{ signal?: AbortSignal, onAnswer?: (answer: any, at: number) => void }} options
     * @returns {Promise<any[]>}
     */
    ask(tasks, { signal, onAnswer } = {}) {
      return new Promise((done, failed) => {
        if (signal?.aborted) { failed(signal.reason); return; }
        const id = newest++, found = /** @type {any[]} */ (Array(tasks.length)), busy = new Set();
        let left = tasks.length;
        const stop = (/** @type {unknown} */ reason) => {
          orders.delete(id);
          signal?.removeEventListener("abort", abort);
          for (const worker of busy) worker.postMessage({ cancel: id });
          if (reason !== undefined) failed(reason);
          else done(found);
        };
        const abort = () => stop(signal?.reason ?? new DOMException("cancelled", "AbortError"));
        orders.set(id, (/** @type {any} */ worker, /** @type {any} */ data) => {
          if (data.done) { busy.delete(worker); return; }
          if (data.trouble) { stop(new Error(data.trouble)); return; }
          found[data.at] = data.found;
          left -= 1;
          onAnswer?.(data.found, data.at);
          if (left === 0) { busy.clear(); stop(undefined); }
        });
        signal?.addEventListener("abort", abort);
        // The next order begins with the worker after the last of this one, so that single runs use all of them.
        workers.forEach((_, w) => {
          const worker = workers[(w + id) % workers.length];
          const share = tasks.map((task, at) => ({ ...task, at })).filter((_, at) => at % workers.length === w);
          if (!share.length) return;
          busy.add(worker);
          worker.postMessage({ id, tasks: share });
        });
        if (!tasks.length) stop(undefined);
      });
    },
    close() { workers.forEach((worker) => worker.terminate()); },
  };
}
