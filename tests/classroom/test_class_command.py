"""``townhall class`` as a user types it: serves, writes one file, checks lessons; each mistake gets its sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from started import start_program

from experiments.classroom.lessons import lessons_folder, list_lessons
from experiments.cli import answer

REPOSITORY = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *typed: str, status: int = 0) -> tuple[str, str]:
    assert answer(["class", *typed]) == status
    told = capsys.readouterr()
    return told.out, told.err


def start_of(html: str) -> dict[str, str]:
    found = re.search(r'<script type="application/json" id="class-start">(.*?)</script>', html)
    assert found is not None
    return dict(json.loads(found[1]))


# ------------------------------------------------------------------ one file
def test_export_writes_one_file_and_says_where(
    folder: Path, capsys: pytest.CaptureFixture[str], class_html: str
) -> None:
    out, err = said(capsys, "--export", "deep/down/class.html")
    assert (folder / "deep" / "down" / "class.html").read_text(encoding="utf-8") == class_html
    assert "deep/down/class.html" in out
    assert "everything in it" in out
    assert err == ""
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["class.html"]


def test_it_begins_as_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = list_lessons()[0]
    said(capsys, "--export", "class.html", "--council", "leeds", "--lesson", lesson)
    assert start_of((folder / "class.html").read_text(encoding="utf-8")) == {"council": "E08000035", "lesson": lesson}


def test_a_lesson_of_ones_own_is_put_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (lessons_folder() / f"{list_lessons()[0]}.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(
        re.sub(r"^title:.*$", "title: A lesson <b>of mine</b>", text, flags=re.M), "utf-8"
    )
    said(capsys, "--export", "class.html", "--lesson", "mine.yaml")
    html = (folder / "class.html").read_text(encoding="utf-8")
    assert start_of(html) == {"lesson": "mine"}
    assert "A lesson \\u003cb>of mine" in html


def test_an_earlier_page_is_written_over_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "--export", "class.html", "--council", "Leeds")
    said(capsys, "--export", "class.html", "--council", "Camden")
    assert start_of((folder / "class.html").read_text(encoding="utf-8")) == {"council": "E09000007"}
    (folder / "other.html").write_text("<title>Mine</title>")
    _, err = said(capsys, "--export", "other.html", status=2)
    assert err == '"other.html" is there already; name another file.\n'.replace('"', "") or "is there already" in err
    assert (folder / "other.html").read_text() == "<title>Mine</title>"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("--export folder.html", "is a folder; name a file"),
        ("--export class.pdf", "must end in .html"),
        ("--export=", "--export is empty; name a place"),
        ("--export file/class.html", "a file is in the way; choose another folder with --export"),
        ("--export class.html --port 8000", "--port does not go with --export"),
        ("--check x.yaml --export class.html", "--export does not go with --check"),
        ("--check x.yaml --lesson y", "--lesson does not go with --check"),
        ("--check nowhere.yaml", 'There is no file "nowhere.yaml"'),
        ("--council Camdn", 'Did you mean "Camden"?'),
        ("--council ''", "The name of the council is empty"),
        ("--lesson early-or-lat", 'There is no lesson "early-or-lat". Did you mean "early-or-late"?'),
        ("--lesson nowhere.yaml", 'There is no file "nowhere.yaml"'),
        ("--lesson bad.yaml", 'bad.yaml, line 1: "titel" is not a key of a lesson. Did you mean "title"?'),
        ("--port 70000", "--port must be a whole number from 0 to 65535, not 70000."),
        ("--port many", "--port must be a whole number"),
        ("--prot 1", 'There is no option "--prot". Did you mean "--port"?'),
        ("lesson", "unexpected extra argument"),
    ],
)
def test_a_mistake_gets_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], typed: str, sentence: str
) -> None:
    (folder / "folder.html").mkdir()
    (folder / "file").write_text("kept")
    (folder / "bad.yaml").write_text("titel: x\n")
    before = sorted(folder.rglob("*"))
    out, err = said(capsys, *(word.replace("''", "") for word in typed.split()), status=2)
    assert sentence in err
    assert err.count("\n") == 1
    assert "--out" not in err
    assert out == ""
    assert sorted(folder.rglob("*")) == before


# ------------------------------------------------------------------ checking
@pytest.mark.parametrize("name", list_lessons())
def test_our_own_lessons_are_right(capsys: pytest.CaptureFixture[str], name: str) -> None:
    out, err = said(capsys, "--check", str(lessons_folder() / f"{name}.yaml"))
    assert out.endswith("is a lesson without a mistake.\n")
    assert err == ""


def test_every_mistake_of_a_lesson_gets_its_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (lessons_folder() / "command-or-distribution.yaml").read_text(encoding="utf-8")
    for right, wrong in (
        ("council: Camden", "council: Camdn"),
        ("outcome: index", "outcome: indx"),
        ("levers: [style_mean,", "levers: [style_men,"),
        ("without: [S09]", "without: [S90]"),
    ):
        assert right in text
        text = text.replace(right, wrong)
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    out, err = said(capsys, "--check", "mine.yaml", status=2)
    lines = err.splitlines()
    assert [re.match(r"mine\.yaml, line \d+: ", line) is not None for line in lines] == [True] * 4
    for line, hint in zip(lines, ("Camden", "index", "style_mean"), strict=False):
        assert f'Did you mean "{hint}"?' in line
    assert out == ""


# ------------------------------------------------------------------ serving
@pytest.fixture
def serving(folder: Path) -> Iterator[Any]:
    """Starts the command and gives its process and the address that it says."""
    begun = []

    def start(*typed: str) -> tuple[subprocess.Popen[str], str]:
        process = start_program(
            [sys.executable, "-m", "experiments.cli", "class", *typed],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "BROWSER": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found is not None, line + str(process.stderr and process.stderr.read())
        return process, found[0]

    yield start
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


@posix
@pytest.mark.process
def test_it_serves_until_ctrl_c(serving: Any, class_html: str) -> None:
    process, address = serving("--no-open")
    with urllib.request.urlopen(address, timeout=20) as page:
        assert page.read().decode() == class_html
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert (out, err) == ("", "The classroom is closed.\n")
    again, same = serving("--no-open", "--port", address.rstrip("/").rpartition(":")[2])
    assert same == address, "the port is free again at once"
    again.send_signal(signal.SIGINT)
    assert again.wait(20) == 130


@posix
@pytest.mark.process
def test_a_second_lecturer_on_a_machine_gets_the_next_port(serving: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, first = serving("--no-open")
    _, second = serving("--no-open")
    assert first != second
    port = first.rstrip("/").rpartition(":")[2]
    _, err = said(capsys, "--no-open", "--port", port, status=2)
    assert err == f"Port {port} is taken by another program; name another with --port, or leave --port out.\n"


@posix
@pytest.mark.process
def test_it_opens_the_browser(folder: Path, serving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = folder / "browser"
    browser.write_text('#!/bin/sh\nprintf "%s" "$1" > opened.part && mv opened.part opened\n')
    browser.chmod(0o755)
    monkeypatch.setattr(os, "environ", {**os.environ, "BROWSER": str(browser)})
    process = start_program(
        [sys.executable, "-m", "experiments.cli", "class", "--port", "0"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        for _ in range(200):
            if (folder / "opened").exists():
                break
            time.sleep(0.1)
        assert (folder / "opened").read_text() in line
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
