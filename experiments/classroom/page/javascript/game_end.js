/** The end of a game: the choices replayed in pairs against command, one sentence, and a code that holds them. */

import { announce, h } from "./dom.js";
import { capital, outcomeLabel, say } from "./words.js";
import { encodeGame, spacedCode } from "./code.js";
import { DECISIONS, OPPONENT, scenarioOfChoices } from "./decisions.js";
import { createForest } from "./forest.js";
import { aheadSentence, goalWords, knownOf, optionWords, scoreDifference } from "./game_words.js";
import { gamePairs, GAME_PAIRS, scoreOf } from "./score.js";

/** @param {any} tools @param {import("./code.js").Played} played @param {{ put: (game: any) => void, before: number[] | null }} options `before` are the choices that were at their end just now. */
export function createGameEnd({ hall, store, session }, played, { put, before }) {
  const { goal, choices, council } = played, abort = new AbortController(), name = hall.council(council).name;
  const ahead = h("p", { class: "game-ahead", dataset: { game: "ahead" } }, say("game.end.running", { done: 0, total: GAME_PAIRS })), lines = h("ul", { class: "game-lines" });
  const forest = createForest(""), code = encodeGame(played, knownOf(hall));
  const story = () => {
    const { extends: scenario, set, events } = scenarioOfChoices(choices);
    store.set({ game: null, view: "story", reference: OPPONENT, scenario, levers: set, events, without: [], outcome: goal === "class" ? "service.unmet" : goal, window: "last_year" });
  };
  const title = (/** @type {number} */ at) => say(`game.decisions.${DECISIONS[at].name}.title`), changed = before ? choices.findIndex((choice, at) => choice !== before[at]) : -1;
  /** The options of a decision, to take another one. @param {number} choice @param {number} at */
  const others = (choice, at) => h("details", { class: "game-change", dataset: { change: at } }, h("summary", { "aria-label": say("game.end.change_which", { decision: title(at) }) }, say("game.end.change")),
    h("div", { class: "row-of-buttons", role: "group", "aria-label": title(at) }, DECISIONS[at].options.map((option, place) => h("button", { type: "button", dataset: { option: option.name }, "aria-pressed": String(place === choice),
      on: { click: () => place !== choice && put({ goal, choices: choices.map((one, which) => (which === at ? place : one)) }) } }, optionWords(at, place)))));
  const element = h("div", { class: "game-end" }, h("h3", { class: "game-decision", tabindex: -1 }, say("game.end.title")), h("p", { class: "lesson-note" }, name, ". ", say("game.end.judged", { goal: goalWords(goal) })), before && changed >= 0 ? h("p", { class: "game-changed" }, say("game.end.changed", { decision: title(changed), before: optionWords(changed, before[changed]), now: optionWords(changed, choices[changed]) })) : "", ahead, lines, forest.element,
    h("section", { class: "code-shown", "aria-label": say("game.end.code_title") }, h("h3", {}, say("game.end.code_title")), h("p", { class: "code", dataset: { game: "code" } }, spacedCode(code)), h("p", { class: "lesson-note" }, say("game.end.code_help"))),
    h("h3", {}, say("game.end.choices")), h("ol", { class: "game-choices" }, choices.map((choice, at) => h("li", {}, title(at), ": ", h("strong", {}, optionWords(at, choice)), others(choice, at)))),
    h("p", { class: "lesson-note" }, say("game.end.caution", { council: name })),
    h("div", { class: "row-of-buttons" }, h("button", { type: "button", class: "primary", dataset: { game: "again" }, on: { click: () => put({}) } }, say("game.end.again")), h("button", { type: "button", class: "quiet", dataset: { game: "story" }, on: { click: story } }, say("game.end.story"))));

  /** @param {ReturnType<typeof scoreOf>} score */
  function show(score) {
    const sentence = aheadSentence(score);
    ahead.textContent = sentence;
    lines.replaceChildren(...[scoreDifference(score), say("game.end.met", score), say("game.end.start", score), say("game.end.notices", { mine: score.notices, command: score.commandNotices, pairs: score.pairs })].map((text) => h("li", {}, text)));
    forest.draw([{ name: capital(outcomeLabel(score.outcome)), ...score }], score.unit, say("game.end.chart"));
    element.dataset.done = "yes";
    announce(sentence);
  }
  gamePairs(session, played, { signal: abort.signal, onPair: (done) => { if (done < GAME_PAIRS) ahead.textContent = say("game.end.running", { done, total: GAME_PAIRS }); } })
    .then((pairs) => { if (!abort.signal.aborted) show(scoreOf(pairs, goal, hall.outcomes)); })
    .catch((error) => { if (!abort.signal.aborted) ahead.textContent = error?.message ?? String(error); });
  return { element, close: () => abort.abort() };
}
