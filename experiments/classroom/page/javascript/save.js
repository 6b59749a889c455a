/** Save and share: a link, the chart as a picture or a drawing, its numbers; with text to copy where a page may not save. */

import { announce, h } from "./dom.js";
import { outcomeLabel, outcomePhrase, say } from "./words.js";
import { Chart } from "./chart.js";
import { dateOf } from "./events.js";
import { linkOf } from "./address_bar.js";
import { sceneOf } from "./scenes.js";
import { pinWords } from "./compare.js";
import { hasOutcome } from "./sentences.js";

/** Milliseconds for which a file that is being saved is kept, unless another is saved before: long enough to choose a folder. */
const KEEP = 60_000;
/** So many letters of a text are shown, all of it is copied: the table of runs has 400,000, which nobody reads in a field. */
const SHOWN = 30_000;
/** The address of the file that was saved last. */
let saved = "";

/** Have the browser save a file. @param {Blob} made @param {string} name */
function saveAs(made, name) {
  URL.revokeObjectURL(saved);
  const address = (saved = URL.createObjectURL(made)), anchor = h("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP);
}

/** A frame without an origin may not save, and cannot find that out: the text to copy is opened at once. */
const mayNotSave = () => globalThis.origin === "null" && location.protocol !== "file:";

/** One field of a table: quoted where a comma, a quote or a line needs it. @param {unknown} value */
const csvField = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** The whole lines with which a text begins, no more letters than are shown. @param {string} text */
const beginningOf = (text) => (text.length <= SHOWN ? text : text.slice(0, text.lastIndexOf("\n", SHOWN - 1) + 1 || SHOWN));

/** @param {string} text */
const linesOf = (text) => text.trimEnd().split("\n").length;

/** Marks a text whole and keeps its beginning in sight. @param {any} field */
function markAll(field) {
  field.setSelectionRange(0, field.value.length, "backward");
  field.scrollTop = 0;
}

/** @param {unknown[][]} rows */
const csvText = (rows) => `${rows.map((row) => row.map(csvField).join(",")).join("\n")}\n`;

/**
 * Every run of the chart: one row for each month and each pair, numbers to the last digit.
 * @param {any} ensemble @param {any} state @param {any} hall
 */
function runsTable(ensemble, state, hall) {
  const { unit } = hall.outcomes.find((/** @type {any} */ one) => one.name === state.outcome), council = hall.council(ensemble.council).short_name;
  const rows = [["council", "outcome", "unit", "reference", "scenario", "seed", "replicate", "month", "date", "value_reference", "value_scenario", "difference", "model"]];
  for (const [first, second] of ensemble.pairs) {
    const one = first.series(state.outcome), other = second.series(state.outcome);
    for (let month = 0; month < one.length; month++) {
      rows.push([council, state.outcome, unit, state.reference, pinWords(state), state.seed, first.asked.replicate, month, dateOf(month), one[month], other[month], other[month] - one[month], hall.model]);
    }
  }
  return csvText(rows);
}

/**
 * The lines of the chart: means over runs of the year up to each month, and of the paired differences with their interval.
 * @param {any} ensemble @param {any} state @param {any} hall
 */
function linesTable(ensemble, state, hall) {
  const { lines, difference, months } = sceneOf(ensemble, state, hall), [first, last] = [lines[0], lines[lines.length - 1]];
  const rows = [["month", "date", "reference", "scenario", "difference", "low", "high", "pairs"]];
  for (let month = 0; month < months; month++) {
    const gap = difference ? [difference.mean[month], difference.low[month], difference.high[month]] : [0, 0, 0];
    rows.push(/** @type {any} */ ([month, dateOf(month), first.values[month], last.values[month], ...gap, ensemble.pairs.length]));
  }
  return csvText(rows);
}

/** @param {{ hall: any, store: any, session: any }} tools */
export function createSave({ hall, store, session }) {
  let chart = /** @type {Chart | null} */ (null), drawn = "", pictured = "", toCopy = "", asked = 0;
  const link = h("input", { id: "save-link", type: "text", readOnly: true, autocomplete: "off", on: { focus: () => link.select() } });
  const copied = h("p", { class: "minor", dataset: { part: "copied" } });
  const host = h("div", { class: "save-chart" }), waits = h("p", {});
  const shownText = h("textarea", { id: "save-text", readOnly: true, rows: 8, spellcheck: false, autocomplete: "off", on: { focus: () => markAll(shownText), copy: copyWhole } });
  const picture = h("img", { alt: "" }), shownLabel = h("label", { for: "save-text" }), again = h("button", { type: "button", on: { click: () => copy(toCopy, shownText) } }, say("save.copy_text"));
  const shown = h("div", { class: "save-shown", dataset: { part: "save-shown" }, hidden: true }, shownLabel, picture, shownText, again);
  const kinds = ["png", "svg", "lines", "runs"].map((kind) => h("li", {}, h("span", {}, say(`save.kinds.${kind}`)), h("div", { class: "acts" },
    h("button", { type: "button", dataset: { save: kind }, "aria-label": say("save.save_which", { what: say(`save.kinds.${kind}`) }), on: { click: () => save(kind, true) } }, say("save.save")),
    // Browsers keep every picture that they have shown, of 3 to 5 MB each, for a long time: a file is better where there can be one.
    kind === "png" && !mayNotSave() ? null : h("button", { type: "button", dataset: { show: kind }, "aria-label": say("save.show_which", { what: say(`save.kinds.${kind}`) }), on: { click: () => save(kind, false) } }, say("save.show")))));
  const list = h("ul", { class: "save-kinds" }, kinds);
  const element = h("div", { class: "save", dataset: { part: "save" } }, h("h3", {}, say("save.link")), h("p", {}, say(/^(https?|file):$/.test(location.protocol) ? "save.link_about" : "save.link_part")),
    h("div", { class: "field-row" }, h("label", { for: "save-link" }, say("save.link_label")), link, h("button", { type: "button", class: "primary", dataset: { save: "link" }, on: { click: () => copy(link.value, link) } }, say("save.copy"))), copied,
    h("h3", {}, say("save.chart")), waits, host, list, mayNotSave() ? h("p", { class: "note" }, say("save.may_not")) : null, shown);

  /** Who copies all that is shown gets the text that it begins. @param {ClipboardEvent} event */
  function copyWhole(event) {
    if (shownText.selectionStart > 0 || shownText.selectionEnd < shownText.value.length || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", toCopy);
    event.preventDefault();
  }
  /** @param {string} text @param {any} field */
  async function copy(text, field) {
    field.focus();
    markAll(field);
    // The old way works in frames that forbid the new one. Where neither may, the text stays marked for the keyboard or a long press.
    let done = false;
    try {
      done = document.execCommand("copy");
      if (!done && !mayNotSave()) await navigator.clipboard.writeText(text).then(() => { done = true; });
    } catch { /* said below */ }
    copied.textContent = say(done ? "save.copied" : "save.marked");
    announce(copied.textContent ?? "");
  }
  /** What a file is called: what it shows, in plain letters. @param {string} ending */
  function fileName(ending) {
    const state = store.get(), parts = ["town-hall", hall.council(state.council).short_name, state.scenario, state.outcome];
    return `${parts.join("-").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${ending}`;
  }
  /** Let go of the picture. If it is still being loaded that is stopped first: without its address it would be an error. */
  function forgetPicture() {
    const address = picture.src;
    picture.removeAttribute("src");
    if (address) URL.revokeObjectURL(address);
    pictured = "";
  }
  /** The picture of the chart, made once: browsers keep every picture that they have shown, of 5 MB each. @param {Blob} made */
  function showPicture(made) {
    const text = chart?.toSVG() ?? "";
    if (text === pictured) return;
    forgetPicture();
    picture.src = URL.createObjectURL(made);
    picture.alt = chart?.describe() ?? "";
    pictured = text;
  }
  /** @param {string} kind @param {boolean} asFile */
  async function save(kind, asFile) {
    const ensemble = session.ensemble(), state = store.get();
    if (!chart || !ensemble.pairs.length) return;
    const mine = (asked += 1);
    const made = kind === "png" ? await chart.toPNG() : new Blob([kind === "svg" ? chart.toSVG() : kind === "lines" ? linesTable(ensemble, state, hall) : runsTable(ensemble, state, hall)], { type: kind === "svg" ? "image/svg+xml" : "text/csv" });
    if (asFile && !mayNotSave()) {
      saveAs(made, fileName(kind === "png" || kind === "svg" ? kind : `${kind}.csv`));
      announce(say("save.saved", { what: say(`save.kinds.${kind}`) }));
    }
    if (!asFile || mayNotSave()) {
      const isPicture = kind === "png", text = isPicture ? "" : await made.text();
      // A picture takes longer than a table: what was asked for last is shown, not what was ready last.
      if (mine !== asked) return;
      picture.hidden = !isPicture;
      shownText.hidden = again.hidden = isPicture;
      const what = say(`save.kinds.${kind}`), beginning = beginningOf(text);
      shownLabel.textContent = isPicture ? say("save.press", { what }) : say(beginning === text ? "save.copy_here" : "save.copy_beginning", { what, shown: linesOf(beginning), lines: linesOf(text) });
      toCopy = text;
      shownText.value = beginning;
      if (isPicture) showPicture(made);
      shown.hidden = false;
      shown.scrollIntoView({ block: "nearest" });
      if (!isPicture) shownText.focus();
    }
  }
  return {
    element,
    /** @param {any} state @param {any} ensemble */
    update(state, ensemble) {
      link.value = linkOf(state, hall);
      const council = hall.council(state.council), has = hasOutcome(council, state.outcome), there = has && Boolean(ensemble?.pairs.length);
      waits.hidden = there;
      waits.textContent = has ? say("save.waits") : say("save.absent", { council: council.name, outcome: outcomePhrase(state.outcome) });
      list.hidden = !there;
      host.hidden = !there;
      const now = JSON.stringify([ensemble?.key, ensemble?.done, state.outcome, state.spread]);
      if (!there || now === drawn) return;
      drawn = now;
      if (chart?.label !== outcomeLabel(state.outcome)) {
        chart?.close();
        chart = new Chart(host, { label: outcomeLabel(state.outcome) });
      }
      chart.draw(sceneOf(ensemble, state, hall));
    },
    close() {
      asked += 1;
      forgetPicture();
      toCopy = shownText.value = "";
      shown.hidden = true;
      chart?.close();
      chart = null;
    },
  };
}
