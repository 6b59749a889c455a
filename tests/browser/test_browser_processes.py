"""What a benchmark counts as a browser's memory is what pages have it do."""

from __future__ import annotations

import pytest

from benchmarks.browser_processes import works_for_pages

PROGRAM = "/usr/lib/chromium/chromium"


@pytest.mark.parametrize(
    ("command", "counts"),
    [
        ([PROGRAM, "--headless"], True),
        ([PROGRAM, "--type=renderer"], True),
        ([PROGRAM, "--type=gpu-process"], True),
        ([PROGRAM, "--type=utility", "--utility-sub-type=network.mojom.NetworkService"], True),
        ([PROGRAM, "--type=utility", "--utility-sub-type=storage.mojom.StorageService"], True),
        ([PROGRAM, "--type=utility", "--utility-sub-type=on_device_model.mojom.OnDeviceModelService"], False),
        (["/usr/bin/node", "chromium.js"], False),
        ([], False),
    ],
)
def test_services_that_a_browser_starts_for_itself_are_not_a_pages(command: list[str], counts: bool) -> None:
    assert works_for_pages(command) == counts
