"""The versions of the package, of the model, and of what is cited go together as CONTRIBUTING.md says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import experiments
from experiments import cli
from sim import MODEL_VERSION

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASES = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", CHANGELOG, flags=re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removesuffix(".dev0").split("."))


def test_the_package_has_the_models_first_two_numbers() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev0)?", experiments.__version__)
    assert numbers(experiments.__version__)[:2] == numbers(MODEL_VERSION)[:2]


def test_there_is_one_place_for_the_packages_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "experiments/__init__.py"


def test_a_release_is_what_the_changelog_and_the_citation_say_it_is() -> None:
    assert RELEASES, "no release yet"
    assert [numbers(version) for version, _ in RELEASES] == sorted((numbers(v) for v, _ in RELEASES), reverse=True)
    newest, day = RELEASES[0]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {newest}\n" in citation
    assert f"\ndate-released: {day}\n" in citation
    if experiments.__version__.endswith(".dev0"):
        assert numbers(experiments.__version__) > numbers(newest), "work goes on towards a later release"
        assert CHANGELOG.index("## [Unreleased]") < CHANGELOG.index(f"## [{newest}]")
    else:
        assert experiments.__version__ == newest


def test_the_changelog_gives_the_reason_for_the_models_version() -> None:
    said = re.findall(r"^- Model version (\d+\.\d+\.\d+):", CHANGELOG, flags=re.MULTILINE)
    assert max(said, key=numbers) == MODEL_VERSION


def test_the_command_line_says_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.answer(["--version"]) == 0
    assert capsys.readouterr().out == f"townhall {experiments.__version__}, model {MODEL_VERSION}\n"
