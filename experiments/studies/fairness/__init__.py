"""Is the model fair to both sides, and what can its outcomes tell apart? Reported, never tuned to."""
