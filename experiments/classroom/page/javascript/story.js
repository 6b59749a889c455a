/** The story of a council: one sentence, one chart, at most three levers, and other outcomes as tiles. */

import { announce, h, held, redraw } from "./dom.js";
import { capital, number, outcomeLabel, say, wordsAt } from "./words.js";
import { headline, referenceName, scenarioName } from "./sentences.js";
import { sceneOf } from "./scenes.js";
import { Chart } from "./chart.js";
import { yearTable } from "./chart_table.js";
import { createLever, FIRST_LEVERS, valueIn } from "./levers.js";
import { createTiles } from "./tiles.js";

/** The four choices: one click to the first comparison. */
const FOUR_SCENARIOS = ["command", "distributed", "low-trust", "sharp-cuts"];

/** @param {any} tools */
export function createStory(tools) {
  const { hall, store } = tools;
  const said = h("p", { class: "headline-first" }), more = h("p", { class: "headline-more" });
  const sentence = h("section", { class: "headline", dataset: { part: "headline" }, "aria-label": say("story.headline.part") }, said, more);
  const host = h("div", { class: "chart" }), text = h("p", { class: "chart-text" }), table = h("div", { class: "chart-table" });
  const key = h("p", { class: "chart-key" });
  const figure = h("section", { class: "figure", dataset: { part: "chart" }, "aria-label": say("story.chart.part") }, h("div", { class: "figure-top" }, host), key,
    h("details", { class: "chart-words", on: { toggle: () => fillTable() } }, h("summary", {}, say("story.chart.words")), text, table));
  const chart = new Chart(host, { label: outcomeLabel(store.get().outcome) });
  tools.chart = chart;
  const controls = createControls(tools), tiles = createTiles(tools);
  const legend = h("p", { class: "levers-legend" }), levers = h("section", { class: "levers", dataset: { part: "levers" }, "aria-labelledby": "levers-title" }, h("h2", { id: "levers-title" }, say("story.levers.title")), legend);
  const shown = new Map();
  const element = h("div", { class: "story", dataset: { part: "story" } }, controls.element, sentence, h("div", { class: "story-main" }, figure, levers), tiles.element);
  let last = "", spoken = "", drawn = /** @type {any} */ (null);

  /** Three levers at most: those that a lesson names, else the first. @param {any} state */
  function placeLevers(state) {
    const wanted = (tools.leversShown?.(state) ?? FIRST_LEVERS).slice(0, 3);
    for (const name of wanted) if (!shown.has(name)) shown.set(name, createLever(tools, name));
    const elements = wanted.map((/** @type {string} */ name) => shown.get(name).element);
    if (elements.length !== levers.children.length - 2 || elements.some((/** @type {any} */ one, /** @type {number} */ at) => levers.children[at + 2] !== one)) levers.replaceChildren(levers.firstChild, legend, ...elements);
    legend.textContent = say("story.levers.legend", { reference: referenceName(state) });
    levers.hidden = !elements.length;
    for (const name of wanted) shown.get(name).update(state);
  }

  /** The chart in words and numbers, as long as somebody has it open. */
  function fillTable() {
    const open = drawn && figure.querySelector(".chart-words").open;
    text.textContent = open ? chart.describe() : "";
    redraw(table, open ? [yearTable(drawn, outcomeLabel(store.get().outcome))] : []);
  }

  return {
    element,
    chart,
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      controls.update(state, ensemble);
      placeLevers(state);
      const stamp = JSON.stringify([ensemble.key, ensemble.done, ensemble.trouble, state.outcome, state.window, state.spread, state.lesson, state.step]);
      if (stamp === last) return;
      last = stamp;
      const { clauses } = headline(ensemble, state, hall);
      sentence.hidden = Boolean(tools.hidesHeadline?.(state));
      const running = clauses[0].kind === "running";
      // What is said next may be shorter: while runs arrive nothing below it moves away from under a finger.
      for (const one of [sentence, said]) one.style.minHeight = running ? `${one.offsetHeight}px` : "";
      sentence.classList.toggle("running", running);
      said.textContent = clauses[0].text;
      more.textContent = clauses.slice(1).map((one) => one.text).join(" ");
      const whole = clauses[0].text;
      if (ensemble.finished && !sentence.hidden && whole !== spoken && element.isConnected) { announce(whole); spoken = whole; }
      if (ensemble.done) {
        drawn = sceneOf(ensemble, state, hall);
        chart.label = outcomeLabel(state.outcome);
        chart.draw(drawn);
        key.textContent = [say("story.chart.key"), ensemble.same ? "" : say("story.chart.keyGap"), state.spread ? say("story.chart.keySpread") : ""].filter(Boolean).join(" ");
        fillTable();
        tiles.update(state, ensemble);
      }
    },
    close: () => chart.close(),
  };
}

