/** What a chart is made of, layer by layer: scales, budget days and elections, titles, bands, lines with their names, the difference. */

import { mark } from "./dom.js";
import { say, unitOfGap } from "./words.js";
import { titleText } from "./chart_words.js";
import { bandOf, pathOf, roomsOf, spreadOut } from "./scale.js";
import { fittedText, textWidth } from "./measure.js";

/** From this width on the names of lines stand beside their ends. */
export const NAMES_BESIDE = 560;

/**
 * @typedef {object} Drawn What is drawn, and where.
 * @property {import("./chart.js").ChartData} data
 * @property {any} place Where everything stands, as {@link Chart} has laid it out.
 * @property {HTMLElement} host Whose letters are used.
 * @property {string} label @property {string} hatch By which name the hatch of the difference goes.
 */

/**
 * One kind of mark to a layer: where a scale has a step more, nothing else has to be made anew.
 * @param {Drawn} drawn @param {string[][]} texts What stands at the steps of each scale. @param {boolean} wide Whether names stand beside their lines.
 */
export function layersOf(drawn, texts, wide) {
  const layers = [...gridLayers(drawn, texts), markLayer(drawn), titleLayer(drawn), bandLayer(drawn), ...lineLayers(drawn, wide), gapLayer(drawn)];
  return layers.map((layer) => mark("g", {}, layer));
}

/** Scales and years: their lines, and what stands beside them. @param {Drawn} drawn @param {string[][]} texts */
function gridLayers(drawn, texts) {
  const { data, place } = drawn, { x, y, panels, left, right, width, letter, row } = place;
  const lines = /** @type {any[]} */ ([]), words = /** @type {any[]} */ ([]);
  panels.forEach((/** @type {any} */ panel, /** @type {number} */ at) => {
    panel.ticks.forEach((/** @type {number} */ tick, /** @type {number} */ which) => {
      const height = y[at](tick), zero = at === 1 && Math.abs(tick) < 1e-12;
      lines.push(mark("line", { class: zero ? "chart-zero" : "chart-grid", x1: left, x2: width - right, y1: height, y2: height }));
      words.push(mark("text", { class: "chart-tick", x: left - 6, y: height + letter * 0.35, "text-anchor": "end" }, texts[at][which]));
    });
  });
  const years = Math.floor(data.months / 12), room = Math.max(1, Math.floor((width - left - right) / (letter * 3.4))), step = [1, 2, 5, 10].find((one) => years / one <= room) ?? 20;
  const ground = panels[panels.length - 1].bottom;
  for (let year = 0; year < years; year += step) {
    const at = x(year * 12);
    lines.push(mark("line", { class: "chart-grid", x1: at, x2: at, y1: ground, y2: ground + 5 }));
    words.push(mark("text", { class: "chart-tick", x: at, y: ground + row * 0.95, "text-anchor": "middle" }, String(2010 + year)));
  }
  return [lines, words];
}

/** Budget days and elections. @param {Drawn} drawn */
function markLayer(drawn) {
  const { data, place } = drawn, foot = place.panels[0].bottom;
  return (data.marks ?? []).map((one) => {
    const at = place.x(one.month), election = one.kind === "election";
    return mark("path", { class: election ? "chart-election" : "chart-budget", d: election ? `M${at - 4},${foot + 1}h8l-4,-8z` : `M${at},${foot}v-6` }, mark("title", {}, one.label));
  });
}

/** @param {Drawn} drawn */
function titleLayer(drawn) {
  const { data, place } = drawn, { panels, width, letter, row } = place;
  const fit = (/** @type {string} */ text) => fittedText(drawn.host, text, width - 4, true);
  return [mark("text", { class: "chart-title", x: 2, y: letter }, fit([titleText(drawn.label, data.unit), data.note].filter(Boolean).join(" · "))),
    data.difference && mark("text", { class: "chart-title", x: 2, y: panels[1].top - row * 0.6 }, fit(say(width < NAMES_BESIDE ? "story.chart.gapTitleShort" : "story.chart.gapTitle", { unit: unitOfGap(data.unit) || say("story.chart.noUnit") })))];
}

/** @param {Drawn} drawn */
function bandLayer(drawn) {
  const { data, place } = drawn;
  return data.lines.filter((line) => line.low && line.high).map((line) => mark("path", { class: `chart-band ${line.kind}`,
    d: bandOf(/** @type {ArrayLike<number>} */ (line.low), /** @type {ArrayLike<number>} */ (line.high), place.x, place.y[0], data.upTo) }));
}

/** Lines and their names: beside their ends where there is room, else inside. @param {Drawn} drawn @param {boolean} wide */
function lineLayers(drawn, wide) {
  const { data, place } = drawn, { x, y, panels, width, right, letter, row } = place;
  const last = Math.min(data.upTo ?? data.months, data.months) - 1;
  const courses = data.lines.map((line, at) => mark("path", { class: `chart-line ${line.kind} line-${at}`, d: pathOf(line.values, x, y[0], data.upTo) }));
  if (!wide) return [courses, ...legendLayers(drawn)];
  const ends = data.lines.map((line) => y[0](line.values[last])), shown = ends.map(Number.isFinite);
  const heights = spreadOut(ends.map((end) => end + letter * 0.35), row, panels[0].top + letter, panels[0].bottom - 4);
  const names = data.lines.map((line, at) => shown[at] && mark("text", { class: `chart-name ${line.kind} line-${at}`, y: heights[at], x: width - right + 6 }, fittedText(drawn.host, line.name, right - 6, true)));
  return [courses, [], names];
}

/** The names in a row of their own: on a narrow chart they would lie over the lines. @param {Drawn} drawn */
function legendLayers(drawn) {
  const { data, place } = drawn, { width, letter, row } = place, rooms = roomsOf(data.lines.map((line) => textWidth(drawn.host, line.name, true)), width - 4 - 2.7 * letter * data.lines.length);
  const dashes = /** @type {any[]} */ ([]), names = /** @type {any[]} */ ([]);
  let at = 2;
  data.lines.forEach((line, which) => {
    const name = fittedText(drawn.host, line.name, rooms[which], true);
    dashes.push(mark("path", { class: `chart-line ${line.kind} line-${which}`, d: `M${at},${row + letter * 0.65}h${1.6 * letter}` }));
    names.push(mark("text", { class: `chart-name ${line.kind} line-${which}`, x: at + 2 * letter, y: row + letter }, name));
    at += 2.7 * letter + textWidth(drawn.host, name, true);
  });
  return [dashes, names];
}

/** @param {Drawn} drawn */
function gapLayer(drawn) {
  const { data, place } = drawn, { difference } = data;
  if (!difference) return [];
  const { x, y } = place;
  const outline = bandOf(difference.low, difference.high, x, y[1], data.upTo);
  return [mark("path", { class: "chart-gap-band", fill: `url(#${drawn.hatch})`, d: outline }),
    mark("path", { class: "chart-gap", d: pathOf(difference.mean, x, y[1], data.upTo) })];
}
