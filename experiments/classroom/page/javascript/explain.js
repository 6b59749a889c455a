/** Prediction beside result, the explanation that the result chooses, and the same again without the mechanism. */

import { announce, h } from "./dom.js";
import { number, say } from "./words.js";
import { lastYear, mean } from "./statistics.js";
import { contrastPairs } from "./contrasts.js";
import { createForest } from "./forest.js";
import { carriedWord, marginOf, outcomeOf, outcomeSentence } from "./outcome_of.js";
import { leverName } from "./lever_name.js";

/** @param {import("./lesson_steps.js").Context} context */
export function createExplanation({ tools, lesson, memory, unit, fill }) {
  const { store, session } = tools, { council } = store.get(), { reference, mine } = lesson.contrast, abort = new AbortController();
  const asked = { outcome: lesson.outcome, window: lesson.window, margin: marginOf(lesson.same_within, unit) };
  const beside = h("dl", { class: "beside" }), verdict = h("p", { class: "lesson-verdict" }), sentence = h("p", { class: "lesson-result" }), text = h("p", { class: "lesson-explanation" });
  const points = h("p", {}), expected = h("p", { class: "expected" }), because = h("p", { class: "lesson-note" });
  const forest = createForest(say("lesson.explain.forest_title", { mine: mine.label, reference: reference.label }));
  // What is set to another value is not switched off: the words differ.
  const off = lesson.mechanism.without?.length ? "without" : "changed", mechanism = (/** @type {string} */ key, values = {}) => say(`lesson.explain.${off}.${key}`, values);
  const without = section("without", mechanism("title"), `${lesson.mechanism.title}. ${lesson.mechanism.text}`, mechanism("button"), runWithout);
  const also = lesson.also.map((/** @type {any} */ one, /** @type {number} */ at) => section(`also-${at}`, one.title, one.text, say("lesson.explain.also_button"), () => runAlso(at)));
  const lever = h("button", { type: "button", dataset: { lesson: "lever" }, on: { click: another } });
  const levers = h("section", { class: "lesson-levers", "aria-label": say("lesson.explain.levers_title") }, h("h3", {}, say("lesson.explain.levers_title")), h("p", { class: "lesson-note" }, say("lesson.explain.levers_help")), lever);
  const why = h("button", { type: "button", class: "quiet", dataset: { lesson: "why" }, on: { click: () => store.set({ view: "why" }) } }, say("lesson.explain.why"));
  const element = h("div", { class: "explain", dataset: { part: "explain" } }, h("h3", {}, say("lesson.explain.title")), beside, verdict, sentence, text, points, forest.element, expected, because,
    without.element, also.map((/** @type {any} */ one) => one.element), h("div", { class: "row-of-buttons" }, why), lesson.levers.length ? levers : "");

  /** @param {string} name @param {string} title @param {string} about @param {string} label @param {() => void} then */
  function section(name, title, about, label, then) {
    const button = h("button", { type: "button", dataset: { explain: name }, on: { click: then } }, label), found = h("p", { class: "lesson-found" });
    return { button, found, element: h("section", { class: "explain-part", "aria-label": title }, h("h3", {}, title), h("p", {}, fill(about)), button, found) };
  }

  /** Run a contrast and keep what it says. @param {any} arms @param {any} part @param {any} [mechanism] */
  async function ran(arms, part, mechanism) {
    const total = store.get().replicates;
    const held = part?.button === document.activeElement;
    if (part) part.button.disabled = true;
    try {
      const pairs = await contrastPairs(session, { council, seed: lesson.seed, replicates: total, reference: arms.reference, mine: arms.mine, mechanism },
        { signal: abort.signal, onPair: (done) => { if (part) part.found.textContent = say("lesson.explain.running", { done, total }); } });
      return { ...outcomeOf(pairs, asked), end: mean(pairs.map((pair) => lastYear(pair[1].series(lesson.outcome)))) };
    } catch (error) {
      if (abort.signal.aborted) return null;
      if (part) part.found.textContent = say("lesson.trouble", { why: error instanceof Error ? error.message : String(error) });
      return null;
    } finally {
      if (part) part.button.disabled = false;
      // Switched off it let go of the keyboard; whoever has gone elsewhere stays there.
      if (held && document.activeElement === document.body) part.button.focus({ preventScroll: true });
    }
  }
  const told = (/** @type {any} */ found, /** @type {any} */ arms) => outcomeSentence(found, { outcome: lesson.outcome, unit, window: lesson.window, mine: arms.mine.label, reference: arms.reference.label });

  async function runMain() {
    // The page runs the same pairs for its chart: they are taken from there, and not run twice at a time.
    await session.whenDone();
    if (abort.signal.aborted) return;
    memory.main ??= await ran(lesson.contrast, null);
    if (memory.main) show();
  }
  async function runWithout() {
    await mainReady;
    if (!memory.main) return;
    memory.without ??= await ran(lesson.contrast, without, lesson.mechanism);
    if (!memory.without) return;
    show();
    announce(without.found.textContent ?? "");
  }
  /** @param {number} at */
  async function runAlso(at) {
    await mainReady;
    if (!memory.main) return;
    memory.also[at] ??= await ran(lesson.also[at], also[at]);
    if (!memory.also[at]) return;
    show();
    announce(also[at].found.textContent ?? "");
  }

  function show() {
    const { main, prediction } = memory, word = say(`lesson.explain.results.${main.word}`);
    const said = prediction.choice ? say(`lesson.explain.results.${prediction.choice}`) : say("lesson.explain.nothing_said");
    const hands = Object.values(prediction.hands).reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one, 0);
    const more = [...(prediction.end === null ? [] : [say("lesson.explain.drew", { value: number(prediction.end, unit), found: number(main.end, unit) })]),
      ...(hands ? [say("lesson.explain.room", { right: prediction.hands[main.word] ?? 0, all: hands })] : [])];
    beside.replaceChildren(h("div", { class: "arm" }, h("dt", {}, say("lesson.explain.said")), h("dd", { dataset: { said: prediction.choice ?? "" } }, said)),
      h("div", { class: "arm" }, h("dt", {}, say("lesson.explain.came")), h("dd", { dataset: { came: main.word } }, word)));
    verdict.textContent = [prediction.choice ? say(`lesson.explain.${prediction.choice === main.word ? "right" : "wrong"}`) : "", ...more].filter(Boolean).join(" ");
    sentence.textContent = told(main, lesson.contrast);
    text.textContent = fill(lesson.explanations.find((/** @type {any} */ one) => one.when === main.word).text);
    points.textContent = say("lesson.explain.points", main);
    expected.textContent = say(`lesson.explain.expected_${lesson.expects.result === main.word ? "met" : "unmet"}`, { expected: say(`lesson.explain.results.${lesson.expects.result}`) });
    expected.classList.toggle("unmet", lesson.expects.result !== main.word);
    because.textContent = say("lesson.explain.because", { why: fill(lesson.expects.why) });
    if (memory.without) without.found.textContent = `${told(memory.without, lesson.contrast)} ${mechanism(`carried.${carriedWord(main, memory.without)}`, { result: say(`lesson.explain.results.${memory.without.word}`) })}`;
    also.forEach((/** @type {any} */ one, /** @type {number} */ at) => { if (memory.also[at]) one.found.textContent = told(memory.also[at], lesson.also[at]); });
    forest.draw([{ name: say("lesson.explain.this"), ...main }, ...(memory.without ? [{ name: mechanism("row", { title: lesson.mechanism.title }), ...memory.without }] : []),
      ...memory.also.map((/** @type {any} */ one, /** @type {number} */ at) => ({ name: lesson.also[at].title, ...one })).filter(Boolean)], unit);
    nameLever();
  }

  function nameLever() {
    const name = lesson.levers[store.get().revealed ?? 0];
    lever.disabled = !name;
    lever.textContent = name ? say("lesson.explain.lever", { name: leverName(name) }) : say("lesson.explain.levers_done");
  }

  /** One lever more stands beside the chart. */
  function another() {
    store.set({ view: "story", revealed: Math.min(lesson.levers.length, (store.get().revealed ?? 0) + 1) });
    nameLever();
    requestAnimationFrame(() => {
      const last = document.querySelector('[data-part="levers"] .lever:last-child');
      last?.scrollIntoView({ block: "nearest" });
      if (lever.disabled) /** @type {HTMLElement | null | undefined} */ (last?.querySelector("input, select"))?.focus({ preventScroll: true });
    });
  }

  nameLever();
  const mainReady = runMain();
  return { element, close: () => abort.abort() };
}
