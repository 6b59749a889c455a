/** You are the leader: choose what to be judged on, take five decisions, and have them replayed under twenty lucks. */

import { h } from "./dom.js";
import { monthWords, say } from "./words.js";
import { decodeGame } from "./code.js";
import { DECISIONS, gameOf, GOALS, scenarioOfChoices } from "./decisions.js";
import { createGameEnd } from "./game_end.js";
import { goalWords, knownOf } from "./game_words.js";
import { createGlance } from "./glance.js";

/** @param {any} tools */
export function createGame(tools) {
  const { hall, store } = tools;
  const element = h("section", { class: "game", hidden: true, dataset: { part: "game" }, "aria-labelledby": "game-title" });
  let shown = "", screen = /** @type {any} */ (null), ended = /** @type {number[] | null} */ (null), moved = false, mistaken = "";
  /** @param {any} game */
  function put(game) {
    moved = true;
    store.set({ game });
  }

  const top = () => h("div", { class: "lesson-top" }, h("h2", { id: "game-title", tabindex: -1 }, say("game.title")), h("button", { type: "button", class: "quiet", dataset: { game: "leave" }, on: { click: () => store.set({ game: null }) } }, say("game.leave")));

  /** The first screen: what to be judged on, or a code. */
  function beginning() {
    let goal = GOALS[0];
    const help = h("p", { class: "lesson-note" }), tell = () => { help.textContent = say(`game.goal_help.${goal === "class" ? "class" : "other"}`); };
    const goals = GOALS.map((name) => h("label", { class: "goal" }, h("input", { type: "radio", name: "goal", value: name, checked: name === goal, on: { change: () => { goal = name; tell(); } } }), h("span", {}, goalWords(name))));
    const code = h("input", { id: "game-code", type: "text", autocomplete: "off", spellcheck: false, class: "code-field" }), wrong = h("p", { class: "lesson-asks", role: "status" }, mistaken);
    mistaken = "";
    const form = h("form", { class: "code-form", on: { submit: (/** @type {any} */ event) => { event.preventDefault(); wrong.textContent = entered(code.value); } } }, h("h3", {}, say("game.enter.title")),
      h("div", { class: "row-of-buttons" }, h("label", { for: "game-code" }, say("game.enter.label")), code, h("button", { type: "submit", class: "quiet", dataset: { game: "enter" } }, say("game.enter.go"))), wrong);
    tell();
    return { element: h("div", {}, h("p", {}, say("game.lead")), h("fieldset", {}, h("legend", {}, say("game.goal_title")), goals, help),
      h("div", { class: "row-of-buttons" }, h("button", { type: "button", class: "primary", dataset: { game: "start" }, on: { click: () => put({ goal, choices: [] }) } }, say("game.start"))), form,
      h("div", { class: "row-of-buttons" }, h("button", { type: "button", class: "quiet", dataset: { game: "overlay" }, on: { click: () => tools.showOverlay?.() } }, say("lesson.teacher.overlay")))) };
  }

  /** Show the game of a code, or say why there is none. @param {string} text @returns {string} */
  function entered(text) {
    const found = decodeGame(text, knownOf(hall));
    if ("wrong" in found) return say(`game.code.${found.wrong}`, found.values);
    moved = true;
    store.set({ council: found.played.council, game: { goal: found.played.goal, choices: found.played.choices } });
    return "";
  }

  /** An address can hold a code: #code=FIJOVUHARUPA. */
  function addressed() {
    const code = new URLSearchParams(globalThis.location?.hash.slice(1) ?? "").get("code");
    if (!code) return;
    mistaken = entered(code);
    if (mistaken) store.set({ game: {} });
  }
  globalThis.addEventListener("hashchange", addressed);
  addressed();

  /** One decision, with how the council stands. @param {{ goal: string, choices: number[] }} game @param {any} state */
  function deciding({ goal, choices }, state) {
    const at = choices.length, { name, until, options } = DECISIONS[at], words = `game.decisions.${name}`;
    const glance = until ? createGlance(tools, { scenario: scenarioOfChoices(choices), council: state.council, months: until }) : null;
    const buttons = options.map((option, place) => h("button", { type: "button", class: "option", dataset: { option: option.name }, on: { click: () => put({ goal, choices: [...choices, place] }) } },
      h("strong", {}, say(`${words}.options.${option.name}.title`)), h("span", {}, say(`${words}.options.${option.name}.text`))));
    return { element: h("div", {}, h("p", { class: "lesson-note" }, say("game.progress", { at: at + 1, of: DECISIONS.length }), " · ", say("game.end.judged", { goal: goalWords(goal) })),
      h("h3", { class: "game-decision", tabindex: -1 }, say(`${words}.title`)), h("p", {}, say(`${words}.text`)),
      glance ? h("section", { class: "glance", "aria-label": say("game.so_far", { council: hall.council(state.council).name }) }, h("p", { class: "lesson-note" }, say("game.so_far", { council: hall.council(state.council).name }), ". ", say("game.until", { month: monthWords(until - 1) }), "."), glance.element) : "",
      h("div", { class: "options", role: "group", "aria-label": say("game.choose") }, buttons),
      at ? h("div", { class: "row-of-buttons" }, h("button", { type: "button", class: "quiet", dataset: { game: "back" }, on: { click: () => put({ goal, choices: choices.slice(0, -1) }) } }, say("game.back"))) : ""), close: glance?.close };
  }

  return {
    element,
    /** @param {any} state @param {any} [_ensemble] */
    update(state, _ensemble) {
      element.hidden = !state.game;
      if (!state.game) { [shown, ended] = ["", null]; screen?.close?.(); screen = null; element.replaceChildren(); return; }
      const game = gameOf(state.game), key = JSON.stringify([game, state.council]);
      if (key === shown) return;
      const first = !shown;
      shown = key;
      screen?.close?.();
      screen = !game.goal ? beginning() : game.choices.length < DECISIONS.length ? deciding(game, state) : createGameEnd(tools, { ...game, council: state.council }, { put, before: ended });
      ended = game.choices.length === DECISIONS.length ? game.choices : null;
      element.replaceChildren(top(), screen.element);
      if (moved || first) /** @type {any} */ (element.querySelector(".game-decision") ?? element.querySelector("#game-title")).focus();
      moved = false;
    },
  };
}
