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
     * Have tasks done, by whoever is free; resolves to their answers in the order of the tasks.
     * @param {any[]} tasks @param {{ signal?: AbortSignal, onAnswer?: (answer: any, at: number) => void }} options
     * @returns {Promise<any[]>}
     */
    ask(tasks, { signal, onAnswer } = {}) {
      return new Promise((done, failed) => {
        if (signal?.aborted) { failed(signal.reason); return; }
        const id = newest++, found = /** @type {any[]} */ (Array(tasks.length));
        // The next order begins with the worker after the last of this one, so that single runs use all of them.
        const hands = workers.map((_, w) => workers[(w + id) % workers.length]).slice(0, tasks.length), firsts = new Set(hands);
        let left = tasks.length, next = 0;
        /** Have a worker do the next tasks that nobody has. @param {any} worker @param {number} many */
        const deal = (worker, many) => {
          for (const last = Math.min(tasks.length, next + many); next < last; next++) worker.postMessage({ id, at: next });
        };
        const stop = (/** @type {unknown} */ reason) => {
          orders.delete(id);
          signal?.removeEventListener("abort", abort);
          for (const worker of hands) worker.postMessage({ id, over: true });
          if (reason !== undefined) failed(reason);
          else done(found);
        };
        const abort = () => stop(signal?.reason ?? new DOMException("cancelled", "AbortError"));
        orders.set(id, (/** @type {any} */ worker, /** @type {any} */ data) => {
          if (data.trouble) { stop(new Error(data.trouble)); return; }
          found[data.at] = data.found;
          left -= 1;
          onAnswer?.(data.found, data.at);
          if (left === 0) stop(undefined);
          // Who cancels at the first answer waits for no second; from then on one task lies ready while one is done.
          else if (orders.has(id)) deal(worker, firsts.delete(worker) ? 2 : 1);
        });
        signal?.addEventListener("abort", abort);
        for (const worker of hands) worker.postMessage({ id, tasks });
        for (const worker of hands) deal(worker, 1);
        if (!tasks.length) stop(undefined);
      });
    },
    close() { workers.forEach((worker) => worker.terminate()); },
  };
}
