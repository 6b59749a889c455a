"""Record the reference set anew: ``python -m tests.reference.record``.

The rule is that of the golden files (``tests/golden/version_rule.py``): with the model's version unchanged, numbers
that moved are not written unless ``--same-version`` says that no results of this version have been given to anybody
yet. Outcomes and runs that were added move nothing and are written.
"""

from __future__ import annotations

import sys

from sim.faces.model import MODEL_VERSION
from tests.golden.version_rule import refused
from tests.reference.reference_runs import differences, make, path_of, read, runs, table, text_of


def main(arguments: list[str]) -> int:
    """Make all runs, say what changed, and write them if that is allowed."""
    made = {group: make(declared) for group, declared in runs().items()}
    kept = {group: read(group) for group in made if path_of(group).exists()}
    changed = {group: differences(kept[group], made[group]) for group in kept}
    found = [difference for differences_of_group in changed.values() for difference in differences_of_group]
    if found:
        print(table(found))
    moved = [group for group, found in changed.items() if any(difference.how == "moved" for difference in found)]
    if refused([kept[group]["model_version"] for group in moved], arguments):
        return 2
    for group in made:
        path_of(group).write_text(text_of(made[group]), encoding="utf-8")
    print(f"Recorded {sum(map(len, runs().values()))} runs for version {MODEL_VERSION}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
