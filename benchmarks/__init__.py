"""Benchmarks: how fast the model runs, and beside what. ``python -m benchmarks`` measures and writes ``results.md``."""
