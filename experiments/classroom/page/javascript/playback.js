/** Playback: play and pause, a month or a year on or back, any month by the slider, and how fast. */

import { h, mark, prefersStill, redraw, svg } from "./dom.js";
import { whenResized } from "./resized.js";
import { buttonIcon, buttonPath } from "./signs.js";
import { monthWords, say } from "./words.js";

const SPEEDS = [1, 3, 6, 12, 24];
const USUAL_SPEED = 6;
/** Half the width of the slider's knob in CSS pixels: marks stand where the knob's middle comes to stand. */
const KNOB = 12;

/** The date that a month of a film shows. @param {number} month */
export const shownDate = (month) => (month === 0 ? say("people.playback.first_day") : say("people.playback.end_of", { month: monthWords(month - 1) }));

/**
 * @param {{ months: number, onMonth: (month: number, playing: boolean) => void }} options `onMonth` is told of every month that
 *   is to be shown, and at the end of playing once with `playing` false.
 */
export function createPlayback({ months, onMonth }) {
  let month = months, playing = false, frame = 0, speed = USUAL_SPEED, exact = 0, last = 0;
  let marks = /** @type {{ month: number, kind: "budget" | "election" | "event" }[]} */ ([]);
  const button = (/** @type {string} */ name, /** @type {() => void} */ then) =>
    h("button", { type: "button", class: "playback-button", "aria-label": say(`people.playback.${name}`), title: say(`people.playback.${name}`), dataset: { playback: name }, on: { click: then } }, buttonIcon(name));
  const play = button("play", () => (playing ? pause() : start()));
  const slider = h("input", { type: "range", min: 0, max: months, step: 1, value: months, class: "playback-slider", "aria-label": say("people.playback.slider"),
    on: { input: () => { stop(); to(Number(slider.value), true); }, change: () => onMonth(month, false) } });
  const date = h("output", { class: "playback-date" });
  const pace = h("select", { "aria-label": say("people.playback.speed"), on: { change: () => { speed = Number(pace.value); } } },
    SPEEDS.map((one) => h("option", { value: String(one) }, say(one === 1 ? "people.playback.speed_one" : one % 12 ? "people.playback.speed_months" : one === 12 ? "people.playback.speed_year" : "people.playback.speed_years", { count: one % 12 ? one : one / 12 }))));
  pace.value = String(USUAL_SPEED);
  const track = svg("svg", { class: "playback-marks", "aria-hidden": "true" });
  const still = h("p", { class: "playback-still", hidden: true }, say("people.playback.still"));
  const element = h("div", { class: "playback", role: "group", "aria-label": say("people.playback.label"), dataset: { part: "playback" } },
    h("div", { class: "playback-buttons" }, button("first", () => jump(0)), button("year_back", () => jump(month - 12)), button("back", () => jump(month - 1)),
      play, button("on", () => jump(month + 1)), button("year_on", () => jump(month + 12))),
    h("div", { class: "playback-now" }, pace, date), h("div", { class: "playback-track" }, slider, track), still);

  /** @param {number} wanted @param {boolean} moving */
  function to(wanted, moving) {
    month = Math.max(0, Math.min(months, Math.round(wanted)));
    show();
    onMonth(month, moving);
  }
  function show() {
    slider.value = String(month);
    slider.setAttribute("aria-valuetext", shownDate(month));
    date.textContent = shownDate(month);
  }
  /** @param {number} wanted */
  function jump(wanted) {
    stop();
    to(wanted, false);
  }
  function dress() {
    play.querySelector("path").setAttribute("d", buttonPath(playing ? "pause" : "play"));
    const said = say(`people.playback.${playing ? "pause" : "play"}`);
    play.setAttribute("aria-label", said);
    play.title = said;
  }
  function stop() {
    playing = false;
    cancelAnimationFrame(frame);
    dress();
  }
  function pause() {
    stop();
    onMonth(month, false);
  }
  function start() {
    if (month === months) to(0, true);
    [playing, exact, last] = [true, month, 0];
    dress();
    frame = requestAnimationFrame(tick);
  }
  /** @param {number} now */
  function tick(now) {
    // A page that was hidden for a while goes on where it was.
    exact += last ? Math.min(0.25, (now - last) / 1000) * speed : 0;
    last = now;
    if (Math.floor(exact) > month) to(Math.floor(exact), true);
    if (month >= months) { pause(); return; }
    frame = requestAnimationFrame(tick);
  }
  function drawMarks() {
    const width = track.clientWidth || element.clientWidth;
    if (width < 50) return;
    track.setAttribute("viewBox", `0 0 ${width} 14`);
    redraw(track, marks.map(({ month: at, kind }) => {
      const across = KNOB + ((at + 1) / months) * (width - 2 * KNOB);
      const shape = kind === "budget" ? `M${across} 1v5` : kind === "election" ? `M${across} 2l4 5l-4 5l-4 -5z` : `M${across - 5} 12l5 -9l5 9z`;
      return mark("path", { d: shape, class: `mark-${kind}` });
    }));
  }
  const unwatch = whenResized(track, drawMarks);
  const motion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");
  const calm = () => {
    const quiet = prefersStill();
    if (quiet && playing) pause();
    [play.hidden, pace.hidden, still.hidden] = [quiet, quiet, !quiet];
  };
  motion?.addEventListener("change", calm);
  calm();
  show();
  return {
    element,
    get playing() { return playing; },
    get month() { return month; },
    /** Show a month that others have chosen. @param {number} wanted */
    set(wanted) {
      if (playing || wanted === month) return;
      month = Math.max(0, Math.min(months, wanted));
      show();
    },
    jump,
    pause() { if (playing) pause(); },
    /** @param {typeof marks} found */
    mark(found) { marks = found; drawMarks(); },
    close() {
      stop();
      unwatch();
      motion?.removeEventListener("change", calm);
    },
  };
}
