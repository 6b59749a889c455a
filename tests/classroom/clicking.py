"""Somebody without a plan: seeded random clicks, keys, drags and typing on a page of the classroom."""

from __future__ import annotations

import json
import time
from typing import Any

from benchmarks.browser_memory import held
from tests.classroom.pages import LOOPS
from tests.classroom.states import STATES, shown

CLICKER = r"""
(seed) => {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let one = Math.imul(state ^ (state >>> 15), 1 | state);
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
    return ((one ^ (one >>> 14)) >>> 0) / 4294967296;
  };
  const of = (all) => all[Math.floor(random() * all.length)];
  const WORDS = ["Leeds", "", "7", "-1", "1e9", "<b>x</b>", "AAAAAAAAAAAA", "2013-04", "ü", "0.5", "%", "E09000007"];
  const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter", "Escape", " ", "PageUp"];
  const REACHED = "button, summary, select, input, textarea, a[href], [tabindex], canvas, [role=slider], [role=option]";
  const seen = (one) => one.getClientRects().length && !one.closest("[inert]") && !one.disabled
    && getComputedStyle(one).visibility === "visible";
  const told = (one, ...names) => names.forEach((name) => one.dispatchEvent(new Event(name, { bubbles: true })));
  const done = [];
  // Who looks at everything at every click leaves rubbish that is not the page's: one is taken, until one is seen.
  const anyone = () => {
    const all = document.querySelectorAll(REACHED);
    for (let tries = 0; tries < 200; tries++) {
      const one = of(all);
      if (seen(one)) return one;
    }
    return [...all].find(seen);
  };
  const act = () => {
    const one = random() < 0.03 ? document.body : anyone();
    if (!one) return;
    const way = random();
    let what = "click";
    one.focus?.({ preventScroll: true });
    if (way < 0.15) {
      const key = of(KEYS);
      what = `key ${key}`;
      for (const name of ["keydown", "keyup"])
        one.dispatchEvent(new KeyboardEvent(name, { key, code: key, bubbles: true, cancelable: true }));
    } else if (one instanceof HTMLSelectElement) {
      one.selectedIndex = Math.floor(random() * one.options.length);
      told(one, "input", "change");
      what = `choose ${one.value}`;
    } else if (one instanceof HTMLInputElement && one.type === "range") {
      for (let at = 0; at < 1 + random() * 4; at++) {
        const low = Number(one.min || 0), high = Number(one.max || 100);
        one.value = String(low + random() * (high - low));
        told(one, "input");
      }
      told(one, "change");
      what = `move to ${one.value}`;
    } else if (one.matches("textarea, input:not([type=checkbox], [type=radio], [type=button], [type=file])")) {
      one.value = of(WORDS);
      told(one, "input", "change");
      what = `type ${one.value}`;
    } else if (one.matches("canvas, svg") || one.querySelector(":scope > svg, :scope > canvas")) {
      const box = one.getBoundingClientRect(), at = {
        clientX: box.left + random() * box.width, clientY: box.top + random() * box.height, bubbles: true,
        pointerId: 1, isPrimary: true, button: 0, buttons: 1, cancelable: true,
      };
      for (const name of ["pointermove", "pointerdown", "pointermove", "pointerup"])
        one.dispatchEvent(new PointerEvent(name, at));
      one.dispatchEvent(new MouseEvent("click", at));
      what = "click into";
    } else if (!(one instanceof HTMLInputElement && one.type === "file")) {
      one.click?.();
    }
    const text = one === document.body ? "" : one.textContent;
    // Letter by letter: a slice keeps the whole text that it is of.
    const name = Array.from(String(text || one.id || one.className || "").trim().slice(0, 50)).join("");
    done.push(`${what}: ${one.tagName} ${name}`);
    if (done.length > 40) done.shift();
  };
  const go = async (more) => {
    let at = 0;
    for (; more(at); at++) {
      act();
      await new Promise((then) => setTimeout(then, at % 5 ? 0 : 30));
    }
    return at;
  };
  // Nobody prints faster than a dialog is closed, and a browser without windows has none.
  globalThis.print = () => {};
  globalThis.clicking = { go, done };
}
"""


