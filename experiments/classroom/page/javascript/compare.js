/** Up to three pinned scenarios against the reference, with the same luck; other councils beside it, as stories of their own. */

import { InputError } from "./python.js";
import { announce, h } from "./dom.js";
import { leverName } from "./lever_name.js";
import { capital, intervalWords, number, outcomeLabel, say } from "./words.js";
import { Chart } from "./chart.js";
import { mean, meanCourse, pairedInterval, verdictOf, windowed } from "./statistics.js";
import { referenceName, scenarioName } from "./sentences.js";
import { mine, referenceOf } from "./store.js";

const MOST_PINS = 3;

/** What a scenario is called with all that was changed in it. @param {any} pin */
export function pinWords({ scenario, levers, without, events }) {
  const moved = Object.entries(levers).map(([name, value]) => say("compare.moved", { name: leverName(name), value: typeof value === "number" ? String(value).replace("-", "−") : value }));
  const shown = moved.length > 2 ? [say("compare.many", { count: moved.length })] : moved;
  const off = without.length ? [say("compare.off", { theories: without.join(", ") })] : [];
  const dated = events.length ? [say(events.length === 1 ? "compare.event" : "compare.events", { count: events.length })] : [];
  return [scenarioName(scenario), ...shown, ...off, ...dated].join(", ");
}

