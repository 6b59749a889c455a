/** The class's results: many codes, each run against command, in one table and one figure. */

import { announce, h } from "./dom.js";
import { outcomeLabel, say } from "./words.js";
import { decodeGame, spacedCode } from "./code.js";
import { createForest } from "./forest.js";
import { oneAtATime } from "./late.js";
import { goalWords, knownOf, optionWords } from "./game_words.js";
import { gamePairs, outcomeOfGoal, scoreOf } from "./score.js";

const OVERLAY_COLUMNS = ["code", "council", "choices", "goal", "ahead", "met", "notice"], MOST_CODES = 60;
let overlayText = "";

/** @param {any} tools */
export function createOverlay({ hall, session }) {
  const field = h("textarea", { id: "overlay-codes", rows: 5, class: "code-field", autocomplete: "off", spellcheck: false, value: overlayText }), status = h("p", { role: "status" }), wrong = h("ul", { class: "lesson-asks" }), notes = h("p", { class: "lesson-note" });
  const body = h("tbody"), table = h("div", { class: "table-scroll", hidden: true, tabindex: 0, role: "region", "aria-label": say("game.overlay.table") }, h("table", {}, h("caption", {}, say("game.overlay.table")), h("thead", {}, h("tr", {}, OVERLAY_COLUMNS.map((name) => h("th", { scope: "col" }, say(`game.overlay.columns.${name}`))))), body));
  const forest = createForest(""), goals = h("select", { id: "overlay-outcome", on: { change: () => draw() } });
  const chosen = h("p", { hidden: true }, h("label", { for: "overlay-outcome" }, say("game.overlay.outcome")), " ", goals);
  const replay = oneAtATime((what) => { status.textContent = say("story.trouble", { what }); });
  let results = /** @type {any[]} */ ([]);
  const element = h("div", { class: "paper overlay", dataset: { part: "overlay" } }, h("h2", {}, say("game.overlay.title")), h("p", {}, say("game.overlay.lead")), h("label", { for: "overlay-codes" }, say("game.overlay.label")), field,
    h("div", { class: "row-of-buttons" }, h("button", { type: "button", class: "primary", dataset: { overlay: "show" }, on: { click: () => show() } }, say("game.overlay.show"))), status, wrong, table, chosen, forest.element, notes);

  function show() {
    replay.end();
    overlayText = field.value;
    const lines = field.value.split(/[\n;,]+/).map((/** @type {string} */ one) => one.trim()), read = lines.map((/** @type {string} */ one) => decodeGame(one, knownOf(hall)));
    const good = read.filter((/** @type {any} */ one) => "played" in one).slice(0, MOST_CODES);
    wrong.replaceChildren(...read.flatMap((/** @type {any} */ one, /** @type {number} */ at) => ("wrong" in one && lines[at] ? [h("li", {}, say("game.overlay.wrong", { line: at + 1, why: say(`game.code.${one.wrong}`, one.values) }))] : [])));
    results = [];
    table.hidden = chosen.hidden = true;
    forest.draw([], "");
    notes.textContent = "";
    if (!good.length) { status.textContent = say("game.overlay.none"); return; }
    replay.begin(async ({ signal, still }) => {
      for (const { played, code } of good) {
        status.textContent = say("game.overlay.running", { done: results.length, total: good.length });
        const pairs = await still(gamePairs(session, played, { signal }));
        // Of each code its few numbers are kept, of all goals: the runs themselves would be hundreds of megabytes.
        const scores = Object.fromEntries([...new Set(good.map((/** @type {any} */ one) => one.played.goal))].map((goal) => [goal, scoreOf(pairs, /** @type {string} */ (goal), hall.outcomes)]));
        results.push({ played, code, scores, own: scores[played.goal] });
      }
      tell();
    });
  }

  function tell() {
    const best = results.reduce((one, other) => (other.own.ahead > one.own.ahead ? other : one)), of = (/** @type {number} */ count, /** @type {any} */ score) => say("game.overlay.of", { count, pairs: score.pairs });
    status.textContent = say("game.overlay.summary", { codes: results.length, best: spacedCode(best.code), count: best.own.ahead, pairs: best.own.pairs });
    announce(status.textContent ?? "");
    body.replaceChildren(...results.map(({ played, code, own }) => h("tr", { dataset: { code } }, h("th", { scope: "row", class: "code-cell" }, spacedCode(code)), h("td", {}, hall.council(played.council).name),
      h("td", {}, played.choices.map((/** @type {number} */ choice, /** @type {number} */ at) => optionWords(at, choice)).join(" · ")), h("td", {}, goalWords(played.goal)), h("td", {}, of(own.ahead, own)), h("td", {}, of(own.met, own)), h("td", {}, of(own.notices, own)))));
    const found = Object.keys(results[0].scores);
    goals.replaceChildren(...found.map((goal) => h("option", { value: goal }, goalWords(goal))));
    table.hidden = false;
    chosen.hidden = found.length < 2;
    notes.textContent = new Set(results.map((one) => one.played.council)).size > 1 ? say("game.overlay.councils") : "";
    draw();
  }

  function draw() {
    const goal = goals.value || results[0].played.goal;
    const rows = results.map(({ code, scores }) => ({ name: spacedCode(code), ...scores[goal] })).sort((one, other) => other.mean - one.mean);
    forest.draw(rows, rows[0].unit, `${say("game.overlay.chart")}: ${goalWords(goal)} (${outcomeLabel(outcomeOfGoal(goal))})`);
  }
  return { element, close: replay.end };
}
