"""One file per theory (S01 to S21) and per core process; ``sim.schedule`` says in what order they act."""
