/** Posts in words. Nobody has a name: a post is its role, its service and its number, as the engine counts posts. */

import { h, mark, redraw } from "./dom.js";
import { capital, say, wordsAt } from "./words.js";

/** Codes of roles, as the model has them. */
export const ROLE = { leader: 0, cabinet: 1, backbencher: 2, opposition: 3, chief: 4, director: 5, teamManager: 6, staff: 7, health: 8 };
export const KIND = { politician: 0, manager: 1, staff: 2, partner: 3 };
const ROLES_BY_CODE = ["leader", "cabinet", "backbencher", "opposition", "chief", "director", "team_manager", "staff", "health", "police", "voluntary", "business", "neighbour"];
const SERVICES_BY_CODE = ["adult_social_care", "childrens_social_care", "housing", "highways_transport", "cultural", "environmental", "planning_development", "central"];
export const KINDS_BY_CODE = ["politicians", "managers", "staff", "partners"];
const ALONE = [ROLE.leader, ROLE.chief, ROLE.director];

/** @param {number} service */
export const serviceWords = (service) => say(`story.services.${SERVICES_BY_CODE[service]}`);

/** The same in one word, where a column has no room. @param {number} service */
export const columnWords = (service) => say(`people.columns.${SERVICES_BY_CODE[service]}`);

/**
 * What a post is called, without its article: "director of housing", or "member of staff in housing, post 143".
 * @param {import("./film.js").Posts} posts @param {number} row
 */
function postWords(posts, row) {
  const role = posts.role[row], service = posts.service[row], name = ROLES_BY_CODE[role];
  const held = service >= 0 && wordsAt(`people.roles_of.${name}`) !== undefined;
  const said = held ? say(`people.roles_of.${name}`, { service: serviceWords(service) }) : say(`people.roles.${name}`);
  return isAlone(posts, row) ? said : say("people.numbered", { role: said, row });
}

/** Whether there is one such post only. @param {import("./film.js").Posts} posts @param {number} row */
const isAlone = (posts, row) => ALONE.includes(posts.role[row]) || (posts.role[row] === ROLE.cabinet && posts.service[row] >= 0);

/** The same as a heading. @param {import("./film.js").Posts} posts @param {number} row */
export const postTitle = (posts, row) => capital(postWords(posts, row));

/** With its article. @param {import("./film.js").Posts} posts @param {number} row */
export const thePost = (posts, row) => say("people.the", { role: postWords(posts, row) });

/**
 * A list of all posts to choose from, by kind: every person can be reached without the picture. Hidden until it is filled.
 * @param {(row: number | null) => void} onPick @param {{ id: string, class: string, none: string }} options `none` stands for nobody.
 */
export function createPostChoice(onPick, { id, class: named, none }) {
  const select = h("select", { id, on: { change: () => onPick(select.value === "" ? null : Number(select.value)) } });
  const element = h("div", { class: named, hidden: true }, h("label", { htmlFor: id }, say("people.whom")), select);
  return {
    element,
    /** @param {import("./film.js").Posts} posts */
    fill(posts) {
      const rows = Array.from({ length: posts.kind.length }, (_, row) => row);
      redraw(select, mark("option", { value: "" }, none), KINDS_BY_CODE.map((name, kind) => mark("optgroup", { label: capital(say(`people.kinds.${name}`)) },
        rows.filter((row) => posts.kind[row] === kind).map((row) => mark("option", { value: row }, postTitle(posts, row))))));
      element.hidden = false;
    },
    /** @param {number | null} row */
    choose(row) { select.value = row === null ? "" : String(row); },
  };
}
