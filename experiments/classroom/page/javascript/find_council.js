/** Find a council: by name, or on maps of tiles of one size, on which a county and its districts stand apart. */

import { InputError, fold, nearestTo } from "./python.js";
import { announce, h, held } from "./dom.js";
import { capital, declaredWords, number, say, wordsAt } from "./words.js";

const MOST_FOUND = 8, MOST_MEANT = 4;
const STEPS_OF_CHANGE = [-0.4, -0.3, -0.2, -0.1];
/** Where the colours of a change of funding part, as shares. */

/** @typedef {{ code: string, panel: number, column: number, row: number, change: number }} Tile */

/** The tiles of the page, one for each council. @returns {{ tiles: Tile[], panels: string[], first: string, last: string }} */
function tilesHeld() {
  const { code = [], panel, column, row, change, panels = [], first = "", last = "" } = held("map") ?? {};
  return { panels, first, last, tiles: code.map((/** @type {string} */ one, /** @type {number} */ at) => ({ code: one, panel: panel[at], column: column[at], row: row[at], change: change[at] })) };
}

/** The colour step of a change of funding, from the deepest cut on. @param {number} change */
const stepOfChange = (change) => STEPS_OF_CHANGE.filter((edge) => change > edge).length;

/** The tile that the arrow leads to: the nearest one on that side, straight ahead before aslant. @param {Tile} from @param {Tile[]} tiles @param {string} arrow */
function nextTile(from, tiles, arrow) {
  const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[arrow] ?? [0, 0];
  let best = null, near = Infinity;
  for (const one of tiles) {
    const along = (one.column - from.column) * right + (one.row - from.row) * down;
    const aside = Math.abs((one.column - from.column) * down) + Math.abs((one.row - from.row) * right);
    if (along > 0 && along + 3 * aside < near) [best, near] = [one, along + 3 * aside];
  }
  return best;
}

/** Councils whose name holds these letters; those that begin with them come first. @param {any[]} councils @param {string} text */
function matching(councils, text) {
  const wanted = fold(text.trim());
  const place = (/** @type {any} */ one) => [one.short_name, one.name, one.code].map((name) => fold(name).search(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).filter((at) => at >= 0).sort((a, b) => a - b)[0];
  return councils.map((one) => ({ one, at: place(one) })).filter(({ at }) => at !== undefined)
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || a.one.short_name.localeCompare(b.one.short_name)).map(({ one }) => one);
}

