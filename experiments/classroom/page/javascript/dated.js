/** Dated events: what happens in which month, of the scenario and of one's own; to be added from the kinds there are. */

import { InputError } from "./python.js";
import { dateOf } from "./events.js";
import { named } from "./values.js";
import { meaningOf } from "./assumptions.js";
import { announce, h } from "./dom.js";
import { scenarioName } from "./sentences.js";
import { capital, declaredWords, monthWords, say, wordsAt } from "./words.js";

const FIRST_YEAR = 2010, YEARS_THERE_ARE = 15, MARCH = "03";

/** Words of a name of the model. @param {unknown} name */
const spaced = (name) => String(name).replaceAll("_", " ");

/** What happens, in a line, of an event as the engine has it. @param {{ month: number, kind: string, given: Record<string, any> }} event */
function eventWords({ month, kind, given }) {
  const what = Object.entries(given).map(([name, value]) => say("dated.entry", { name: spaced(name), value: typeof value === "number" ? String(value).replace("-", "−") : spaced(value) }));
  return say("dated.line", { when: monthWords(month), kind: say(`dated.kinds.${kind}`), what: what.join(", ") });
}

/** The form for one kind: its fields, and what stands in them as an event says it. @param {any} kind @param {any} hall */
function createFields(kind, hall) {
  if (kind.open === "parameter") return createPair("parameter", kind, hall.parameters.filter((/** @type {any} */ one) => one.movable && !hall.words.structure.includes(one.name)).map((/** @type {any} */ one) => [one.name, meaningOf(one)]));
  if (kind.open === "theory") return createPair("theory", kind, Object.entries(hall.theories));
  const fields = named(kind.fields).map((field) => {
    const id = `event-${field.name}`, needed = kind.required.includes(field.name);
    const empty = needed ? [] : [h("option", { value: "" }, say("dated.empty"))];
    const control = field.kind === "choice"
      ? h("select", { id, dataset: { keeps: "" } }, empty, field.choices.map((/** @type {string} */ word) => h("option", { value: word }, spaced(word))))
      : h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", dataset: { keeps: "" } });
    const range = field.kind === "choice" ? "" : ` ${say("dated.range", { low: String(field.lo).replace("-", "−"), high: field.hi, unit: field.unit })}`;
    return { field, control, element: h("div", { class: "field" }, h("label", { for: id }, capital(spaced(field.name)), needed ? ` ${say("dated.needed")}` : ""), control, h("p", { class: "minor" }, `${declaredWords(field.doc)}.${range}`)) };
  });
  return {
    elements: fields.map((one) => one.element),
    read: () => Object.fromEntries(fields.filter((one) => one.control.value.trim() !== "").map((one) => [one.field.name, written(one.control.value, one.field.kind)])),
  };
}

/** A number where the field wants one and people wrote one; else the text, which the engine then tells about. @param {string} text @param {string} kind */
const written = (text, kind) => (kind !== "choice" && Number.isFinite(Number(text)) ? Number(text) : text.trim());

/** Of a parameter or a theory: which one, and what. @param {string} what @param {any} kind @param {[string, string][]} offered */
function createPair(what, kind, offered) {
  const list = h("datalist", { id: "event-offered" }, offered.map(([name, doc]) => h("option", { value: name }, declaredWords(doc))));
  const about = h("p", { class: "minor" });
  const which = what === "theory" ? h("select", { id: "event-which", dataset: { keeps: "" } }, offered.map(([id, title]) => h("option", { value: id }, `${id} ${declaredWords(title)}`)))
    : h("input", { id: "event-which", type: "text", autocomplete: "off", list: "event-offered", dataset: { keeps: "" }, on: { input: () => { about.textContent = declaredWords(offered.find(([name]) => name === which.value)?.[1] ?? ""); } } });
  const value = what === "theory" ? h("select", { id: "event-value", dataset: { keeps: "" } }, ["off", "on"].map((one) => h("option", { value: one }, say(`dated.${one}`))))
    : h("input", { id: "event-value", type: "text", autocomplete: "off", dataset: { keeps: "" } });
  return {
    elements: [h("div", { class: "field" }, h("label", { for: "event-which" }, say(`dated.which_${what}`)), which, what === "theory" ? null : list, about),
      h("div", { class: "field" }, h("label", { for: "event-value" }, say(`dated.value_${what}`)), value)],
    read: () => (which.value.trim() ? { [which.value.trim()]: what === "theory" ? value.value : written(value.value, /^[-+.0-9]/.test(value.value.trim()) ? "float" : "choice") } : {}),
  };
}

