"""A driver for tests that kill it: ``python drive.py STUDY OUT [SCHEDULER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from small_studies import ENGINE, STUDIES

from experiments.studies.publish import conduct

if __name__ == "__main__":
    name, out, *scheduler = sys.argv[1:]
    how = {"scheduler": scheduler[0]} if scheduler else {"workers": 2}
    conduct(STUDIES[name](), out=Path(out), engine=ENGINE, batch_runs=3, **how)
