"""The random numbers of the twin: those the engine draws at the same addresses, computed beforehand and kept in lists.

So both meet the same luck, and the twin spends no time on drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.core.coping import coping
from sim.core.demand import demand
from sim.core.newcomers import newcomers
from sim.core.relations import everyday_contact
from sim.core.workforce import workforce
from sim.machine.engine import Simulation
from sim.machine.kernel import kernel
from sim.machine.randomness import Now, normal, uniform, uniforms

TRAITS = 12
"""Draws of which a newcomer's traits are made."""


@kernel
def _uniforms(now, identities, indices, out):
    for i in range(identities.size):
        out[i] = uniform(now, identities[i], indices[i])


@kernel
def _seconds(now, identities, indices, out):
    for i in range(identities.size):
        out[i] = uniforms(now, identities[i], indices[i])[1]


@kernel
def _normals(now, identities, indices, out):
    for i in range(identities.size):
        out[i] = normal(now, identities[i], indices[i])


@dataclass(frozen=True)
class Draws:
    """Numbers by month, then by the agent, tie or service they are for; all of one council."""

    swing: list[list[float]]
    """Normal, by service: the swing of need."""
    coping: list[list[float]]
    """Uniform, by member of staff: which way of coping."""
    contact: list[list[float]]
    """Uniform, by tie in the order of their holders: whether it is met, and well."""
    pull: list[float]
    """Normal: the pull of jobs elsewhere."""
    leaving: list[list[list[float]]]
    """Uniform, by occupant number, then by manager and member of staff: whether the person leaves."""
    hiring: list[list[float]]
    """Uniform, by manager and member of staff: whether the empty post is filled."""
    cutting: list[list[float]]
    """Uniform, by manager and member of staff: whether the filled post is cut."""
    traits: list[list[list[float]]]
    """Normal, by occupant number, post, trait (not by month: people are who they are)."""


def draws_for(simulation: Simulation, months: int, occupants: int) -> Draws:
    """The draws of the next ``months`` for the first council, for as many as ``occupants`` new people in every post.

    One more ends the twin's run with an IndexError.
    """
    state = simulation.state
    first_manager, first_staff, first_partner, end = (
        int(state.arrays[name][0]) for name in ("first_manager", "first_staff", "first_partner", "last_partner")
    )
    posts = state.slot_id[:end]
    council = state.council_key[:1]
    most = int(state.occupant[:end].max()) + occupants + 1

    def moment(month: int, number: int) -> Now:
        return Now(month, 4, 2010, False, np.uint64(simulation.seed), np.uint64(simulation.replicate), number)

    def drawn(how: Callable[..., None], now: Now, identities: np.ndarray, index: int | np.ndarray) -> list[float]:
        out = np.empty(identities.size)
        how(now, identities.copy(), np.broadcast_to(index, identities.shape).astype(np.int64), out)
        return list(out.tolist())

    swing, cope, contact, pull, leaving, hiring, cutting = [], [], [], [], [], [], []
    for month in range(simulation.month, simulation.month + months):
        now = moment(month, demand.number)
        swing.append([drawn(_normals, now, council, k)[0] for k in range(state.runs.shape[1])])
        cope.append(drawn(_uniforms, moment(month, coping.number), posts[first_staff:first_partner], 0))
        # One address holds the luck of two months.
        both, which = moment(month - month % 2, everyday_contact.number), (_uniforms, _seconds)[month % 2]
        contact.append(drawn(which, both, state.arc_id, state.layer))
        now = moment(month, workforce.number)
        pull.append(drawn(_normals, now, council, 0)[0])
        employed = posts[first_manager:first_partner]
        leaving.append([drawn(_uniforms, now, employed | np.uint64(n % 4096), 0) for n in range(most)])
        hiring.append(drawn(_uniforms, now, employed, 1))
        cutting.append(drawn(_uniforms, now, employed, 2))
    still = moment(0, newcomers.number)
    traits = []
    for n in range(most):
        by_trait = [drawn(_normals, still, posts | np.uint64(n % 4096), trait) for trait in range(TRAITS)]
        traits.append([list(of_one) for of_one in zip(*by_trait, strict=True)])
    return Draws(swing, cope, contact, pull, leaving, hiring, cutting, traits)
