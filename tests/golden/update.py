"""Remake the golden files: ``python -m tests.golden.update``.

They keep the numbers of a few runs to the last bit, under the model's version. A change that moves numbers raises
``MODEL_VERSION`` in ``sim/__init__.py`` (CONTRIBUTING.md says when) and remakes them in the same commit, so that the
difference is seen by whoever reviews it. With the version unchanged nothing is written, unless ``--same-version`` says
that no results of this version have been given to anybody yet.
"""

from __future__ import annotations

import sys

from sim.faces.model import MODEL_VERSION
from tests.golden.golden_runs import SCENARIOS, differences, make, path_of, read, text_of
from tests.golden.version_rule import refused


def main(arguments: list[str]) -> int:
    """Remake the files, and say what changed."""
    made = {scenario: make(scenario) for scenario in SCENARIOS}
    kept = {scenario: read(scenario) for scenario in SCENARIOS if path_of(scenario).exists()}
    changed = {scenario: differences(kept[scenario], made[scenario]) for scenario in kept}
    for scenario, lines in changed.items():
        for line in lines:
            print(f"{scenario}: {line}")
    if refused([kept[scenario]["model_version"] for scenario, lines in changed.items() if lines], arguments):
        return 2
    for scenario in SCENARIOS:
        path_of(scenario).write_text(text_of(made[scenario]), encoding="utf-8")
    print(f"Wrote {len(SCENARIOS)} golden files for version {MODEL_VERSION}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
