"""The page from disk in Firefox, whose compiler is another: the same numbers, to the last bit, in workers and without.

Firefox is spoken to over WebDriver BiDi, which it answers by itself; no driver program is needed.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.browser.engine_in_pages import OTHERS, PROOF, RUN_ALL, Asked, digest, native
from tests.browsers import Firefox

pytestmark = pytest.mark.browser

SOME = (*PROOF[::45], *OTHERS[::3])


@pytest.mark.parametrize("workers", [2, 0])
def test_firefox_gives_the_native_numbers(firefox: Firefox, engine_page: Path, workers: int) -> None:
    asked: list[Asked] = list(SOME if workers else SOME[:2])
    firefox.opened(f"{engine_page.as_uri()}?{workers}#workers={workers}")
    for _ in range(600):
        if said := firefox.value("Promise.resolve(document.body.dataset.ready || '')"):
            break
        time.sleep(0.1)
    assert said == "yes"
    assert firefox.value("Promise.resolve(hall.workers)") == workers
    told = firefox.value(f"({RUN_ALL})({json.dumps([vars(one) for one in asked])}).then(JSON.stringify)")
    assert json.loads(told) == [digest(native(one)) for one in asked]
