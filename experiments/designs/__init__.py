"""Designs say what is to be run: scenarios, councils, factors, replications. They run nothing."""
