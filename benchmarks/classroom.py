"""How the classroom does what it promises: ``make bench-class`` writes ``benchmarks/classroom.md``.

Needs Chromium or Chrome, and playwright. Takes about half an hour, ten minutes of it for clicks without a plan.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psutil

from benchmarks.markdown import table, verdict
from benchmarks.section import replace
from benchmarks.stamp import busy, stamp
from benchmarks.unwatched import unwatched
from experiments.classroom.bundle import MOST_BYTES, page
from sim.errors import InputError
from sim.faces.browser import chromium
from sim.own_process import environment, python

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("classroom.md")
TIMES = 9
MINUTES = 10
READY = 'body[data-ready="yes"]'
DESK = {"width": 1280, "height": 800}

MOVE = """async ([from, moves]) => {
  const { session, store } = townhallClass;
  const painted = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
  for (let at = 0; at < moves - 1; at++) {
    store.set({ levers: { style_mean: from + at / 1000 } });
    await new Promise(requestAnimationFrame);
  }
  const begun = performance.now(), found = {};
  const drawn = new Promise((all) => {
    const end = session.subscribe(async ({ done, total, key }) => {
      if (!key.includes(String(from + 0.5))) return;
      if (done && !found.first) { found.first = 1; await painted(); found.first = performance.now() - begun; }
      if (done === total && !found.all) { end(); await painted(); found.all = performance.now() - begun; all(found); }
    });
  });
  store.set({ levers: { style_mean: from + 0.5 } });
  return await drawn;
}"""
"""A lever that is moved, a position for each frame, and what was to be seen how long after its last position."""

FRAMES = """(seconds) => new Promise((told) => {
  const taken = [], begun = performance.now();
  let last = begun;
  const frame = (now) => {
    if (now > begun) taken.push(now - last);
    last = now;
    if (now - begun < seconds * 1000) requestAnimationFrame(frame);
    else told(taken);
  };
  requestAnimationFrame(frame);
})"""

Row = tuple[str, str, str, str]

PROVED = {
    "keyboard only: a whole lesson": ("test_a_whole_lesson_by_keyboard_alone",),
    "keyboard only: a person's story": ("test_by_keys_to_a_persons_story", "test_arrow_keys_reach_everybody"),
    "keyboard only: the game": ("test_the_game_by_keyboard_alone",),
    "keyboard only: the story, every drawer": (
        *("test_it_is_used_with_the_keyboard_alone", "test_a_drawer_works_with_the_keyboard_alone"),
        "test_a_council_is_found_on_the_map_with_the_keyboard",
    ),
    "screen reader: a change is announced once, in a sentence": (
        *("test_a_change_is_announced_once_in_a_sentence", "test_a_change_is_told_once_in_a_sentence"),
    ),
    "rules of accessibility in every state, light and dark": ("test_it_keeps_the_rules_of_accessibility",),
    "text at 1080p with A+ is 20 px and more, charts too": ("test_text_is_large_enough_for_a_projector_and_not_cut",),
    "phone of 360 px: text, fingers, one way to scroll": (
        *("test_a_phone_has_text_to_read_and_buttons_for_a_finger", "test_a_phone_scrolls_one_way_only"),
    ),
    "nothing is cut, at every size, also 40 % longer": (
        "test_nothing_is_cut_and_nothing_to_press_is_without_a_name",
        "test_nothing_is_cut_in_a_language_forty_per_cent_longer",
        "test_nothing_is_cut_in_larger_text_on_a_phone",
    ),
    "lever and chart together, at every size": ("test_the_lever_that_moves_and_its_chart_are_seen_together",),
    "address and code round trip": (
        *("test_two_hundred_states_are_the_same_after_a_round_trip", "test_every_game_comes_back_from_its_code"),
    ),
    "headline is that of `townhall compare`, to the last digit": ("test_the_headline_is_that_of_compare",),
    "sentences on the page, 200 random states": ("test_every_sentence_of_two_hundred_random_states_is_true",),
    "no motion when the system asks for none": (
        *("test_without_motion_nothing_moves", "test_nothing_moves_where_the_system_asks_for_no_motion"),
    ),
    "printing": ("test_it_prints", "test_the_handout_and_the_plan_are_for_paper"),
    "from disk in Firefox and in WebKitGTK, with a lesson and the game": ("test_it_shows_what_chromium_shows",),
    "in a frame with scripts only, without workers": (
        "test_it_runs_in_a_frame_that_may_run_scripts_and_nothing_else",
        "test_where_workers_are_forbidden_the_page_calculates_itself",
    ),
    "a sentence without WebAssembly, in an old browser, for a wrong address": (
        *("test_where_webassembly_is_forbidden_that_is_said", "test_an_old_browser_gets_a_sentence"),
        "test_a_wrong_address_gets_a_sentence_and_the_page",
    ),
    "no host is asked; nothing becomes markup": (
        *("test_no_host_is_asked_whatever_is_looked_at", "test_nothing_of_an_address_becomes_markup"),
        "test_the_policy_forbids_hosts_scripts_and_forms",
    ),
}
"""What tests of ``tests/classroom`` prove, each with their names."""


@contextmanager
def served() -> Iterator[tuple[str, float]]:
    """The command as a lecturer gives it: the address that it says, and when it was given."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*python(), "-m", "experiments.cli", "class", "--no-open", "--port", "0"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None
        yield found[0], begun
    finally:
        process.terminate()
        process.wait(20)