/** @param {{ hall: any, store: any, session: any }} tools */
export function createCompare({ hall, store, session }) {
  const found = /** @type {Map<string, [any, any][]>} */ (new Map());
  let running = /** @type {AbortController | null} */ (null), wanted = "", drawn = "";
  let charts = /** @type {Chart[]} */ ([]);
  const pin = h("button", { type: "button", class: "primary", on: { click: () => add(store.get().council) } }, say("compare.pin"));
  const where = h("input", { id: "compare-council", type: "text", autocomplete: "off", list: "compare-councils", dataset: { keeps: "" } });
  const councils = h("datalist", { id: "compare-councils" }, hall.councils.map((/** @type {any} */ one) => h("option", { value: one.short_name })));
  const elsewhere = h("form", { class: "field-row", on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); other(); } } },
    h("label", { for: "compare-council" }, say("compare.where")), where, councils, h("button", { type: "submit" }, say("compare.pin_there")));
  const trouble = h("p", { class: "trouble", hidden: true }), full = h("p", { class: "minor" }, say("compare.full"));
  const list = h("ul", { class: "pins" }), stories = h("div", { class: "stories" });
  const luck = h("p", { class: "note", dataset: { part: "no-shared-luck" } }, say("compare.luck"));
  const element = h("div", { class: "compare", dataset: { part: "compare" } }, h("p", {}, say("compare.intro")), pin, elsewhere, trouble, full, list, luck, stories);

  /** @param {string} sentence */
  function tell(sentence) {
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
    if (sentence) announce(sentence);
  }
  /** @param {string} council */
  function add(council) {
    const { scenario, levers, without, events, pins } = store.get(), made = { council, scenario, levers, without, events };
    if (pins.length >= MOST_PINS) return;
    if (pins.some((/** @type {any} */ one) => JSON.stringify(one) === JSON.stringify(made))) return tell(say("compare.twice"));
    tell("");
    const here = element.contains(document.activeElement);
    store.set({ pins: [...pins, made] });
    // With three pinned there is nothing left to pin with, and the focus would be lost.
    if (here && pins.length + 1 >= MOST_PINS) setTimeout(() => list.querySelector("button")?.focus());
    announce(say("compare.pinned", { what: pinWords(made), council: hall.council(council).short_name }));
  }
  function other() {
    try {
      add(hall.council(where.value).code);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
  }
  /** @param {any} state @param {any} one */
  const keyOf = (state, one) => JSON.stringify([one.council, referenceOf(state), mine(one), state.seed, state.replicates]);

  /** @param {any} state */
  async function run(state) {
    running?.abort();
    const own = (running = new AbortController()), shown = state.pins.map((/** @type {any} */ one) => keyOf(state, one));
    for (const key of found.keys()) if (!shown.includes(key)) found.delete(key);
    for (const one of state.pins) {
      const key = keyOf(state, one);
      if (found.has(key)) continue;
      try {
        let done = 0;
        const onPair = () => {
          done++;
          for (const waits of element.querySelectorAll(`[data-council="${one.council}"] .waits`)) waits.textContent = say("compare.waits_at", { done, total: state.replicates });
        };
        const pairs = await session.pairs({ council: one.council, first: referenceOf(state), second: mine(one), replicates: state.replicates, seed: state.seed }, { signal: own.signal, onPair });
        found.set(key, pairs);
      } catch (error) {
        if (own.signal.aborted) return;
        if (!(error instanceof InputError)) throw error;
        tell(error.message);
      }
      if (!own.signal.aborted) lay(store.get());
    }
    if (!own.signal.aborted) element.dataset.finished = wanted;
  }

  /** One council's story: its lines, and a table of them. @param {any} state @param {string} code @param {any[]} pins */
  function story(state, code, pins) {
    const council = hall.council(code), { unit, direction } = hall.outcomes.find((/** @type {any} */ one) => one.name === state.outcome);
    const label = outcomeLabel(state.outcome), ready = pins.filter((one) => found.has(keyOf(state, one)));
    const host = h("div", { class: "compare-chart" });
    const rows = ready.map((one) => {
      const pairs = found.get(keyOf(state, one)) ?? [], values = pairs.map((pair) => pair.map((each) => windowed(each.series(state.outcome), state.window)));
      const gap = pairedInterval(values.map(([first, second]) => second - first)), step = Math.max((gap.high - gap.low) / 2, Math.abs(gap.mean) / 1000) || 0.01;
      const verdict = say(`compare.verdict.${verdictOf(gap, direction)}`);
      return { one, gap, row: h("tr", { dataset: { pin: pinWords(one), mean: String(gap.mean), low: String(gap.low), high: String(gap.high), level: String(mean(values.map((each) => each[1]))) } },
        h("th", { scope: "row" }, pinWords(one)), h("td", {}, number(mean(values.map((each) => each[1])), unit, { step })),
        h("td", {}, number(gap.mean, unit, { signed: true, step })), h("td", {}, Number.isFinite(gap.low) ? intervalWords(gap.low, gap.high, unit) : "–"), h("td", {}, verdict)) };
    });
    const first = ready.length ? (found.get(keyOf(state, ready[0])) ?? []) : [], level = first.length ? mean(first.map((pair) => windowed(pair[0].series(state.outcome), state.window))) : NaN;
    const table = h("table", { dataset: { part: "compare-table" } }, h("caption", {}, say(`compare.caption.${state.window}`, { outcome: capital(label), pairs: first.length })),
      h("thead", {}, h("tr", {}, ["scenario", "level", "difference", "interval", "said"].map((one) => h("th", { scope: "col" }, say(`compare.columns.${one}`))))),
      h("tbody", {}, h("tr", { dataset: { level: String(level) } }, h("th", { scope: "row" }, say("compare.reference", { name: referenceName(state) })), h("td", {}, number(level, unit, { step: rows[0]?.gap.mean ? Math.abs(rows[0].gap.mean) / 10 : 0.01 })), h("td", {}, "–"), h("td", {}, "–"), h("td", {}, "–")), rows.map((one) => one.row)));
    const part = h("section", { class: "compare-story", dataset: { council: code } }, h("h3", {}, say("compare.story", { council: council.short_name, class: council.class_name })),
      ready.length ? [host, h("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": say("compare.table_label", { council: council.short_name }) }, table)] : h("p", { class: "waits" }, say("compare.waits")));
    const draw = () => {
      if (!ready.length) return;
      const chart = new Chart(host, { label });
      charts.push(chart);
      chart.draw({ months: first[0][0].months, unit, lines: [{ name: referenceName(state), kind: "reference", values: meanCourse(first.map((pair) => pair[0]), state.outcome) },
        ...ready.map((one) => ({ name: pinWords(one), kind: /** @type {"pin"} */ ("pin"), values: meanCourse((found.get(keyOf(state, one)) ?? []).map((pair) => pair[1]), state.outcome) }))] });
    };
    return { part, draw };
  }

  /** @param {any} state */
  function lay(state) {
    const { pins } = state, codes = [...new Set(pins.map((/** @type {any} */ one) => one.council))];
    list.replaceChildren(...pins.map((/** @type {any} */ one, /** @type {number} */ at) => {
      const name = say("compare.pin_name", { what: pinWords(one), council: hall.council(one.council).short_name });
      return h("li", {}, h("span", {}, name), h("div", { class: "acts" },
        h("button", { type: "button", class: "small", "aria-label": say("compare.show_which", { name }), on: { click: () => store.set({ ...one }) } }, say("compare.show")),
        h("button", { type: "button", class: "small", "aria-label": say("compare.remove_which", { name }), on: { click: () => remove(at, name) } }, say("compare.remove"))));
    }));
    pin.disabled = elsewhere.hidden = pins.length >= MOST_PINS;
    full.hidden = pins.length < MOST_PINS;
    luck.hidden = codes.length < 2;
    for (const chart of charts.splice(0)) chart.close();
    const made = codes.map((code) => story(state, /** @type {string} */ (code), pins.filter((/** @type {any} */ one) => one.council === code)));
    stories.classList.toggle("several", codes.length > 1);
    stories.replaceChildren(...made.map((one) => one.part));
    for (const one of made) one.draw();
  }
  /** @param {number} at @param {string} name */
  function remove(at, name) {
    store.set({ pins: store.get().pins.filter((/** @type {any} */ _, /** @type {number} */ place) => place !== at) });
    announce(say("compare.removed", { name }));
    (list.querySelector("button") ?? pin).focus();
  }
  return {
    element,
    /** @param {any} state */
    update(state) {
      const runs = JSON.stringify(state.pins.map((/** @type {any} */ one) => keyOf(state, one))), now = JSON.stringify([runs, state.outcome, state.window]);
      if (now !== drawn) {
        drawn = now;
        lay(state);
      }
      if (runs !== wanted || running?.signal.aborted) {
        wanted = runs;
        run(state);
      }
    },
    close() {
      running?.abort();
      for (const chart of charts.splice(0)) chart.close();
    },
  };
}