/** The choices above the chart: four scenarios, all others, the reference, the window and the spread. @param {any} tools */
function createControls({ hall, store }) {
  const choose = (/** @type {string} */ scenario) => store.set({ scenario, levers: {}, without: [], events: [] });
  const chip = (/** @type {string} */ name) => h("button", { type: "button", class: "chip", dataset: { scenario: name }, "aria-pressed": "false", title: wordsAt(`story.scenarios.${name}.why`) ? say(`story.scenarios.${name}.why`) : "",
    on: { click: () => choose(store.get().scenario === name && !Object.keys(store.get().levers).length ? store.get().reference : name) } }, capital(scenarioName(name)));
  const chips = FOUR_SCENARIOS.map(chip);
  const back = h("button", { type: "button", class: "quiet", dataset: { action: "back" }, on: { click: () => back.getAttribute("aria-disabled") !== "true" && choose(store.get().reference) } });
  const options = () => hall.scenarios.map((/** @type {any} */ one) => h("option", { value: one.name }, capital(scenarioName(one.name))));
  const every = h("select", { id: "scenario", on: { change: (/** @type {any} */ event) => choose(event.target.value) } }, options());
  const reference = h("select", { id: "reference", on: { change: (/** @type {any} */ event) => store.set({ reference: event.target.value }) } }, options());
  const spread = h("button", { type: "button", class: "quiet", "aria-pressed": "false", id: "spread", on: { click: () => store.set({ spread: !store.get().spread }) } }, say("story.controls.spread"));
  const whole = h("button", { type: "button", class: "quiet", "aria-pressed": "false", id: "window", on: { click: () => store.set({ window: store.get().window === "whole" ? "last_year" : "whole" }) } }, say("story.controls.whole"));
  const why = h("p", { class: "why" });
  const element = h("section", { class: "controls", dataset: { part: "controls" }, "aria-label": say("story.controls.part") },
    h("div", { class: "chips", role: "group", "aria-label": say("story.controls.ask") }, h("span", { class: "chips-ask" }, say("story.controls.ask")), chips, back),
    h("details", { class: "choices", dataset: { part: "choices" } }, h("summary", {}, say("story.controls.more")),
      h("div", { class: "choice-list" }, h("span", {}, h("label", { for: "scenario" }, say("story.controls.scenario")), every),
        h("span", {}, h("label", { for: "reference" }, say("story.controls.reference")), reference), spread, whole)), why);
  return {
    element,
    /** @param {any} state @param {any} _ensemble */
    update(state, _ensemble) {
      const own = Object.keys(state.levers).length + state.without.length + state.events.length > 0;
      chips.forEach((one, at) => one.setAttribute("aria-pressed", String(!own && FOUR_SCENARIOS[at] === state.scenario)));
      back.setAttribute("aria-disabled", String(!own && state.scenario === state.reference));
      back.textContent = say("story.controls.back", { reference: scenarioName(state.reference) });
      every.value = state.scenario;
      reference.value = state.reference;
      spread.setAttribute("aria-pressed", String(state.spread));
      whole.setAttribute("aria-pressed", String(state.window === "whole"));
      why.textContent = [own ? say("story.controls.changed", { scenario: scenarioName(state.scenario) }) : wordsAt(`story.scenarios.${state.scenario}.why`) ? say(`story.scenarios.${state.scenario}.why`) : hall.scenarios.find((/** @type {any} */ one) => one.name === state.scenario).why, ownFunding(state, hall)].filter(Boolean).join(" ");
    },
  };
}

/** How the council's own funding moved, where another one is in its place. @param {any} state @param {any} hall */
function ownFunding(state, hall) {
  const mode = valueIn(hall, state.scenario, state.levers, "budget_mode"), map = held("map"), at = map?.code?.indexOf(state.council) ?? -1;
  if (mode === "replay" || at < 0) return "";
  const change = map.change[at];
  return say(`story.funding.${change < 0 ? "less" : "more"}`, { change: number(Math.abs(change), "share", { digits: 0 }), first: map.first, last: map.last });
}
