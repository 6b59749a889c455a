/** Where posts stand in the picture: politicians above, then managers, frontline staff by service, and partners. */

import { columnWords, KIND, ROLE } from "./posts.js";

const PITCH = { least: 11, most: 30, share: 42 };
const EDGE = 6;
/** Width of a usual letter over its height. */
const LETTER_WIDTH = 0.56;

/**
 * @typedef {object} Places
 * @property {Float32Array} x @property {Float32Array} y @property {Float32Array} radius
 * @property {{ kind: number, top: number, bottom: number, label: number }[]} bands
 * @property {{ service: number, left: number, right: number, name: string, across: number, down: number }[]} columns Down is 0 where names have no room.
 * @property {number} height @property {number} pitch
 */

/**
 * How many columns each service takes so that all staff stand in as few rows as the width allows.
 * @param {{ staff: number[], teams: number[] }[]} services @param {number} slots
 */
function columnsOf(services, slots) {
  for (let rows = 2; ; rows++) {
    const wide = services.map(({ staff, teams }) => Math.max(Math.ceil(staff.length / rows), Math.min(2, teams.length), 1));
    if (rows > 60 || wide.reduce((sum, one) => sum + one, 0) <= slots) return { rows, wide };
  }
}

/**
 * The same posts stand at the same places whatever happens, so that the eye can follow them.
 * @param {import("./film.js").Posts} posts @param {number} width In CSS pixels. @param {number} letter Height of a letter.
 * @returns {Places}
 */
