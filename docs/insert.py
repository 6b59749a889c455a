"""Put what the declarations say into ``docs/odd.md``, ``theories.md`` and ``events.md``: ``python -m docs.insert``.

Between ``<!-- begin:NAME -->`` and ``<!-- end:NAME -->`` stands what :data:`BLOCKS` makes for that name; nothing there
is written by hand. The rest is, so each process's description ends in ``<!-- described:PROCESS:CODE -->``, where CODE
names the rule (comments and layout left out) that somebody had read when the words were last checked. A test compares
both; once you have read a changed rule and mended its words, ``python -m docs.insert --described PROCESS`` notes that.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docs import event_page, theory_pages
from docs.articles import ARTICLES
from docs.words import code, codes, number, span, table
from sim.core.measures import HEADLINE, MEASURES
from sim.council.services import PROFILES
from sim.faces.model import MODEL_VERSION
from sim.machine.declared import MARKS, PARAMETERS, Parameter, Variable
from sim.machine.engine import ENTRIES, OPENING
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.references import reference
from sim.scenario.scenario import list_scenarios, load_scenario
from sim.schedule import ADDERS, PHASE, PROCESSES, SCHEDULE, THEORIES

ODD = Path(__file__).parent / "odd.md"

BLOCK = re.compile(r"<!-- begin:([\w:]+) -->\n.*?<!-- end:\1 -->", re.DOTALL)
DESCRIBED = re.compile(r"<!-- described:(\w+):(\w+) -->")
KEYS = re.compile(r"\[([a-z_]+\d*(?:,\s+[a-z_]+\d*)*)\]")


# ---------------------------------------------------------------- parameters
def default_of(parameter: Parameter) -> str:
    """The default: a word or a number."""
    return str(parameter.default) if parameter.kind == "choice" else number(parameter.default)


def range_of(parameter: Parameter) -> str:
    """What a parameter may be."""
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    return f"{number(parameter.lo)} to {number(parameter.hi)}"


def owners() -> dict[str, list[Parameter]]:
    """Parameters by the module that declares them: first those of the first day, then in the order of the schedule."""
    order = ["population", "network", *(process.module.rsplit(".", 1)[-1] for process in PROCESSES)]
    grouped: dict[str, list[Parameter]] = {owner: [] for owner in order}
    for parameter in PARAMETERS.values():
        grouped.setdefault(parameter.owner, []).append(parameter)
    return {owner: found for owner, found in grouped.items() if found}


def parameters() -> str:
    """Every parameter, a table for each module."""
    parts = []
    for owner, found in owners().items():
        rows = (
            (
                code(p.name),
                default_of(p),
                range_of(p),
                p.unit,
                p.mark,
                reference(p.source).short if p.source else "",
                p.doc,
            )
            for p in found
        )
        columns = ("parameter", "default", "range", "unit", "mark", "source", "meaning")
        parts.append(f"**{owner}**\n\n" + table(columns, rows))
    return "\n\n".join(parts)


def marks() -> str:
    """How many parameters rest on what."""
    meaning = {
        "DATA": "computed from data that come with the model",
        "SOURCED": "a figure read in a source",
        "SEED": "testimony in a source article",
        "LITERATURE": "taken from the literature",
        "ASSUMPTION": "no source; always swept",
        "DESIGN": "the experimenter's choice: a lever or a size, no claim",
    }
    counts = {mark: sum(p.mark == mark for p in PARAMETERS.values()) for mark in MARKS}
    rows = [(mark, counts[mark], meaning[mark]) for mark in MARKS]
    return table(("mark", "parameters", "meaning"), [*rows, ("all", sum(counts.values()), "")])


def calibrated() -> str:
    """The parameters whose declarations say that they were set to a pattern in data."""
    words = ("calibrated", "set so that", "at the start)")
    declared = (p for found in owners().values() for p in found)  # the registry's own order is that of imports
    rows = ((code(p.name), p.doc) for p in declared if any(word in p.doc for word in words))
    return table(("parameter", "meaning"), rows)


def assumptions() -> str:
    """The names of all parameters that are assumptions, by module."""
    rows = (
        (owner, codes(p.name for p in found if p.mark == "ASSUMPTION"))
        for owner, found in owners().items()
        if any(p.mark == "ASSUMPTION" for p in found)
    )
    return table(("module", "assumptions"), rows)


# ---------------------------------------------------------------- state
AXES = {
    "council": "one value for each council",
    "path": "councils x financial years",
    "service": "councils x 8 services",
    "way": "councils x 8 ways to close a gap",
    "ward": "councils x wards",
    "person": "one value for each post (politicians, managers, frontline staff, partners)",
    "person_and_one": "posts and one more",
    "arc": "one value for each directed tie",
    "student": "councils x students who look at the council as an employer",
    "pipeline": "councils x months of choices of a career",
    "idea": "councils x ideas that can be online at once",
    "outcome": "councils x outcomes",
    "event": "rows of the table of dated events; none in a run without events",
}


def writers_of(variable: Variable) -> list[str]:
    """Who writes, adds to or folds a variable, in the order of the month."""
    name = variable.name
    return [p.name for p in PROCESSES if name in p.writes + p.adds + p.folds]


def variables() -> str:
    """Every state variable, a table for each axis."""
    parts = []
    for axis, meaning in AXES.items():
        rows = [
            (code(v.name), v.kind, v.unit, span(v.lo, v.hi), number(v.start), codes(writers_of(v)), v.doc)
            for v in VARIABLES.values()
            if v.axis == axis
        ]
        columns = ("variable", "kind", "unit", "bounds", "start", "changed by", "meaning")
        parts.append(f"**{axis}**: {meaning}\n\n" + table(columns, rows))
    return "\n\n".join(parts)


def sizes() -> str:
    """How many agents of which kind by default."""
    kinds = ("politicians", "managers", "frontline_staff", "partners", "wards")
    rows = ((code(name), default_of(PARAMETERS[name]), PARAMETERS[name].doc) for name in kinds)
    return table(("parameter", "default", "who"), rows)


# ---------------------------------------------------------------- the month
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
        early = [p.name for p in PROCESSES[:first] if variable.name in p.reads]
        if early:
            rows.append((code(variable.name), PHASE[written[0]], codes(early)))
    return table(("condition", "written in phase", "read before that, as of last month, by"), rows)


def ledger() -> str:
    """The stocks that keep a ledger, and who enters into it."""
    owner = {stock: process.name for process in PROCESSES for stock in process.folds}
    rows = ((code(stock), code(owner[stock]), codes(p.name for p in ADDERS[stock]), ENTRIES[stock]) for stock in ADDERS)
    return table(("stock", "folded by", "entries by", "rows"), rows)


# ---------------------------------------------------------------- what is measured
def outcomes() -> str:
    """Every outcome; those given for each service once, as ``name.<service>``."""
    better = {1: "more is better", -1: "less is better", 0: "neither"}
    rows, seen = [], set()
    for name, measure in MEASURES.items():
        doc, shown = measure.doc, name
        if measure.service:
            shown = name.removesuffix(measure.service) + "<service>"
            if shown in seen:
                continue
            seen.add(shown)
            doc = doc.rsplit(", ", 1)[0] + ", by service"
        headline = "yes" if name in HEADLINE else ""
        rows.append((code(shown), measure.unit, better[measure.direction], span(measure.lo, measure.hi), headline, doc))
    return table(("outcome", "unit", "direction", "bounds", "headline", "meaning"), rows)


def services() -> str:
    """The table of the eight services."""
    columns = (
        "service",
        "statutory",
        "visibility",
        "relational",
        "wickedness",
        "proactive",
        "need growth a year",
        "cost growth a year",
        "pay share",
        "partners that matter most",
    )
    rows = (
        (
            p.label,
            number(p.statutory),
            number(p.visibility),
            number(p.relational),
            number(p.wickedness),
            number(p.proactive),
            number(p.demand_growth),
            number(p.cost_growth),
            number(p.pay_share),
            ", ".join(p.outside),
        )
        for p in PROFILES
    )
    return table(columns, rows)


def scenarios() -> str:
    """The scenarios that come with the model."""
    rows = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        parent = scenario.chain[-2] if len(scenario.chain) > 1 else ""
        differs = ", ".join(f"`{key}` = {value}" for key, value in scenario.settings.items())
        happens = "; ".join(f"{event.date}: {event.said}" for event in scenario.events)
        differs = "; ".join(part for part in (differs, happens) if part)
        if scenario.without:
            off = "all theories" if len(scenario.without) == len(THEORIES) else ", ".join(scenario.without)
            differs = "; ".join(part for part in (differs, f"without {off}") if part)
        rows.append((code(name), parent, differs or "nothing", scenario.why))
    return table(("scenario", "extends", "differs from the defaults in", "why"), rows)


# ---------------------------------------------------------------- theories and sources
def theories() -> str:
    """The twenty-one source articles, and which of them run."""
    rows = []
    for article in ARTICLES:
        theory = THEORIES.get(article.id)
        state = "waits"
        if theory is not None:
            names = codes(p.name for p in PROCESSES if p.theory is theory)
            state = f"**built**: {names}; switching it off must move `{theory.outcome}`"
        rows.append((article.id, article.title, article.author, article.mechanism, article.phases, state))
    return table(("id", "article", "author", "mechanism", "phases", "state"), rows)


def claims() -> str:
    """The claim of every theory that is built."""
    return "\n".join(f"* **{t.id} {t.title}** ({reference(t.citation).short}). {t.claim}" for t in THEORIES.values())


def keys_of(process: Process) -> tuple[str, ...]:
    """The citation keys in the docstring of a process's module."""
    text = sys.modules[process.module].__doc__ or ""
    return tuple(dict.fromkeys(key for group in KEYS.findall(text) for key in re.split(r",\s+", group)))


