/** The numbers of a chart as a table, year by year. */

import { mark } from "./dom.js";
import { capital, number, say, yearWords } from "./words.js";
import { extentOf } from "./scale.js";

/** @param {any} drawn What the chart draws. @param {string} label @returns {import("./dom.js").Mark} */
export function yearTable(drawn, label) {
  const { lines, difference, months, unit } = drawn, [low, high] = extentOf(lines.map((/** @type {any} */ line) => line.values)), step = (high - low) / 20;
  const gap = (/** @type {number} */ value) => (Number.isFinite(value) ? number(value, unit, { signed: true, step }) : "–");
  const head = [say("story.chart.year"), ...lines.map((/** @type {any} */ line) => capital(line.name)), ...(difference ? [say("story.chart.gap"), say("story.chart.low"), say("story.chart.high")] : [])];
  const rows = [];
  for (let month = 11; month < months; month += 12) {
    rows.push(mark("tr", {}, mark("th", { scope: "row" }, yearWords(month)), lines.map((/** @type {any} */ line) => mark("td", {}, number(line.values[month], unit, { step }))),
      difference && [difference.mean, difference.low, difference.high].map((one) => mark("td", {}, gap(one[month])))));
  }
  return mark("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": say("story.chart.caption", { label }) },
    mark("table", {}, mark("caption", {}, say("story.chart.caption", { label: capital(label) })), mark("thead", {}, mark("tr", {}, head.map((text) => mark("th", { scope: "col" }, text)))), mark("tbody", {}, rows)));
}
