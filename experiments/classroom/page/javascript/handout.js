/** What can be printed: a handout for a lesson with role cards, and the plan of fifty minutes. */

import { h } from "./dom.js";
import { declaredWords, say, wordsAt } from "./words.js";

const line = () => h("span", { class: "blank", "aria-hidden": "true" });

/** @param {any} roles */
const cardsOf = (roles) => h("div", { class: "cards" }, roles.map((/** @type {any} */ one) => h("article", { class: "card" }, h("h4", {}, declaredWords(one.title)), h("p", {}, declaredWords(one.text)))));

/** @param {any} tools @param {any} lesson */
export function handoutOf({ hall, store }, lesson) {
  const council = hall.council(store.get().council).name, fill = (/** @type {string} */ text) => declaredWords(text).replaceAll("{people}", String(hall.people)).replaceAll("{council}", council);
  const { mine, reference } = lesson.contrast;
  return h("div", { class: "paper handout", dataset: { part: "handout" } },
    h("p", { class: "paper-top" }, say("lesson.handout.title"), " · ", council, " · ", say("lesson.handout.name"), ": ", line()),
    h("h2", {}, declaredWords(lesson.title)), h("p", { class: "lesson-question" }, fill(lesson.question)),
    h("p", {}, h("strong", {}, reference.label), ": ", reference.short ?? "", ". ", h("strong", {}, mine.label), ": ", mine.short ?? "", "."),
    h("p", {}, say("lesson.handout.predict")), h("ul", { class: "boxes" }, lesson.choices.map((/** @type {string} */ one) => h("li", {}, say(`lesson.predict.choices.${one}`)))),
    h("p", { class: "write" }, say("lesson.handout.because"), " ", line()), h("p", { class: "write" }, say("lesson.handout.came"), " ", line(), " ", say("lesson.handout.interval"), " ", line()), h("p", { class: "write" }, say("lesson.handout.learned"), " ", line()),
    h("h3", {}, say("lesson.handout.questions")), h("ol", {}, lesson.handout.map((/** @type {string} */ one) => h("li", { class: "write" }, fill(one), line(), line()))),
    lesson.roles.length ? [h("h3", {}, say("lesson.handout.roles")), h("p", { class: "lesson-note" }, say("lesson.handout.cut")), cardsOf(lesson.roles)] : "",
    h("p", { class: "paper-foot" }, say("lesson.handout.foot", { council }), " ", say("lesson.handout.model", { model: hall.model })));
}

/** One page: what happens in fifty minutes, and the cards of the roles. @param {any} lesson */
export function planOf(lesson) {
  const rows = wordsAt("lesson.plan.rows") ?? [];
  const total = rows.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.minutes, 0);
  return h("div", { class: "paper plan", dataset: { part: "plan" } }, h("h2", {}, say("lesson.plan.title")),
    h("table", {}, h("tbody", {}, rows.map((/** @type {any} */ one) => h("tr", {}, h("td", { class: "plan-minutes" }, say("lesson.plan.minutes", { minutes: one.minutes })), h("th", { scope: "row" }, declaredWords(one.what)), h("td", {}, declaredWords(one.text)))))),
    h("p", { class: "lesson-note" }, say("lesson.plan.total", { minutes: total })), lesson?.roles?.length ? [h("h3", {}, say("lesson.plan.roles")), cardsOf(lesson.roles)] : "");
}
