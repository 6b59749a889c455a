/** All parameters that a page can run, by the part of the model or the evidence they come from, to be searched and moved. */

import { InputError, general } from "./python.js";
import { announce, h, held } from "./dom.js";
import { capital, declaredWords, say, wordsAt } from "./words.js";

const MOST_OPEN = 60;
/** So many found parameters are shown at once; above it groups stay closed. */
const STEPS = 100;

/** What a parameter says in the scenario that levers are laid over. @param {any} hall @param {any} state @param {any} parameter */
const valueInScenario = (hall, state, parameter) => hall.scenario(state.scenario).set[parameter.name] ?? parameter.default;

let meanings = /** @type {Record<string, string> | undefined} */ (undefined);

/** What a parameter means; the engine's table leaves that out of those that are fixed. @param {any} parameter @returns {string} */
export function meaningOf({ name, doc }) {
  meanings ??= /** @type {Record<string, string>} */ (held("declared")?.meanings ?? {});
  return doc || meanings[name] || name.replaceAll("_", " ");
}

/** Where each parameter belongs, and who is cited for it. */
function belonging() {
  const { parts = {}, sources = {} } = held("declared") ?? {};
  const part = /** @type {Record<string, string>} */ ({});
  for (const [name, names] of Object.entries(parts)) for (const one of names) part[one] = name;
  return { part, sources: /** @type {Record<string, string>} */ (sources) };
}

/** One parameter: its field, what it means, where it comes from, back to the scenario's. @param {any} tools @param {any} parameter @param {string | undefined} source */
function createParameter({ hall, store }, parameter, source) {
  const { name, kind, lo, hi, unit, choices, mark } = parameter, doc = meaningOf(parameter), id = `assumption-${name}`;
  const trouble = h("p", { id: `${id}-trouble`, class: "trouble", hidden: true });
  const field = kind === "choice"
    ? h("select", { id, on: { change: () => move(field.value) } }, choices.map((/** @type {string} */ word) => h("option", { value: word }, word.replaceAll("_", " "))))
    : h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", on: { change: () => move(field.value.trim()) } });
  const slider = kind === "choice" ? null : h("input", {
    type: "range", min: String(lo), max: String(hi), step: String(kind === "int" ? 1 : (hi - lo) / STEPS), "aria-label": say("assumptions.slider", { what: doc }),
    // A slider's places are not always those that people would write: a hundredth of the range, short.
    on: { input: () => move(String(kind === "int" ? Number(slider.value) : Number(Number(slider.value).toPrecision(6)))) },
  });
  const reset = h("button", { type: "button", class: "small", on: { click: () => put(undefined) } }, say("assumptions.reset"));
  const range = kind === "choice" ? "" : say(kind === "int" ? "assumptions.range_whole" : "assumptions.range", { low: general(lo), high: general(hi), unit });
  const about = h("p", { id: `${id}-about`, class: "minor" },
    [range, say("assumptions.default", { value: kind === "choice" ? String(parameter.default).replaceAll("_", " ") : general(parameter.default) }),
      say(`assumptions.marks.${mark}`), source ? say("assumptions.source", { source }) : ""].filter(Boolean).join(" "));
  field.setAttribute("aria-describedby", `${id}-about ${id}-trouble`);
  const element = h("div", { class: "assumption", dataset: { parameter: name } },
    h("label", { for: id }, capital(declaredWords(doc)), " ", h("code", {}, name)), h("div", { class: "assumption-field" }, field, slider, reset), trouble, about);

  /** @param {string} text */
  function move(text) {
    try {
      const plain = kind !== "choice" && /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/i.test(text) ? Number(text) : text;
      put(hall.check(name, plain));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      trouble.textContent = error.message;
      trouble.hidden = false;
      field.setAttribute("aria-invalid", "true");
      announce(error.message);
    }
  }
  /** @param {number | string | undefined} value */
  function put(value) {
    const state = store.get(), { [name]: _, ...levers } = state.levers;
    if (value !== undefined && value !== valueInScenario(hall, state, parameter)) levers[name] = value;
    store.set({ levers });
    show(store.get());
  }
  /** @param {any} state */
  function show(state) {
    const value = state.levers[name] ?? valueInScenario(hall, state, parameter), moved = name in state.levers;
    trouble.hidden = true;
    field.removeAttribute("aria-invalid");
    field.value = kind === "choice" ? value : String(value);
    if (slider && document.activeElement !== slider) slider.value = String(value);
    element.classList.toggle("moved", moved);
    reset.hidden = !moved;
  }
  return { element, show };
}