def cited() -> list[str]:
    """Every key that the model names, and the protocol itself."""
    keys = {key for process in PROCESSES for key in keys_of(process)}
    keys |= {p.source for p in PARAMETERS.values() if p.source}
    keys |= {theory.citation for theory in THEORIES.values()}
    return sorted(keys | {"mueller2013", "salmon2011"}, key=lambda key: reference(key).text.lower())


def sources() -> str:
    """The list of references."""
    return "\n".join(f"* {reference(key).text}" for key in cited())


def version() -> str:
    """The version that the text describes."""
    return f"This text describes model version {MODEL_VERSION}."


# ---------------------------------------------------------------- one process
def process_block(process: Process) -> str:
    """What the declarations say of one process."""
    path = process.module.replace(".", "/") + ".py"
    rows = [
        ("acts in", f"phase *{PHASE[process.name]}*, address {process.number}, [`{path}`](../{path})"),
        ("reads", codes(process.reads)),
        ("writes", codes(process.writes)),
    ]
    if process.theory:
        rows.insert(1, ("theory", f"{process.theory.id}, can be switched off"))
    if process.adds:
        rows.append(("adds to", codes(process.adds)))
    if process.folds:
        rows.append(("folds", codes(process.folds)))
    if process.parameters:
        rows.append(("parameters", ", ".join(f"`{n}` {default_of(PARAMETERS[n])}" for n in process.parameters)))
    if keys := keys_of(process):
        rows.append(("sources", "; ".join(reference(key).short for key in keys)))
    return f"*{process.claim}*\n\n" + table(("", ""), rows)


