"""The commands of ``townhall``, put together; :mod:`experiments.cli` runs them and answers mistakes."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from experiments import __version__
from experiments.commands.analyse import analyse
from experiments.commands.classroom import classroom
from experiments.commands.compare import compare
from experiments.commands.councils import councils
from experiments.commands.events import events
from experiments.commands.explain import explain
from experiments.commands.fairness import fairness
from experiments.commands.family import family
from experiments.commands.headline import headline
from experiments.commands.hypotheses import hypotheses
from experiments.commands.merge import merge
from experiments.commands.outcomes import outcomes
from experiments.commands.parameters import parameters
from experiments.commands.plot import plot
from experiments.commands.query import query
from experiments.commands.report import report
from experiments.commands.rerun import rerun
from experiments.commands.run import run
from experiments.commands.scenarios import scenarios
from experiments.commands.schema import schema
from experiments.commands.sweep import sweep
from experiments.commands.theories import theories
from experiments.commands.validate import validate
from experiments.commands.warm_up import warm_up
from sim import MODEL_VERSION
from sim.errors import InputError, did_you_mean

# Typer brings its own copy of Click from some version on; its classes are reached through what Typer exports.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickException: Any = _UsageError.__mro__[1]


class _Interrupted(Exception):
    """Ctrl-C while a command ran."""


class _Group(TyperGroup):
    """Click answers Ctrl-C itself, with an empty line and "Aborted!"; this hands it on."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Interrupted from None


app = typer.Typer(
    cls=_Group,
    name="townhall",
    help="Simulate how councils lead under austerity: command, distributed leadership, and what trust does in either.",
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"townhall {__version__}, model {MODEL_VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _townhall(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the versions of package and model."
        ),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


for _command in (
    *(run, compare, family, hypotheses, fairness, headline, validate, explain),
    *(sweep, merge, rerun, query, analyse, plot, report),
    *(scenarios, events, theories, parameters, outcomes, councils, schema),
):
    app.command()(_command)
app.command(name="class")(classroom)
app.command(name="warm-up")(warm_up)


def call(arguments: list[str] | None) -> int:
    """Run ``townhall`` with ``arguments`` (None: those of the process) and return its exit status.

    Raises
    ------
    InputError
        For every mistake of the user, those in the command line itself included.
    KeyboardInterrupt
        After Ctrl-C.
    """
    try:
        status = typer.main.get_command(app)(arguments, prog_name="townhall", standalone_mode=False)
    except _UsageError as error:
        raise InputError(_usage(error)) from None
    except _ClickException as error:
        raise InputError(error.format_message()) from None
    except (_Interrupted, typer.Abort):
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0


def _usage(error: Any) -> str:
    """A usage error in one sentence that ends with where to look."""
    unknown = getattr(error, "option_name", None) if type(error).__name__ == "NoSuchOption" else None
    if unknown and error.ctx is not None:
        known = [name for option in error.ctx.command.params for name in option.opts if name.startswith("--")]
        sentence = f'There is no option "{unknown}".' + did_you_mean(unknown, known)
    else:
        sentence = error.format_message().strip()
    if not sentence.endswith((".", "?", "!")):
        sentence += "."
    command = error.ctx.command_path if error.ctx is not None else "townhall"
    return f'{sentence} "{command} --help" shows what it takes.'
