"""``townhall warm-up``: compile the engine once, so that nobody waits later."""

from __future__ import annotations

from experiments.commands import screen


def warm_up() -> None:
    """Compile the engine now, so that the first run does not have to."""
    with screen.working("Compiling the engine"):
        from sim.machine.engine import warm_up as compiled

        seconds = compiled(screen.announce)
    screen.screen().print(f"The engine is ready ({seconds:.1f} s).")
