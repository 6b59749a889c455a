"""A driver for tests that kill it: ``python drive.py DESIGN OUT WORKERS SHARD_RUNS [SCHEDULER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.designs.sweep_file import load_design
from experiments.runs.driver import run_design
from sim.errors import InputError

if __name__ == "__main__":
    design, out, workers, runs, *scheduler = sys.argv[1:]
    try:
        result = run_design(
            load_design(Path(design)),
            out=Path(out),
            workers=None if scheduler else int(workers),
            batch_runs=int(runs),
            scheduler=scheduler[0] if scheduler else None,
            announce=lambda line: print(line, flush=True),
        )
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    print(result.digest)
