"""The command line: ``townhall COMMAND ...``.

Every mistake is answered here, in one place: one sentence on standard error, exit status 2 (130 after Ctrl-C), no
traceback. An error that is none of the user's making keeps its traceback.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from experiments.commands.compare import compare
from experiments.commands.councils import councils
from experiments.commands.explain import explain
from experiments.commands.outcomes import outcomes
from experiments.commands.parameters import parameters
from experiments.commands.run import run
from experiments.commands.scenarios import scenarios
from experiments.commands.schema import schema
from experiments.commands.warm_up import warm_up
from sim.errors import InputError, did_you_mean

MISTAKE = 2
INTERRUPTED = 130  # 128 + SIGINT, what a shell reports
PIPE_CLOSED = 141  # 128 + SIGPIPE

# Typer brings its own copy of Click from some version on; its classes are reached through what Typer exports.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickException: Any = _UsageError.__mro__[1]

_DISK = {
    errno.ENOSPC: "the disk is full; make room, or choose another place with --out",
    errno.EDQUOT: "your quota on this disk is used up; make room, or choose another place with --out",
    errno.EACCES: "writing there is not allowed; choose another place with --out",
    errno.EPERM: "writing there is not allowed; choose another place with --out",
    errno.EROFS: "this disk is read-only; choose another place with --out",
    errno.ENOTDIR: "a file is in the way; choose another place with --out",
    errno.EEXIST: "a file is in the way; choose another place with --out",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENAMETOOLONG: "that name is too long; choose another one with --out",
}


class _Group(TyperGroup):
    """Click answers Ctrl-C itself, with an empty line and "Aborted!"; this hands it to :func:`main`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Interrupted from None


class _Interrupted(Exception):
    """Ctrl-C."""


app = typer.Typer(
    cls=_Group,
    name="townhall",
    help="Simulate how councils lead under austerity: command, distributed leadership, and what trust does in either.",
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print("townhall", version("town-hall-simulation"))
        except PackageNotFoundError:
            print("townhall, run from a folder in which it is not installed")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _townhall(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


for _command in (run, compare, explain, scenarios, parameters, outcomes, councils, schema):
    app.command()(_command)
app.command(name="warm-up")(warm_up)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``townhall`` with ``arguments`` (default: those of the process) and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a sign (Windows code pages, LANG=C) gets a question mark, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(answer(arguments))


def answer(arguments: Sequence[str] | None = None) -> int:
    """Run ``townhall`` and return its exit status; every mistake becomes one sentence on standard error."""
    try:
        status = typer.main.get_command(app)(
            None if arguments is None else list(arguments), prog_name="townhall", standalone_mode=False
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except InputError as error:
        return _complain(str(error), MISTAKE)
    except (_Interrupted, KeyboardInterrupt, typer.Abort):
        return _complain("Stopped; what was not finished has been removed.", INTERRUPTED)
    except _UsageError as error:
        return _complain(_usage(error), MISTAKE)
    except _ClickException as error:
        return _complain(error.format_message(), MISTAKE)
    except BrokenPipeError:
        # The reader has left ("townhall parameters | head"): nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        if error.errno not in _DISK:
            raise
        name = f'"{error.filename}"' if error.filename else "the output"
        return _complain(f"Cannot write {name}: {_DISK[error.errno]}.", MISTAKE)


def _complain(sentence: str, status: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return status


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


if __name__ == "__main__":
    main()