/** @param {{ hall: any, store: any }} tools */
export function createCouncil({ hall, store }) {
  const { tiles, panels, first, last } = tilesHeld(), byCode = new Map(tiles.map((one) => [one.code, one]));
  const years = { first: yearOf(first), last: yearOf(last) };
  const input = h("input", { id: "council-name", type: "search", autocomplete: "off", "aria-describedby": "council-trouble", on: { input: () => look() } });
  const trouble = h("p", { id: "council-trouble", class: "trouble", hidden: true });
  const found = h("ul", { class: "found", dataset: { part: "found-councils" } });
  const form = h("form", { class: "field-row", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); byName(); } } },
    h("label", { for: "council-name" }, say("find.name")), input, h("button", { type: "submit", class: "primary" }, say("find.go")));
  const colours = ["class", "change"].map((one) => h("label", { class: "check" }, h("input", { type: "radio", name: "tile-colour", value: one, checked: one === "change", dataset: { keeps: "" }, on: { change: () => colour(one) } }), say(`find.colour.${one}`)));
  const legend = h("ul", { class: "tile-legend" }), told = h("p", { class: "tile-told", dataset: { part: "tile-told" } }, say("find.hint"));
  const choose = h("button", { type: "button", hidden: true, on: { click: () => take(chosen) } });
  const buttons = /** @type {Map<string, HTMLButtonElement>} */ (new Map()), maps = h("div", { class: "tile-maps" }, panels.map(panelOf));
  const element = h("div", { class: "find-council", dataset: { part: "council" } }, h("p", {}, say("find.intro")), form, trouble, found,
    h("fieldset", { class: "field-row" }, h("legend", {}, say("find.colour_by")), colours), legend, h("div", { class: "tile-said" }, told, choose), maps);
  let chosen = "";

  /** @param {string} name @param {number} panel */
  function panelOf(name, panel) {
    const here = tiles.filter((one) => one.panel === panel), wide = Math.max(...here.map((one) => one.column)) + 1;
    const grid = h("div", { class: "tiles-grid", role: "group", "aria-labelledby": `tiles-${panel}`, style: { gridTemplateColumns: `repeat(${wide}, 1fr)` }, on: { keydown: keyed } }, here.map((one, at) => {
      const button = h("button", { type: "button", class: "tile-council", tabindex: at ? -1 : 0, dataset: { code: one.code }, "aria-label": aboutCouncil(one), style: { gridColumn: String(one.column + 1), gridRow: String(one.row + 1) },
        on: { click: () => pick(one.code), focus: () => pick(one.code), pointerenter: () => { told.textContent = aboutCouncil(one); }, pointerleave: () => { if (chosen) told.textContent = aboutCouncil(byCode.get(chosen)); } } });
      buttons.set(one.code, button);
      return button;
    }));
    return h("section", { class: "tile-panel", dataset: { panel: String(panel) }, style: { flexGrow: String(wide) } }, h("h3", { id: `tiles-${panel}` }, capital(declaredWords(name))), grid);
  }
  /** @param {any} tile */
  function aboutCouncil(tile) {
    const council = hall.council(tile.code);
    return say("find.about", { name: council.short_name, class: council.class_name, region: council.region, change: number(tile.change, "share", { digits: 1 }), ...years });
  }
  /** The council of this tile is told and can be chosen; a press on a small tile by mistake does no harm. @param {string} code */
  function pick(code) {
    const tile = byCode.get(code);
    if (!tile) return;
    for (const one of tiles) if (one.panel === tile.panel) buttons.get(one.code)?.setAttribute("tabindex", one.code === code ? "0" : "-1");
    buttons.get(chosen)?.classList.remove("picked");
    buttons.get(code)?.classList.add("picked");
    chosen = code;
    told.textContent = aboutCouncil(tile);
    choose.textContent = say("find.show", { name: hall.council(code).short_name });
    choose.hidden = false;
  }
  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const from = byCode.get(/** @type {HTMLElement} */ (event.target).dataset.code ?? "");
    if (!from) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      take(from.code);
      return;
    }
    const here = tiles.filter((one) => one.panel === from.panel);
    const next = event.key === "Home" ? here[0] : event.key === "End" ? here[here.length - 1] : nextTile(from, here, event.key);
    if (!next) return;
    event.preventDefault();
    buttons.get(next.code)?.focus();
  }
  /** @param {string} code */
  function take(code) {
    const council = hall.council(code);
    store.set({ council: council.code, row: null, drawer: null });
    announce(say("find.taken", { name: council.short_name }));
  }
  function byName() {
    try {
      take(hall.council(input.value).code);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // What a terminal would list is here on the map.
      trouble.textContent = error.message.replace(/ "townhall councils" lists them\.$/, ` ${say("find.on_map")}`);
      trouble.hidden = false;
      nearest();
      announce(trouble.textContent ?? "");
      // The button below asks the same question.
      if (found.childElementCount) trouble.textContent = error.message.replace(/ Did you mean ".*"\?$/, "");
    }
  }
  function look() {
    trouble.hidden = true;
    const text = input.value.trim();
    offer(text.length < 2 ? [] : matching(hall.councils, text));
    if (text.length > 3 && !found.childElementCount) nearest();
  }
  /** Where nothing has these letters, what sounds like it. */
  function nearest() {
    if (found.childElementCount) return;
    offer(nearestTo(input.value, hall.councils.map((/** @type {any} */ one) => one.short_name), MOST_MEANT).map((name) => hall.council(name)), true);
  }
  /** @param {any[]} councils */
  function offer(councils, meant = false) {
    found.replaceChildren(...councils.slice(0, MOST_FOUND).map((one) => h("li", {}, h("button", { type: "button", dataset: { code: one.code }, on: { click: () => take(one.code) } }, meant ? say("find.meant", { name: one.short_name }) : say("find.offer", { name: one.short_name, class: one.class_name })))));
    if (councils.length) announce(meant ? say("find.meant", { name: councils.map((one) => one.short_name).join(", ") }) : say("find.found", { count: councils.length, first: councils[0].short_name }));
  }
  /** @param {string} by */
  function colour(by) {
    const classes = Object.keys(hall.words.klass);
    for (const one of tiles) {
      const council = hall.council(one.code), button = buttons.get(one.code);
      if (button) button.dataset.tint = by === "class" ? `class-${classes.indexOf(council.klass)}` : `step-${stepOfChange(one.change)}`;
    }
    const entries = by === "class" ? classes.map((klass, at) => [`class-${at}`, capital(declaredWords(hall.words.klass[klass]))]) : STEPS_OF_CHANGE.concat(Infinity).map((edge, at) => [`step-${at}`, stepWords(at, edge)]);
    legend.replaceChildren(...entries.map(([tint, words]) => h("li", {}, h("span", { class: "tile-swatch", dataset: { tint } }), words)));
  }
  /** @param {number} at @param {number} edge */
  function stepWords(at, edge) {
    const low = number(STEPS_OF_CHANGE[at - 1], "share", { digits: 0 }), high = number(edge, "share", { digits: 0 });
    return at === 0 ? say("find.below", { high }) : edge === Infinity ? say("find.above", { low }) : say("find.between", { low, high });
  }
  colour("change");
  return {
    element,
    /** @param {any} state */
    update(state) {
      for (const [code, button] of buttons) {
        if (code === state.council) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
      if (!chosen && byCode.has(state.council)) pick(state.council);
    },
  };
}

/** "2010-11" of 2010. @param {string} year */
const yearOf = (year) => (wordsAt("find.year") ?? "{first}-{next}").replace("{first}", year).replace("{next}", String((Number(year) + 1) % 100).padStart(2, "0"));
