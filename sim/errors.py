"""What a user gets for a mistake: one sentence that says what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(Exception):
    """A mistake in what the user gave us. The message is the whole answer; no traceback is shown."""


class ReadOnly(InputError, AttributeError):
    """Something that can only be read was to be set."""


class WrongPackage(ImportError):
    """An installed package cannot be used with Town Hall. The message is the whole answer; no traceback is shown."""


class OccupantLeft(LookupError):
    """The person an agent view stood for has left the post; their history stays, their state does not."""


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return ``' Did you mean "x"?'`` for the closest option, or an empty string.

    Closeness ignores case, so that ``camdn`` finds ``Camden``.
    """
    by_fold = {option.casefold(): option for option in options}
    close = get_close_matches(str(word).casefold(), by_fold, n=1, cutoff=0.6)
    return f' Did you mean "{by_fold[close[0]]}"?' if close else ""
