/** What happens in a run, month by month, in words: budget days, elections, crises, who comes and goes, which posts go. */

import { KIND, ROLE, serviceWords, thePost } from "./posts.js";
import { capital, number, say, wordsAt } from "./words.js";

/**
 * @typedef {object} Happening
 * @property {number} month The month in which it happens, 0 for April 2010: the film shows it from `month + 1` on.
 * @property {"budget" | "election" | "trouble" | "event" | "senior" | "posts" | "staff"} kind
 * @property {string} text
 */

const WAYS_BY_NAME = ["salami_slice", "stop_a_service", "redesign", "pool_with_partners", "outsource", "commercialise", "draw_reserves", "shunt_cost", "raise_council_tax"];
const SENIOR = [ROLE.leader, ROLE.cabinet, ROLE.chief, ROLE.director];
const MARCH_OF_YEAR = 11;
const MAY_OF_YEAR = 1;
const LONG_YEAR = 12;

/** Several things as one reads them: "a, b and c". @param {string[]} texts */
export function listed(texts) {
  if (texts.length < 2) return texts.join("");
  return say("people.and", { first: texts.slice(0, -1).join(", "), last: texts[texts.length - 1] });
}

/** @param {Record<string, any>} series @param {number} month */
function budgetDay(series, month) {
  const gap = series["gap.budget"][month];
  if (!(gap > 0)) return say("people.happening.no_gap");
  const ways = WAYS_BY_NAME.map((way) => ({ way, sum: series[`gap.closed.${way}`][month] })).filter(({ sum }) => sum > 0).sort((a, b) => b.sum - a.sum);
  const amount = number(gap, "£m a year");
  if (!ways.length) return say("people.happening.gap", { amount });
  return say("people.happening.gap_closed", { amount, ways: listed(ways.slice(0, 2).map(({ way }) => say(`people.ways.${way}`))) });
}

/** The months of elections: then, and only then, is there another turnout. @param {import("./film.js").Film} film @returns {number[]} */
export function filmedElections(film) {
  const turnout = film.run.series("public.turnout");
  return Array.from({ length: film.months }, (_, month) => month).filter((month) => month % LONG_YEAR === MAY_OF_YEAR && turnout[month] !== turnout[month - 1]);
}

/** What outcomes tell of a month. @param {import("./film.js").Film} film */
function outcomesTold(film) {
  const names = ["gap.budget", ...WAYS_BY_NAME.map((way) => `gap.closed.${way}`), "public.turnout", "public.control", "money.failed", "crisis.count", "leadership.chief_executive"];
  const series = Object.fromEntries(names.map((name) => [name, film.run.series(name)]));
  const elections = new Set(filmedElections(film)), parties = wordsAt("people.parties");
  const party = (/** @type {number} */ month) => say(`people.parties.${Object.keys(parties)[series["public.control"][month]]}`);
  return (/** @type {number} */ month) => {
    const found = /** @type {[Happening["kind"], string][]} */ ([]);
    const rises = (/** @type {string} */ name) => series[name][month] === 1 && (month === 0 ? 0 : series[name][month - 1]) !== 1;
    if (elections.has(month)) {
      const turnout = number(series["public.turnout"][month], "share", { digits: 0 });
      const same = party(month) === party(month - 1);
      found.push(["election", same ? say("people.happening.election_same", { turnout, party: party(month) }) : say("people.happening.election_new", { turnout, before: party(month - 1), party: party(month) })]);
    }
    if (rises("money.failed")) found.push(["trouble", say("people.happening.section_114")]);
    if (series["crisis.count"][month] > 0) found.push(["trouble", series["crisis.count"][month] > 1 ? say("people.happening.crises", { count: series["crisis.count"][month] }) : say("people.happening.crisis")]);
    if (month > 0 && series["leadership.chief_executive"][month] !== series["leadership.chief_executive"][month - 1]) {
      found.push(["senior", say(`people.happening.${series["leadership.chief_executive"][month] ? "office_back" : "office_gone"}`)]);
    }
    if (month % LONG_YEAR === MARCH_OF_YEAR) found.push(["budget", budgetDay(series, month)]);
    return found;
  };
}

