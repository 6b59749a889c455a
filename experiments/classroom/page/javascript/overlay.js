/** The class's results by code: stand-in until the game is there. */

import { h } from "./dom.js";
import { say } from "./words.js";

/** @param {any} _tools */
export function createOverlay(_tools) {
  return { element: h("div", { class: "paper" }, h("h2", {}, say("game.overlay.title"))) };
}