export function placesOf(posts, width, letter) {
  const count = posts.kind.length, rows = Array.from({ length: count }, (_, row) => row);
  const pitch = Math.max(PITCH.least, Math.min(PITCH.most, width / PITCH.share));
  const x = new Float32Array(count), y = new Float32Array(count), radius = new Float32Array(count).fill(0.3 * pitch);
  const put = (/** @type {number} */ row, /** @type {number} */ left, /** @type {number} */ top, size = 1) => {
    [x[row], y[row]] = [left, top];
    radius[row] *= size;
  };
  const of = (/** @type {number} */ role) => rows.filter((row) => posts.role[row] === role);
  const middle = width / 2, line = 1.6 * letter;

  // Services from left to right, each with its staff, team managers, director and portfolio holder in one column.
  const numbers = [...new Set(of(ROLE.director).map((row) => posts.service[row]))].sort((a, b) => a - b);
  const services = numbers.map((service) => ({ service,
    staff: of(ROLE.staff).filter((row) => posts.service[row] === service), teams: of(ROLE.teamManager).filter((row) => posts.service[row] === service) }));
  const gap = 0.8 * pitch, usable = width - 2 * EDGE - gap * (services.length - 1);
  const { rows: deep, wide } = columnsOf(services, Math.floor(usable / pitch));
  const step = usable / wide.reduce((sum, one) => sum + one, 0);
  let left = EDGE;
  const columns = services.map(({ service }, at) => {
    const right = left + wide[at] * step, name = columnWords(service), half = 0.5 * LETTER_WIDTH * letter * name.length;
    const column = { service, left, right, name, half, across: Math.max(half, Math.min(width - half, (left + right) / 2)), down: 0 };
    left = column.right + gap;
    return column;
  });
  // Names of services stand in two rows, so that each has the room of two columns; a phone has room for none.
  const roomy = columns.every((one, at) => !columns[at + 2] || columns[at + 2].across - one.across > one.half + columns[at + 2].half + 0.5 * letter);
  const centre = new Map(columns.map((column) => [column.service, (column.left + column.right) / 2]));

  const bands = /** @type {Places["bands"]} */ ([]);
  let top = EDGE;
  const band = (/** @type {number} */ kind, /** @type {(from: number) => number} */ fillBand) => {
    const label = top + 0.8 * line, bottom = fillBand(top);
    bands.push({ kind, top, bottom, label });
    top = bottom + 0.5 * pitch;
  };

  band(KIND.politician, (from) => {
    const first = from + Math.max(line, 1.4 * pitch) / 2 + 0.2 * pitch;
    of(ROLE.leader).forEach((row) => put(row, middle, first, 1.7));
    const second = first + Math.max(0.5 * line, 0.7 * pitch) + 0.8 * pitch;
    of(ROLE.cabinet).forEach((row, at) => put(row, centre.get(posts.service[row]) ?? EDGE + (at + 1) * pitch, second, 1.3));
    const each = Math.max(3, Math.floor((width - 2 * EDGE - pitch) / 2 / pitch));
    let last = second;
    for (const [role, side] of [[ROLE.backbencher, 1], [ROLE.opposition, -1]]) {
      of(role).forEach((row, at) => {
        const across = EDGE + (0.5 + (at % each)) * pitch, down = second + (1.4 + Math.floor(at / each)) * pitch;
        put(row, side > 0 ? across : width - across, down);
        last = Math.max(last, down);
      });
    }
    return last + 0.7 * pitch;
  });
  band(KIND.manager, (from) => {
    const first = from + Math.max(line, 1.4 * pitch) / 2 + 0.2 * pitch;
    of(ROLE.chief).forEach((row) => put(row, middle, first, 1.7));
    const second = first + Math.max(0.5 * line, 0.7 * pitch) + 0.8 * pitch;
    of(ROLE.director).forEach((row) => put(row, centre.get(posts.service[row]) ?? middle, second, 1.3));
    let last = second;
    services.forEach(({ service, teams }, at) => teams.forEach((row, place) => {
      const inRow = Math.min(wide[at], teams.length - Math.floor(place / wide[at]) * wide[at]);
      const across = (centre.get(service) ?? middle) + ((place % wide[at]) - (inRow - 1) / 2) * step;
      put(row, across, second + (1.3 + Math.floor(place / wide[at])) * pitch, 1.1);
      last = Math.max(last, y[row]);
    }));
    return last + 0.7 * pitch;
  });
  band(KIND.staff, (from) => {
    if (roomy) columns.forEach((column, at) => { column.down = from + (1.7 + 0.8 * (at % 2)) * line; });
    const first = from + (roomy ? 2.7 : 1) * line + 0.5 * pitch;
    services.forEach(({ staff }, at) => staff.forEach((row, place) => {
      // Column by column: those of a team are neighbours, and stand together.
      put(row, columns[at].left + (0.5 + Math.floor(place / deep)) * step, first + (place % deep) * pitch);
    }));
    return first + (deep - 0.3) * pitch;
  });
  band(KIND.partner, (from) => {
    const partners = rows.filter((row) => posts.kind[row] === KIND.partner).sort((a, b) => posts.role[a] - posts.role[b] || a - b);
    const first = from + line + 0.6 * pitch, spread = Math.min(2.5 * pitch, (width - 2 * EDGE) / partners.length);
    partners.forEach((row, at) => put(row, middle + (at - (partners.length - 1) / 2) * spread, first, 1.3));
    return first + 0.9 * pitch;
  });
  return { x, y, radius, bands, columns, height: Math.ceil(top - 0.5 * pitch + EDGE), pitch };
}

/**
 * The nearest post from one in a direction; those straight ahead count as nearer than those aside.
 * @param {Places} places @param {number} row @param {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} key
 */
export function nextPost({ x, y }, row, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best = row, least = Infinity;
  for (let other = 0; other < x.length; other++) {
    const ahead = dx * (x[other] - x[row]) + dy * (y[other] - y[row]), aside = Math.abs(dy * (x[other] - x[row]) + dx * (y[other] - y[row]));
    if (other === row || ahead < 1) continue;
    const far = ahead + 3 * aside;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

/** The post at a point, if one is near enough for a finger. @param {Places} places @param {number} across @param {number} down */
export function postAt({ x, y, pitch }, across, down) {
  let best = -1, least = Math.max(22, pitch) ** 2;
  for (let row = 0; row < x.length; row++) {
    const far = (x[row] - across) ** 2 + (y[row] - down) ** 2;
    if (far < least) [best, least] = [row, far];
  }
  return best < 0 ? null : best;
}
