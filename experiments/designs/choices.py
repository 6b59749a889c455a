"""From what a user typed to what the model takes: councils, scenarios, outcomes. All mistakes are InputErrors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.designs.some import some
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario


def choose_council(text: str, funding: Path | None = None) -> Council:
    """The council called ``text``, or the one in the CSV file ``text``; with the funding path of a file, if any."""
    from sim.council.councils import find_council, funding_for, load_funding_file, with_funding

    path, wanted = file_in(text)
    council = find_council(text) if path is None else _from_file(path, wanted)
    return council if funding is None else with_funding(council, funding_for(council, load_funding_file(funding)))


def file_in(text: str) -> tuple[Path | None, str]:
    """The CSV file that ``text`` names, and the council in it (``FILE.csv#NAME``), if one is said; None for no file.

    Only the number sign behind ``.csv`` parts the two: folders and files may have others in their names.
    """
    if text.casefold().endswith(".csv"):
        return Path(text), ""
    at = text.casefold().rfind(".csv#")
    return (None, "") if at < 0 else (Path(text[: at + 4]), text[at + 5 :])


def _from_file(path: Path, wanted: str) -> Council:
    from sim.council.councils import load_council_file

    councils = load_council_file(path)
    named = {name.casefold(): c for c in councils for name in (c.code, c.name, c.short_name)}
    if wanted:
        if wanted.casefold() not in named:
            names = [c.name for c in councils]
            hint = did_you_mean(wanted, names) or f" It holds {some(names)}."
            raise InputError(f'There is no council "{wanted}" in {path}.{hint}')
        return named[wanted.casefold()]
    if len(councils) != 1:
        raise InputError(
            f"{path} holds {len(councils)} councils ({some([c.name for c in councils])}); "
            f"say which one, as in {path}#{councils[0].short_name}."
        )
    return councils[0]


def choose_scenario(text: str, settings: Sequence[str] | None = None, without: Sequence[str] | None = None) -> Scenario:
    """The scenario ``text`` with the ``--set`` and ``--without`` of the command line laid over it."""
    from sim.scenario.scenario import load_scenario

    scenario = load_scenario(text).changed(**parse_settings(settings))
    return scenario.switched_off(*without) if without else scenario


def choose_scenarios(
    texts: Sequence[str], settings: Sequence[str] | None = None, without: Sequence[str] | None = None
) -> tuple[Scenario, ...]:
    """Several, to be compared: what is laid over all of them must leave something of what they differ in."""
    from experiments.designs.alike import refuse_erased

    plain = [choose_scenario(text) for text in texts]
    chosen = [choose_scenario(text, settings, without) for text in texts]
    laid = [f"--set {text}" for text in settings or ()] + [f"--without {text}" for text in without or ()]
    refuse_erased(plain, chosen, " and ".join(laid))
    return tuple(chosen)


def parse_settings(settings: Sequence[str] | None) -> dict[str, float | int | str]:
    """``["style_mean=0.2", ...]`` as a mapping of checked values; a parameter given twice is a mistake."""
    from sim.scenario.scenario import parse_setting

    chosen: dict[str, float | int | str] = {}
    for text in settings or ():
        name, value = parse_setting(text)
        if name in chosen:
            raise InputError(f'"--set {name}=..." is given twice; keep one of the two.')
        chosen[name] = value
    return chosen


def choose_outcome(text: str) -> str:
    """The outcome called ``text``; the nearest name if there is none."""
    from sim.outcomes import MEASURES

    if text not in MEASURES:
        hint = did_you_mean(text, MEASURES) or ' "townhall outcomes" lists them.'
        raise InputError(f'There is no outcome "{text}".{hint}')
    return text


def contains(words: Sequence[str] | None, *texts: str) -> bool:
    """Whether ``texts`` together contain every word, whatever the case."""
    together = " ".join(texts).casefold()
    return all(word.casefold() in together for word in words or ())


def nothing_found(what: str, words: Sequence[str] | None, names: Iterable[str]) -> InputError:
    """The answer to a search that finds nothing."""
    text = " ".join(words or ())
    return InputError(f'No {what} matches "{text}".' + did_you_mean(text, names))
