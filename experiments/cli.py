"""The command line: ``townhall COMMAND ...``.

Every mistake is answered here, in one place: one sentence on standard error, exit status 2 (130 after Ctrl-C), no
traceback. An error that is none of the user's making keeps its traceback.

The commands are imported inside the ``try``, so that Ctrl-C is answered from the first moment.
"""

from __future__ import annotations

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
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a sign (Windows code pages, LANG=C) gets a question mark, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(answer(arguments))


def answer(arguments: Sequence[str] | None = None) -> int:
    """Run ``townhall`` and return its exit status; every mistake becomes one sentence on standard error."""
    warnings.formatwarning = _sentence
    try:
        from sim.errors import InputError, WrongPackage  # first: what follows may raise them

        from experiments.application import call  # isort: skip

        status = call(None if arguments is None else list(arguments))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return _complain("Stopped; what was not finished has been removed.", INTERRUPTED)
    except (InputError, WrongPackage) as error:
        return _complain(str(error), MISTAKE)
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
        return _complain(f"Cannot write {name}: {said}.", MISTAKE)


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
