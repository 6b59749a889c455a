/** Trust as colour: orange for little, blue for much, grey between, told apart by lightness too; and its legend. */

import { h } from "./dom.js";
import { number, say } from "./words.js";

/** Trust below and above these is drawn like these: nearly all of it lies between. */
const TRUST_ENDS = [0.3, 0.7];
const TRUST_STEPS = 9;
const RAMPS = {
  light: ["#8f3000", "#d9792b", "#c9c9c9", "#5b9bd5", "#0b4a8f"],
  dark: ["#ffb27a", "#d9772f", "#6d6d6d", "#4a93d6", "#a9d5ff"],
};

/** @param {string} colour @returns {number[]} */
const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** @param {string[]} ramp */
function stepsOf(ramp) {
  return Array.from({ length: TRUST_STEPS }, (_, step) => {
    const place = (step / (TRUST_STEPS - 1)) * (ramp.length - 1), below = Math.min(ramp.length - 2, Math.floor(place));
    const [one, other] = [channels(ramp[below]), channels(ramp[below + 1])];
    return `rgb(${one.map((value, at) => Math.round(value + (other[at] - value) * (place - below))).join(" ")})`;
  });
}
const COLOURS = { light: stepsOf(RAMPS.light), dark: stepsOf(RAMPS.dark) };

/** Whether an element's text is light, and its ground so dark. @param {Element} element */
export function isDark(element) {
  const [red, green, blue] = (getComputedStyle(element).color.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return 0.3 * red + 0.59 * green + 0.11 * blue > 128;
}

/** The colours, from least to most trust. @param {boolean} dark */
export const trustColours = (dark) => COLOURS[dark ? "dark" : "light"];

/** The place of a trust among the colours, -1 where there is none. @param {number} trust */
export function trustStep(trust) {
  if (Number.isNaN(trust)) return -1;
  const [low, high] = TRUST_ENDS;
  return Math.max(0, Math.min(TRUST_STEPS - 1, Math.floor(((trust - low) / (high - low)) * TRUST_STEPS)));
}

/** Trust in a word. @param {number} trust */
export function trustWords(trust) {
  const level = trust >= 0.7 ? "very_much" : trust >= 0.58 ? "much" : trust >= 0.46 ? "some" : trust >= 0.34 ? "little" : "hardly";
  return say(`people.trust.${level}`);
}

/** The legend of colours. */
export function trustLegend() {
  const swatches = Array.from({ length: TRUST_STEPS }, () => h("span", { class: "trust-swatch" }));
  const [low, high] = TRUST_ENDS.map((one) => number(one, "share", { digits: 0 }));
  const element = h("div", { class: "trust-legend", role: "img", "aria-label": say("people.legend.trust_label", { low, high }) },
    h("span", {}, say("people.legend.low", { low })), h("span", { class: "trust-swatches" }, swatches), h("span", {}, say("people.legend.high", { high })));
  return {
    element,
    /** @param {boolean} dark */
    paint(dark) { trustColours(dark).forEach((colour, step) => { swatches[step].style.backgroundColor = colour; }); },
  };
}
