"""What is published is whole by its own manifest, says which model made it, and has no SVG."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docs import publish
from experiments.runs.disk import file_digest
from experiments.runs.manifest import raw_manifest, write_manifest
from experiments.studies.publish import holds
from sim.errors import InputError

FOLDERS = sorted(path.parent for path in publish.PUBLISHED.glob("*/manifest.json"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_published_folder_is_whole_and_lean(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert holds(folder, manifest, manifest["result"])
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*manifest["files"], "manifest.json"}
    assert not [name for name in there if name.endswith(".svg")]
    assert "report.html" not in there
    assert [name for name in there if name.endswith(".png")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_list_says_which_model_made_it(folder: Path) -> None:
    """The manifest is the source; ``results/published/README.md`` repeats it for readers."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text = (publish.PUBLISHED / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if f"({folder.name}/report.md)" in line]
    assert len(lines) == 1
    assert re.search(rf"\| {re.escape(manifest['model_version'])} \| {manifest['ended'][:10]} \|", lines[0])
    assert f"`{manifest['command'].split(' --out')[0]}`" in lines[0]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "results" / "study"
    (folder / "figures").mkdir(parents=True)
    for name in ("report.md", "figures/a.png", "figures/a.svg"):
        (folder / name).write_text(name, encoding="utf-8")
    files = {name: file_digest(folder / name) for name in ("report.md", "figures/a.png", "figures/a.svg")}
    write_manifest(folder, {"result": "r", "model_version": "0.2.0", "files": files})
    (folder / "shards").mkdir()
    (folder / "journal.jsonl").touch()
    return folder


def test_only_the_published_copy_loses_the_svg(made: Path, tmp_path: Path) -> None:
    target = publish.publish(made, tmp_path / "published")
    assert (made / "figures/a.svg").is_file()
    assert sorted(path.name for path in target.rglob("*") if path.is_file()) == ["a.png", "manifest.json", "report.md"]
    assert holds(target, raw_manifest(target) or {}, "r")
    assert publish.publish(target, tmp_path / "published") == target, "publishing it again changes nothing"
    assert holds(target, raw_manifest(target) or {}, "r")


def test_an_altered_folder_is_refused(made: Path, tmp_path: Path) -> None:
    (made / "report.md").write_text("better", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.md changed"):
        publish.publish(made, tmp_path / "published")
    with pytest.raises(InputError, match="not a results folder"):
        publish.publish(tmp_path, tmp_path / "published")
    assert not (tmp_path / "published").exists()