def code_of(process: Process) -> str:
    """Eight digits that change with the rule: its tokens and those of the helpers beside it.

    Comments, layout, docstrings and values of declared parameters do not enter: the last are inserted, not described.
    """
    module = sys.modules[process.module]
    other = {p.plain for p in PROCESSES}
    helpers = [
        getattr(value, "py_func", value)
        for value in vars(module).values()
        if getattr(getattr(value, "py_func", value), "__module__", "") == module.__name__
        and inspect.isfunction(getattr(value, "py_func", value))
        and getattr(value, "py_func", value) not in other
    ]
    functions = [process.plain, *sorted(helpers, key=lambda helper: str(helper.__name__))]
    rule = "\n".join(shape(inspect.getsource(function)) for function in functions)
    return hashlib.sha256(rule.encode()).hexdigest()[:8]


def shape(source: str) -> str:
    """A function's syntax tree in words: equal for equal code, however it is laid out, on every Python.

    Decorators, docstring, comments, brackets and line breaks leave no trace.
    """
    function = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    return _words(function)


def _words(node: Any) -> str:
    """One node with what hangs on it; empty fields, which Pythons list differently, are left out."""
    if isinstance(node, ast.AST):
        fields = ((name, value) for name, value in ast.iter_fields(node) if name != "ctx" and value not in (None, []))
        return f"{type(node).__name__}({', '.join(f'{name}={_words(value)}' for name, value in fields)})"
    if isinstance(node, list):
        return f"[{', '.join(map(_words, node))}]"
    return repr(node)


