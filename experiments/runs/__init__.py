"""Sweeps: many runs of the model over a design, such that none is lost and each can be made again.

A design (:mod:`~experiments.designs.sweep`) expands to a plan (:mod:`~experiments.runs.plan`), a table with a row per
run. A driver (:mod:`~experiments.runs.driver`) hands shards of rows to workers, stores each finished shard as one
Parquet file, and notes it in a journal (:mod:`~experiments.runs.store`). What is not in the journal is still to be
done; that is all there is to resuming.
"""
