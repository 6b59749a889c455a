/** A person's dated story: who came and went in the post, how morale went and by what, whom they came to trust or not. */

import { listed } from "./happenings.js";
import { ledgerWords } from "./ledger_words.js";
import { thePost } from "./posts.js";
import { bareNumber, capital, number, say, yearWords } from "./words.js";

/** Changes that are worth a line: of morale in a year, of trust in a year, of style in a month. */
const WORTH = { morale: 0.02, trust: 0.12, style: 0.04 };
const YEAR_OF_MONTHS = 12;
const share = (/** @type {number} */ value) => number(value, "share", { digits: 0 });
const points = (/** @type {number} */ value) => bareNumber(value, "share", 0.1, true);

/**
 * @typedef {object} Told
 * @property {number} month The last month that it tells of, 0 for April 2010.
 * @property {"post" | "morale" | "trust" | "style"} kind @property {string} when @property {string} text
 */

/** A year's sums of one stock by who added to it, the largest first. @param {any[]} months @returns {[string, number][]} */
export function sumsOf(months) {
  const sums = new Map();
  for (const { entries } of months) for (const [name, amount] of entries) sums.set(name, (sums.get(name) ?? 0) + amount);
  return [...sums].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
}

/** @param {any} story @returns {Told[]} */
function moraleTold(story) {
  const months = story.entries.filter((/** @type {any} */ one) => one.stock === "morale"), found = [];
  for (let first = 0; first < months.length; first += YEAR_OF_MONTHS) {
    const year = months.slice(first, first + YEAR_OF_MONTHS), before = year[0].before, after = year[year.length - 1].after, change = after - before;
    if (Math.abs(change) < WORTH.morale) continue;
    const by = sumsOf(year).filter(([, amount]) => amount * change > 0).slice(0, 2).map(([name, amount]) => say("people.story.by", { what: ledgerWords(name), amount: points(amount) }));
    const text = say(`people.story.morale_${change > 0 ? "rises" : "falls"}`, { before: share(before), after: share(after), by: listed(by) });
    found.push({ month: year[year.length - 1].month, kind: /** @type {const} */ ("morale"), when: yearWords(first), text });
  }
  return found;
}

/** The tie whose trust moved most in each year, between the same two people. @param {import("./film.js").Film} film @param {number} row @returns {Told[]} */
function trustTold(film, row) {
  const arcs = film.arcsOf(row), found = [], { person } = film.people;
  for (let first = 0; first + YEAR_OF_MONTHS <= film.months; first += YEAR_OF_MONTHS) {
    const last = first + YEAR_OF_MONTHS;
    const same = (/** @type {number} */ one) => person[first * film.count + one] === person[last * film.count + one] && film.isFilled(first, one) && film.isFilled(last, one);
    if (!same(row)) continue;
    let best = -1, most = WORTH.trust;
    for (const arc of arcs) {
      const moved = Math.abs(film.trustAt(last, arc) - film.trustAt(first, arc));
      if (moved > most && same(film.target[arc])) [best, most] = [arc, moved];
    }
    if (best < 0) continue;
    const before = film.trustAt(first, best), after = film.trustAt(last, best);
    const text = say(`people.story.trust_${after > before ? "rises" : "falls"}`, { who: thePost(film.posts, film.target[best]), before: share(before), after: share(after) });
    found.push({ month: last - 1, kind: /** @type {const} */ ("trust"), when: yearWords(first), text });
  }
  return found;
}

/** When the person leads otherwise than before. @param {import("./film.js").Film} film @param {number} row @returns {Told[]} */
function styleTold(film, row) {
  const found = [];
  for (let month = 0; month < film.months; month++) {
    const before = film.seen("style", month, row), after = film.seen("style", month + 1, row);
    if (Math.abs(after - before) < WORTH.style || film.seen("person", month, row) !== film.seen("person", month + 1, row)) continue;
    found.push({ month, kind: /** @type {const} */ ("style"), when: "", text: say(`people.story.style_${after > before ? "opens" : "closes"}`, { before: share(before), after: share(after) }) });
  }
  return found;
}

/**
 * The whole story of a post, in order of time.
 * @param {any} story What `hall.story` gives. @param {import("./film.js").Film} film @param {(month: number) => string} dated
 * @returns {Told[]}
 */
export function biographyOf(story, film, dated) {
  const posts = story.changes.map((/** @type {any} */ { month, what }) => ({ month, kind: "post", when: "", text: say(`people.story.${what.replaceAll(" ", "_")}`) }));
  const all = [...posts, ...styleTold(film, story.row), ...moraleTold(story), ...trustTold(film, story.row)];
  return all.map((one) => ({ ...one, text: capital(one.text), when: one.when || dated(one.month) })).sort((a, b) => a.month - b.month);
}
