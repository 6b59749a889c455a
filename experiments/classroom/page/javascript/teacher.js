/** What a lecturer needs beside a lesson: notes in a second window, a handout, a plan of fifty minutes, the class's codes. */

import { announce, h } from "./dom.js";
import { say } from "./words.js";
import { createPresenterLink, presenterNotes } from "./presenter.js";
import { handoutOf, planOf } from "./handout.js";
import { createOverlay } from "./overlay.js";

/** @param {any} tools @param {{ lessons: any[], go: (by: number) => void, handsOf: () => any }} options */
export function createTeacher(tools, { lessons, go, handsOf }) {
  const { store } = tools, sheet = createSheet();
  const link = createPresenterLink({ go });
  const lessonNow = () => lessons.find((one) => one.name === store.get().lesson);
  const here = h("div", { class: "notes-here" });
  let followed = /** @type {any} */ (null);
  const button = (/** @type {string} */ name, /** @type {() => void} */ then) => h("button", { type: "button", class: "quiet", dataset: { teacher: name }, on: { click: then } }, say(`lesson.teacher.${name}`));
  const element = h("details", { class: "teacher", dataset: { part: "teacher" } }, h("summary", {}, say("lesson.teacher.title")), h("div", { class: "row-of-buttons" },
    button("notes", () => openNotes(true)), button("notes_here", () => openNotes(false)), button("handout", () => sheet.show("handout", handoutOf(tools, lessonNow()))),
    button("plan", () => sheet.show("plan", planOf(lessonNow()))), button("overlay", () => tools.showOverlay())), here);
  document.body.append(sheet.element);
  tools.showOverlay = () => {
    const { element: table, close } = createOverlay(tools);
    sheet.show("overlay", table, close);
  };

  /** @param {boolean} window */
  function openNotes(window) {
    const lesson = lessonNow();
    if (!lesson) return;
    if (window && link.open(lesson.name, store.get().step)) return;
    const notes = presenterNotes(lesson, handsOf);
    followed = notes;
    notes.update(store.get().step);
    here.replaceChildren(...(window ? [h("p", { class: "lesson-note", role: "status" }, say("lesson.teacher.blocked"))] : []), notes.element,
      h("button", { type: "button", class: "quiet", on: { click: () => { here.replaceChildren(); followed = null; } } }, say("lesson.teacher.close")));
    if (window) announce(say("lesson.teacher.blocked"));
  }

  return {
    element, presenter: link, sheet,
    /** @param {any} lesson @param {number} step */
    update(lesson, step) {
      link.forgetClosed();
      if (!lesson) { here.replaceChildren(); followed = null; return; }
      link.tell(lesson.name, step, handsOf()?.hands ?? {});
      followed?.update(step);
    },
  };
}

/** A sheet over the page that can be printed by itself: what is over a page does not break over sheets of paper, a copy in it does. */
function createSheet() {
  const body = h("div", { class: "sheet-body" }), paper = h("div", { class: "for-print", "aria-hidden": "true" }), close = h("button", { type: "button", class: "quiet", dataset: { sheet: "close" }, on: { click: () => dialog.close() } }, say("lesson.teacher.close"));
  const print = h("button", { type: "button", dataset: { sheet: "print" }, on: { click: () => globalThis.print() } }, say("lesson.handout.print"));
  const dialog = h("dialog", { class: "sheet", dataset: { part: "sheet" }, on: { close: emptied } }, h("div", { class: "sheet-top" }, print, close), body);
  let before = /** @type {any} */ (null), closing = /** @type {(() => void) | undefined} */ (undefined);

  function closed() {
    closing?.();
    closing = undefined;
  }
  /** A browser tells of it later: by then something else may be shown. */
  function emptied() {
    if (dialog.open) return;
    document.body.dataset.sheet = "";
    body.replaceChildren();
    paper.replaceChildren();
    closed();
    before?.focus?.();
  }
  function copy() {
    paper.replaceChildren(...[...body.children].map((/** @type {Element} */ one) => one.cloneNode(true)));
    for (const one of paper.querySelectorAll("[id], [data-part]")) { one.removeAttribute("id"); one.removeAttribute("data-part"); }
    for (const one of paper.querySelectorAll("button, textarea, select, label")) one.remove();
  }
  globalThis.addEventListener("beforeprint", copy);
  return {
    element: h("div", {}, dialog, paper),
    /** @param {string} name @param {any} content @param {() => void} [close] What is to be done once it is no longer shown. */
    show(name, content, close) {
      closed();
      closing = close;
      before = document.activeElement;
      body.replaceChildren(content);
      const title = content.querySelector("h2");
      if (title) { title.id = "sheet-title"; dialog.setAttribute("aria-labelledby", "sheet-title"); }
      document.body.dataset.sheet = name;
      copy();
      if (!dialog.open) dialog.showModal();
      body.querySelector("textarea")?.focus(); // where there is something to type, it is typed at once
    },
  };
}
