"""The diffusion of something new among people who hear of it from outside and from each other. [bass1969]"""

from __future__ import annotations

from sim.machine.arithmetic import exp
from sim.machine.kernel import kernel


@kernel
def bass(adopted, outside, within, years):
    """The share that has adopted ``years`` after it was ``adopted`` (0 to 1), by ``dF = (p + q F)(1 - F)``.

    ``outside`` (p) and ``within`` (q) are rates a year. Solved, not stepped: ``(p + q F) / (1 - F)`` grows at the rate
    ``p + q``, so that any number of steps gives the closed form.
    """
    if adopted >= 1.0 or outside + within <= 0.0:
        return adopted
    odds = (outside + within * adopted) / (1.0 - adopted) * exp((outside + within) * years)
    return (odds - outside) / (odds + within)
