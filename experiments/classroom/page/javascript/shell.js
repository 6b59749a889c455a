/** What stays whatever is shown: the title, the council, the three views, the drawers' buttons, larger text. */

import { h } from "./dom.js";
import { DRAWERS, VIEWS } from "./store.js";
import { say } from "./words.js";

/** The council is found by a click on its name. */
const OPENED_BELOW = DRAWERS.filter((name) => name !== "council");

/** @param {any} tools @param {{ lesson: any, game: any, drawers: any, address: any }} parts */
export function createShell({ hall, store }, { lesson, game, drawers, address }) {
  const tabs = VIEWS.map((name) => h("button", { type: "button", class: "tab", dataset: { view: name }, on: { click: () => store.set({ view: name }) } }, say(`story.views.${name}`)));
  const openers = OPENED_BELOW.map((name) => h("button", { type: "button", class: "quiet", dataset: { opens: name }, "aria-haspopup": "dialog", on: { click: () => store.set({ drawer: name }) } }, say(`story.drawers.${name}`)));
  const council = h("button", { type: "button", class: "council", dataset: { opens: "council" }, "aria-haspopup": "dialog", on: { click: () => store.set({ drawer: "council" }) } });
  const printed = h("span", { class: "printed" }), larger = h("button", { type: "button", class: "quiet larger", "aria-pressed": "false", "aria-label": say("story.larger"), title: say("story.larger"), on: { click: enlarge } }, "A+");
  const begin = h("button", { type: "button", class: "primary", dataset: { action: "lesson" }, on: { click: () => store.set({ lesson: first(), step: 0 }) } }, say("story.startLesson"));
  const play = h("button", { type: "button", class: "quiet", dataset: { action: "game" }, on: { click: () => store.set({ game: {} }) } }, say("story.startGame"));
  const view = h("div", { class: "view" });
  const head = h("header", { class: "top" }, h("h1", {}, say("story.title"), printed), council, h("nav", { class: "tabs", "aria-label": say("story.views.part") }, tabs), larger, h("div", { class: "top-actions" }, begin, play));
  const tools = h("div", { class: "openers", role: "group", "aria-label": say("story.drawers.part") }, openers);
  const foot = h("footer", { class: "foot" }, h("p", {}, say("story.invented")), tools, h("p", { class: "model" }, say("story.model", { model: hall.model, digest: hall.digest })));
  const main = h("main", { id: "main", tabindex: -1 }, lesson.element, game.element, view);
  document.getElementById("classroom")?.replaceChildren(head, address.element, main, foot, drawers.element);

  function enlarge() {
    const large = document.documentElement.classList.toggle("large");
    larger.setAttribute("aria-pressed", String(large));
  }
  /** The first lesson, or the one that is chosen in the page. */
  function first() {
    const found = document.getElementById("class-lessons")?.textContent ?? "[]", lessons = JSON.parse(found);
    return lessons[0]?.name ?? null;
  }
  let inside = "";
  /** Whoever leaves a lesson or a game finds the keyboard where they went in: what they left is gone. @param {any} state */
  function afterLeaving(state) {
    const now = state.lesson ? "lesson" : state.game ? "game" : "", left = now ? "" : inside, focused = document.activeElement;
    inside = now;
    if (left && (focused === document.body || focused?.closest(".lesson, .game"))) (left === "game" ? play : begin).focus({ preventScroll: true });
  }
  return {
    /** @param {HTMLElement} element */
    show: (element) => view.replaceChildren(element),
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      tabs.forEach((tab, at) => (VIEWS[at] === state.view ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current")));
      const found = hall.council(state.council);
      if (council.dataset.council !== found.code) { council.textContent = found.name; printed.textContent = `: ${found.name}`; council.dataset.council = found.code; }
      begin.hidden = Boolean(state.lesson || state.game);
      play.hidden = Boolean(state.lesson || state.game);
      document.body.dataset.running = ensemble.finished ? "no" : "yes";
      document.body.classList.toggle("in-lesson", Boolean(state.lesson));
      document.body.classList.toggle("in-game", Boolean(state.game));
      afterLeaving(state);
    },
  };
}
