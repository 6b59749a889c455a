"""Sweeps beside their alternatives: one model, one design, five ways. ``python -m benchmarks.peers`` makes the page.

Every peer is a file of one shape (``PEER``, and ``sweep(job)``, which gives a table with a row for every run), and is
run in a process of its own, as a user would run it.
"""
