"""Put a study's results folder into ``results/published``: ``python -m docs.publish results/hypotheses``.

What is published is what the command left for people, without the runs themselves, without SVG files and without the
page that holds them: the same figures are there as PNG, an SVG is some thousand lines that nobody reviews, and
``townhall report`` makes the page again from what is published. The list of files in the manifest loses them too, so
that the published folder is whole by its own manifest. Everything else stays as it is: the manifest says which model
made the results. A folder that was altered after it was written is refused.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from experiments.runs.journal import JOURNAL
from experiments.runs.manifest import MANIFEST, raw_manifest
from experiments.studies.publish import holds
from experiments.studies.study import PAGE
from experiments.studies.tables import write_text
from sim.errors import InputError

PUBLISHED = Path(__file__).parents[1] / "results" / "published"


def publish(made: Path, published: Path = PUBLISHED) -> Path:
    """Copy the results folder ``made`` to ``published`` under its own name, in place of an earlier one."""
    manifest = raw_manifest(made) or {}
    if "result" not in manifest:
        raise InputError(f"{made} is not a results folder: it has no {MANIFEST} that names a result.")
    holds(made, manifest, manifest["result"])  # refuses a folder that was altered
    target = published / made.resolve().name
    if target.resolve() == made.resolve() and (made / JOURNAL).exists():
        raise InputError(f"{made} holds the runs themselves; publish from the folder that the study left.")
    if target.resolve() != made.resolve():
        shutil.rmtree(target, ignore_errors=True)
        for name in manifest["files"]:  # and not what is the store's
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made / name, target / name)
    files = {name: digest for name, digest in manifest["files"].items() if not left_out(name)}
    for name in manifest["files"].keys() - files.keys():
        (target / name).unlink(missing_ok=True)
    write_text(target / MANIFEST, json.dumps({**manifest, "files": files}, indent=2, ensure_ascii=False) + "\n")
    return target


def left_out(name: str) -> bool:
    """Whether a file of a study is not published: a figure as SVG, or the page that holds them."""
    return name.endswith(".svg") or name == PAGE


def main() -> int:
    """Publish the folders that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m docs.publish", description="Publish results of a study.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="what a study left under results/")
    try:
        for folder in parser.parse_args().folders:
            print(f"Published: {publish(folder)}")
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
