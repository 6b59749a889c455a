"""Every state of the page that its tests look at, and what is asked of what they see, whatever it is."""

from __future__ import annotations

from typing import Any

from tests.classroom.pages import finished

COMMAND = {"scenario": "command"}
STEPS = ("set up", "predict", "run", "explain", "limit")
DRAWERS = ("assumptions", "events", "compare", "council", "save")

STATES: dict[str, dict[str, Any]] = {
    "story": {},
    "a comparison": COMMAND,
    "a comparison with its spread": {**COMMAND, "spread": True, "outcome": "service.unmet"},
    "people": {**COMMAND, "view": "people"},
    "people half way": {**COMMAND, "view": "people", "month": 90},
    "a person": {**COMMAND, "view": "people", "row": 1},
    "why": {**COMMAND, "view": "why"},
    **{f"the drawer {name}": {**COMMAND, "drawer": name} for name in DRAWERS},
    **{f"a lesson, {name}": {"lesson": "command-or-distribution", "step": at} for at, name in enumerate(STEPS)},
    "a lesson of one pair at a time": {"lesson": "believe-a-model", "step": 0},
    "the game": {"game": {}},
    "the game, a decision": {"game": {"goal": "class", "choices": [2, 1]}},
    "the end of the game": {"game": {"goal": "class", "choices": [2, 1, 1, 2, 2]}},
}

BLANK = {
    **{"view": "story", "scenario": "baseline", "reference": "baseline", "levers": {}, "without": [], "events": []},
    **{"outcome": "index", "month": 180, "row": None, "lesson": None, "step": 0, "drawer": None, "pins": []},
    **{"game": None, "spread": False},
}
"""What every state begins from."""


def shown(page: Any, name: str) -> None:
    """Have the page show a state, with all its runs."""
    page.evaluate("(patch) => townhallClass.store.set(patch)", BLANK)
    page.evaluate("(patch) => townhallClass.store.set(patch)", STATES[name])
    finished(page)
    page.evaluate("new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")


TEXTS = """
() => {
  const hidden = (one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return style.visibility !== "visible" || style.opacity === "0" || (box.width <= 1 && box.height <= 1);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, home = text.parentElement;
    if (!text.data.trim() || home.closest("script, style, template, option, [hidden]")) continue;
    if (!home.getClientRects().length) continue;
    if ([...function* () { for (let one = home; one; one = one.parentElement) yield one; }()].some(hidden)) continue;
    found.push({ text, home });
  }
  return found;
}
"""
"""The texts that can be seen, with the element of each."""

CUT = f"""
() => {{
  const wrong = [];
  const beside = (box, hold) => box.right > hold.right + 1.5 || box.left < hold.left - 1.5;
  const above = (box, hold) => box.bottom > hold.bottom + 3 || box.top < hold.top - 3;
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) wrong.push(`the page is ${{wide}} px wide in ${{innerWidth}}`);
  for (const {{ text, home }} of ({TEXTS})()) {{
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect(), said = text.data.trim().slice(0, 60);
    for (let around = home; around && around !== document.body; around = around.parentElement) {{
      const style = getComputedStyle(around), hold = around.getBoundingClientRect();
      const clips = (way) => ["hidden", "clip"].includes(style[way]);
      if (clips("overflowX") && beside(box, hold)) wrong.push(`cut at the side: ${{said}}`);
      if (clips("overflowY") && above(box, hold)) wrong.push(`cut above or below: ${{said}}`);
      if (["auto", "scroll"].includes(style.overflowX)) break;
      if (style.position === "fixed") break;
    }}
    const button = home.closest("button, summary, select, a");
    if (button && !["auto", "scroll"].includes(getComputedStyle(button).overflowX)) {{
      const hold = button.getBoundingClientRect();
      if (beside(box, hold) || above(box, hold)) wrong.push(`out of its button: ${{said}}`);
    }}
  }}
  return wrong;
}}
"""
"""What text is cut, or runs out of what holds it; and whether the page is wider than the window."""

SMALL = f"""
(least) => ({TEXTS})()
  .map(({{ text, home }}) => {{
    const scale = home instanceof SVGElement ? home.getScreenCTM().a : 1;
    return [parseFloat(getComputedStyle(home).fontSize) * scale, text.data.trim().slice(0, 60)];
  }})
  .filter(([size]) => size < least - 0.01)
"""
"""The texts that are smaller than so many pixels, those of drawings at the size that they have on the screen."""

NARROW = """
(least) => [...document.querySelectorAll("button, summary, select, input, a[href]")]
  .filter((one) => one.getClientRects().length && !one.closest("[inert]"))
  .filter((one) => !one.matches(".tile-council")) // 353 on a map; the list beside it has the same
  .filter((one) => getComputedStyle(one).visibility === "visible")
  .map((one) => {
    const box = (one.closest("label") ?? one).getBoundingClientRect(), own = one.getBoundingClientRect();
    const said = one.textContent.trim().slice(0, 40) || one.outerHTML.slice(0, 80);
    return [Math.max(box.height, own.height), Math.max(box.width, own.width), said];
  })
  .filter(([high, wide]) => high < least - 0.5 || wide < least - 0.5)
"""
"""What is to be pressed and is smaller than a finger."""
