/** Small drawings: the signs of the picture's legend, and what stands on the buttons of playback. */

import { svg } from "./dom.js";

const RING = "M14 8a6 6 0 1 1 -12 0a6 6 0 1 1 12 0z";
const SIGN_PATHS = {
  held: { path: RING, full: true },
  outsourced: { path: "M3 3h10v10h-10z", full: true },
  vacant: { path: RING },
  cut: { path: "M5 5l6 6M11 5l-6 6" },
  arrives: { path: `M11 8a3 3 0 1 1 -6 0a3 3 0 1 1 6 0zM1 8h14M8 1v14` },
  leaves: { path: RING, broken: true },
  budget: { path: "M8 3v10" },
  election: { path: "M8 2l5 6l-5 6l-5 -6z", full: true },
  event: { path: "M2 13l6 -11l6 11z", full: true },
  cut_now: { path: "M2 2l12 12M14 2l-12 12", heavy: true },
};
const BUTTON_PATHS = {
  first: "M4 3v10M13 3v10l-7 -5z", year_back: "M8 3v10l-6 -5zM14 3v10l-6 -5z", back: "M11 3v10l-7 -5z", play: "M4 2v12l9 -6z", pause: "M4 3h3v10h-3zM9 3h3v10h-3z",
  on: "M5 3v10l7 -5z", year_on: "M2 3v10l6 -5zM8 3v10l6 -5z",
};

/** @param {string} name */
export function signIcon(name) {
  const { path, full, broken, heavy } = /** @type {any} */ (SIGN_PATHS)[name];
  return svg("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path, fill: full ? "var(--edge)" : "none", stroke: "currentColor", "stroke-width": heavy || broken ? 2.2 : 1.4, ...(broken ? { "stroke-dasharray": "8 4.6" } : {}) }));
}

/** @param {string} name */
export const buttonPath = (name) => /** @type {any} */ (BUTTON_PATHS)[name];

/** @param {string} name */
export function buttonIcon(name) {
  return svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: buttonPath(name), fill: "currentColor", stroke: "currentColor", "stroke-width": 1.2, "stroke-linejoin": "round" }));
}