/** Counts by service, the largest first: "housing 3, environment 2". @param {import("./film.js").Film} film @param {number[]} rows */
function byService(film, rows) {
  if (rows.length === 1 && film.posts.service[rows[0]] >= 0) return serviceWords(film.posts.service[rows[0]]);
  const counts = new Map();
  for (const row of rows) counts.set(film.posts.service[row], (counts.get(film.posts.service[row]) ?? 0) + 1);
  return [...counts].filter(([service]) => service >= 0).sort((a, b) => b[1] - a[1]).map(([service, count]) => say("people.happening.of_service", { service: serviceWords(service), count })).join(", ");
}

/** What the film tells of the people in a month. @param {import("./film.js").Film} film @param {number} month */
function peopleTold(film, month) {
  const found = /** @type {[Happening["kind"], string][]} */ ([]);
  const before = month * film.count, now = before + film.count, { post, outsourced, left, person } = film.people;
  const rows = Array.from({ length: film.count }, (_, row) => row), isSenior = (/** @type {number} */ row) => SENIOR.includes(film.posts.role[row]);
  const gone = rows.filter((row) => left[now + row] === 1 && post[now + row] === 1), come = rows.filter((row) => person[now + row] !== person[before + row]);
  const cut = rows.filter((row) => post[before + row] === 1 && post[now + row] !== 1), made = rows.filter((row) => post[before + row] !== 1 && post[now + row] === 1);
  const out = rows.filter((row) => outsourced[before + row] !== 1 && outsourced[now + row] === 1 && post[now + row] === 1);
  const back = rows.filter((row) => outsourced[before + row] === 1 && outsourced[now + row] !== 1 && post[now + row] === 1);
  for (const [what, all] of /** @type {[string, number[]][]} */ ([["leaves", gone], ["arrives", come]])) {
    const seniors = all.filter(isSenior);
    // After an election half a cabinet may change: that is one line, not eight.
    if (seniors.length > 3) found.push(["senior", say(`people.happening.many_${what}`, { count: seniors.length, who: listed(seniors.map((row) => thePost(film.posts, row))) })]);
    else for (const row of seniors) found.push(["senior", capital(say(`people.happening.${what}`, { who: thePost(film.posts, row) }))]);
  }
  for (const row of cut.filter(isSenior)) found.push(["posts", say("people.happening.cut_one", { who: thePost(film.posts, row) })]);
  for (const [what, all] of /** @type {[string, number[]][]} */ ([["cut", cut.filter((row) => !isSenior(row))], ["made", made], ["out", out], ["back", back]])) {
    if (all.length) found.push(["posts", say(`people.happening.${what}${all.length > 1 ? "" : "_single"}`, { count: all.length, services: byService(film, all) })]);
  }
  for (const kind of [KIND.staff, KIND.manager, KIND.politician]) {
    const [leave, arrive] = [gone, come].map((all) => all.filter((row) => film.posts.kind[row] === kind && !isSenior(row)).length);
    const name = ["councillors", "team_managers", "staff"][kind];
    if (leave || arrive) found.push(["staff", capital(say(`people.happening.${leave && arrive ? "both" : leave ? "leave" : "arrive"}`, { who: say(`people.groups.${name}`), leave, arrive }))]);
  }
  return found;
}

/**
 * Everything that happens in a film, in order of time.
 * @param {import("./film.js").Film} film @param {{ name: string, month: number, text?: string }[]} events The dated events of the scenario.
 * @returns {Happening[]}
 */
export function happeningsOf(film, events = []) {
  const told = outcomesTold(film), found = /** @type {Happening[]} */ ([]);
  for (let month = 0; month < film.months; month++) {
    for (const event of events) {
      if (event.month === month) found.push({ month, kind: "event", text: say("people.happening.event", { name: event.name.replaceAll("-", " ") }) });
    }
    for (const [kind, text] of [...told(month), ...peopleTold(film, month)]) found.push({ month, kind, text });
  }
  return found;
}
