/** One drawer at a time: a dialog at the side, on a phone a whole sheet. The page behind it waits until it closes. */

import { Chart } from "./chart.js";
import { h } from "./dom.js";
import { keptOf, putBack } from "./kept_fields.js";
import { sceneOf } from "./scenes.js";
import { outcomeLabel, say } from "./words.js";

/** In these something is moved; what follows must be in sight with it. */
const MOVING = ["assumptions", "events"];
/** These show results, which a lesson keeps until they were predicted. */
const TELLING = ["compare", "save"];
const REACHED = "a[href], button, input, select, textarea, summary, [tabindex]";

/**
 * @typedef {{ element: HTMLElement, update: (state: any, ensemble: any) => void, close?: () => void }} Part
 */

/** What the tabulator reaches inside, in order. @param {HTMLElement} inside @returns {HTMLElement[]} */
function reached(inside) {
  return /** @type {HTMLElement[]} */ ([...inside.querySelectorAll(REACHED)]).filter((one) => one.tabIndex >= 0 && !(/** @type {any} */ (one).disabled) && one.getClientRects().length > 0);
}

/**
 * The drawers of the page. `makers` are functions such as createAssumptions by the name that `state.drawer` has; each is
 * called whenever its drawer is opened: a closed drawer holds nothing, and some have a thousand elements.
 * @param {{ hall: any, store: any, session: any }} tools @param {Record<string, (tools: any) => Part>} makers
 */
export function createDrawers(tools, makers) {
  const { store } = tools, kept = /** @type {Record<string, import("./kept_fields.js").KeptField[]>} */ ({});
  const shut = () => store.set({ drawer: null });
  const title = h("h2", { id: "drawer-title", tabindex: "-1" }), close = h("button", { type: "button", class: "drawer-close", on: { click: shut } }, say("drawer.close"));
  const answer = h("p", { class: "drawer-answer", dataset: { part: "drawer-answer" } }), content = h("div", { class: "drawer-content" });
  const host = h("div", { class: "drawer-chart" }), small = h("div", { class: "drawer-figure", hidden: true }, host);
  const sheet = h("section", { class: "drawer", role: "dialog", "aria-modal": "true", "aria-labelledby": "drawer-title" },
    h("header", { class: "drawer-head" }, title, close, answer, small), content);
  const element = h("div", { class: "drawer-ground", dataset: { part: "drawer" }, hidden: true, on: { pointerdown: beside } }, sheet);
  const keeps = h("p", { class: "note", hidden: true }, say("drawer.kept"));
  let shown = /** @type {string | null} */ (null), part = /** @type {Part | null} */ (null), cameFrom = /** @type {HTMLElement | null} */ (null);
  let waiting = /** @type {HTMLElement[]} */ ([]), chart = /** @type {Chart | null} */ (null), drawn = "";

  /** @param {Event} event */
  function beside(event) {
    if (event.target === element) shut();
  }
  // On the whole document: what had the focus in a drawer may be gone, and the keys must still work.
  document.addEventListener("keydown", keyed);

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (shown === null) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      shut();
    } else if (event.key === "Tab") {
      const all = reached(sheet), at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      const next = at < 0 && !sheet.contains(document.activeElement) ? all[0] : event.shiftKey ? (at <= 0 ? all.at(-1) : null) : at === all.length - 1 ? all[0] : null;
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  }
  /** The rest of the page waits; the live region goes on, or what happens would not be heard. @param {boolean} waits */
  function others(waits) {
    for (const one of waiting) one.inert = false;
    waiting = [];
    if (!waits) return;
    for (let inside = /** @type {HTMLElement} */ (element); inside !== document.body && inside.parentElement; inside = inside.parentElement) {
      for (const one of /** @type {HTMLElement[]} */ ([...inside.parentElement.children])) {
        if (one === inside || one.inert || /^(SCRIPT|STYLE|TEMPLATE)$/.test(one.tagName) || one.matches("[aria-live]") || one.querySelector("[aria-live]")) continue;
        one.inert = true;
        waiting.push(one);
      }
    }
  }
  /** @param {string} name */
  function open(name) {
    if (shown === null) cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
    shown = name;
    part = makers[name](tools);
    putBack(part.element, kept[name] ?? []);
    title.textContent = say(`drawer.${name}`);
    element.dataset.drawer = name;
    content.replaceChildren(keeps, part.element);
    content.scrollTop = 0;
    element.hidden = false;
    document.body.dataset.drawer = name;
    if (MOVING.includes(name)) document.querySelector("[data-part=chart]")?.scrollIntoView({ block: "nearest" });
    others(true);
    title.focus();
  }
  /** What is in the drawer goes, but for what was set there and is held nowhere else. */
  function empty() {
    if (shown === null || !part) return;
    kept[shown] = keptOf(part.element);
    part.close?.();
    part = null;
    content.replaceChildren();
    chart?.close();
    [chart, drawn] = [null, ""];
  }
  function hide() {
    if (shown === null) return;
    element.hidden = true;
    delete element.dataset.drawer;
    delete document.body.dataset.drawer;
    others(false);
    const back = cameFrom?.isConnected && cameFrom.getClientRects().length ? cameFrom : document.querySelector("main");
    /** @type {HTMLElement | null} */ (back)?.focus?.(); // what was typed last is taken by this, so only then it may go
    empty();
    [shown, cameFrom] = [null, null];
  }
  /** On a phone the sheet hides the chart of the page, so it has a small one. @param {any} state @param {any} ensemble @param {boolean} may */
  function drawSmall(state, ensemble, may) {
    small.hidden = !may || !shown || !MOVING.includes(shown) || !ensemble.done;
    const now = JSON.stringify([ensemble.key, ensemble.done, state.outcome]);
    if (small.hidden || now === drawn) return;
    drawn = now;
    chart ??= new Chart(host, { label: "" });
    chart.label = outcomeLabel(state.outcome);
    chart.draw({ ...sceneOf(ensemble, { ...state, spread: false }, tools.hall), difference: undefined });
  }
  return {
    element,
    /** @param {any} state @param {any} ensemble @param {string} [headline] What the runs say now, to be seen beside what is moved. */
    update(state, ensemble, headline = "") {
      const wanted = state.drawer && state.drawer in makers ? state.drawer : null;
      if (wanted !== shown) {
        if (wanted === null) hide();
        else {
          empty();
          open(wanted);
        }
      }
      answer.textContent = headline;
      drawSmall(state, ensemble, headline !== "");
      if (shown === null || !part) return;
      const hidden = TELLING.includes(shown) && Boolean(/** @type {any} */ (tools).hidesHeadline?.(state));
      keeps.hidden = !hidden;
      part.element.hidden = hidden;
      if (!hidden) part.update(state, ensemble);
    },
  };
}