# ---------------------------------------------------------------- the file
BLOCKS: dict[str, Callable[[], str]] = {
    "version": version,
    "sizes": sizes,
    "variables": variables,
    "schedule": schedule,
    "opening": opening,
    "lags": lags,
    "ledger": ledger,
    "outcomes": outcomes,
    "services": services,
    "scenarios": scenarios,
    "theories": theories,
    "claims": claims,
    "marks": marks,
    "assumptions": assumptions,
    "calibrated": calibrated,
    "parameters": parameters,
    "sources": sources,
    **{f"process:{process.name}": (lambda p=process: process_block(p)) for process in PROCESSES},
}


def inserted(text: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> str:
    """``text`` with every block as the declarations have it now.

    Raises:
        KeyError: a block that nothing makes.
    """
    return BLOCK.sub(lambda found: f"<!-- begin:{found[1]} -->\n{blocks[found[1]]()}\n<!-- end:{found[1]} -->", text)


def described(text: str, names: Iterable[str]) -> str:
    """``text`` with the notes of ``names`` renewed: their words were checked against the rule as it stands."""
    processes = {process.name: process for process in PROCESSES}
    wanted = set(names)

    def renew(found: re.Match[str]) -> str:
        return f"<!-- described:{found[1]}:{code_of(processes[found[1]])} -->" if found[1] in wanted else found[0]

    return DESCRIBED.sub(renew, text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew the pages; with ``--described`` also note that descriptions were checked."""
    parser = argparse.ArgumentParser(prog="python -m docs.insert", description="Put the declarations into docs/odd.md.")
    parser.add_argument(
        "--described", nargs="+", default=[], metavar="PROCESS", help="processes whose words were checked, or all"
    )
    given = parser.parse_args(arguments)
    names = [process.name for process in PROCESSES] if given.described == ["all"] else given.described
    if unknown := sorted(set(names) - {process.name for process in PROCESSES}):
        parser.error(f"there is no process {', '.join(unknown)}")
    before = ODD.read_text(encoding="utf-8")
    renew(ODD, before, described(inserted(before), names))
    before = theory_pages.PAGE.read_text(encoding="utf-8")
    renew(theory_pages.PAGE, before, inserted(before, theory_pages.BLOCKS))
    before = event_page.PAGE.read_text(encoding="utf-8")
    renew(event_page.PAGE, before, inserted(before, event_page.BLOCKS))
    return 0


def renew(page: Path, before: str, after: str) -> None:
    """Write a page and say whether it changed."""
    page.write_text(after, encoding="utf-8")
    print(f"docs/{page.name} is " + ("as it was." if after == before else "renewed."))


if __name__ == "__main__":
    sys.exit(main())
