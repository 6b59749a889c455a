"""The command line: ``townhall COMMAND ...``.

Every mistake is answered here, in one place: one sentence on standard error, exit status 2 (130 after Ctrl-C), no
traceback. An error that is none of the user's making keeps its traceback.

The commands are imported inside the ``try``, so that Ctrl-C is answered from the first moment.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from collections.abc import Sequence

_format_warning = warnings.formatwarning

MISTAKE = 2
INTERRUPTED = 130  # 128 + SIGINT, what a shell reports
PIPE_CLOSED = 141  # 128 + SIGPIPE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``townhall`` with ``arguments`` (default: those of the process) and exit with its status."""
    _open_streams()
    atexit.register(_leave_rubbish)
    # Figures go to files. What a notebook or a desktop wants instead cannot even be imported in every environment.
    os.environ["MPLBACKEND"] = "agg"
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a sign (Windows code pages, LANG=C) gets a question mark, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(answer(arguments))


def _leave_rubbish() -> None:
    """At its end Python looks once more for rubbish, through all that was loaded, a fifth of a second.

    The system takes the memory back anyway. But DuckDB counts what is left of it, and would tell of each piece.
    """
    if "duckdb" not in sys.modules:
        gc.freeze()


def _open_streams() -> None:
    """Give a process that was started without one of its streams (``>&-``) one that leads nowhere.

    Else the next file that is opened would take its place, and what is printed would go into it.
    """
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(opened, True)
    os.close(opened)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


def answer(arguments: Sequence[str] | None = None) -> int:
    """Run ``townhall`` and return its exit status; every mistake becomes one sentence on standard error."""
    warnings.formatwarning = _sentence
    typed = list(sys.argv[1:] if arguments is None else arguments)
    try:
        os.getcwd()
    except OSError:
        return _complain("The current folder is gone; go to another one and give the command again.", MISTAKE)
    try:
        from sim.errors import InputError, WrongPackage  # first: what follows may raise them
        from sim.own_process import look_for_rubbish_seldom

        look_for_rubbish_seldom()
        from experiments.application import call  # isort: skip

        status = call(None if arguments is None else list(arguments))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return _complain("Stopped; what was not finished has been removed.", INTERRUPTED)
    except (InputError, WrongPackage) as error:
        return _complain(_short(str(error), typed), MISTAKE)
    except BrokenPipeError:
        # The reader has left ("townhall parameters | head"): nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        from experiments.runs.disk import why

        said = why(error)
        if said is None:
            raise
        name = f'"{error.filename}"' if error.filename else "the output"
        return _complain(_short(f"Cannot write {name}: {said}.", typed), MISTAKE)


def _short(sentence: str, typed: Sequence[str]) -> str:
    """``sentence`` with what was typed shortened where it is long: a message answers, it does not repeat.

    Most messages shorten what they quote themselves; what some library says is shortened here.
    """
    from sim.inputs.csv_input import QUOTED, shown

    pieces = {piece for text in typed for piece in (text, text.partition("=")[2], text.partition("=")[0])}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) > QUOTED and not _is_there(piece):
            for written in (piece, repr(piece)[1:-1], " ".join(piece.split())):
                sentence = sentence.replace(written, shown(piece, QUOTED))
    return sentence


def _is_there(path: str) -> bool:
    """Whether ``path`` is one: a long path that is there has to be told whole."""
    try:
        return os.path.exists(path)
    except (OSError, ValueError):
        return False


def _sentence(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning of ours as the sentence that it is; where in our code it arose helps nobody."""
    ours = category.__module__.startswith(("sim.", "experiments."))
    return f"{message}\n" if ours else _format_warning(message, category, filename, lineno, line)


def _complain(sentence: str, status: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return status


if __name__ == "__main__":
    main()
