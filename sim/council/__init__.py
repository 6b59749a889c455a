"""The council on its first day: accounts and files, posts and people, ties, services, forms of government."""

from typing import Any

from sim.moved import once_in


def __getattr__(name: str) -> Any:
    return once_in(__name__, "sim.council.council", name)
