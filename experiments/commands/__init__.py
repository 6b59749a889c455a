"""One file per command of ``townhall``.

Nothing heavy is imported at the top of these files: ``townhall --help`` imports them all and must answer at once.
"""
