/**
 * Presenter's notes in a second window, which is this same file opened with #presenter: it works from disk as well.
 * The two windows tell each other names and numbers of steps only; nothing that arrives is shown but what the file has.
 */

import { h, held } from "./dom.js";
import { declaredWords, say } from "./words.js";

const NOTES_SIGN = "townhall-presenter", NOTES_SECOND = 1000, NOTES_WANTED = /(^|[#&])presenter\b/;
const NOTE_STEPS = ["set_up", "predict", "run", "explain", "limit"];

/** Whether this window is for the notes. */
export const presenterWanted = () => NOTES_WANTED.test(globalThis.location?.hash ?? "");

/** The lesson's side: opens the window, tells it where the lesson is, and goes where it asks to. @param {{ go: (by: number) => void }} options */
export function createPresenterLink({ go }) {
  let notes = /** @type {Window | null} */ (null), last = "", latest = /** @type {any} */ (null);
  const send = () => { if (notes && !notes.closed && latest) notes.postMessage(latest, "*"); };
  globalThis.addEventListener("message", (event) => {
    if (!notes || event.source !== notes || event.data?.sign !== NOTES_SIGN) return;
    if (event.data.ask === "where") send();
    else if (event.data.ask === "next") go(1);
    else if (event.data.ask === "back") go(-1);
  });
  return {
    /** Whether a window opened. @param {string} name @param {number} step */
    open(name, step) {
      const address = `${location.href.split("#")[0]}#presenter&lesson=${encodeURIComponent(name)}&step=${step}`;
      try {
        notes = globalThis.open(address, "townhall-notes", "popup,width=720,height=760");
      } catch {
        notes = null;
      }
      return Boolean(notes);
    },
    /** Let go of a window that somebody has closed: as long as it is named here, the browser keeps its document. */
    forgetClosed() {
      if (notes?.closed) notes = null;
    },
    /** @param {string} lesson @param {number} step @param {Record<string, number>} hands */
    tell(lesson, step, hands) {
      latest = { sign: NOTES_SIGN, lesson, step, hands };
      const now = JSON.stringify(latest);
      if (now === last) return;
      last = now;
      send();
    },
  };
}

/** The notes of a lesson, with the step of now marked. @param {any} lesson @param {() => any} handsOf */
export function presenterNotes(lesson, handsOf) {
  const parts = NOTE_STEPS.map((name) => h("section", { class: "notes-step", dataset: { notes: name } }, h("h3", {}, say(`lesson.steps.${name}`), h("span", { class: "notes-now" }, ` ${say("lesson.presenter.now")}`)), h("ul", {}, (lesson.notes?.[name] ?? []).map((/** @type {string} */ text) => h("li", {}, declaredWords(text))))));
  const hands = h("p", { class: "lesson-note" });
  const element = h("div", { class: "notes", dataset: { part: "notes" } }, h("h2", {}, say("lesson.presenter.title", { title: declaredWords(lesson.title) })), h("p", { class: "lesson-question" }, declaredWords(lesson.question).replaceAll("{council}", lesson.council)),
    h("p", { class: "lesson-note" }, say("lesson.presenter.expects", { expected: say(`lesson.explain.results.${lesson.expects.result}`) })), hands, parts);
  return {
    element,
    /** @param {number} step */
    update(step) {
      parts.forEach((part, at) => { part.classList.toggle("is-now", at === step); if (at === step) part.setAttribute("aria-current", "step"); else part.removeAttribute("aria-current"); });
      const counted = Object.entries(handsOf()?.hands ?? {}).filter(([name]) => lesson.choices.includes(name));
      hands.textContent = counted.length ? say("lesson.presenter.tally", { hands: counted.map(([name, count]) => `${say(`lesson.predict.choices.${name}`)} ${Number(count)}`).join(", ") }) : "";
    },
  };
}

/** The whole window of notes; it needs no model. */
export function showPresenter() {
  const place = document.getElementById("classroom"), lessons = held("lessons") ?? [], said = new URLSearchParams(location.hash.slice(1));
  const opener = /** @type {Window | null} */ (globalThis.opener), status = h("p", { class: "lesson-note", role: "status" }, opener ? "" : say("lesson.presenter.alone")), clock = h("p", { class: "notes-clock", role: "timer", "aria-label": say("lesson.presenter.clock_label") });
  const main = h("main", { id: "main" }), began = performance.now();
  let name = said.get("lesson") ?? "", step = Number(said.get("step")) || 0, hands = {}, notes = /** @type {any} */ (null), shown = "";
  const ask = (/** @type {string} */ what, /** @type {number} */ by) => {
    if (opener && !opener.closed) opener.postMessage({ sign: NOTES_SIGN, ask: what }, "*");
    else if (by) { step = Math.max(0, Math.min(NOTE_STEPS.length - 1, step + by)); show(); }
  };
  const controls = h("div", { class: "row-of-buttons" }, h("button", { type: "button", dataset: { notes: "back" }, on: { click: () => ask("back", -1) } }, say("lesson.presenter.back")), h("button", { type: "button", class: "primary", dataset: { notes: "next" }, on: { click: () => ask("next", 1) } }, say("lesson.presenter.next")));

  function show() {
    const lesson = lessons.find((/** @type {any} */ one) => one.name === name);
    if (!lesson || lesson.trouble) { main.replaceChildren(h("p", {}, say("lesson.unknown", { name })), ...lessons.map((/** @type {any} */ one) => h("p", {}, h("button", { type: "button", class: "quiet", on: { click: () => { name = one.name; show(); } } }, declaredWords(one.title))))); return; }
    if (shown !== name) { notes = presenterNotes(lesson, () => ({ hands })); main.replaceChildren(notes.element); shown = name; }
    notes.update(step);
  }
  globalThis.addEventListener("message", (event) => {
    if (!opener || event.source !== opener || event.data?.sign !== NOTES_SIGN) return;
    name = String(event.data.lesson);
    step = Number(event.data.step) || 0;
    hands = typeof event.data.hands === "object" && event.data.hands ? event.data.hands : {};
    show();
  });
  setInterval(() => {
    const seconds = Math.floor((performance.now() - began) / NOTES_SECOND);
    clock.textContent = say("lesson.presenter.clock", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
    if (opener?.closed) status.textContent = say("lesson.presenter.lost");
  }, NOTES_SECOND);
  document.getElementById("instead")?.remove();
  document.body.classList.add("presenter");
  place?.replaceChildren(h("header", { class: "top" }, h("h1", {}, say("story.title")), clock), main, h("footer", {}, status, controls));
  show();
  ask("where", 0);
  document.body.dataset.ready = "yes";
}
