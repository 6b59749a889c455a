"""The pages of the reference: what stands on each, under which heading.

A new kind of declaration gets a file beside this one, with a function that writes its table, and a :class:`Page` in
:data:`PAGES`; the list of pages, the navigation of the site and the tests follow from that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from docs.declared import (
    money,
    month,
    outcomes,
    parameters,
    ports,
    processes,
    python,
    scenarios,
    sources,
    state,
    theories,
)
from sim import MODEL_VERSION
from sim.schedule import SCHEDULE

FOLDER = Path(__file__).parents[1] / "reference"
MADE = "<!-- Written by python -m docs.insert from the declarations of the model; a change by hand is overwritten. -->"


@dataclass(frozen=True)
class Page:
    """One page: its file under ``docs/reference/``, its title, what it is about, and its sections.

    A section is a heading and the function that writes what stands under it; without a heading it follows the
    introduction.
    """

    file: str
    title: str
    about: str
    sections: tuple[tuple[str, Callable[[], str]], ...]

    def text(self) -> str:
        """The whole page as Markdown."""
        parts = [MADE, f"# {self.title}", self.about]
        for heading, write in self.sections:
            parts += [f"## {heading}"] if heading else []
            parts.append(write())
        return "\n\n".join(parts) + "\n"


PAGES: tuple[Page, ...] = (
    Page(
        "parameters.md",
        "Parameters",
        "Every parameter, by the module that declares it: those of the first day, then in the order of the month. "
        "The mark says where the default comes from ([marks](assumptions.md#marks)). `townhall parameters` "
        "lists and searches the same.",
        (("", parameters.parameters),),
    ),
    Page(
        "assumptions.md",
        "What the parameters rest on",
        "How many parameters rest on what, which were set to a pattern in data, and which have no source at all.",
        (
            ("Marks", parameters.marks),
            ("Roles", parameters.roles),
            ("Set to a pattern", parameters.calibrated),
            ("Assumptions by module", parameters.assumptions),
        ),
    ),
    Page(
        "state.md",
        "State",
        "Every state variable, by its axis: kind, unit, bounds, start value, and the processes that change it. "
        "[Entities, state variables and scales](../odd/entities.md) says what the kinds mean.",
        (("Sizes", state.sizes), ("", state.variables)),
    ),
    Page(
        "services.md",
        "Services",
        "The eight services; [entities, state variables and scales](../odd/entities.md) says what the columns mean.",
        (("", state.services),),
    ),
    Page(
        "month.md",
        "The month",
        "The order in which processes act, as `sim/schedule.py` has it; [its words](../odd/schedule.md) say why.",
        (
            ("The first day", month.opening),
            ("Phases and processes", month.schedule),
            ("Seen as of last month", month.lags),
            ("The ledger", month.ledger),
        ),
    ),
    *(
        Page(
            f"processes/{phase}.md",
            f"Processes: {phase}",
            "What each process of this phase declares; a process can touch nothing else. Who acts and by which rule "
            f"stands in [the words on this phase](../../odd/submodels/{phase}.md).",
            (("", partial(processes.phase_page, phase)),),
        )
        for phase in SCHEDULE
    ),
    Page(
        "ports.md",
        "Ports",
        "The named places in the core where theories contribute; the core reads no variable or parameter of a theory. "
        "A *sum* and a *product* (of 1 + each) take any number of contributions, in the order of the month; at *one* "
        "a single theory decides. A contribution stands until its theory writes it anew, and is neutral where that "
        "has never been on.",
        (("", ports.ports), ("What each theory brings", ports.brought)),
    ),
    Page(
        "money.md",
        "Lines of money",
        "Every movement of money in the model is one of these lines, entered in two accounts, so that all accounts "
        "together stay at nothing. *Budget* lines are what the budgets of services and their funding say already; what "
        "is paid *once* hits its year; what is *recurring* stands at a yearly rate and enters the gap of the next "
        "budget round. `who_paid_whom` in `sim/faces/money.py` gives the lines of a run by year.",
        (("Accounts", money.accounts), ("Lines", money.money)),
    ),
    Page(
        "outcomes.md",
        "Outcomes",
        "Every outcome, taken at the end of each month; `townhall outcomes` lists and searches the same.",
        (("", outcomes.outcomes),),
    ),
    Page(
        "scenarios.md",
        "Scenarios",
        "The scenarios that come with the model; `townhall scenarios` lists them.",
        (("", scenarios.scenarios),),
    ),
    Page(
        "theories.md",
        "Theories",
        "The source articles and the processes that act for them; [the theories](../theories.md) says how each was "
        "built and what was found.",
        (("Articles and mechanisms", theories.theories), ("Claims", theories.claims)),
    ),
    Page(
        "python.md",
        "Python",
        "What `import sim` and `import experiments` offer; these names stay where they are when files move. "
        "[The notebook](../notebook.md) shows them at work.",
        python.SECTIONS,
    ),
    Page("sources.md", "Sources", "Every work that the model rests on.", (("", sources.sources),)),
)


def index() -> str:
    """The list of all pages."""
    lines = [
        MADE,
        "# Reference",
        f"What the declarations say, for model version {MODEL_VERSION}. Nothing here is written by hand: these pages "
        "are made from what the model itself reads, and a test compares them. [The model in words](../odd/index.md) "
        "says what it means.",
        "\n".join(
            f"* [{page.title}]({page.file}): {page.about.split('. ')[0].split(';')[0].rstrip('.')}." for page in PAGES
        ),
    ]
    return "\n\n".join(lines) + "\n"


def reference() -> dict[str, str]:
    """The text of every page by its file under ``docs/reference/``."""
    return {"index.md": index(), **{page.file: page.text() for page in PAGES}}