/** @param {{ hall: any, store: any }} tools */
export function createEvents({ hall, store }) {
  const listed = h("ol", { class: "events" }), none = h("p", {}, say("dated.none"));
  const trouble = h("p", { class: "trouble", id: "event-trouble", hidden: true });
  const kinds = h("select", { id: "event-kind", dataset: { keeps: "" }, on: { change: () => choose() } }, hall.eventKinds.map((/** @type {any} */ kind) => h("option", { value: kind.name }, capital(say(`dated.kinds.${kind.name}`)))));
  const month = h("select", { id: "event-month", dataset: { keeps: "" } }, wordsAt("story.months").map((/** @type {string} */ name, /** @type {number} */ at) => h("option", { value: String(at + 1).padStart(2, "0") }, declaredWords(name))));
  const year = h("select", { id: "event-year", dataset: { keeps: "" } }, Array.from({ length: YEARS_THERE_ARE + 1 }, (_, at) => h("option", { value: String(FIRST_YEAR + at) }, String(FIRST_YEAR + at))));
  const about = h("p", { class: "minor" }), fields = h("div", { class: "fields" });
  const form = h("form", { "aria-describedby": "event-trouble", on: { submit: add } }, h("h3", {}, say("dated.add_heading")),
    h("div", { class: "field" }, h("label", { for: "event-kind" }, say("dated.kind")), kinds), about,
    h("fieldset", { class: "field-row" }, h("legend", {}, say("dated.when")), h("span", { class: "pair" }, h("label", { for: "event-month" }, say("dated.month")), month), h("span", { class: "pair" }, h("label", { for: "event-year" }, say("dated.year")), year)),
    fields, trouble, h("button", { type: "submit", class: "primary" }, say("dated.add")));
  const element = h("div", { class: "dated", dataset: { part: "events" } }, h("p", {}, say("dated.intro")), none, listed, form);
  let read = () => /** @type {Record<string, any>} */ ({}), laid = "";
  month.value = "04";
  year.value = "2013";

  function choose() {
    const kind = hall.eventKinds.find((/** @type {any} */ one) => one.name === kinds.value), made = createFields(kind, hall);
    about.textContent = declaredWords(kind.doc);
    fields.replaceChildren(...made.elements);
    read = made.read;
    trouble.hidden = true;
    if (kind.name === "budget") month.value = MARCH;
  }
  /** Takes events if the engine takes them, and says its sentence if not. @param {any[]} events */
  function take(events) {
    const { scenario, levers, without } = store.get();
    try {
      hall.scenario({ extends: scenario, set: levers, without, events });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      trouble.textContent = capital(error.message);
      trouble.hidden = false;
      announce(trouble.textContent ?? "");
      return false;
    }
    trouble.hidden = true;
    store.set({ events });
    return true;
  }
  /** @param {SubmitEvent} event */
  function add(event) {
    event.preventDefault();
    const date = `${year.value}-${month.value}`, given = read();
    if (take([...store.get().events, { date, [kinds.value]: given }])) announce(say("dated.added", { when: `${month.selectedOptions[0].textContent} ${year.value}` }));
  }
  /** @param {any} own The place of an event of one's own, or an event of the scenario's. @param {string} line */
  function remove(own, line) {
    const { events } = store.get();
    const rest = typeof own === "number" ? events.filter((/** @type {any} */ _, /** @type {number} */ at) => at !== own) : [...events, { name: own.name, cancelled: "yes" }];
    if (!take(rest)) return;
    announce(say("dated.removed", { line }));
    (listed.querySelector("button") ?? kinds).focus();
  }
  /** @param {any} state */
  function lay(state) {
    const { events: inherited } = hall.scenario(state.scenario);
    const cancelled = new Set(state.events.filter((/** @type {any} */ one) => one.cancelled).map((/** @type {any} */ one) => one.name));
    const rows = inherited.filter((/** @type {any} */ one) => !state.events.some((/** @type {any} */ other) => !other.cancelled && other.name === one.name)).map((/** @type {any} */ one) => ({ event: one, gone: cancelled.has(one.name), own: /** @type {any} */ (one) }));
    state.events.forEach((/** @type {any} */ said, /** @type {number} */ own) => {
      if (said.cancelled) return;
      const [event] = hall.scenario({ events: [said] }).events;
      rows.push({ event, gone: false, own });
    });
    rows.sort((/** @type {any} */ a, /** @type {any} */ b) => a.event.month - b.event.month);
    listed.replaceChildren(...rows.map((/** @type {any} */ { event, gone, own }) => {
      const line = eventWords(event), from = typeof own === "number" ? "" : ` ${say("dated.of_scenario", { scenario: scenarioName(state.scenario) })}`;
      const back = state.events.findIndex((/** @type {any} */ one) => one.cancelled && one.name === event.name);
      const act = gone ? h("button", { type: "button", class: "small", "aria-label": say("dated.restore_which", { line }), on: { click: () => remove(back, line) } }, say("dated.restore"))
        : h("button", { type: "button", class: "small", "aria-label": say("dated.remove_which", { line }), on: { click: () => remove(own, line) } }, say("dated.remove"));
      return h("li", { class: gone ? "gone" : "", dataset: { date: dateOf(event.month) } }, h("span", {}, gone ? say("dated.gone", { line }) : line, from), act);
    }));
    none.hidden = rows.length > 0;
  }
  choose();
  return {
    element,
    /** @param {any} state */
    update(state) {
      const now = JSON.stringify([state.scenario, state.events]);
      if (now === laid) return;
      laid = now;
      lay(state);
    },
  };
}
