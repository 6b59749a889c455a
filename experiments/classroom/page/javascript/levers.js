/** Levers: what a person can move, with its value, unit, tick at the reference, plain help, source and evidence mark. */

import { h, held } from "./dom.js";
import { capital, declaredWords, isShare, number, say, wordsAt } from "./words.js";

/** Levers beside the chart, unless a lesson names others: what the four scenarios turn. */
export const FIRST_LEVERS = ["style_mean", "initial_trust", "budget_cut"];
/** A lever that counts only once another parameter is so: a steady cut is read only where funding is a steady cut. */
const GOES_WITH = /** @type {Record<string, Record<string, string>>} */ ({ budget_cut: { budget_mode: "fixed" } });
const LEVER_STEPS = 100;

/** A value of a parameter in a scenario, with what was moved. @param {any} hall @param {string} scenario @param {Record<string, any>} levers @param {string} name */
export function valueIn(hall, scenario, levers, name) {
  const declared = hall.parameters.find((/** @type {any} */ one) => one.name === name);
  return levers[name] ?? hall.scenario(scenario).set[name] ?? declared.default;
}

/** Whether a lever counts as things are. @param {any} hall @param {string} scenario @param {Record<string, any>} levers @param {string} name */
const leverCounts = (hall, scenario, levers, name) => Object.entries(GOES_WITH[name] ?? {}).every(([other, needed]) => valueIn(hall, scenario, levers, other) === needed);

/** The levers after one was moved; back at where its scenario has it, it is moved no longer. @param {any} hall @param {any} state @param {string} name @param {number | string} value */
function leversMoved(hall, state, name, value) {
  const levers = { ...state.levers };
  for (const [one, set] of Object.entries({ ...GOES_WITH[name], [name]: value })) {
    delete levers[one];
    if (valueIn(hall, state.scenario, {}, one) !== set) levers[one] = set;
  }
  return levers;
}

/** The levers without one, and without what went with it. @param {any} state @param {string} name */
function leversBack(state, name) {
  const gone = [name, ...Object.keys(GOES_WITH[name] ?? {})];
  return Object.fromEntries(Object.entries(state.levers).filter(([one]) => !gone.includes(one)));
}

/** One lever. @param {any} tools @param {string} name */
export function createLever({ hall, store }, name) {
  const declared = hall.parameters.find((/** @type {any} */ one) => one.name === name);
  const words = wordsAt(`story.levers.${name}`), label = words ? say(`story.levers.${name}.name`) : capital(declaredWords(name.replaceAll("_", " ")));
  const step = declared.kind === "int" ? 1 : declared.unit === "percent" ? 1 : (declared.hi - declared.lo) / LEVER_STEPS;
  const id = `lever-${name}`;
  const put = (/** @type {string} */ value) => store.set({ levers: leversMoved(hall, store.get(), name, Math.round(Number(value) / step) * step === 0 ? 0 : Number(Number(value).toFixed(6))) });
  const slider = h("input", { type: "range", id, min: String(declared.lo), max: String(declared.hi), step: String(step), class: "lever-slider", "aria-describedby": `${id}-ends`,
    on: { input: (/** @type {any} */ event) => put(event.target.value) } });
  const shownValue = h("output", { class: "lever-value", for: id });
  const tick = h("span", { class: "lever-tick", "aria-hidden": "true" });
  const back = h("button", { type: "button", class: "quiet lever-back", "aria-label": say("story.lever.backName", { lever: label }), on: { click: () => { store.set({ levers: leversBack(store.get(), name) }); slider.focus(); } } }, say("story.lever.back"));
  const [low, high] = ["low", "high"].map((end) => (words?.[end] ? say(`story.levers.${name}.${end}`) : leverText(declared, end === "low" ? declared.lo : declared.hi)));
  const mark = h("span", { class: `mark mark-${declared.mark}` }, declared.mark);
  const help = h("details", { class: "lever-help" }, h("summary", {}, h("span", {}, say("story.lever.what")), mark),
    h("p", {}, words?.help ? say(`story.levers.${name}.help`) : `${declaredWords(declared.doc)}.`),
    h("p", {}, say("story.lever.source", { mark: declared.mark, means: say(`story.marksOfEvidence.${declared.mark}`), range: say("story.lever.ends", { low, high }) }), cited(name)));
  const element = h("div", { class: "lever", dataset: { lever: name } },
    h("div", { class: "lever-head" }, h("label", { for: id }, label), shownValue), h("div", { class: "lever-track" }, slider, tick),
    h("div", { class: "lever-ends", id: `${id}-ends` }, h("span", {}, low), " ", h("span", {}, high)), h("div", { class: "lever-foot" }, help, back));
  let last = "";
  return {
    element,
    /** @param {any} state */
    update(state) {
      const key = JSON.stringify([state.scenario, state.reference, state.levers]);
      if (key === last) return;
      last = key;
      const value = valueIn(hall, state.scenario, state.levers, name), counted = leverCounts(hall, state.scenario, state.levers, name);
      const tickCounts = leverCounts(hall, state.reference, {}, name), at = Number(valueIn(hall, state.reference, {}, name));
      if (Number(slider.value) !== value) slider.value = String(value);
      const text = counted ? leverText(declared, value) : say("story.lever.asItWas");
      shownValue.textContent = text;
      slider.setAttribute("aria-valuetext", text);
      tick.hidden = !tickCounts;
      tick.style.setProperty("--at", String((at - declared.lo) / (declared.hi - declared.lo)));
      const isMoved = [name, ...Object.keys(GOES_WITH[name] ?? {})].some((one) => one in state.levers);
      back.style.visibility = isMoved ? "visible" : "hidden"; // its room stays, so that nothing moves under a finger
      element.classList.toggle("lever-moved", isMoved);
      element.classList.toggle("lever-idle", !counted);
    },
  };
}

/** Whom a default is taken from. @param {string} name */
function cited(name) {
  const source = held("declared")?.sources?.[name];
  return source ? ` ${say("story.lever.cited", { source })}` : "";
}

/** @param {any} declared @param {any} value */
function leverText(declared, value) {
  if (typeof value !== "number") return declaredWords(String(value).replaceAll("_", " "));
  if (declared.unit === "percent") return `${number(value, "count", { digits: 0 }).replace(" count", "")}%`;
  const digits = declared.kind === "int" || isShare(declared.unit) || Number.isInteger(value) ? 0 : 2;
  return number(value, declared.unit, { digits });
}
