/** A run of one council, month by month: who is in which post, and how far everybody trusts whom. */

const FIXED_OF_PEOPLE = ["kind", "role", "service"], FLAGS_OF_PEOPLE = ["post", "filled", "outsourced", "left"];
const FILMED_OF_PEOPLE = [...FIXED_OF_PEOPLE, ...FLAGS_OF_PEOPLE, "person_id", "style", "morale"];
/** How many held a post before, in an address of a person. */
const OCCUPANT = 4095n;
const WHOLE_FILM = 180;

/**
 * @typedef {object} Posts What is fixed of every post: codes as in `hall.words`.
 * @property {ArrayLike<number>} kind @property {ArrayLike<number>} role @property {ArrayLike<number>} service -1 for none.
 */

/** One run, filmed. Month 0 is the first day, month `m` the end of the m-th month. */
export class Film {
  /** @param {any} found What `hall.film` gives, of every month. */
  constructor(found) {
    this.run = found.run;
    this.months = found.times.length - 1;
    this.count = found.people.kind.length / found.times.length;
    const first = (/** @type {string} */ name) => found.people[name].slice(0, this.count);
    /** @type {Posts} */
    this.posts = { kind: first("kind"), role: first("role"), service: first("service") };
    // A fifth of the memory: several films are kept, on a phone too.
    /** @type {Record<string, any>} */
    this.people = { person: Uint16Array.from(found.people.person_id, (/** @type {bigint} */ one) => Number(one & OCCUPANT)), style: Float32Array.from(found.people.style), morale: Float32Array.from(found.people.morale),
      ...Object.fromEntries(FLAGS_OF_PEOPLE.map((name) => [name, Uint8Array.from(found.people[name])])) };
    this.source = found.ties.source;
    this.target = found.ties.target;
    this.layer = found.ties.layer;
    this.trust = Float32Array.from(found.ties.trust);
    this.arcs = this.source.length;
    this.ties = this.#tiesFound();
    this.regard = this.#regardFound();
  }

  /** A variable of a post. @param {string} name @param {number} month @param {number} row @returns {number} */
  seen(name, month, row) { return this.people[name][month * this.count + row]; }

  /** Whether somebody is in the post. @param {number} month @param {number} row */
  isFilled(month, row) { return this.seen("filled", month, row) === 1; }

  /** Trust along a tie. @param {number} month @param {number} arc @returns {number} */
  trustAt(month, arc) { return this.trust[month * this.arcs + arc]; }

  /** The ties of a post, outwards. @param {number} row @returns {number[]} */
  arcsOf(row) {
    const found = [];
    for (let arc = 0; arc < this.arcs; arc++) if (this.source[arc] === row) found.push(arc);
    return found;
  }

  /** Every tie once: its layer, and the trust of either end in the other. */
  #tiesFound() {
    const key = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ layer) => (layer * this.count + from) * this.count + to;
    const byEnds = new Map();
    for (let arc = 0; arc < this.arcs; arc++) byEnds.set(key(this.source[arc], this.target[arc], this.layer[arc]), arc);
    const found = [];
    for (let arc = 0; arc < this.arcs; arc++) {
      if (this.source[arc] > this.target[arc]) continue;
      const back = byEnds.get(key(this.target[arc], this.source[arc], this.layer[arc]));
      if (back !== undefined) found.push({ there: arc, back, one: this.source[arc], other: this.target[arc], layer: this.layer[arc] });
    }
    return found;
  }

  /** Of every post and month, the mean trust in whoever is in it, of those in post who are tied to it; NaN for none. */
  #regardFound() {
    const found = new Float32Array((this.months + 1) * this.count), ties = new Float32Array(this.count);
    for (let month = 0; month <= this.months; month++) {
      const at = month * this.count;
      ties.fill(0);
      for (let arc = 0; arc < this.arcs; arc++) {
        if (this.people.filled[at + this.source[arc]] !== 1) continue;
        found[at + this.target[arc]] += this.trust[month * this.arcs + arc];
        ties[this.target[arc]] += 1;
      }
      for (let row = 0; row < this.count; row++) found[at + row] = ties[row] ? found[at + row] / ties[row] : NaN;
    }
    return found;
  }
}

/**
 * The film of one run.
 * @param {any} hall @param {{ council: string, scenario: any, seed: number }} asked @param {AbortSignal} [signal]
 */
export async function filmed(hall, { council, scenario, seed }, signal) {
  const months = Math.min(WHOLE_FILM, hall.longestRun);
  return new Film(await hall.film({ council, scenario, seed, months, people: FILMED_OF_PEOPLE }, { signal }));
}
