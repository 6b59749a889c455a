"""The council at work: one file per process that belongs to no theory; ``sim.schedule`` says in what order they act."""
