"""Pictures of analyses that were made of a table of runs: what ``townhall analyse`` draws."""
