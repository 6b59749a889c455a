/** A small figure: one row for each contrast, with every pair as a dot, the mean and its interval, about a line at zero. */

import { h, mark, redraw, svg } from "./dom.js";
import { intervalWords, number, say, unitOfGap } from "./words.js";
import { whenResized } from "./resized.js";
import { niceTicks } from "./scale.js";

const FOREST_LETTER = 16;

/** @typedef {{ name: string, mean: number, low: number, high: number, points?: number[], kind?: string }} ForestRow */

/** Draws itself at the width that it has, now and when that changes. @param {string} title */
export function createForest(title) {
  const drawing = svg("svg", { class: "forest-drawing", role: "img" });
  const element = h("figure", { class: "forest" }, h("figcaption", { class: "forest-title" }, title), drawing);
  let rows = /** @type {ForestRow[]} */ ([]), unit = "", about = title;
  const draw = () => { element.hidden = !rows.length; drawForest(drawing, rows, unit, element.clientWidth); };
  whenResized(element, draw);
  draw();
  return {
    element,
    /** @param {ForestRow[]} given @param {string} givenUnit @param {string} [caption] */
    draw(given, givenUnit, caption) {
      [rows, unit] = [given, givenUnit];
      about = caption ?? about;
      /** @type {any} */ (element.firstChild).textContent = unitOfGap(unit) ? say("lesson.explain.forest_unit", { title: about, unit: unitOfGap(unit) }) : about;
      draw();
    },
  };
}

/** @param {any} drawing @param {ForestRow[]} rows @param {string} unit @param {number} width */
function drawForest(drawing, rows, unit, width) {
  const empty = !rows.length || width < 100;
  drawing.toggleAttribute("hidden", empty);
  if (empty) { redraw(drawing); return; }
  const letter = parseFloat(getComputedStyle(drawing).fontSize) || FOREST_LETTER, names = rows.map((one) => wrapped(one.name, Math.floor(width / (letter * 0.58))));
  const lines = Math.max(1, ...names.map((one) => one.length)), row = letter * (2 + 1.3 * lines), height = rows.length * row + letter * 2.2;
  const all = rows.flatMap((one) => [0, one.mean, one.low, one.high, ...(one.points ?? [])]).filter(Number.isFinite);
  const ticks = niceTicks(Math.min(...all), Math.max(...all), Math.max(2, Math.floor(width / (letter * 7))));
  const low = ticks[0], high = ticks[ticks.length - 1], side = letter * 2.2;
  const x = (/** @type {number} */ value) => side + ((value - low) / (high - low || 1)) * (width - 2 * side);
  const middle = (/** @type {number} */ at) => at * row + letter * (0.95 + 1.3 * lines);
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", height);
  drawing.setAttribute("aria-label", say("lesson.explain.forest", { rows: rows.map((one) => `${one.name}: ${number(one.mean, unit, { signed: true })} (${intervalWords(one.low, one.high, unit)})`).join("; ") }));
  redraw(drawing,
    mark("g", {}, ticks.map((tick) => mark("line", { class: tick === 0 ? "forest-zero" : "forest-grid", x1: x(tick), x2: x(tick), y1: 4, y2: rows.length * row }))),
    mark("g", {}, ticks.map((tick) => mark("text", { class: "forest-tick", x: x(tick), y: height - letter * 0.5, "text-anchor": "middle" }, forestTick(tick, unit)))),
    rows.map((one, at) => mark("g", {},
      names[at].map((text, line) => mark("text", { class: "forest-name", x: 4, y: at * row + letter * (1.1 + 1.3 * line) }, text)),
      (one.points ?? []).map((point, place) => mark("circle", { class: "forest-dot", cx: x(point), cy: middle(at) + ((place % 5) - 2) * letter * 0.13, r: letter * 0.17 })),
      Number.isFinite(one.low) && mark("line", { class: "forest-interval", x1: x(one.low), x2: x(one.high), y1: middle(at), y2: middle(at) }),
      Number.isFinite(one.mean) && mark("circle", { class: "forest-mean", cx: x(one.mean), cy: middle(at), r: letter * 0.36 }))));
}

/** @param {number} tick @param {string} unit */
const forestTick = (tick, unit) => number(tick, unit, { signed: true }).replace(` ${unitOfGap(unit)}`, "").replace(/([.,]\d*?)0+$/, "$1").replace(/[.]$/, "");

/** A name in lines of so many letters at most, broken between words. @param {string} text @param {number} most */
function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
