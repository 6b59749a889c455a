"""One file for each source article: the contrast, the threshold set before any run, and what would falsify it."""