def opened(browser: Any, address: str) -> tuple[Any, float]:
    """A page in a context of its own, once it can be used, and the seconds that this took."""
    from tests.classroom.pages import LOOPS

    context = browser.new_context(viewport=DESK)
    context.add_init_script(LOOPS)
    view = context.new_page()
    view.wrong, view.asked = [], []
    view.on("request", lambda request: view.asked.append(request.url))
    view.on("pageerror", lambda error: view.wrong.append(error.stack or str(error)))
    view.on("console", lambda said: view.wrong.append(said.text) if said.type in ("error", "warning") else None)
    begun = time.perf_counter()
    view.goto(address)
    view.wait_for_selector(READY, state="attached", timeout=60_000)
    return view, time.perf_counter() - begun


def openings(browser: Any, file: str) -> list[Row]:
    """From the command, and from the file, to a page that can be used."""
    commands, files = [], []
    for _ in range(TIMES):
        with served() as (address, begun):
            view, _ = opened(browser, address)
            commands.append(time.perf_counter() - begun)
            view.context.close()
        view, taken = opened(browser, file)
        files.append(taken)
        view.context.close()
    command, once = statistics.median(commands), statistics.median(files)
    return [
        ("command to usable page (s)", f"{command:.2f}", "2", verdict(command <= 2)),
        ("file to usable page (s)", f"{once:.2f}", "0.5", verdict(once <= 0.5)),
    ]


def levers(browser: Any, file: str) -> list[Row]:
    """A lever that is moved once, and one that is dragged."""
    rows = []
    for name, moves in (("a lever is moved", 1), ("a lever is dragged, 30 positions", 30)):
        view, _ = opened(browser, file)
        view.evaluate("townhallClass.session.whenDone()")
        found = []
        for at in range(TIMES):
            found.append(view.evaluate(MOVE, [0.2 + at / 100, moves]))
            view.evaluate("townhallClass.session.whenDone()")
        first, whole = (statistics.median(one[key] for one in found) for key in ("first", "all"))
        rows += [
            (f"{name}: first line (ms)", f"{first:.0f}", "150", verdict(first <= 150)),
            (f"{name}: 20 pairs (ms)", f"{whole:.0f}", "800", verdict(whole <= 800)),
        ]
        view.context.close()
    return rows


def playback(browser: Any, file: str) -> list[Row]:
    """Frames while a council plays."""
    view, _ = opened(browser, file)
    view.evaluate("townhallClass.store.set({ view: 'people', scenario: 'command' })")
    view.wait_for_selector('[data-part="people"][data-film="shown"]', timeout=60_000)
    view.evaluate("townhallClass.session.whenDone()")
    view.locator("[data-playback=play]").click()
    taken = sorted(view.evaluate(FRAMES, 10))
    view.context.close()
    high = taken[int(0.95 * len(taken))]
    return [("playback: 95 % of frames take at most (ms)", f"{high:.1f}", "20", verdict(high <= 20))]


def first_comparison(browser: Any, file: str) -> list[Row]:
    """Whether one click shows a comparison with its interval."""
    view, _ = opened(browser, file)
    view.get_by_role("button", name="Command", exact=True).click()
    view.evaluate("townhallClass.session.whenDone()")
    told = view.locator("[data-part=headline]").inner_text()
    clicks = 1 if "interval" in told else 2
    wrong, asked = view.wrong, [url for url in view.asked if not url.startswith((file, "blob:", "data:"))]
    view.context.close()
    return [
        ("clicks to the first comparison", f"{clicks}" if clicks == 1 else "more", "1", verdict(clicks == 1)),
        ("requests to a host, errors on the console", f"{len(asked) + len(wrong)}", "0", verdict(not asked + wrong)),
    ]


