/** The view Why: what of the difference hangs on which theory, and the ledger of morale; causes and accounting side by side. */

import { announce, h } from "./dom.js";
import { bySize, judged, tryAll, wholeOf } from "./knock_outs.js";
import { createKnockList } from "./knock_list.js";
import { createLedgerView } from "./ledger_view.js";
import { declaredOutcome, mineName, referenceName } from "./sentences.js";
import { capital, declaredWords, intervalWords, number, outcomePhrase, say } from "./words.js";

/** The one that is looked at and the one before: summaries of all theories in twenty pairs take 3 MB. */
const CONTRASTS_KEPT = 2;

/** @param {{ hall: any, store: any, session: any }} tools */
export function createWhy(tools) {
  const { hall, store } = tools, tried = /** @type {Map<string, Map<string, any>>} */ (new Map());
  const list = createKnockList(tools), ledger = createLedgerView(tools);
  const headline = h("p", { class: "why-headline" }), progress = h("progress", { class: "why-progress", max: 1, value: 0, "aria-label": say("why.progress_label"), hidden: true });
  const title = h("h2", { tabindex: -1 }, say("why.knock_title")), status = h("p", { class: "why-status" }), own = h("div", { class: "why-own", hidden: true });
  const element = h("section", { class: "why-view", dataset: { part: "why" }, "aria-label": say("why.title") },
    h("section", { class: "why-knock", "aria-label": say("why.knock_title"), dataset: { part: "knock-outs" } }, title, headline, h("p", { class: "why-note" }, say("why.knock_note")), own,
      h("div", { class: "why-state" }, progress, status), list.element),
    ledger.element);
  let running = /** @type {{ key: string, gate: AbortController } | null} */ (null), drawnKey = "";

  function stop() {
    running?.gate.abort(new DOMException("the contrast has changed", "AbortError"));
    running = null;
  }

  /** @param {string} key */
  function triedOf(key) {
    const found = tried.get(key) ?? new Map();
    tried.delete(key);
    tried.set(key, found);
    for (const old of tried.keys()) if (tried.size > CONTRASTS_KEPT) tried.delete(old);
    return found;
  }

  /** The difference that is to be explained. @param {any} state @param {any} ensemble */
  function tellWhole(state, ensemble) {
    const outcome = declaredOutcome(hall, state.outcome), words = { outcome: outcomePhrase(outcome.name), who: mineName(state), against: referenceName(state), when: capital(say(`story.when.${state.window}`)) };
    if (!ensemble.finished) { headline.textContent = say("why.waiting"); return; }
    const whole = wholeOf(ensemble, hall.outcomeNames.indexOf(state.outcome), state.window);
    if (ensemble.same) { headline.textContent = say("why.alone", { ...words, level: number(whole.level, outcome.unit) }); return; }
    const step = Math.max((whole.high - whole.low) / 2, Math.abs(whole.mean) / 1000) || undefined;
    headline.textContent = whole.n < 2 ? say("why.too_few", words)
      : say(whole.clear ? "why.whole" : "why.whole_unclear", { ...words, size: number(whole.mean, outcome.unit, { signed: true, step }), ends: intervalWords(whole.low, whole.high, outcome.unit) });
  }

  /** The theories that the student has switched off. @param {any} state */
  function tellOwn(state) {
    own.hidden = !state.without.length;
    own.replaceChildren(h("p", {}, say("why.own")), ...state.without.map((/** @type {string} */ id) => h("button", { type: "button", dataset: { on: id }, on: { click: () => switchOn(id) } }, say("why.switch_on", { theory: `${id} ${declaredWords(hall.theories[id])}` }))));
  }

  /** @param {string} id */
  function switchOn(id) {
    store.set({ without: store.get().without.filter((/** @type {string} */ one) => one !== id) });
    requestAnimationFrame(() => /** @type {HTMLElement} */ (own.querySelector("button") ?? title).focus({ preventScroll: true }));
  }

  /** @param {any} state @param {any} ensemble */
  async function begin(state, ensemble) {
    const { key } = ensemble, gate = new AbortController(), found = triedOf(key);
    stop();
    running = { key, gate };
    element.dataset.knockOuts = "running";
    progress.hidden = false;
    try {
      await tryAll(hall, state, ensemble, found, { signal: gate.signal, onProgress(done, total) {
        if (running?.gate !== gate) return;
        const now = store.get();
        progress.value = total ? done / total : 1;
        status.textContent = say("why.progress", { done, total });
        if (found.size) list.draw(found, ensemble, now);
      } });
      if (running?.gate === gate) finish(found, ensemble);
    } catch (error) {
      if (gate.signal.aborted) return;
      status.textContent = error instanceof Error ? error.message : String(error);
      progress.hidden = true;
      element.dataset.knockOuts = "trouble";
    }
  }

  /** @param {Map<string, any>} found @param {any} ensemble */
  function finish(found, ensemble) {
    const state = store.get(), at = hall.outcomeNames.indexOf(state.outcome);
    running = null;
    progress.hidden = true;
    element.dataset.knockOuts = "done";
    list.draw(found, ensemble, state);
    const largest = bySize([...found.values()].map((one) => judged(ensemble, one, at, state.outcome, state.window))).filter((one) => one.carried.clear)[0];
    status.textContent = say(largest ? "why.done" : "why.done_none", { count: found.size, pairs: state.replicates, theory: largest ? `${largest.id} ${declaredWords(hall.theories[largest.id])}` : "" });
    announce(status.textContent ?? "");
  }

  return {
    element,
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      if (/** @type {any} */ (tools).hidesHeadline?.(state)) {
        stop();
        [headline.textContent, status.textContent, drawnKey] = [say("why.hidden"), "", ""];
        list.clear();
        ledger.hide(true);
        return;
      }
      ledger.hide(false);
      ledger.update(state);
      const key = JSON.stringify([ensemble.key, state.outcome, state.window, ensemble.finished, ensemble.trouble]);
      if (key === drawnKey && (running || element.dataset.knockOuts === "done")) return;
      const sameRuns = drawnKey && JSON.parse(drawnKey)[0] === ensemble.key && JSON.parse(drawnKey)[3] === ensemble.finished;
      drawnKey = key;
      tellOwn(state);
      tellWhole(state, ensemble);
      if (ensemble.trouble || !ensemble.finished) {
        stop();
        list.clear();
        progress.hidden = true;
        element.dataset.knockOuts = "waiting";
        status.textContent = ensemble.trouble ?? "";
        return;
      }
      // Another outcome of the same runs has all its numbers already.
      if (sameRuns && running) list.draw(triedOf(ensemble.key), ensemble, state);
      else begin(state, ensemble);
    },
    /** What nobody looks at is not calculated, nor are its runs kept, of 14 MB; what is tried so far is. */
    hide() {
      stop();
      list.clear();
      drawnKey = "";
    },
  };
}
