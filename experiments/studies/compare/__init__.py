"""Compare: a few scenarios in one council, run by run with the same random numbers."""