def click(page: Any, seed: int, seconds: float) -> int:
    """Click for so long; how many times it was."""
    page.evaluate(CLICKER, seed)
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        page.evaluate("(count) => clicking.go((at) => at < count)", 25)
        count += 25
    return count


ALONE = """(seconds) => {
  const end = performance.now() + 1000 * seconds;
  clicking.going = clicking.go(() => performance.now() < end);
}"""


def begin_to_click(page: Any, seed: int, seconds: float) -> None:
    """The page clicks by itself for so long from now on, whoever looks."""
    page.evaluate(CLICKER, seed)
    page.evaluate(LOOPS)
    page.evaluate(ALONE, seconds)


def clicked(page: Any) -> int:
    """How many times the page has clicked by itself, once it has ended."""
    return int(page.evaluate("clicking.going"))


RUNS = """async (count) => {
  const { session, store } = townhallClass;
  const steps = Math.ceil(count / 20);
  for (let at = 0; at < steps; at++) {
    store.set({ levers: { style_mean: (at + 1) / (steps + 1) } });
    await session.whenDone();
  }
}"""
"""So many runs, by moving a lever, as a class does it."""


FIRST = """(state) => {
  townhallClass.store.set(state);
  document.querySelector("dialog[open]")?.close();
  for (const one of document.querySelectorAll("main details[open]")) one.open = false;
  document.querySelector("button.larger[aria-pressed=true]")?.click();
  document.activeElement?.blur();
  scrollTo(0, 0);
}"""
"""The page as it was: a longer page, or one further down, is more to hold in pictures."""


def at_first(page: Any) -> dict[str, Any]:
    """What the page shows when it has been opened."""
    return dict(page.evaluate("townhallClass.store.get()"))


def memory_as(page: Any, first: dict[str, Any]) -> float:
    """Memory after 200 runs of what the page showed first, every view and drawer being as it is in its own state.

    The browser has to be started with what ``benchmarks.browser_memory`` names.
    """
    page.evaluate(FIRST, first)
    for name in STATES:
        shown(page, name)
    page.evaluate(RUNS, 200)
    page.evaluate(FIRST, first)
    page.evaluate("townhallClass.session.whenDone()")
    return held(page, "townhallClass.hall")


def used(page: Any) -> None:
    """A council has been played, and somebody has clicked for a while."""
    # What is drawn sixty times a second takes a hundred millions of bytes once, however long it plays.
    shown(page, "people")
    page.wait_for_selector('[data-part="people"][data-film="shown"]')
    page.locator("[data-playback=play]").click()
    page.wait_for_timeout(8000)
    click(page, 4, 45)


def alive(page: Any) -> dict[str, float]:
    """What the page holds once rubbish is collected: finished runs, elements, documents, and millions of bytes."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    expression = "townhallClass.session.ensemble().pairs[0][0].constructor.prototype"
    kind = session.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
    found = session.send("Runtime.queryObjects", {"prototypeObjectId": kind})["objects"]["objectId"]
    asked = {"objectId": found, "functionDeclaration": "function () { return this.length; }", "returnByValue": True}
    runs = session.send("Runtime.callFunctionOn", asked)["result"]["value"]
    heap, dom = session.send("Runtime.getHeapUsage"), session.send("Memory.getDOMCounters")
    session.detach()
    return {
        "runs": runs,
        "heap": heap["usedSize"] / 1e6,
        "buffers": heap["backingStorageSize"] / 1e6,
        "documents": dom["documents"],
        "nodes": dom["nodes"],
    }


def how_many(page: Any, name: str) -> int:
    """How many objects of a class the page holds, once rubbish is collected."""
    session = page.context.new_cdp_session(page)
    parts: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda told: parts.append(told["chunk"]))
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.takeHeapSnapshot")
    session.detach()
    held = json.loads("".join(parts))
    meta, nodes = held["snapshot"]["meta"], held["nodes"]
    fields, kinds, words = meta["node_fields"], meta["node_types"][0], held["strings"]
    sought = kinds.index("object"), words.index(name) if name in words else -1
    kind, word = fields.index("type"), fields.index("name")
    return sum((nodes[at + kind], nodes[at + word]) == sought for at in range(0, len(nodes), len(fields)))
