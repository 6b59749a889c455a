"""The machine: declarations, windows, compilation, keyed draws, the engine; it knows no rule of the model."""
