"""``townhall councils``: the councils that can be run, searchable."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
from experiments.designs.choices import nothing_found


def councils(text: options.SearchText = None) -> None:
    """The councils that can be run: code, class, region, control, size and what happened to their funding."""
    from sim.council.councils import all_councils, search_councils
    from sim.scenario.provenance import YEAR, told
    from sim.scenario.scenario import load_scenario

    every = all_councils()
    found = search_councils(" ".join(text)) if text else list(every)
    if not found:
        raise nothing_found("council", text, [name for c in every for name in (c.name, c.short_name)])
    columns = [
        Column("council", "words", 12),
        Column("code"),
        *(Column(heading, "words", 8) for heading in ("class", "region", "control, about 2020")),
        *(
            Column(heading, "number")
            for heading in ("net spending 2010-11, £m", "income deprivation", "funding 2010 to 2017", "to 2024")
        ),
    ]
    rows = [
        (
            c.name,
            c.code,
            c.class_name,
            c.region,
            c.control if c.control_known else "not known",
            screen.number(c.net_revenue_m),
            f"{c.deprivation:.0%}" if c.deprivation_known else "not known",
            f"{c.funding[7] - 1:+.0%}",
            f"{c.funding[-1] - 1:+.0%}",
        )
        for c in found
    ]
    console = screen.screen()
    show(console, columns, rows)
    say(
        console,
        f"{len(found)} of {len(every)} councils. Spending and funding are real, in 2016-17 prices. "
        + told([load_scenario("baseline")], found, YEAR * len(found[0].funding)),
    )
