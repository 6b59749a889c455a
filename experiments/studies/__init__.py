"""Studies ask a question: each hands a design to :mod:`experiments.runs`, analyses what comes back, and reports it."""
