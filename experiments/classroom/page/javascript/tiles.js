/** Small tiles of the other outcomes: pressed, one becomes the chart. */

import { h, svg } from "./dom.js";
import { bareNumber, capital, isShare, number, outcomeLabel, say, wordsAt } from "./words.js";
import { declaredOutcome, differenceOf, valuesOf } from "./sentences.js";
import { mean, meanCourse } from "./statistics.js";
import { extentOf, pathOf } from "./scale.js";

/** The outcomes shown first; those of `townhall compare`, without those that a student meets later. */
const TILE_OUTCOMES = ["index", "service.quality", "service.in_time", "service.unmet", "money.reserves_ratio", "staff.morale", "staff.turnover", "trust.dyad", "trust.staff_manager", "public.satisfaction"];
const TILE_WIDTH = 96, TILE_HEIGHT = 28;

/** @param {any} tools */
export function createTiles({ hall, store }) {
  const tiles = new Map(TILE_OUTCOMES.map((name) => [name, oneTile(store, name)]));
  const every = h("select", { id: "every-outcome", on: { change: (/** @type {any} */ event) => event.target.value && store.set({ outcome: event.target.value }) } },
    h("option", { value: "" }, say("story.tiles.choose")), outcomeGroups(hall.outcomeNames));
  const element = h("section", { class: "tiles", dataset: { part: "tiles" }, "aria-labelledby": "tiles-title" }, h("h2", { id: "tiles-title" }, say("story.tiles.title")),
    h("ul", { class: "tile-list" }, [...tiles.values()].map((one) => h("li", {}, one.element))),
    h("p", { class: "tile-more" }, h("label", { for: "every-outcome" }, say("story.tiles.every")), every));
  let last = "";
  return {
    element,
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      every.value = TILE_OUTCOMES.includes(state.outcome) ? "" : state.outcome;
      for (const [name, tile] of tiles) tile.press(name === state.outcome);
      const key = `${ensemble.key} ${ensemble.done} ${state.window} ${ensemble.finished}`;
      // While runs arrive the first and the last are enough: ten tiles at each of twenty pairs would hold up the line.
      if (key === last || (!ensemble.finished && ensemble.done !== 1)) return;
      last = key;
      for (const [name, tile] of tiles) tile.update(state, ensemble, declaredOutcome(hall, name));
    },
  };
}

/** All outcomes by what they are of, each group in the order of the alphabet: there are too many for one list. @param {readonly string[]} names */
function outcomeGroups(names) {
  const services = Object.keys(wordsAt("story.services"));
  const group = (/** @type {string} */ name) => (services.some((service) => name.endsWith(`.${service}`)) ? "each" : name.split(".")[0]);
  return Object.keys(wordsAt("story.outcomeGroups")).map((one) => h("optgroup", { label: say(`story.outcomeGroups.${one}`) },
    names.filter((name) => group(name) === one).map((name) => ({ name, label: capital(outcomeLabel(name)) })).sort((a, b) => a.label.localeCompare(b.label)).map(({ name, label }) => h("option", { value: name }, label))));
}

/** @param {any} store @param {string} name */
function oneTile(store, name) {
  const value = h("span", { class: "tile-value" }), change = h("span", { class: "tile-change" });
  const lines = ["reference", "mine"].map((kind) => svg("path", { class: `chart-line ${kind}` }));
  const picture = svg("svg", { class: "tile-picture", viewBox: `0 0 ${TILE_WIDTH} ${TILE_HEIGHT}`, width: TILE_WIDTH, height: TILE_HEIGHT, "aria-hidden": "true" }, ...lines);
  const element = h("button", { type: "button", class: "tile", dataset: { outcome: name }, "aria-pressed": "false", on: { click: () => store.set({ outcome: name }) } },
    h("span", { class: "tile-name" }, capital(outcomeLabel(name))), value, change, picture);
  return {
    element,
    press: (/** @type {boolean} */ pressed) => element.setAttribute("aria-pressed", String(pressed)),
    /** @param {any} state @param {any} ensemble @param {any} declared */
    update(state, ensemble, declared) {
      const arms = [ensemble.reference, ensemble.mine].map((runs) => meanCourse(runs, name)), here = mean(valuesOf(ensemble.mine, name, state.window));
      const [low, high] = extentOf(arms), months = arms[0].length;
      const x = (/** @type {number} */ month) => 2 + (month / Math.max(1, months - 1)) * (TILE_WIDTH - 4), y = (/** @type {number} */ one) => 3 + ((high - one) / (high - low)) * (TILE_HEIGHT - 6);
      lines.forEach((line, at) => line.setAttribute("d", at === 0 && ensemble.same ? "" : pathOf(arms[at], x, y)));
      value.textContent = Number.isFinite(here) ? number(here, declared.unit) : say("story.tiles.absent");
      const found = ensemble.same ? null : differenceOf(ensemble, name, state.window, declared.direction);
      change.dataset.verdict = found && ensemble.finished ? found.verdict : "";
      change.textContent = !found || !Number.isFinite(here) ? "" : !ensemble.finished ? say("story.tiles.running")
        : say(`story.tiles.${found.verdict}`, { value: Number.isFinite(found.low) ? gapShort(found, declared.unit) : "" });
    },
  };
}

/** A difference, as short as a tile needs it: per cent are points. @param {any} found @param {string} unit */
function gapShort({ mean: middle, low, high }, unit) {
  const step = Math.max((high - low) / 2, Math.abs(middle) / 1000);
  return isShare(unit) ? say("story.tiles.points", { value: bareNumber(middle, unit, step, true) }) : number(middle, unit, { signed: true, step });
}
