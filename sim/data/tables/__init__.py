"""How each tidy table of ``sim/data`` is made from the files in ``raw``; ``rebuild`` puts them together."""
