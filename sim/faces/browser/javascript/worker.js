/**
 * What a worker does: it gets the engine once, then orders, and answers run by run. The page itself does the same where
 * workers are forbidden. Each function here is handed to a worker as text and asks for nothing outside itself.
 */

/**
 * A person's story: the entries of the ledger of one post, and who came and went, month after month. With no `row` it is
 * that of all frontline staff who are in their posts, as a mean, which people who come and go move as well.
 * @param {any} engine @param {any} table @param {any} task
 */
export function storyOf(engine, table, { order, months, row }) {
  const plan = table.memory, watched = new Map();
  for (const one of plan.ledger) for (const place of [...one.adders, one.folds]) watched.set(place, [...(watched.get(place) ?? []), one]);
  // What concerns no ledger acts in one go.
  const groups = /** @type {number[][]} */ ([]);
  table.processes.forEach((/** @type {any} */ _, /** @type {number} */ place) => {
    const last = groups.at(-1);
    if (last && !watched.has(place) && !watched.has(last[0])) last.push(place);
    else groups.push([place]);
  });
  engine.open(order);
  const wide = plan.people, staff = table.words.kind.indexOf("frontline staff");
  const counted = () => {
    if (row !== null) return [row];
    const kind = engine.variable("kind"), filled = engine.variable("filled");
    return Array.from({ length: wide }, (_, at) => at).filter((at) => Number(kind[at]) === staff && Number(filled[at]) === 1);
  };
  let rows = counted();
  const of = (/** @type {any} */ all, from = 0) => rows.map((at) => Number(all[from + at]));
  const mean = (/** @type {number[]} */ amounts) => amounts.reduce((sum, one) => sum + one, 0) / Math.max(1, amounts.length);
  const meansOf = (/** @type {[string, number[]][]} */ by) => by.map(([name, amounts]) => /** @type {[string, number]} */ ([name, mean(amounts)])).filter(([, amount]) => amount !== 0);
  const seen = (/** @type {string} */ name) => mean(of(engine.variable(name)));
  const entries = /** @type {any[]} */ ([]), changes = /** @type {any[]} */ ([]);
  const person = () => Number(engine.variable("person_id")[row] & 4095n);
  const before = row === null ? null : { post: 1, outsourced: seen("outsourced"), person: -1 };
  for (let month = 0; month < months; month++) {
    engine.beginMonth();
    const open = new Map(plan.ledger.map((/** @type {any} */ one) => [one.stock, { before: seen(one.stock), by: /** @type {[string, number[]][]} */ ([]) }]));
    for (const group of groups) {
      const ledgers = watched.get(group[0]) ?? [];
      const earlier = ledgers.map((/** @type {any} */ one) => of(engine.shown(one.rows, "float64")));
      engine.act(group);
      ledgers.forEach((/** @type {any} */ one, /** @type {number} */ at) => {
        const shared = engine.shown(one.rows, "float64"), now = of(shared), { by } = open.get(one.stock);
        if (one.folds !== group[0]) {
          by.push([table.processes[group[0]][0], now.map((amount, who) => amount - earlier[at][who])]);
          return;
        }
        // A fold may weigh what came in, the same for all who brought it.
        for (const [, amounts] of by) now.forEach((weighed, who) => { if (earlier[at][who] !== 0 && weighed !== earlier[at][who]) amounts[who] *= weighed / earlier[at][who]; });
        one.own.forEach((/** @type {string} */ name, /** @type {number} */ own) => by.push([name, of(shared, (own + 1) * wide)]));
      });
    }
    rows = counted();
    for (const [stock, one] of open) {
      const told = meansOf(one.by), after = seen(stock), moved = after - one.before - told.reduce((sum, [, amount]) => sum + amount, 0);
      if (row === null && moved !== 0) told.push(["coming and going", moved]);
      entries.push({ stock, month, before: one.before, after, entries: told });
    }
    if (before) {
      const note = (/** @type {string} */ what) => changes.push({ month, what, person: before.person });
      const now = person();
      if (now !== before.person) {
        before.person = now;
        note(month === 0 ? "in post" : "arrives");
      }
      if (seen("left") === 1) note("leaves");
      if (seen("outsourced") !== before.outsourced) note(before.outsourced ? "comes back from a partner" : "goes to a partner");
      if (seen("post") !== before.post) note(before.post ? "post is cut" : "post is made");
      [before.post, before.outsourced] = [seen("post"), seen("outsourced")];
    }
    engine.endMonth();
  }
  return { row, role: row === null ? -1 : seen("role"), service: row === null ? -1 : seen("service"), entries, changes };
}