def clicks(play: Any, program: str, file: str, minutes: float, tell: Callable[[str], None]) -> list[Row]:
    """Clicks without a plan: what goes wrong, which is told in its own words, and what it costs in memory."""
    from tests.classroom.clicking import at_first, begin_to_click, clicked, memory_as, used

    whose = "globalThis.townhallClass !== undefined"
    with unwatched(play, program, file) as alone:
        with alone.looked_at(whose) as view:
            view.wait_for_selector(READY, state="attached", timeout=60_000)
            first = at_first(view)
            used(view)
        with alone.looked_at(whose) as view:
            before, again = memory_as(view, first), memory_as(view, first)
            begin_to_click(view, 15, minutes * 60)
        time.sleep(minutes * 60)
        with alone.looked_at(whose) as view:
            count, after = clicked(view), memory_as(view, first)
        said = alone.said()
    for words in dict.fromkeys(said):
        tell(f"Wrong, {said.count(words)} times: {words}")
    return [
        (f"{count:,} clicks in {minutes:g} minutes: errors", f"{len(said)}", "0", verdict(not said)),
        ("memory after 200 runs, every view seen (MB)", f"{before:.0f}", "", ""),
        ("memory after the same once more, without a click (MB)", f"{again:.0f}", "", ""),
        ("memory after the clicks (MB)", f"{after:.0f}", f"{1.05 * before:.0f}", verdict(after <= 1.05 * before)),
    ]


def proved(tell: Callable[[str], None]) -> list[Row]:
    """What the tests of the classroom say now."""
    names = [name for several in PROVED.values() for name in several]
    tell(f"{len(names)} tests ...")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        command = [*python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "browser or not browser"]
        command += ["tests/classroom", "-k", " or ".join(names), f"--junitxml={told}"]
        subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cases = list(ElementTree.parse(told).iter("testcase"))
    rows: list[Row] = []
    for what, several in PROVED.items():
        ours = [case for case in cases if case.get("name", "").partition("[")[0] in several]
        out = [case for case in ours if case.find("skipped") is not None]
        bad = [case for case in ours if case.find("failure") is not None or case.find("error") is not None]
        tried = len(ours) - len(out)
        left = f", {len(out)} left out" if out else ""
        rows.append((what, f"{tried - len(bad)} of {tried} tests{left}", "all", verdict(bool(tried) and not bad)))
    return rows


def measure(program: str, minutes: float, tests: bool, say: Callable[[str], None]) -> tuple[list[Row], str, float]:
    """Everything, in one browser."""
    from playwright.sync_api import sync_playwright

    text, others = page(), busy()
    size = len(text.encode())
    rows: list[Row] = [("one file (kB)", f"{size / 1e3:.0f}", f"{MOST_BYTES / 1e3:.0f}", verdict(size <= MOST_BYTES))]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder) / "classroom.html"
        path.write_text(text, encoding="utf-8")
        browser = chromium.launched(play, program)
        for name, part in {
            "Opening": openings,
            "Levers": levers,
            "Playback": playback,
            "The first comparison": first_comparison,
        }.items():
            say(f"{name} ...")
            rows += part(browser, path.as_uri())
        version = browser.version
        browser.close()
        if minutes:
            say(f"Clicks for {minutes:g} minutes ...")
            rows += clicks(play, program, path.as_uri(), minutes, say)
    if tests:
        rows += proved(say)
    return rows, f"Chromium {version}", others


def page_of(rows: Sequence[Row], version: str, others: float) -> str:
    """The whole page."""
    lines = [
        "# How the classroom does what it promises",
        "",
        "Measured by `make bench-class`. Camden at its usual size, 180 months, all outcomes; the page is one",
        f"file, opened from disk, where nothing else is said. Medians of {TIMES}; times are of the clock, as",
        "somebody waits for them. The page clicks by itself while nobody watches it: for a debugger a browser keeps",
        "what a page loads. Memory is what it holds for pages alone, in a private window, which keeps no history of",
        "addresses, with the same page shown and rubbish collected.",
        "What cannot be measured in a number is proved by tests (`tests/classroom`), whose result stands here.",
        "",
        *stamp(others, ("playwright",)),
        f"- {version}, {psutil.cpu_count()} logical processors for its workers too",
        "",
        *table(("", "found", "target", ""), rows),
    ]
    return "\n".join(lines).rstrip() + "\n"


def say(line: str) -> None:
    """One line on how far it is."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long it clicks without a plan")
    parser.add_argument("--no-tests", action="store_true", help="leave out what tests prove")
    parser.add_argument("--dry-run", action="store_true", help="measure and print, write nothing")
    given = parser.parse_args(arguments)
    try:
        found = measure(chromium.program(), given.minutes, not given.no_tests, say)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    text = page_of(*found)
    if not given.dry_run:
        replace(RESULTS, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
