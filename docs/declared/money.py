"""Lines of money: who pays whom, when it counts, and which process puts the amount on it."""

from __future__ import annotations

from docs.words import code, codes, table
from sim.core.lines import ACCOUNTS
from sim.faces.money import lines
from sim.schedule import PROCESSES


def money() -> str:
    """Every line: its two accounts, its nature, whose it is, who writes it."""
    rows = []
    for line in lines():
        writers = codes(process.name for process in PROCESSES if line.name in process.writes)
        rows.append((code(line.name), line.payer, line.payee, line.nature, line.theory, writers, line.doc))
    return table(("line", "payer", "payee", "nature", "theory", "written by", "meaning"), rows)


def accounts() -> str:
    """The accounts, and how many lines lead into and out of each."""
    every = lines()
    rows = [
        (account, sum(line.payee == account for line in every), sum(line.payer == account for line in every))
        for account in ACCOUNTS
    ]
    return table(("account", "lines that pay it", "lines that it pays"), rows)