/**
 * The council after so many months: who is in which post, and every tie in both directions.
 * @param {any} engine @param {any} table @param {any} task
 */
export function networkOf(engine, table, { order, months, people }) {
  engine.open(order);
  if (months) engine.advance(months);
  const plain = (/** @type {string} */ name) => {
    const found = engine.variable(name);
    return found instanceof BigInt64Array ? Int32Array.from(found, Number) : found.slice();
  };
  const of = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, plain(name)]));
  return { month: months, people: of(people), ties: of(["source", "target", "layer", "trust"]) };
}

/**
 * The council as it goes: the same as {@link networkOf} on the first day, after every so many months and at the end, of
 * one run, with the outcomes of its months. In each array, what stands at one time follows what stood before.
 * @param {any} engine @param {any} table @param {any} task
 */
export function filmOf(engine, table, { order, months, every, people }) {
  engine.open(order);
  const times = [0];
  while (times[times.length - 1] < months) times.push(Math.min(months, times[times.length - 1] + every));
  const plain = (/** @type {any} */ found) => (found instanceof BigInt64Array ? Int32Array.from(found, Number) : found.slice());
  const filmed = (/** @type {string} */ name) => {
    const first = plain(engine.variable(name));
    return new first.constructor(times.length * first.length);
  };
  const seen = Object.fromEntries(people.map((/** @type {string} */ name) => [name, filmed(name)]));
  const trust = filmed("trust"), values = new Float64Array(months * table.outcomes.name[1].length);
  times.forEach((month, at) => {
    if (at) engine.advance(month - times[at - 1], values, times[at - 1]);
    const look = (/** @type {string} */ name, /** @type {any} */ into) => {
      const now = plain(engine.variable(name));
      into.set(now, at * now.length);
    };
    people.forEach((/** @type {string} */ name) => look(name, seen[name]));
    look("trust", trust);
  });
  const ties = Object.fromEntries(["source", "target", "layer"].map((name) => [name, plain(engine.variable(name))]));
  return { times, people: seen, ties: { ...ties, trust }, values };
}

/**
 * Answer messages: first the module and the tables, then orders. Of an order there come its tasks, all at once, then which
 * of them to do, one by one, until it is over; each answer is posted as it is ready.
 * @param {any} scope What posts and gets messages.
 * @param {any} parts The functions of the engine.
 */
export function serve(scope, { engineOf, storyOf, networkOf, filmOf }) {
  let engine = /** @type {any} */ (null), table = /** @type {any} */ (null), work = Promise.resolve();
  const orders = new Map();
  const answers = {
    run: (/** @type {any} */ task) => {
      engine.open(task.order);
      return engine.advance(task.months);
    },
    story: (/** @type {any} */ task) => storyOf(engine, table, task),
    network: (/** @type {any} */ task) => networkOf(engine, table, task),
    film: (/** @type {any} */ task) => filmOf(engine, table, task),
    used: () => engine.used(),
  };
  /** Let waiting messages in, so that a newer order or a cancel is seen before another run is begun. */
  const turn = () => new Promise((resume) => {
    const gate = new MessageChannel();
    gate.port1.onmessage = () => { gate.port1.close(); resume(undefined); };
    gate.port2.postMessage(0);
  });
  /** What is handed over and not copied: the arrays of an answer, each with memory of its own. @param {any} found @returns {any[]} */
  const arraysIn = (found) => (ArrayBuffer.isView(found) ? [found.buffer] : Array.isArray(found) ? [] : Object.values(found).flatMap((one) => (one && typeof one === "object" ? arraysIn(one) : [])));
  /** @param {{ id: number, at: number }} data */
  async function answer({ id, at }) {
    await turn(); // before the first run too: without this every move of a dragged lever costs one run
    const task = orders.get(id)?.[at];
    if (!task) return;
    try {
      const found = answers[/** @type {keyof typeof answers} */ (task.what)](task);
      scope.postMessage({ id, at, found }, arraysIn(found));
    } catch (error) {
      scope.postMessage({ id, at, trouble: error instanceof Error ? error.message : String(error) });
    }
  }
  scope.onmessage = (/** @type {any} */ { data }) => {
    if (data.module) {
      table = data.table;
      try {
        engine = engineOf(data);
        scope.postMessage({ ready: true });
      } catch (error) {
        scope.postMessage({ ready: false, trouble: error instanceof Error ? error.message : String(error) });
      }
    } else if (data.tasks) orders.set(data.id, data.tasks);
    else if (data.over) orders.delete(data.id);
    else work = work.then(() => answer(data));
  };
}
