"""One file per theory; ``sim.schedule`` says in what order their processes act."""
