"""Pictures of results. Each has a title that says the finding, and shows its uncertainty.

Colours are told apart by colour-blind readers, nothing hangs on colour alone, and equal data make equal files.
"""
