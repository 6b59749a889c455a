"""One file for each figure; :mod:`experiments.figures.registry` lists them."""
