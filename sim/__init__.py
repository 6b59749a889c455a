"""Town Hall: an agent-based model of council leadership under austerity."""
