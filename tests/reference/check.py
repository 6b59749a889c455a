"""Hold this commit against the reference set: ``python -m tests.reference.check`` (``--whole`` for every run).

Prints what differs, outcome by outcome, with the last value as it is kept and as it is now; returns 1 if anything does.
"""

from __future__ import annotations

import sys

from sim.faces.model import MODEL_VERSION
from tests.golden.version_rule import HOW
from tests.reference.reference_runs import differences, make, read, runs, table


def main(arguments: list[str]) -> int:
    """Make every run again and print the differences."""
    found, count, values, versions = [], 0, 0, set()
    for group, declared in runs().items():
        kept, made = read(group), make(declared)
        found += differences(kept, made)
        versions.add(kept["model_version"])
        count += len(declared)
        values += sum(len(row["outcomes"]) for row in made["rows"].values())
    kept_of = ", ".join(sorted(versions))
    if found:
        print(table(found, whole="--whole" in arguments))
        print(f"{len(found)} of {values} outcomes of {count} runs differ from those kept of version {kept_of}.")
        if any(difference.how == "moved" for difference in found):
            print(HOW)
        return 1
    if versions != {MODEL_VERSION}:
        print(f"The numbers are those kept, but of version {kept_of}, and the model is {MODEL_VERSION}: record them.")
        return 1
    print(f"All {values} outcomes of {count} runs are those kept of version {kept_of}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
