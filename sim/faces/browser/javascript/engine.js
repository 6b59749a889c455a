/**
 * The engine: a module of compiled rules, the memory it works in, and a run in it. All that a worker is given of it is
 * the text of this function, so that it asks for nothing outside itself.
 *
 * @typedef {object} Order What is to be run, resolved: see `resolved` in scenarios.js.
 * @property {number} council The council's place in the list.
 * @property {Record<string, number>} numbers What every parameter is on the first day, as the rules read it.
 * @property {string[]} off The theories that are off.
 * @property {number[][]} rows The table of dated events: month, kind, place, trait, amount, announced.
 * @property {Record<string, [string, number | null, boolean][]>} changes By month: parameters, and theories on or off.
 * @property {number} seed
 * @property {number} replicate
 *
 * @param {{ module: WebAssembly.Module, table: any, councils: any }} given
 */
export function engineOf({ module, table, councils }) {
  const plan = table.memory;
  const names = table.parameters.name[1], outcomes = table.outcomes.name[1].length; // no name stands twice
  const SCRATCH = 2 << 20; // bytes for arrays that a rule makes for itself; a council takes a tenth of it
  const memory = new WebAssembly.Memory({ initial: 32 });
  const exports = /** @type {any} */ (new WebAssembly.Instance(module, { env: { memory } }).exports);
  let end = exports.__heap_base.value;
  /** Room for so many bytes, from the start of a line of the processor's cache on. */
  const take = (/** @type {number} */ bytes) => {
    const at = (end + 63) & ~63;
    end = at + bytes;
    return at;
  };
  const count = table.processes.length;
  const widths = { ties: plan.room, events: plan.event_rows };
  const block = take(plan.bytes);
  const answer = take(256), failure = answer + 128;
  const row = { functions: take(8 * count), states: take(8 * count), parameters: take(8 * count), numbers: take(8 * count),
    opens: take(8 * count), on: take(count), places: take(8 * count) };
  const kept = take(8 * plan.longest_run * outcomes);
  const loose = { starts: take(40), dyads: take(512), deprivation: take(8),
    ...Object.fromEntries(["fixed_one", "fixed_other", "fixed_layer"].map((name) => [name, take(64 * plan.people)])) };
  const constants = new Map();
  for (const step of plan.first_day) {
    for (const given of step.given ?? []) if (given[0] === "constant") constants.set(given, take(8 * given[3].length));
  }
  /** Which place of a list a letter of the table means: the first behind the quotation mark is place 0. @param {string} letters @param {number} at */
  const placeOf = (letters, at) => letters.charCodeAt(at) - 35;
  const seen = plan.windows.state.map((/** @type {string} */ letters) => Array.from(letters, (_, at) => placeOf(letters, at)));
  const words = take(8 * (plan.windows.parameters.flat().length
    + seen.flat().reduce((/** @type {number} */ sum, /** @type {number} */ view) => sum + table.views[view].length, 0)));
  const scratch = take(SCRATCH);
  memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / 65536)));
  const buffer = memory.buffer;
  const bytes = new Uint8Array(buffer), reals = new Float64Array(buffer), longs = new BigInt64Array(buffer);
  const view = new DataView(buffer);

  /** The shape of a view in this run. @param {number} at */
  const shape = (at) => table.views[at].slice(1).map((/** @type {any} */ size) => widths[/** @type {keyof typeof widths} */ (size)] ?? size);
  const TYPES = { float64: Float64Array, int64: BigInt64Array, uint64: BigUint64Array, uint32: Uint32Array };
  /** What a view shows, as numbers of this type. @param {number} at @param {string} type */
  const shown = (at, type) => new (/** @type {any} */ (TYPES)[type])(buffer, block + table.views[at][0],
    shape(at).reduce((/** @type {number} */ all, /** @type {number} */ size) => all * size, 1));

  // Where everything stands for compiled code: written once, but for what differs between runs.
  const ties = /** @type {number[]} */ ([]), events = /** @type {number[]} */ ([]);
  const numbers = /** @type {Map<string, number[]>} */ (new Map());
  let word = words / 8;
  seen.forEach((/** @type {number[]} */ state, /** @type {number} */ at) => {
    longs[row.states / 8 + at] = BigInt(8 * word);
    for (const one of state) {
      const [first, ...sizes] = table.views[one];
      longs[word++] = BigInt(block + first);
      for (const size of sizes) {
        if (size === "ties") ties.push(word);
        if (size === "events") events.push(word);
        longs[word++] = typeof size === "number" ? BigInt(size) : 0n;
      }
    }
    longs[row.parameters / 8 + at] = BigInt(8 * word);
    let place = 0;
    for (const step of plan.windows.parameters[at]) {
      const name = names[place += step];
      numbers.set(name, [...(numbers.get(name) ?? []), word++]);
    }
  });
  table.processes.forEach((/** @type {any[]} */ [, number], /** @type {number} */ at) => {
    longs[row.functions / 8 + at] = BigInt(view.getUint32(exports.processes.value + 4 * at, true));
    longs[row.numbers / 8 + at] = BigInt(number);
  });
  for (const [[, size, , content], at] of constants) {
    content.forEach((/** @type {number} */ value, /** @type {number} */ i) => {
      if (size === 8) longs[at / 8 + i] = BigInt(value);
    });
  }

  /** An array as compiled code takes it: nobody who holds it, nobody above, count, size, address, shape, steps. */
  const array = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number[]} */ sizes) => {
    const steps = sizes.map((_, i) => BigInt(sizes.slice(i + 1).reduce((all, one) => all * one, size)));
    return [0, 0, BigInt(sizes.reduce((all, one) => all * one, 1)), BigInt(size), at, ...sizes.map(BigInt), ...steps];
  };
  const tables = () => [array(row.functions, 8, [count]), array(row.states, 8, [count]), array(row.parameters, 8, [count]),
    array(row.numbers, 8, [count]), array(row.on, 1, [count]), array(row.opens, 8, [count])].flat();
  /** Call a kernel; what it answers stands at `answer`. @param {string} name @param {any[]} given */
  const call = (name, given) => {
    exports.scratch(scratch, scratch + SCRATCH);
    if (exports[name](answer, failure, ...given) !== 0) throw new Error(`The engine failed in ${name}; please report it.`);
  };

  /** Numbers as the file of councils writes them. @param {any[]} content @param {string} kind @returns {Iterable<any>} */
  function* unpacked(content, kind) {
    if (kind === "number") { yield* content; return; }
    let value = 0n;
    for (let i = 0; i < content.length; i += 2) {
      for (let times = content[i + 1], step = BigInt(content[i]); times > 0; times--) yield (value += step);
    }
  }
  /** What a column says of a council. @param {any} column @param {number} at @returns {any[]} */
  function entry(column, at) {
    if (Array.isArray(column)) return column[0].length ? column[0][placeOf(column[1], at)] : column[1][at];
    let sum = 0; // decimals: whole numbers over a power of ten, or steps from one place of the array to the next
    return column.rows.map((/** @type {number[]} */ row) => (sum = column.steps ? sum + row[at] : row[at]) / column.over);
  }
  let laid = { council: -1, block: new Uint8Array(0) };

  /** The block of a council before anything is drawn; a page looks at one council, seldom at several, so the last is kept. @param {number} council */
  function laidOut(council) {
    if (laid.council === council) return laid.block;
    bytes.fill(0, block, block + plan.bytes);
    const { fills, same, columns, products, copies, tails } = councils.arrays;
    const put = (/** @type {number} */ at, /** @type {string} */ kind, /** @type {any[]} */ content) => {
      const wide = shape(at).reduce((/** @type {number} */ all, /** @type {number} */ size) => all * size, 1);
      const into = kind === "number" ? shown(at, "float64") : shown(at, "int64");
      let i = 0;
      for (const value of unpacked(content, kind)) into[i++] = value;
      if (i !== wide) throw new Error(`The table of councils is damaged (${i} numbers for ${wide}); load the page anew.`);
    };
    for (const [at, kind, value] of fills) shown(at, kind === "number" ? "float64" : "int64").fill(kind === "number" ? value : BigInt(value));
    for (const [at, kind, content] of same) put(at, kind, content);
    for (const [at, kind, column] of columns) put(at, kind, entry(column, council));
    for (const [at, of, by, column] of products) {
      const share = entry(column, council), factor = shown(of, "float64"), divisor = by === null ? null : shown(by, "float64");
      put(at, "number", share.map((one, i) => (divisor?.[i] === 0 ? 0 : one * factor[i] / (divisor?.[i] ?? 1))));
    }
    for (const [at, longer, steps] of tails) put(at, "whole", [...entry(columns[longer][2], council), ...steps]);
    for (const [at, from] of copies) shown(at, "int64").set(shown(from, "int64"));
    laid = { council, block: bytes.slice(block, block + plan.entries) };
    return laid.block;
  }

  let month = 0, values = /** @type {Record<string, number>} */ ({}), off = new Set(), neverOn = new Set();
  let opened = /** @type {Record<string, number>} */ ({}), order = /** @type {any} */ (null);

  /** Say which processes act, and since when. */
  function connect() {
    table.processes.forEach((/** @type {any[]} */ [, , theory, always, dated], /** @type {number} */ at) => {
      bytes[row.on + at] = +(always || (theory ? !off.has(theory) : order.rows.length > 0 || !dated));
      longs[row.opens / 8 + at] = BigInt(theory && !always ? opened[theory] ?? 0 : 0);
    });
  }
  /** @param {[string, number | null, boolean]} change */
  function note([name, number, on]) {
    if (number !== null) values = { ...values, [name]: number };
    else if (on && off.has(name)) {
      off.delete(name);
      if (month > 0 && neverOn.has(name)) opened = { [name]: month, ...opened };
    } else if (!on) off.add(name);
  }
  const changes = (/** @type {number} */ at) => order.changes[at] ?? [];

  /** What the scenario says changes on the first of the present month, but for the first of all. */
  function change() {
    if (month === 0) return;
    for (const one of changes(month)) {
      note(one);
      const [name, number, on] = one;
      if (number !== null) for (const at of numbers.get(name) ?? []) reals[at] = number;
      else if (!on) for (const [at, type, start] of plan.conditions[name] ?? []) shown(at, type).fill(type === "float64" ? start : type === "uint32" ? start : BigInt(start));
    }
    connect();
  }
  const run = () => [BigInt(order.seed), BigInt(order.replicate)];
  /** Let the processes at these places act, those that are on. @param {number[]} places */
  function act(places) {
    places.forEach((place, i) => { longs[row.places / 8 + i] = BigInt(place); });
    call("act_in_turn", [...tables(), ...array(row.places, 8, [places.length]), ...run(), BigInt(month)]);
  }

  /** One argument of a kernel of the first day. @param {any[]} given @param {number} fixed */
  function argument(given, fixed) {
    const [kind, what, size] = given;
    if (kind === "run") return [BigInt(order[what])];
    if (kind === "whole") return [BigInt(values[what])];
    if (kind === "number") return [values[what]];
    if (kind === "view") return array(block + table.views[what][0], size, shape(what));
    if (kind === "constant") return array(/** @type {number} */ (constants.get(given)), what, size);
    const sizes = { starts: [1, 5], dyads: [entry(councils.loose.dyads, order.council).length / 2, 2], deprivation: [1] };
    return array(/** @type {any} */ (loose)[what], 8, /** @type {any} */ (sizes)[what] ?? [fixed]);
  }

  return {
    get month() { return month; },
    /** The first day of a run: what hangs on the council is laid out, the rest is drawn. @param {Order} given */
    open(given) {
      order = given;
      [month, values, off, opened] = [0, order.numbers, new Set(order.off), {}];
      changes(0).forEach(note);
      neverOn = new Set(off);
      [widths.ties, widths.events] = [plan.room, plan.event_rows];
      bytes.set(laidOut(order.council), block);
      bytes.fill(0, block + plan.entries, block + plan.bytes);
      entry(councils.loose.starts, order.council).forEach((/** @type {number} */ value, /** @type {number} */ i) => { longs[loose.starts / 8 + i] = BigInt(value); });
      entry(councils.loose.dyads, order.council).forEach((/** @type {number} */ value, /** @type {number} */ i) => { longs[loose.dyads / 8 + i] = BigInt(value); });
      reals[loose.deprivation / 8] = entry(councils.loose.deprivation, order.council)[0];
      ["event_month", "event_kind", "event_place", "event_trait", "event_amount", "event_announced"].forEach((name, column) => {
        const [at, type] = plan.variables[name], into = shown(at, type);
        order.rows.forEach((/** @type {number[]} */ one, /** @type {number} */ i) => { into[i] = type === "float64" ? one[column] : BigInt(one[column]); });
      });
      widths.events = order.rows.length;
      for (const at of events) longs[at] = BigInt(widths.events);
      for (const [name, places] of numbers) for (const at of places) reals[at] = values[name];
      connect();
      let fixed = 8 * plan.people;
      for (const step of plan.first_day) {
        if (step.acts) { act(step.acts); continue; }
        call(step.name, step.given.flatMap((/** @type {any[]} */ one) => argument(one, fixed)));
        if (step.counts === "fixed") fixed = Number(longs[answer / 8]);
        if (step.counts === "ties") {
          widths.ties = Number(longs[answer / 8]);
          for (const at of ties) longs[at] = BigInt(widths.ties);
        }
      }
    },
    /**
     * Run so many months on; the outcomes one after another, each with its months in a row.
     * @param {number} months @param {Float64Array} out Where they go, if it has room for months before and after these.
     * @param {number} from Which of its months the first of these is.
     */
    advance(months, out = new Float64Array(months * outcomes), from = 0) {
      const first = month, last = month + months, wide = outcomes, long = out.length / wide;
      const stops = Object.keys(order.changes).map(Number).filter((at) => first < at && at < last).sort((a, b) => a - b);
      const flat = (/** @type {number} */ at) => array(block + table.views[at][0], 8, shape(at));
      for (const until of [...stops, last]) {
        change();
        call("run_months", [...tables(), ...flat(plan.flow_view), ...flat(plan.entry_view), ...run(), BigInt(month), BigInt(until),
          ...flat(plan.outcome_view), ...array(kept, 8, [until - month, 1, wide])]);
        for (let one = 0; one < wide; one++) {
          for (let at = month, to = one * long + from + month - first; at < until; at++) out[to++] = reals[kept / 8 + (at - month) * wide + one];
        }
        month = until;
      }
      return out;
    },
    /** Begin a month whose processes are then let act one by one. */
    beginMonth() {
      change();
      shown(plan.flow_view, "float64").fill(0);
      shown(plan.entry_view, "float64").fill(0);
    },
    endMonth() { month += 1; },
    act,
    /** Numbers of the state, live. @param {number} at @param {string} type */
    shown,
    /** A variable of the state by name, live. @param {string} name */
    variable(name) { return shown(plan.variables[name][0], plan.variables[name][1]); },
    /** Bytes of memory, and the most that rules have taken of it for arrays of their own. */
    used() { return { memory: buffer.byteLength, scratch: exports.scratch_used() }; },
  };
}
