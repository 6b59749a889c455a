/** The chart: lines of scenarios, below them the paired difference with its interval, drawn at the width it has. */

import { h, mark, redraw, svg } from "./dom.js";
import { capital, monthWords, number, say } from "./words.js";
import { layersOf, NAMES_BESIDE } from "./chart_layers.js";
import { clearSince, gapStep, tickText, titleText } from "./chart_words.js";
import { extentOf, niceTicks } from "./scale.js";
import { textWidth } from "./measure.js";
import { pngBlob, svgText } from "./picture.js";
import { whenResized } from "./resized.js";

/**
 * @typedef {object} ChartLine
 * @property {string} name @property {ArrayLike<number>} values @property {ArrayLike<number>} [low] @property {ArrayLike<number>} [high]
 * @property {"reference" | "mine" | "pin"} kind
 *
 * @typedef {object} ChartData
 * @property {ChartLine[]} lines @property {{ mean: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number> }} [difference]
 * @property {number} months @property {string} unit @property {{ month: number, label: string, kind?: string }[]} [marks] @property {number} [upTo] @property {string} [note] Stands behind the title.
 */

const LEAST_WIDTH = 120;
let chartCount = 0;

export class Chart {
  /** @param {HTMLElement} host An element with a height of its own. @param {{ label: string }} options */
  constructor(host, { label }) {
    this.host = host;
    this.label = label;
    /** @type {ChartData | null} */
    this.data = null;
    /** @type {number | null} */
    this.month = null;
    this.listeners = /** @type {((month: number | null) => void)[]} */ ([]);
    this.id = `hatch-${chartCount++}`;
    this.drawing = svg("g");
    this.over = svg("g", { class: "chart-cross" });
    this.svg = svg("svg", { class: "chart-drawing", role: "slider", tabindex: 0, "aria-valuemin": 0,
      on: { pointermove: this.point.bind(this), pointerdown: this.point.bind(this), pointerleave: () => this.cross(null),
        keydown: this.key.bind(this), blur: () => this.cross(null) } }, this.hatch(), this.drawing, this.over);
    this.readout = h("p", { class: "chart-readout", "aria-hidden": "true" });
    host.classList.add("chart-host");
    host.append(this.svg);
    host.after(this.readout);
    this.unwatch = whenResized(host, () => this.layout());
  }

  /** @param {ChartData} data */
  draw(data) {
    this.data = data;
    this.place = null; // until there is room to draw them, nothing stands anywhere
    this.layout();
  }

  /** @param {(month: number | null) => void} tell */
  onMonth(tell) { this.listeners.push(tell); }

  /** Gone, with all that it put beside its host. */
  close() {
    this.unwatch();
    this.svg.remove();
    this.readout.remove();
  }

  layout() {
    const { data, host } = this, width = host.clientWidth, height = host.clientHeight;
    if (!data || width < LEAST_WIDTH || height < LEAST_WIDTH / 2) return;
    const letter = parseFloat(getComputedStyle(host).fontSize) || 16, row = letter * 1.35;
    const wide = width >= NAMES_BESIDE && data.lines.length > 0, two = Boolean(data.difference);
    const values = data.lines.flatMap((line) => [line.values, ...(line.low && line.high ? [line.low, line.high] : [])]);
    const gaps = data.difference ? [data.difference.mean, data.difference.low, data.difference.high] : [];
    const bottom = height - row * 1.1, gapTitle = two ? row * 1.4 : 0, title = row * (wide ? 1.3 : 2.4);
    const free = bottom - title - gapTitle - (two ? row * 0.7 : 0), upper = two ? free * 0.62 : free;
    const panels = [{ top: title, bottom: title + upper, ticks: niceTicks(...extentOf(values), Math.max(2, Math.floor(upper / (row * 1.9)))) }];
    if (two) panels.push({ top: bottom - (free - upper), bottom, ticks: niceTicks(...extentOf(gaps, true), Math.max(2, Math.floor((free - upper) / (row * 1.7)))) });
    const texts = panels.map((panel, at) => panel.ticks.map((tick) => tickText(tick, panel.ticks, data.unit, at === 1)));
    const left = Math.max(letter * 1.3, ...texts.flat().map((text) => textWidth(host, text) + 8));
    const right = wide ? Math.min(width * 0.26, Math.max(0, ...data.lines.map((line) => textWidth(host, line.name, true))) + 10) : 10;
    const x = (/** @type {number} */ month) => left + (month / Math.max(1, data.months - 1)) * (width - left - right);
    const scaled = panels.map((panel) => {
      const low = panel.ticks[0], high = panel.ticks[panel.ticks.length - 1];
      return (/** @type {number} */ value) => panel.top + ((high - value) / (high - low)) * (panel.bottom - panel.top);
    });
    this.place = { x, y: scaled, panels, left, right, width, height, letter, row };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    redraw(this.drawing, layersOf({ data, place: this.place, host, label: this.label, hatch: this.id }, texts, wide));
    this.speak();
    this.cross(this.month);
  }

