"""A page of the classroom in a browser, and all that it asked for and complained of."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from experiments.classroom.bundle import PAGE
from sim.faces.browser.bundle import in_order, plain

READY = 'body[data-ready="yes"]'
SIZES = {
    "desk": {"width": 1280, "height": 800},
    "projector": {"width": 1920, "height": 1080},
    "tablet": {"width": 820, "height": 1180},
    "phone": {"width": 360, "height": 740},
}


LOOPS = 'addEventListener("error", ({ error, message }) => { if (!error) console.error(message); });'
"""A browser tells a page that its drawings chase each other, and nobody else."""


class Opening:
    """Opens pages at one address, each in a browser context of its own, and keeps what is wrong with any."""

    def __init__(self, chromium: Any, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.contexts: list[Any] = []
        self.wrong: list[str] = []
        self.asked: list[str] = []

    def __call__(self, state: str = "", *, ready: bool = True, size: str = "desk", **how: Any) -> Any:
        context = self.chromium.new_context(**{"viewport": SIZES[size], **how})
        self.contexts.append(context)
        context.on("page", self.watch)
        context.add_init_script(LOOPS)
        page = context.new_page()
        page.goto(self.address + state)
        if ready:
            page.wait_for_selector(READY, state="attached", timeout=60_000)
        return page

    def watch(self, page: Any) -> None:
        """Keep what a page, or a window that it opens, asks for and complains of."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)

    def close(self) -> None:
        """Close all pages; nothing may have gone wrong on any of them, and no host may have been asked."""
        wrong = list(self.wrong)  # what a page says while it is taken away is nobody's
        for context in self.contexts:
            context.close()
        assert wrong == [], wrong
        assert [url for url in self.asked if not url.startswith((self.address, "blob:", "data:", "about:"))] == []


def scripts_alone(chromium: Any, folder: Path, first: str, *names: str) -> Any:
    """A page with nothing on it but the scripts that ``first`` needs, as a page has them; ``names`` are global."""
    folders = (PAGE / "javascript",)
    script = "\n".join(plain(name, folders) for name in in_order(first, folders=folders))
    path = folder / "alone.html"
    given = f"Object.assign(globalThis, {{ {', '.join(names)} }});"
    path.write_text(f'<meta charset="utf-8"><body><script>{script}\n{given}</script></body>', encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    return page


def finished(page: Any, seconds: float = 60.0) -> None:
    """Wait until the ensemble of the page's state has all its pairs.

    Asked again and again: a browser may throw a promise away that only its debugger waits for.
    """
    last = time.monotonic() + seconds
    while not page.evaluate("townhallClass.session.isDone()"):
        assert time.monotonic() < last, f"not all pairs were there after {seconds:g} s"
        page.wait_for_timeout(20)


def framed(opening: Opening, html: str) -> Any:
    """The page in a frame as a learning platform may show it: scripts, but no address, no storage and no downloads."""
    context = opening.chromium.new_context(viewport=SIZES["desk"])
    opening.contexts.append(context)
    context.on("page", opening.watch)
    page = context.new_page()
    page.evaluate(
        """(html) => {
          const frame = document.createElement("iframe");
          frame.setAttribute("sandbox", "allow-scripts");
          frame.srcdoc = html;
          Object.assign(frame.style, { width: "1200px", height: "760px" });
          document.body.append(frame);
        }""",
        html,
    )
    frame = page.frame_locator("iframe")
    frame.locator(READY).wait_for(state="attached", timeout=60_000)
    return frame
