"""The processes of a browser that was started here, as far as they do something for its pages."""

from __future__ import annotations

from collections.abc import Sequence

import psutil

SERVICE = "--utility-sub-type="
FOR_PAGES = ("network.", "storage.")


def works_for_pages(command: Sequence[str]) -> bool:
    """Whether a process is a browser, by its command, or does something for a page of one.

    Chromium starts other services for itself when it likes, minutes after a page was opened: its model of language
    alone takes 50 MB, which would be taken for what the page holds by then.
    """
    services = [word.removeprefix(SERVICE) for word in command if word.startswith(SERVICE)]
    return "chrom" in "".join(command[:1]) and all(one.startswith(FOR_PAGES) for one in services)


def family() -> list[psutil.Process]:
    """All such processes that live now."""
    return [one for one in psutil.Process().children(recursive=True) if works_for_pages(one.cmdline())]
