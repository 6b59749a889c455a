/** The smallest model: two people and one tie of trust, moved by the rule that moves every tie of the council. */

import { announce, h, svg } from "./dom.js";
import { number, say } from "./words.js";

const MOST_MONTHS = 180, SHOWN_MONTHS = 36;

/**
 * The everyday rule of trust, with the parameters of a scenario. `good` and `bad` are weighed evidence.
 * @param {(name: string) => number} value
 */
function trustRule(value) {
  const memory = Math.cbrt(value("trust_memory")), weight = value("evidence_weight"), loss = value("trust_loss_asymmetry");
  const disposition = value("disposition_mean"), start = value("initial_trust"), evidence = value("initial_evidence");
  const trustOf = (/** @type {number} */ good, /** @type {number} */ bad) => (good + 2 * disposition) / (good + bad + 2);
  return {
    memory, weight, loss, disposition,
    /** A tie on its first day: the trust at the start rests on so much shared history. */
    begin() {
      // As the model has it: the prior is the person's disposition, and the evidence makes up the rest.
      const good = Math.min(evidence, Math.max(0, start * (evidence + 2) - 2 * disposition));
      return { good, bad: evidence - good, trust: trustOf(good, evidence - good) };
    },
    /** One month on. @param {{ good: number, bad: number }} tie @param {"kept" | "broken" | "idle"} what */
    month({ good, bad }, what) {
      const nextGood = memory * good + (what === "kept" ? weight : 0), nextBad = memory * bad + (what === "broken" ? weight * loss : 0);
      return { good: nextGood, bad: nextBad, trust: trustOf(nextGood, nextBad) };
    },
  };
}

/** Months of kept promises until trust is where it was, or null. @param {ReturnType<typeof trustRule>} rule @param {{ good: number, bad: number }} tie @param {number} aim */
function monthsToRepair(rule, tie, aim) {
  let now = { ...tie, trust: 0 };
  for (let month = 1; month <= MOST_MONTHS; month++) {
    now = rule.month(now, "kept");
    if (now.trust >= aim) return month;
  }
  return null;
}

/** @param {any} tools @param {any} lesson */
export function createPromise({ hall }, lesson) {
  const scenario = hall.scenario(lesson.contrast.reference.scenario);
  const rule = trustRule((name) => scenario.set[name] ?? hall.parameters.find((/** @type {any} */ one) => one.name === name).default);
  const share = (/** @type {number} */ value) => number(value, "share");
  let tie = rule.begin(), past = [tie.trust];
  const line = svg("line", { class: "tie", x1: 72, x2: 228, y1: 26, y2: 26 }), person = (/** @type {number} */ x) => svg("circle", { class: "promise-person", cx: x, cy: 26, r: 22 });
  const drawing = h("div", { class: "promise-pair", "aria-hidden": "true" }, svg("svg", { viewBox: "0 0 300 52" }, line, person(50), person(250)), h("div", { class: "promise-names" }, h("span", {}, say("lesson.micro.staff")), h("span", {}, say("lesson.micro.manager"))));
  const graph = svg("svg", { class: "promise-line", viewBox: "0 0 300 80", role: "img", "aria-label": say("lesson.micro.chart") });
  const said = h("p", { class: "promise-said" });
  const repair = h("p", { class: "promise-repair" });
  const button = (/** @type {string} */ name, /** @type {() => void} */ then) => h("button", { type: "button", dataset: { promise: name }, class: name === "keep" || name === "break" ? "" : "quiet", on: { click: then } }, say(`lesson.micro.${name}`));
  const element = h("section", { class: "micro promise", dataset: { part: "promise" }, "aria-label": say("lesson.micro.title") }, h("h3", {}, say("lesson.micro.title")), drawing, said, repair,
    h("div", { class: "row-of-buttons" }, button("keep", () => go("kept")), button("break", () => go("broken")), button("nothing", () => go("idle")), button("anew", begin)), graph,
    h("details", {}, h("summary", {}, say("lesson.micro.rule_title")), h("p", {}, say("lesson.micro.rule", { weight: plain(rule.weight), loss: plain(rule.loss), memory: share(rule.memory), disposition: share(rule.disposition) }))));

  function begin() {
    tie = rule.begin();
    past = [tie.trust];
    repair.textContent = "";
    show(say("lesson.micro.began", { trust: share(tie.trust) }));
  }

  /** @param {"kept" | "broken" | "idle"} what */
  function go(what) {
    const before = tie.trust;
    tie = rule.month(tie, what);
    past.push(tie.trust);
    if (what === "broken") {
      const months = monthsToRepair(rule, tie, before);
      repair.textContent = months === null ? say("lesson.micro.no_repair") : say("lesson.micro.repair", { months });
    }
    const sentence = say(`lesson.micro.${what}`, { before: share(before), after: share(tie.trust) });
    show(sentence);
    announce(what === "broken" ? `${sentence} ${repair.textContent}` : sentence);
  }

  /** @param {string} sentence */
  function show(sentence) {
    said.textContent = sentence;
    element.dataset.trust = String(tie.trust);
    line.setAttribute("stroke-width", String(1 + 14 * tie.trust));
    line.setAttribute("stroke-opacity", String(0.25 + 0.75 * tie.trust));
    const shown = past.slice(-SHOWN_MONTHS - 1), x = (/** @type {number} */ at) => 4 + (292 * at) / SHOWN_MONTHS, y = (/** @type {number} */ trust) => 76 - 72 * trust;
    graph.replaceChildren(svg("line", { class: "forest-grid", x1: 4, x2: 296, y1: y(0.5), y2: y(0.5) }), svg("line", { class: "forest-grid", x1: 4, x2: 296, y1: y(0), y2: y(0) }),
      svg("polyline", { class: "promise-course", points: shown.map((trust, at) => `${x(at)},${y(trust)}`).join(" ") }), svg("circle", { class: "promise-now", cx: x(shown.length - 1), cy: y(shown[shown.length - 1]), r: 4 }));
  }

  begin();
  return { element };
}

/** @param {number} value */
const plain = (value) => String(Math.round(value * 1000) / 1000);