  hatch() {
    return svg("defs", {}, svg("pattern", { id: this.id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "chart-hatch" })));
  }

  /** Move the crosshair; `null` takes it away. @param {number | null} month */
  cross(month) {
    const { data, place } = this;
    if (!data || !place) return;
    const last = Math.min(data.upTo ?? data.months, data.months) - 1;
    this.month = month === null ? null : Math.max(0, Math.min(last, Math.round(month)));
    const at = this.month;
    this.readout.textContent = at === null ? say("story.chart.hint") : this.valueText(at);
    const here = place.x(at ?? 0), dot = (/** @type {number} */ height, /** @type {string} */ kind) => Number.isFinite(height) && mark("circle", { class: `chart-dot ${kind}`, cx: here, cy: height, r: 4 });
    redraw(this.over, at === null ? [] : [mark("line", { x1: here, x2: here, y1: place.panels[0].top, y2: place.panels[place.panels.length - 1].bottom }),
      data.lines.map((line) => dot(place.y[0](line.values[at]), line.kind)), data.difference && dot(place.y[1](data.difference.mean[at]), "gap")]);
    this.svg.setAttribute("aria-valuenow", String(at ?? last));
    this.svg.setAttribute("aria-valuetext", this.valueText(at ?? last));
    for (const tell of this.listeners) tell(at);
  }

  /** What all lines are at a month. @param {number} month */
  valueText(month) {
    const { data } = this.both(), step = this.step();
    const parts = data.lines.map((line) => say("story.chart.value", { name: line.name, value: number(line.values[month], data.unit, { step }) }));
    const { difference } = data;
    if (difference) {
      const [middle, low, high] = [difference.mean, difference.low, difference.high].map((one) => one[month]);
      const fine = gapStep(difference);
      parts.push(Number.isFinite(low)
        ? say("story.chart.gapValue", { value: number(middle, data.unit, { signed: true, step: fine }), low: number(low, data.unit, { signed: true, step: fine }), high: number(high, data.unit, { signed: true, step: fine }) })
        : say("story.chart.gapAlone", { value: number(middle, data.unit, { signed: true, step: fine }) }));
    }
    return say("story.chart.at", { month: monthWords(month), values: parts.join(", ") });
  }

  /** How finely values are written: a hundredth of what the lines span. */
  step() {
    const { data } = this.both(), [low, high] = extentOf(data.lines.map((line) => line.values));
    return (high - low) / 20;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.data) return;
    const last = Math.min(this.data.upTo ?? this.data.months, this.data.months) - 1, now = this.month ?? last;
    const next = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageDown: now - 12, PageUp: now + 12, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.cross(null);
    if (next === undefined) return;
    event.preventDefault();
    this.cross(next);
  }

  /** @param {PointerEvent} event */
  point(event) {
    if (!this.place || !this.data) return;
    const { left, right, width } = this.place, from = this.svg.getBoundingClientRect();
    this.cross(((event.clientX - from.left - left) / (width - left - right)) * (this.data.months - 1));
  }

  both() { return { data: /** @type {ChartData} */ (this.data), place: /** @type {any} */ (this.place) }; }

  /** The chart in sentences. */
  describe() {
    const { data } = this.both(), last = Math.min(data.upTo ?? data.months, data.months) - 1, step = this.step();
    const sentences = data.lines.map((line) => say("story.chart.line", { name: capital(line.name), first: number(line.values[0], data.unit, { step }),
      start: monthWords(0), last: number(line.values[last], data.unit, { step }), end: monthWords(last) }));
    if (data.difference) sentences.push(clearSince(data.difference, last));
    return [say("story.chart.about", { label: titleText(this.label, data.unit) }), ...sentences].join(" ");
  }

  speak() {
    const { data } = this.both();
    this.svg.setAttribute("aria-valuemax", String(data.months - 1));
    this.svg.setAttribute("aria-label", say("story.chart.aria", { label: this.label }));
  }

  toSVG() { return svgText(this.svg, this.data ? this.describe() : this.label); }

  toPNG() { return pngBlob(this.toSVG()); }
}
