"""The fourth face: the engine in a browser. ``build`` makes it of the same rules, ``page`` puts it into a page."""
