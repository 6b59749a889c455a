"""The month: who acts in what order, who sees what as of last month, who enters what into which ledger."""

from __future__ import annotations

from docs.declared.state import writers_of
from docs.words import code, codes, table
from sim.faces.ledger import OWN_ROWS
from sim.machine.engine import OPENING
from sim.machine.state import VARIABLES
from sim.schedule import ADDERS, PHASE, PROCESSES, SCHEDULE, variables_read


def schedule() -> str:
    """The month: phases and processes in order."""
    rows = []
    for phase, processes in SCHEDULE.items():
        for process in processes:
            theory = process.theory.id if process.theory else ""
            rows.append((phase, code(process.name), theory, process.number, process.claim))
    return table(("phase", "process", "theory", "address", "claim"), rows)


def opening() -> str:
    """The processes that act on the first day, before the first month."""
    return ", ".join(code(process.name) for process in OPENING)


def lags() -> str:
    """Conditions that somebody reads earlier in the month than they are written: seen as they stood a month ago."""
    place = {process.name: at for at, process in enumerate(PROCESSES)}
    rows = []
    for variable in VARIABLES.values():
        written = writers_of(variable)
        if variable.kind != "condition" or not written:
            continue
        first = min(place[name] for name in written)
        early = [p.name for p in PROCESSES[:first] if variable.name in variables_read(p)]
        if early:
            rows.append((code(variable.name), PHASE[written[0]], codes(early)))
    return table(("condition", "written in phase", "read before that, as of last month, by"), rows)


def ledger() -> str:
    """The stocks that keep a ledger, and who enters into it."""
    owner = {stock: process.name for process in PROCESSES for stock in process.folds}
    rows = (
        (code(stock), code(owner[stock]), codes(p.name for p in adders), len(adders) + OWN_ROWS)
        for stock, adders in ADDERS.items()
    )
    return table(("stock", "folded by", "entries by", "rows"), rows)
