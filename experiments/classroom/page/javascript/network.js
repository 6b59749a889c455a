/** The council as a picture: everybody at the same place all along, trust as colour, what has just happened as a sign. */

import { announce, h } from "./dom.js";
import { drawSigns } from "./network_signs.js";
import { nextPost, placesOf, postAt } from "./places.js";
import { KINDS_BY_CODE, postTitle } from "./posts.js";
import { whenResized } from "./resized.js";
import { isDark, trustColours, trustStep } from "./trust_colours.js";
import { capital, say } from "./words.js";

const FULL_TURN = 2 * Math.PI;
/** Layers of ties that stand in the picture at first: few enough that one sees through. */
export const FIRST_LAYERS = [0, 1, 5];

/**
 * What the picture shows.
 * @typedef {object} Shown
 * @property {import("./film.js").Film | null} film @property {number} month @property {Set<number>} layers @property {number | null} row
 */

export class Network {
  /** @param {{ onPick: (row: number | null) => void, onOpen: () => void, onTheme: (dark: boolean) => void }} told */
  constructor({ onPick, onOpen, onTheme }) {
    this.onPick = onPick;
    this.onOpen = onOpen;
    this.onTheme = onTheme;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.tip = h("div", { class: "network-tip", hidden: true });
    this.element = h("div", { class: "network", tabindex: "0", role: "group", "aria-label": say("people.network.label"), "aria-describedby": "network-help network-said", dataset: { part: "network" },
      on: { keydown: (/** @type {any} */ event) => this.#pressed(event) } }, this.canvas, this.tip);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {Shown} */
    this.shown = { film: null, month: 0, layers: new Set(FIRST_LAYERS), row: null };
    /** @type {import("./places.js").Places | null} */
    this.places = null;
    this.width = 0;
    this.dark = false;
    this.letter = 0;
    this.ink = "#000";
    this.accent = "#b3005e";
    this.ground = "#fff";
    this.family = "sans-serif";
    this.canvas.addEventListener("click", (/** @type {any} */ event) => this.onPick(this.#under(event)));
    this.canvas.addEventListener("pointermove", (/** @type {any} */ event) => this.#hovered(event));
    this.canvas.addEventListener("pointerleave", () => { this.tip.hidden = true; });
    this.unwatch = whenResized(this.element, () => this.lay());
    this.scheme = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
    this.schemed = () => this.lay();
    this.scheme?.addEventListener("change", this.schemed);
  }

  close() {
    this.unwatch();
    this.scheme?.removeEventListener("change", this.schemed);
  }

  /** @param {Partial<Shown>} patch */
  show(patch) {
    const other = patch.film !== undefined && patch.film !== this.shown.film;
    Object.assign(this.shown, patch);
    if (other) this.lay();
    else this.draw();
  }

  /** Find everybody's place anew, and as many dots as the screen has. */
  lay() {
    const { film } = this.shown, style = getComputedStyle(this.element);
    const width = Math.floor(this.element.clientWidth), letter = parseFloat(style.fontSize), dark = isDark(this.element);
    this.ink = style.color;
    this.ground = style.getPropertyValue("--ground").trim() || this.ground;
    this.family = style.fontFamily;
    if (dark !== this.dark || !this.letter) this.onTheme(dark);
    [this.dark, this.letter] = [dark, letter];
    this.accent = style.getPropertyValue("--focus").trim() || this.ink;
    if (!film || width < 50) return;
    this.width = width;
    this.places = placesOf(film.posts, width, letter);
    const dots = globalThis.devicePixelRatio || 1, { height } = this.places;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.canvas.width = Math.round(width * dots);
    this.canvas.height = Math.round(height * dots);
    this.context.setTransform(this.canvas.width / width, 0, 0, this.canvas.height / height, 0, 0);
    this.draw();
  }

  draw() {
    const { film } = this.shown, { places, context } = this;
    if (!film || !places) return;
    context.clearRect(0, 0, this.width, places.height);
    this.#drawBands(places);
    this.#drawTies(film, places);
    this.#drawNames(places);
    this.#drawPosts(film, places);
    drawSigns(context, this.ink, film, places, this.shown.month);
  }

  /** @param {import("./places.js").Places} places */
  #drawBands(places) {
    const { context } = this;
    context.globalAlpha = 0.06;
    context.fillStyle = this.ink;
    for (const { top, bottom } of places.bands) context.fillRect(0, top, this.width, bottom - top);
    context.globalAlpha = 1;
  }

  /** Names of bands and services, over the ties and with a rim, so that no tie strikes them out. @param {import("./places.js").Places} places */
  #drawNames(places) {
    const { context } = this;
    const write = (/** @type {string} */ said, /** @type {number} */ across, /** @type {number} */ down) => {
      context.strokeText(said, across, down);
      context.fillText(said, across, down);
    };
    [context.fillStyle, context.strokeStyle, context.lineWidth, context.lineJoin] = [this.ink, this.ground, 4, "round"];
    context.textAlign = "left";
    context.font = `600 ${this.letter}px ${this.family}`;
    for (const { kind, label } of places.bands) write(capital(say(`people.kinds.${KINDS_BY_CODE[kind]}`)), 6, label);
    context.font = `${this.letter}px ${this.family}`;
    context.textAlign = "center";
    for (const { name, across, down } of places.columns) if (down) write(name, across, down);
  }

  /** @param {import("./film.js").Film} film @param {import("./places.js").Places} places */
  #drawTies(film, { x, y }) {
    const { context } = this, { month, layers, row } = this.shown, colours = trustColours(this.dark);
    const paths = colours.map(() => new Path2D()), own = colours.map(() => new Path2D());
    const at = month * film.count, filled = film.people.filled, first = month * film.arcs;
    for (const tie of film.ties) {
      const mine = tie.one === row || tie.other === row;
      if (!mine && !layers.has(tie.layer)) continue;
      if (filled[at + tie.one] !== 1 || filled[at + tie.other] !== 1) continue;
      const path = (mine ? own : paths)[trustStep((film.trust[first + tie.there] + film.trust[first + tie.back]) / 2)];
      path.moveTo(x[tie.one], y[tie.one]);
      path.lineTo(x[tie.other], y[tie.other]);
    }
    const thin = Math.max(0.7, this.letter / 18);
    for (const [set, wide, alpha] of /** @type {[Path2D[], number, number][]} */ ([[paths, thin, row === null ? 0.5 : 0.22], [own, 2.6 * thin, 1]])) {
      context.lineWidth = wide;
      context.globalAlpha = alpha;
      set.forEach((path, step) => { context.strokeStyle = colours[step]; context.stroke(path); });
    }
    context.globalAlpha = 1;
  }

  /** @param {import("./film.js").Film} film @param {import("./places.js").Places} places */
  #drawPosts(film, { x, y, radius }) {
    const { context } = this, { month, row } = this.shown, colours = trustColours(this.dark);
    const full = colours.map(() => new Path2D()), empty = new Path2D(), cut = new Path2D(), rim = new Path2D();
    const at = month * film.count, { filled, post, outsourced } = film.people;
    for (let one = 0; one < film.count; one++) {
      const size = radius[one];
      if (post[at + one] !== 1) {
        const arm = 0.6 * size;
        cut.moveTo(x[one] - arm, y[one] - arm);
        cut.lineTo(x[one] + arm, y[one] + arm);
        cut.moveTo(x[one] - arm, y[one] + arm);
        cut.lineTo(x[one] + arm, y[one] - arm);
      } else if (filled[at + one] !== 1) {
        empty.moveTo(x[one] + size, y[one]);
        empty.arc(x[one], y[one], size, 0, FULL_TURN);
      } else {
        const step = trustStep(film.regard[at + one]), path = full[step < 0 ? colours.length >> 1 : step];
        for (const into of [path, rim]) {
          if (outsourced[at + one] === 1) into.rect(x[one] - 0.9 * size, y[one] - 0.9 * size, 1.8 * size, 1.8 * size);
          else {
            into.moveTo(x[one] + size, y[one]);
            into.arc(x[one], y[one], size, 0, FULL_TURN);
          }
        }
      }
    }
    full.forEach((path, step) => { context.fillStyle = colours[step]; context.fill(path); });
    context.strokeStyle = this.ink;
    context.lineWidth = 0.8;
    context.stroke(rim);
    context.lineWidth = 1.2;
    context.stroke(empty);
    context.globalAlpha = 0.75;
    context.stroke(cut);
    context.globalAlpha = 1;
    if (row !== null) {
      context.strokeStyle = this.accent;
      context.lineWidth = 3;
      context.beginPath();
      context.arc(x[row], y[row], radius[row] + 4, 0, FULL_TURN);
      context.stroke();
    }
  }

  /** @param {any} event @returns {number | null} */
  #under(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return this.places ? postAt(this.places, event.clientX - left, event.clientY - top) : null;
  }

  /** @param {any} event */
  #hovered(event) {
    const row = event.pointerType === "touch" ? null : this.#under(event), { film } = this.shown;
    this.tip.hidden = row === null;
    if (row === null || !film || !this.places) return;
    this.tip.textContent = postTitle(film.posts, row);
    const aside = this.places.x[row] > this.width / 2;
    this.tip.style.left = aside ? "auto" : `${this.places.x[row] + 12}px`;
    this.tip.style.right = aside ? `${this.width - this.places.x[row] + 12}px` : "auto";
    this.tip.style.top = `${this.places.y[row] + 12}px`;
  }

  /** @param {any} event */
  #pressed(event) {
    const { film, row } = this.shown;
    if (!film || !this.places || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = event.key === "Home" ? 0 : event.key === "End" ? film.count - 1 : event.key === "Escape" ? null
      : event.key.startsWith("Arrow") ? (row === null ? 0 : nextPost(this.places, row, event.key)) : undefined;
    if (event.key === "Enter" && row !== null) { event.preventDefault(); this.onOpen(); }
    if (next === undefined) return;
    event.preventDefault();
    this.onPick(next);
    if (next !== null) announce(say("people.network.at", { post: postTitle(film.posts, next) }));
  }
}
