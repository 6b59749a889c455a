"""Family: many councils in one model, that see and copy each other."""
