/** The ledger of a person's stock as a waterfall: what it was, who added how much, what it is. Accounting, not cause. */

import { sumsOf } from "./biography.js";
import { h } from "./dom.js";
import { ledgerWords } from "./ledger_words.js";
import { bareNumber, number, say } from "./words.js";

/** What adds less than this share of the largest entry stands in one row together. */
const SMALL = 0.03;

/**
 * What a stock was at the start, everybody's entries over the whole story, and what it is at the end.
 * @param {any} story What `hall.story` gives. @param {string} stock
 */
export function accountOf(story, stock) {
  const months = story.entries.filter((/** @type {any} */ one) => one.stock === stock);
  return { start: months[0].before, end: months[months.length - 1].after, rows: sumsOf(months) };
}

/** What the first account has more than the second, row by row. @param {ReturnType<typeof accountOf>} one @param {ReturnType<typeof accountOf>} other */
export function accountLess(one, other) {
  const [mine, theirs] = [new Map(one.rows), new Map(other.rows)], names = [...new Set([...mine.keys(), ...theirs.keys()])];
  const rows = names.map((name) => /** @type {[string, number]} */ ([name, (mine.get(name) ?? 0) - (theirs.get(name) ?? 0)])).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  return { start: one.start - other.start, end: one.end - other.end, rows };
}

/** The rows as they are drawn, each from where to where; small ones together. @param {ReturnType<typeof accountOf>} account */
function stepsOfAccount({ start, end, rows }) {
  const largest = Math.max(0, ...rows.map(([, amount]) => Math.abs(amount)));
  const large = rows.filter(([, amount]) => Math.abs(amount) >= SMALL * largest && amount !== 0), small = rows.filter(([, amount]) => Math.abs(amount) < SMALL * largest && amount !== 0);
  const together = small.length > 1 ? [...large, ["", small.reduce((sum, [, amount]) => sum + amount, 0)]] : [...large, ...small];
  let level = start;
  const steps = together.map(([name, amount]) => ({ name: String(name), amount: Number(amount), from: level, to: (level += Number(amount)) }));
  return { start, end, steps, others: small.length };
}

/** @param {ReturnType<typeof accountOf>} account @param {{ caption: string, from: string, until: string, signed: boolean }} words */
export function waterfall(account, { caption, from, until, signed }) {
  const { start, end, steps, others } = stepsOfAccount(account);
  const levels = [0, start, end, ...steps.map((one) => one.to)], low = Math.min(...levels), wide = Math.max(...levels) - low || 1;
  const place = (/** @type {number} */ value) => (100 * (value - low)) / wide;
  const bar = (/** @type {number} */ one, /** @type {number} */ other, /** @type {string} */ kind) =>
    h("div", { class: "fall-strip", "aria-hidden": "true" }, h("span", { class: "fall-zero", style: { left: `${place(0)}%` } }), h("span", { class: `fall-bar ${kind}`, style: { left: `${place(Math.min(one, other))}%`, width: `${Math.abs(place(one) - place(other))}%` } }));
  const written = (/** @type {number} */ value, more = true) => (more ? bareNumber(value, "share", 0.01, true) : number(value, "share", { digits: 1 }));
  const row = (/** @type {string} */ name, /** @type {any} */ strip, /** @type {string} */ said, /** @type {any} */ data) => h("tr", { dataset: data }, h("th", { scope: "row" }, name), h("td", { class: "fall-cell" }, strip), h("td", { class: "fall-amount" }, said));
  return h("table", { class: "waterfall" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("why.fall.who")), h("td", {}), h("th", { scope: "col" }, say("why.fall.amount")))),
    h("tbody", {}, row(from, bar(0, start, "level"), written(start, signed), { level: String(start) }),
      steps.map((one) => row(one.name ? ledgerWords(one.name) : say("why.fall.others", { count: others }), bar(one.from, one.to, one.amount > 0 ? "rise" : "fall"), written(one.amount), { amount: String(one.amount) })),
      row(until, bar(0, end, "level"), written(end, signed), { level: String(end) })));
}
