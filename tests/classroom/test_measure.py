"""How wide a text is: as the browser draws it, asked once for each text, and forgotten before it is much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.classroom.pages import scripts_alone

pytestmark = pytest.mark.browser

MOST_ON_ONE = 200
"""Texts that are measured on one canvas: it keeps each of them for as long as it lives."""

MEASURED = """(count) => {
  const made = [], create = document.createElement.bind(document);
  document.createElement = (name) => { const one = create(name); if (name === "canvas") made.push(one); return one; };
  const hosts = ["16px serif", "20px sans-serif", "11.5px monospace"].map((font) => {
    const host = create("p");
    host.style.font = font;
    host.style.position = "absolute";
    host.style.whiteSpace = "pre";
    document.body.append(host);
    return host;
  });
  const wrong = [];
  for (let at = 0; at < count; at++) {
    const host = hosts[at % 3], text = `${at} of Camden’s ${"wards".slice(at % 5)}`, bold = at % 2 === 1;
    host.style.fontWeight = bold ? "bold" : "normal";
    host.textContent = text;
    const drawn = host.getBoundingClientRect().width;
    for (const found of [textWidth(host, text, bold), textWidth(host, text, bold)]) {
      if (Math.abs(found - drawn) > 0.1) wrong.push([text, found, drawn]);
    }
  }
  return { wrong, canvases: made.length };
}"""


@pytest.fixture
def alone(chromium: Any, tmp_path: Path) -> Any:
    page = scripts_alone(chromium, tmp_path, "measure.js", "textWidth", "fittedText")
    yield page
    page.close()


def test_a_text_is_as_wide_as_it_is_drawn_in_every_font(alone: Any) -> None:
    found = alone.evaluate(MEASURED, 60)
    assert found == {"wrong": [], "canvases": 1}


def test_what_was_measured_is_given_back(alone: Any) -> None:
    found = alone.evaluate(MEASURED, 7 * MOST_ON_ONE + 1)
    assert found == {"wrong": [], "canvases": 8}


def test_as_much_of_a_text_is_kept_as_fits(alone: Any) -> None:
    whole = "Distributed leadership"
    room = "textWidth(document.body, 'Distributed le…')"
    fitted = f"fittedText(document.body, {whole!r}, {room} + 0.01)"
    assert alone.evaluate(fitted) == "Distributed le…"
    assert alone.evaluate(f"fittedText(document.body, {whole!r}, 1000)") == whole