/** @param {{ hall: any, store: any }} tools */
export function createAssumptions(tools) {
  const { hall, store } = tools, { part, sources } = belonging();
  const fixed = new Set(hall.words.structure), all = hall.parameters.filter((/** @type {any} */ one) => !fixed.has(one.name));
  const rows = /** @type {Map<string, ReturnType<typeof createParameter>>} */ (new Map());
  const search = h("input", { id: "assumption-search", type: "search", autocomplete: "off", dataset: { keeps: "" }, on: { input: () => { lay(); announce(count.textContent ?? ""); } } });
  const by = h("select", { id: "assumption-by", dataset: { keeps: "" }, on: { change: () => lay() } }, ["theory", "mark"].map((one) => h("option", { value: one }, say(`assumptions.by.${one}`))));
  const only = h("input", { id: "assumption-only", type: "checkbox", dataset: { keeps: "" }, on: { change: () => lay() } });
  const clear = h("button", { type: "button", on: { click: () => store.set({ levers: {} }) } }, say("assumptions.reset_all"));
  const count = h("p", { class: "minor", dataset: { part: "assumption-count" } }), groups = h("div");
  const element = h("div", { class: "assumptions", dataset: { part: "assumptions" } }, h("p", {}, say("assumptions.intro")),
    h("div", { class: "field-row" }, h("span", { class: "pair" }, h("label", { for: "assumption-search" }, say("assumptions.search")), search), h("span", { class: "pair" }, h("label", { for: "assumption-by" }, say("assumptions.group")), by)),
    h("div", { class: "field-row" }, h("label", { class: "check" }, only, say("assumptions.only")), clear), count, groups);
  let laid = "";

  /** @param {any} parameter */
  function rowOf(parameter) {
    const found = rows.get(parameter.name) ?? createParameter(tools, parameter, sources[parameter.name]);
    rows.set(parameter.name, found);
    found.show(store.get());
    return found.element;
  }
  /** @param {any} one */
  const groupOf = (one) => (by.value === "mark" ? one.mark : part[one.name] ?? "");
  /** @param {string} group */
  function title(group) {
    if (by.value === "mark") return say(`assumptions.mark_titles.${group}`);
    return group in hall.theories ? `${group} ${declaredWords(hall.theories[group])}` : say("assumptions.council", { part: declaredWords(group) });
  }
  function lay() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), state = store.get();
    const found = all.filter((/** @type {any} */ one) => (!only.checked || one.name in state.levers) && words.every((/** @type {string} */ word) =>
      [one.name, one.name.replaceAll("_", " "), meaningOf(one), one.unit, one.mark, part[one.name], hall.theories[part[one.name]], sources[one.name]].some((text) => text?.toLowerCase().includes(word))));
    const kinds = /** @type {Map<string, any[]>} */ (new Map());
    for (const one of found) kinds.set(groupOf(one), [...(kinds.get(groupOf(one)) ?? []), one]);
    const order = by.value === "mark" ? Object.keys(wordsAt("assumptions.mark_titles")) : [...kinds.keys()].sort();
    const open = found.length <= MOST_OPEN;
    rows.clear(); // what is not laid again need not be kept: seven hundred rows are ten thousand elements
    groups.replaceChildren(...order.filter((group) => kinds.has(group)).map((group) => {
      const own = kinds.get(group) ?? [], body = h("div"), details = h("details", { dataset: { group, keeps: "" } },
        h("summary", {}, say("assumptions.group_title", { title: title(group), count: own.length })), body);
      // Rows are made once a group is opened: seven hundred at once would be felt on a phone.
      const fill = () => { if (details.open && !body.childElementCount) body.append(...own.map(rowOf)); };
      details.addEventListener("toggle", fill);
      details.open = open;
      fill();
      return details;
    }));
    count.textContent = found.length ? say("assumptions.count", { found: found.length, all: all.length }) : say("assumptions.none");
    laid = JSON.stringify([only.checked && Object.keys(state.levers)]);
  }
  lay();
  return {
    element,
    /** @param {any} state */
    update(state) {
      if (only.checked && JSON.stringify([Object.keys(state.levers)]) !== laid && !groups.contains(document.activeElement)) lay();
      for (const row of rows.values()) if (row.element.isConnected && !row.element.contains(document.activeElement)) row.show(state);
      clear.hidden = !Object.keys(state.levers).length;
    },
  };
}
