"""The comparison as Markdown: the whole of it for ``results.md``, and the short of it for the README."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from benchmarks.peers.behaviour import ERROR, FINISHED, PATIENCE, STILL, TROUBLED, Seeds, Seen
from benchmarks.peers.job import Job, Peer
from benchmarks.peers.measure import PEERS, Round, Rounds, Spread, ratio
from benchmarks.stamp import QUIET, stamp, when, where
from sim.outcomes import HEADLINE

PACKAGES = ("mesa", "joblib", "ema_workbench", "numba", "numpy", "pandas")


@dataclass(frozen=True)
class Comparison:
    """All that was measured and seen, by peer."""

    rounds: Rounds
    seen: Mapping[str, Mapping[str, Seen]]
    seeds: Mapping[str, Seeds]
    job: Job
    busy: float
    """Processors that were busy with something else when the timing began."""


@cache
def peer_named(file: str) -> Peer:
    """What the file of this folder says of itself. (Mesa's sets how this process would start others: spawn.)"""
    return importlib.import_module(f"benchmarks.peers.{file}").PEER


def name(file: str) -> str:
    """The name of a peer as it is shown."""
    return f"`{peer_named(file).name}`" if "." in peer_named(file).name or file == PEERS[0] else peer_named(file).name


def spread(ratios: Spread) -> str:
    """A ratio with its least and its most."""
    if math.isnan(ratios.middle):
        return "lost in the noise"
    return f"{ratios.middle:.2f} ({ratios.least:.2f} to {ratios.most:.2f})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: bool = False) -> list[str]:
    """A Markdown table; after the first column come numbers, or words."""
    line = "|---" + ("|---:" if numbers else "|---") * (len(header) - 1) + "|"
    return ["| " + " | ".join(header) + " |", line, *("| " + " | ".join(row) + " |" for row in rows), ""]


def rate(one: Round) -> float:
    return one.rate


def later_rate(one: Round) -> float:
    return one.later_rate


def each(one: Round) -> float:
    return one.each


def memory(one: Round) -> float:
    return one.whole.memory


def speed_rows(rounds: Rounds) -> list[list[str]]:
    """Speed and memory by peer."""
    rows = []
    for peer, turns in rounds.items():
        rows.append(
            [
                name(peer),
                f"{median(one.start.seconds for one in turns):.1f}",
                f"{median(map(rate, turns)):.0f}",
                spread(ratio(rounds, peer, rate)) if peer != PEERS[0] else "1",
                f"{median(map(later_rate, turns)):.0f}",
                spread(ratio(rounds, peer, later_rate)) if peer != PEERS[0] else "1",
                f"{median(map(each, turns)) * 1e3:.2f}",
                spread(ratio(rounds, peer, each)) if peer != PEERS[0] else "1",
                f"{median(map(memory, turns)) / 1e6:.0f}",
                spread(ratio(rounds, peer, memory)) if peer != PEERS[0] else "1",
            ]
        )
    return rows


def ended(seen: Seen) -> str:
    """What became of the command, and of its table."""
    first = seen.first
    if first.how == FINISHED and first.rows == seen.planned:
        return f"{first.how} with all rows"
    kept = f"{first.rows} of {seen.planned} rows" if first.rows else "no table"
    error = " and the error beside the one that failed" if first.told == 1 else ""
    return f"{first.how}: {kept}{error}"


def next_time(seen: Seen) -> str:
    """What the same command has to do when it is given again, the trouble gone."""
    if seen.first.how == FINISHED and seen.first.rows == seen.planned:
        return ""
    if seen.again.how != FINISHED or seen.again.rows != seen.planned:
        return f"; again: {ended(Seen(seen.planned, seen.again, seen.again))}"
    if seen.again.done == seen.planned:
        return "; again: does all runs anew"
    return f"; again: does {seen.again.done} of {seen.planned}"


def kept(seen: Seen) -> str:
    """What is left of the work of a driver that was killed."""
    saved = seen.planned - seen.again.done
    left = f"; {seen.first.left_behind} processes still there 5 s later" if seen.first.left_behind else ""
    word = (
        "nothing is left, it does all anew"
        if saved <= 0
        else f"goes on: {saved} of {seen.first.done} finished runs kept"
    )
    return word + left


def repeats(seeds: Seeds) -> str:
    """What the peer's own way to repeat gives when the seed is fixed."""
    differ = "replicates differ" if seeds.differ else "replicates are all the same run"
    return f"{differ}; two invocations {'equal' if seeds.equal else 'differ'}"


def behaviour_rows(comparison: Comparison) -> list[list[str]]:
    """What each peer did, in words that come from what was seen."""
    return [
        [
            name(peer),
            ended(seen["raise"]) + next_time(seen["raise"]),
            ended(seen["kill"]) + next_time(seen["kill"]),
            kept(seen["driver"]),
            repeats(comparison.seeds[peer]),
        ]
        for peer, seen in comparison.seen.items()
    ]


def better(comparison: Comparison) -> list[str]:
    """Who needed less time or memory than Town Hall in every round, and who more.

    Where the machine is busy with something else, the clock says who got more of it, and a second of a processor is
    worth less or more by what its neighbour does: then only memory can be compared.
    """
    rounds = comparison.rounds
    by_time: list[tuple[str, Callable[[Round], float], bool, tuple[str, str]]] = [
        ("From the command to its end", rate, True, ("faster", "slower")),
        ("Once under way", later_rate, True, ("faster", "slower")),
        ("In processor time a run", each, False, ("cheaper", "dearer")),
    ]
    lines = []
    if comparison.busy > QUIET:
        by_time = []
        lines.append(
            f"- Who is faster cannot be said: {comparison.busy:.1f} of the processors were busy with something else, "
            "which falls on the peers unequally. `python -m benchmarks.peers` on a quiet machine says it."
        )
    for what, of, more_is_better, words in (
        *by_time,
        ("In memory", memory, False, ("lighter", "heavier")),
    ):
        found: dict[str, list[str]] = {"better": [], "worse": [], "neither": []}
        for peer in list(rounds)[1:]:
            over = ratio(rounds, peer, of)
            if math.isnan(over.middle) or over.least <= 1 <= over.most:
                found["neither"].append(name(peer))
            else:
                found["better" if (over.least > 1) == more_is_better else "worse"].append(name(peer))
        said = [
            f"{', '.join(names)} {'was' if len(names) == 1 else 'were'} {word} than Town Hall"
            for word, names in ((words[0], found["better"]), (words[1], found["worse"]))
            if names
        ]
        if found["neither"]:
            said.append(f"{', '.join(found['neither'])} now the one, now the other, or too close to tell")
        lines.append(f"- {what}: {'; '.join(said)}.")
    return lines


def short(comparison: Comparison) -> str:
    """What the README shows."""
    rounds = comparison.rounds
    quiet = comparison.busy <= QUIET
    columns: dict[str, Callable[[str, Sequence[Round]], str]] = {
        "runs a second": lambda peer, turns: f"{median(map(rate, turns)):.0f}",
        "beside ours": lambda peer, turns: spread(ratio(rounds, peer, rate)),
        "processor time a run, beside ours": lambda peer, turns: spread(ratio(rounds, peer, each)),
        "peak memory (MB)": lambda peer, turns: f"{median(map(memory, turns)) / 1e6:.0f}",
        "memory beside ours": lambda peer, turns: spread(ratio(rounds, peer, memory)),
    }
    # A figure that says nothing of the peers does not stand there to be read as if it did.
    shown = [title for title in columns if quiet or "memory" in title]
    speed = [[name(peer), *(columns[title](peer, turns) for title in shown)] for peer, turns in rounds.items()]
    header = ("", *shown)
    lines = [
        f"{when()}; {where(PACKAGES)}. "
        f"{len(comparison.job):,} runs of {comparison.job.months} months of a small council, "
        f"{comparison.job.workers} processes, {len(rounds[PEERS[0]])} rounds by turns, while "
        f"{comparison.busy:.1f} of the processors were busy with something else; "
        "ratios are medians (least to most).",
        "",
        *table(header, speed, numbers=True),
        *better(comparison),
        "",
        *table(
            (
                "",
                "a run raises",
                "a worker is killed",
                "the driver is killed, started again",
                "own repeats, seed fixed",
            ),
            behaviour_rows(comparison),
        ),
    ]
    return "\n".join(lines).rstrip()


def page(comparison: Comparison) -> str:
    """The whole page."""
    rounds, job = comparison.rounds, comparison.job
    turns = rounds[PEERS[0]]
    files = list(comparison.seen)
    lines = [
        "# Sweeps beside their alternatives",
        "",
        "Measured by `python -m benchmarks.peers`. The same compiled model, called by one function, over the same grid "
        f"of {len(job.points)} points with {job.replications} replications: {len(job):,} runs of {job.months} months "
        f"of a small council, on {job.workers} processes. All gave the same {len(HEADLINE)} outcomes of every run, to "
        "the last bit; the script stops where they do not.",
        "",
        *stamp(comparison.busy, PACKAGES),
        "",
        *(f"- {name(file)}: {peer_named(file).how}." for file in files),
        "",
        "## Speed and memory",
        "",
        f"Whole commands in processes of their own, {len(turns)} rounds, the peers by turns, each round beginning with "
        f"another one. Start: the same command with {turns[0].few} runs. Runs a second: from the command to its end, "
        "and once under way (start taken off). Processor: time of all processes of a command together, for a run, "
        "start taken off. Memory: the most that all processes of a command held at once, shared pages counted once. "
        "Medians; ratios are to Town Hall in the same round, with the least and the most.",
        "",
        *table(
            (
                "",
                "start (s)",
                "runs a second",
                "ratio",
                "once under way",
                "ratio",
                "processor (ms a run)",
                "ratio",
                "peak (MB)",
                "ratio",
            ),
            speed_rows(rounds),
            numbers=True,
        ),
        *better(comparison),
        "",
        "## When something goes wrong",
        "",
        f"{len(TROUBLED)} runs on {TROUBLED.workers} processes, and it is really done: one run in the middle raises an "
        "ordinary exception; the process of that run is killed by SIGKILL, once; the command's own process is killed "
        "by SIGKILL when half of the runs are done. Then the same command is given again without the trouble. A "
        f'command "{STILL}" when it has finished no run for {PATIENCE:.0f} s and has not ended; it is then ended by '
        f'the script. One that "{ERROR}" has a traceback and an exit status. "No table": what it had done does not '
        "reach the caller.",
        "",
        *table(
            ("", "a run raises", "a worker is killed", "the driver is killed, started again"),
            [row[:4] for row in behaviour_rows(comparison)],
        ),
        "## When the seed is fixed",
        "",
        "Three repetitions of every point, in the peer's own way, with one seed; twice. That is what the peer does by "
        "itself: for the tables above each was handed a number for every replicate, and then all give the same.",
        "",
        *table(
            ("", "its own way", "what comes out"),
            [[name(file), peer_named(file).repeats, repeats(comparison.seeds[file])] for file in files],
        ),
    ]
    return "\n".join(lines)
