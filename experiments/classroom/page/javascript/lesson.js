/** A lesson: set-up, predict, run, explain, limits, one at a time, beside the story that it tells. */

import { h, held } from "./dom.js";
import { declaredWords, say } from "./words.js";
import { contrastState } from "./contrasts.js";
import { STEP_BUILDERS } from "./lesson_steps.js";
import { emptyPrediction } from "./predict.js";
import { createTeacher } from "./teacher.js";

const LESSON_STEPS = ["set_up", "predict", "run", "explain", "limit"];
const RUN_STEP = LESSON_STEPS.indexOf("run"), EXPLAIN_STEP = LESSON_STEPS.indexOf("explain");

/** The lessons of this page. @returns {any[]} */
const lessonsHeld = () => held("lessons") ?? [];

/** @param {any} tools */
export function createLesson(tools) {
  const { hall, store, session } = tools, lessons = lessonsHeld();
  const element = h("section", { class: "lesson", hidden: true, dataset: { part: "lesson" }, "aria-labelledby": "lesson-title" });
  const memories = new Map();
  const teacher = createTeacher(tools, { lessons, go: (/** @type {number} */ by) => go(store.get().step + by), handsOf: () => memories.get(`${store.get().lesson} ${store.get().council}`)?.prediction });
  let shown = "", entered = /** @type {string | null} */ (null), body = /** @type {any} */ (null), next = /** @type {any} */ (null), asked = "", focusWanted = false;

  const lessonOf = (/** @type {any} */ state) => lessons.find((one) => one.name === state.lesson);
  const stepOf = (/** @type {any} */ state) => Math.max(0, Math.min(LESSON_STEPS.length - 1, Number(state.step) || 0));
  /** What was predicted and found in a lesson and a council, as long as the page is open. @param {any} lesson */
  function memoryOf(lesson) {
    const key = `${lesson.name} ${store.get().council}`, found = memories.get(key) ?? { prediction: emptyPrediction(lesson), role: "", main: null, without: null, also: [] };
    memories.set(key, found);
    return found;
  }

  /** The headline stays hidden from the prediction until the last pair is in. @param {any} state */
  tools.hidesHeadline = (state) => {
    const lesson = lessonOf(state), step = stepOf(state);
    return Boolean(lesson && !lesson.trouble) && (step === 0 || step === 1 || (step === RUN_STEP && !session.ensemble().finished));
  };
  /** A lesson shows no lever before its result, then one at a time. @param {any} state */
  tools.leversShown = (state) => {
    const lesson = lessonOf(state);
    if (!lesson || lesson.trouble) return undefined;
    return stepOf(state) < EXPLAIN_STEP ? [] : lesson.levers.slice(0, state.revealed ?? 0);
  };
  tools.presenter = teacher.presenter;

  /** @param {any} lesson @param {number} step */
  function stateAt(lesson, step) {
    const chosen = held("start")?.council || undefined, council = chosen ? store.get().council : hall.council(lesson.council).code;
    return { ...contrastState(lesson.contrast.reference, lesson.contrast.mine, step >= RUN_STEP), council, seed: lesson.seed, outcome: lesson.outcome, window: lesson.window, view: "story", row: null, spread: false, revealed: 0 };
  }

  /** Begin a lesson. @param {string} name */
  function enter(name) {
    entered = null;
    store.set({ lesson: name, step: 0, drawer: null });
  }

  /** @param {number} step */
  function go(step) {
    const lesson = lessonOf(store.get());
    if (!lesson) return;
    if (step >= LESSON_STEPS.length) { store.set({ lesson: null, step: 0 }); return; }
    const to = Math.max(0, step), prediction = memoryOf(lesson).prediction;
    if (to >= RUN_STEP && !prediction.locked && stepOf(store.get()) <= 1) {
      if (!prediction.choice) { body?.ask?.(say("lesson.first_choose")); return; }
      prediction.locked = true;
    }
    if (to >= EXPLAIN_STEP && stepOf(store.get()) === RUN_STEP && !session.ensemble().finished) { body?.ask?.(waits()); return; }
    focusWanted = true;
    store.set({ step: to, ...(to <= RUN_STEP ? stateAt(lesson, to) : { view: "story" }) });
  }

  /** Whether the button that leads on would. It stays a button all the same, and says what is missing. */
  function ready() {
    const lesson = lessonOf(store.get()), name = LESSON_STEPS[stepOf(store.get())];
    if (!lesson || !next) return;
    next.setAttribute("aria-disabled", String((name === "run" && !session.ensemble().finished) || (name === "predict" && !memoryOf(lesson).prediction.choice)));
  }

  const waits = () => say("lesson.wait", { done: session.ensemble().done, total: session.ensemble().total });

  /** @param {any} lesson @param {number} step */
  function build(lesson, step) {
    const name = LESSON_STEPS[step], memory = memoryOf(lesson), declared = hall.outcomes.find((/** @type {any} */ one) => one.name === lesson.outcome);
    const fill = (/** @type {string} */ text) => declaredWords(text).replaceAll("{people}", String(hall.people)).replaceAll("{council}", hall.council(store.get().council).name);
    const asks = h("p", { class: "lesson-asks", role: "status" });
    body = STEP_BUILDERS[name]({ tools, lesson, memory, unit: declared?.unit ?? "", fill, changed: () => { if (asked) body?.ask?.(""); ready(); teacher.update(lesson, step); } });
    body.ask = (/** @type {string} */ text) => { asks.textContent = asked = text; };
    asked = "";
    const title = h("h2", { id: "lesson-title", tabindex: -1 }, declaredWords(lesson.title));
    const progress = h("ol", { class: "lesson-steps", "aria-label": say("lesson.step", { at: step + 1, of: LESSON_STEPS.length, name: say(`lesson.steps.${name}`) }) },
      LESSON_STEPS.map((one, at) => h("li", { "aria-current": at === step ? "step" : undefined, class: at < step ? "done" : "" }, say(`lesson.steps.${one}`))));
    const onward = name === "predict" && memory.prediction.locked ? "locked" : name;
    next = h("button", { type: "button", class: "primary", dataset: { lesson: "next" }, on: { click: () => go(stepOf(store.get()) + 1) } }, say(`lesson.next.${onward}`));
    const back = h("button", { type: "button", class: "quiet", dataset: { lesson: "back" }, disabled: step === 0, on: { click: () => go(stepOf(store.get()) - 1) } }, say("lesson.back"));
    const texts = (lesson.steps[name] ?? []).map((/** @type {string} */ text) => h("p", {}, fill(text)));
    const question = name === "limit" ? "" : h("p", { class: "lesson-question" }, fill(lesson.question));
    element.replaceChildren(chooser(lesson.name), h("div", { class: "lesson-head" }, title, h("p", { class: "lesson-note" }, say("lesson.minutes", { minutes: lesson.minutes })), progress),
      roleCard(lesson, memory), question, ...(body.first ? [texts[0] ?? "", body.first, ...texts.slice(1)] : texts), body.element, asks, h("div", { class: "row-of-buttons lesson-go" }, back, next), teacher.element);
  }

  /** @param {any} lesson @param {any} memory */
  function roleCard(lesson, memory) {
    if (!lesson.roles.length) return "";
    const text = h("p", {}), chosen = () => lesson.roles.find((/** @type {any} */ one) => one.role === memory.role);
    const tell = () => { text.textContent = chosen() ? declaredWords(chosen().text) : ""; text.hidden = !chosen(); };
    const choose = h("select", { id: "lesson-role", value: memory.role, on: { change: (/** @type {any} */ event) => { memory.role = event.target.value; tell(); } } },
      h("option", { value: "" }, say("lesson.role.none")), lesson.roles.map((/** @type {any} */ one) => h("option", { value: one.role }, declaredWords(one.title))));
    choose.value = memory.role;
    tell();
    return h("div", { class: "lesson-role" }, h("label", { for: "lesson-role" }, say("lesson.role.you")), choose, text);
  }

  /** @param {string} name */
  function chooser(name) {
    const choose = h("select", { id: "lesson-choose", on: { change: (/** @type {any} */ event) => enter(event.target.value) } },
      lessons.some((one) => one.name === name) ? "" : h("option", { value: name }, "…"), lessons.map((one) => h("option", { value: one.name }, declaredWords(one.title))));
    choose.value = name;
    return h("div", { class: "lesson-top" }, h("label", { for: "lesson-choose" }, say("lesson.title")), choose,
      h("button", { type: "button", class: "quiet", dataset: { lesson: "leave" }, "aria-label": say("lesson.leave_it"), on: { click: () => store.set({ lesson: null, step: 0 }) } }, say("lesson.leave")));
  }

  return {
    element,
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      const lesson = lessonOf(state), step = stepOf(state);
      element.hidden = !state.lesson || Boolean(state.game);
      element.dataset.view = state.view;
      document.body.dataset.step = element.hidden ? "" : LESSON_STEPS[step];
      if (!state.lesson) { shown = ""; entered = null; body?.close?.(); body = null; element.replaceChildren(); teacher.update(null, 0); return; }
      if (!lesson || lesson.trouble) {
        const why = lesson ? lesson.trouble : say("lesson.unknown", { name: state.lesson });
        if (shown !== why) element.replaceChildren(chooser(state.lesson), h("h2", { id: "lesson-title", tabindex: -1 }, say("lesson.title")), h("p", { class: "lesson-asks", role: "status" }, why));
        shown = why;
        return;
      }
      if (entered !== state.lesson) {
        entered = state.lesson;
        focusWanted = step === 0;
        // An address may bring a lesson with levers moved; whatever else is not its contrast becomes it.
        const { reference } = lesson.contrast;
        if (step < EXPLAIN_STEP || state.reference !== reference.scenario || state.outcome !== lesson.outcome) store.set({ game: null, ...stateAt(lesson, step) });
      }
      const key = `${lesson.name} ${step} ${state.council}`;
      if (key !== shown) {
        body?.close?.();
        build(lesson, step);
        shown = key;
        if (focusWanted) /** @type {HTMLElement} */ (element.querySelector("#lesson-title")).focus({ preventScroll: false });
        focusWanted = false;
      }
      body.update?.(state, ensemble);
      if (asked && (step !== RUN_STEP || ensemble.finished)) body.ask(step === RUN_STEP ? "" : asked);
      ready();
      teacher.update(lesson, step);
    },
  };
}
