/** The five decisions of "You are the leader": what each option sets or has happen, on dates of the model. */

/** @typedef {{ name: string, set?: Record<string, number>, events?: any[] }} Option */

/** Budget rounds of some years, all alike. @param {number} first @param {number} last @param {Record<string, number>} budget */
const rounds = (first, last, budget) => Array.from({ length: last - first + 1 }, (_, at) => ({ date: `${first + at}-03`, budget }));
/** @param {string} date @param {Record<string, number>} set */
const fromThen = (date, set) => [{ date, set }];

/** In order of time; `until` is the month up to which the council has been seen before it. @type {{ name: string, until: number, options: Option[] }[]} */
export const DECISIONS = [
  { name: "style", until: 0, options: [
    { name: "command", set: { style_mean: 0.2 } },
    { name: "middle", set: { style_mean: 0.5 } },
    { name: "distribute", set: { style_mean: 0.8 } },
    { name: "ask", set: { style_mean: 0.8, authority_follows_style: 0 } },
  ] },
  { name: "pace", until: 11, options: [
    { name: "ahead", events: rounds(2011, 2013, { closed: 1.5 }) },
    { name: "gap", events: rounds(2011, 2013, { closed: 1 }) },
    { name: "wait", events: rounds(2011, 2013, { closed: 0.5 }) },
  ] },
  { name: "way", until: 47, options: [
    { name: "salami", events: rounds(2014, 2017, { salami_slice: 1 }) },
    { name: "redesign", events: rounds(2014, 2017, { redesign: 1 }) },
    { name: "pool", events: rounds(2014, 2017, { pool_with_partners: 1 }) },
    { name: "tax", events: rounds(2014, 2017, { raise_council_tax: 1 }) },
  ] },
  { name: "people", until: 61, options: [
    { name: "training", events: fromThen("2015-05", { training_share: 0.6 }) },
    { name: "audit", events: fromThen("2015-05", { audit_rate: 0.3 }) },
    { name: "approvals", events: fromThen("2015-05", { approval_layers: 0 }) },
    { name: "managers", events: [{ date: "2015-05", shift: { role: "team_manager", style: 0.3 } }] },
  ] },
  { name: "last", until: 107, options: [
    { name: "spend", events: rounds(2019, 2022, { closed: 0 }) },
    { name: "half", events: rounds(2019, 2022, { closed: 0.5 }) },
    { name: "gap", events: rounds(2019, 2022, { closed: 1 }) },
    { name: "ahead", events: rounds(2019, 2022, { closed: 1.5 }) },
  ] },
];

/** What one can be judged on, in the order in which a code counts them: new ones go to the end. */
export const GOALS = ["class", "index", "service.unmet", "trust.staff_manager", "money.reserves", "public.satisfaction", "staff.morale", "trust.residents"];

/** What the leader is held against. */
export const OPPONENT = "command";
const STARTING_POINT = "baseline";

/** The scenario of the first choices, as many as were made. @param {number[]} choices */
export function scenarioOfChoices(choices) {
  const made = choices.map((choice, at) => DECISIONS[at].options[choice]);
  return { extends: STARTING_POINT, set: Object.assign({}, ...made.map((one) => one.set ?? {})), events: made.flatMap((one) => one.events ?? []) };
}

/** A game as it may come from anywhere: whatever is not one becomes its beginning. @param {any} given @returns {{ goal: string, choices: number[] }} */
export function gameOf(given) {
  const goal = GOALS.includes(given?.goal) ? given.goal : "", asked = Array.isArray(given?.choices) ? given.choices : [], choices = [];
  for (const [at, one] of asked.slice(0, DECISIONS.length).entries()) {
    if (!Number.isInteger(one) || one < 0 || one >= DECISIONS[at].options.length) break;
    choices.push(one);
  }
  return { goal, choices: goal ? choices : [] };
}
