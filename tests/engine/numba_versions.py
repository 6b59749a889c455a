"""Does Town Hall work with the lowest and the newest numba? ``python -m tests.engine.numba_versions [VERSION ...]``.

For each version an environment of its own is made in a temporary folder, with that numba and otherwise the locked
packages (numpy is whatever that numba takes), and the tests of windows and the golden runs are run in it: the numbers
must be the same to the last bit. Needs the network; about three minutes a version. Without VERSION: the first release
of the lowest and the last of the newest that ``sim/machine/numba_versions.py`` names. What was tried is written to no
file: raise the bounds there and in ``pyproject.toml`` when this says yes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sim.machine.numba_versions import LOWEST, NEWEST

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/engine/test_window.py", "tests/golden")
FREE = ("numba", "llvmlite", "numpy")
"""What goes with the version of numba and is not taken from the lock."""


def name_of(requirement: str) -> str:
    """The package that a line of a lock or of ``pyproject.toml`` is about."""
    return re.split(r"[^\w-]", requirement.strip(), maxsplit=1)[0].lower()


def try_version(version: str, folder: Path) -> bool:
    """Set up an environment with this numba, run the tests in it, and say whether they passed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    locked = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    (folder / "locked.txt").write_text(
        "\n".join(line for line in locked if name_of(line) not in FREE), encoding="utf-8"
    )
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    others = [line for line in wanted if name_of(line) not in FREE]
    subprocess.run(
        [*pip, "--constraint", str(folder / "locked.txt"), f"numba=={version}", "numpy>=2", *others], check=True
    )
    said = "import numba, llvmlite, numpy; print(numba.__version__, llvmlite.__version__, numpy.__version__)"
    found = subprocess.run([str(python), "-c", said], check=True, capture_output=True, text=True).stdout.split()
    print("numba {}, llvmlite {}, numpy {}".format(*found), flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOWNHALL_CACHE": str(folder / "compiled")}
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    """Try the versions that the command line names, and say which work."""
    versions = sys.argv[1:] or ["{}.{}.0".format(*LOWEST), "{}.{}.*".format(*NEWEST)]
    passed = {}
    for version in versions:
        print(f"\n=== numba {version}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            passed[version] = try_version(version, Path(folder))
    print()
    for version, good in passed.items():
        print(f"numba {version}: {'works, with the same numbers' if good else 'does not work'}")
    return 0 if all(passed.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
