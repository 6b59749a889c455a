"""Set up the environment: the packages of a lock and this checkout, in a virtual environment.

    python .ci/install.py [ENVIRONMENT]          what running needs: requirements.lock (`make install`, `make compare`)
    python .ci/install.py [ENVIRONMENT] --dev    and the tools: requirements-dev.lock (`make test`, `make lint`, ...)

ENVIRONMENT is .venv unless another is named. An environment with the tools serves for running too; one without them
gets what is missing, in place.

Standard library only. Nothing is done, and no network is used, when the environment is already right. An interrupted
run leaves no half-made environment behind that a later run would trust: what is finished is marked as finished, in
this order: the environment, the packages fetched, the packages installed, this checkout installed. Fetched packages
wait in a folder beside the environment until they are installed, so that a run that was interrupted after fetching
needs no network either.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"


class Failed(Exception):
    """One sentence for the user."""


def digest(*files: Path) -> str:
    """A digest of the contents (not of the times, which a fresh clone or a `git pull` changes)."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def requirements(lock: Path) -> list[str]:
    """The lines of a lock that name a package."""
    return [line for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line and line[0] != "#"]


def packages_here(lines: list[str]) -> int:
    """How many packages the lines name for this system (for the progress line; pip itself reads the markers)."""
    return len({line.split("==")[0] for line in lines if "sys_platform" not in line or sys.platform in line})


def missing(python: Path, lock: Path) -> list[str]:
    """The lines of a lock whose version the environment has not; for another system or Python, pip leaves them out."""
    asked = [str(python), "-m", "pip", "--disable-pip-version-check", "list", "--format=freeze"]
    found = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8", errors="replace")
    plain = {re.sub(r"[-_.]+", "-", line).lower() for line in found.stdout.split()}
    return [
        line for line in requirements(lock) if re.sub(r"[-_.]+", "-", line.split(";")[0].strip()).lower() not in plain
    ]


class Marks:
    """What is finished, in a small JSON file inside the environment; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "townhall-install.json"

    def read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def write(self, **finished: str) -> None:
        draft = self.file.with_suffix(".part")
        draft.write_text(json.dumps(finished, indent=1), encoding="utf-8")
        os.replace(draft, self.file)


def report(state: str, done: int, total: int, began: float, final: bool = False) -> None:
    """One line that says how far we are and how long it will take; rewritten in place on a terminal."""
    if not total:
        return
    spent = time.monotonic() - began
    if final:
        text = f"  {state}: {total} packages, {spent:.0f} s"
    else:
        left = f", about {spent * (total - done) / done:.0f} s left" if done > 2 else ""
        text = f"  {state}: {min(done, total)} of {total} packages{left}"
    if sys.stdout.isatty():
        print("\r\033[K" + text, end="\n" if final else "", flush=True)
    elif final:
        print(text, flush=True)


def run_pip(python: Path, arguments: list[str], state: str, total: int, installed: Callable[[], int] | None) -> None:
    """Run pip quietly with progress. `installed` counts what is done; without it, pip's own lines are counted."""
    began = time.monotonic()
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as pip:
        assert pip.stdout is not None
        lines: list[str] = []
        output = pip.stdout
        reader = threading.Thread(target=lambda: lines.extend(output), daemon=True)
        reader.start()
        while pip.poll() is None:
            done = installed() if installed else sum(line.startswith(("Collecting ", "Processing ")) for line in lines)
            report(state, done, total, began)
            time.sleep(0.2)
        reader.join()
    if pip.returncode:
        if sys.stdout.isatty():
            print()
        print("".join(lines[-12:]), file=sys.stderr)
        hint = "; is there a network connection?" if state == "fetching" else "."
        raise Failed(f"pip could not finish ({state}): its last lines are above{hint}")
    report(state, total, total, began, final=True)


def usable(python: Path) -> bool:
    """Whether this interpreter starts and has pip (an environment whose Python was uninstalled does not)."""
    try:
        return subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def satisfied(python: Path, lock: Path) -> bool:
    """Whether the environment holds all that a lock asks for, so that nothing need be fetched."""
    arguments = ["install", "--dry-run", "--no-deps", "--no-index", "--requirement", str(lock)]
    return subprocess.run([str(python), "-m", "pip", *arguments], capture_output=True).returncode == 0


def create(folder: Path, python: str) -> None:
    """Make an empty virtual environment in place of whatever was there."""
    if folder.exists() and not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
        raise Failed(f"{folder} exists and is not a virtual environment: move it away or name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([python, "-m", "venv", str(folder)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Failed(
            f"{python} cannot make virtual environments: install its venv module "
            "(on Debian or Ubuntu: apt install python3-venv)."
        )


def set_up(folder: Path, *, dev: bool = False) -> None:
    """Bring the environment in `folder` up to date with the lock and the checkout; `dev`: with the tools."""
    windows = os.name == "nt"
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    command = folder / ("Scripts/townhall.exe" if windows else "bin/townhall")
    wheels = folder.with_name(folder.name + "-packages")
    version = sys.version.split()[0]
    marks = Marks(folder)
    here = {"environment": f"{folder} with Python {version}"}
    lock = DEV_LOCK if dev else LOCK
    wanted = {"packages": digest(lock), "project": digest(ROOT / "pyproject.toml", ROOT / "experiments/__init__.py")}

    finished = marks.read()
    # All that running needs is in the other lock too, in the same versions (a test).
    if not dev and finished.get("packages") == digest(DEV_LOCK):
        wanted["packages"] = finished["packages"]
    if finished == {**here, **wanted} and command.exists() and usable(python):
        return
    print(f"Setting up {folder.name} with Python {version}", flush=True)

    # Packages that pip was installing when it was interrupted may be half there and look whole: start again.
    if finished.get("environment") != here["environment"] or "installing" in finished or not usable(python):
        # Run from inside the old environment, we go on with the interpreter that it was made from.
        create(folder, getattr(sys, "_base_executable", sys.executable) or sys.executable)
        marks.write(**here)
        finished = dict(here)

    if "packages" in finished and finished["packages"] != wanted["packages"] and satisfied(python, lock):
        finished["packages"] = wanted["packages"]
    if finished.get("packages") != wanted["packages"]:
        lines = missing(python, lock)
        total = packages_here(lines)
        fetched, needed = wheels / "complete", folder / "townhall-missing.txt"
        needed.write_text("\n".join(lines), encoding="utf-8")
        key = digest(needed) + version
        if not (fetched.exists() and fetched.read_text(encoding="utf-8") == key):
            shutil.rmtree(wheels, ignore_errors=True)
            arguments = ["wheel", "--no-deps", "--wheel-dir", str(wheels), "--requirement", str(needed)]
            run_pip(python, arguments, "fetching", total, None)
            fetched.write_text(key, encoding="utf-8")
        marks.write(**here, installing="yes")
        site = next(iter(folder.glob("lib/python*/site-packages")), folder / "Lib" / "site-packages")
        before = len(list(site.glob("*.dist-info")))
        arguments = ["install", "--no-deps", "--no-index", "--find-links", str(wheels), "--requirement", str(needed)]
        # Python compiles a module when it is first wanted, and keeps that; most of a package never are. Where Python
        # is told to keep nothing, they would be compiled at every start.
        arguments += [] if sys.dont_write_bytecode else ["--no-compile"]
        run_pip(python, arguments, "installing", total, lambda: len(list(site.glob("*.dist-info"))) - before)
        marks.write(**here, packages=wanted["packages"])
        shutil.rmtree(wheels, ignore_errors=True)

    # The build backend is among the packages of the lock: this step needs no network.
    arguments = ["install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT)]
    run_pip(python, arguments, "installing Town Hall", 0, None)
    marks.write(**here, **wanted)
    print(f"Ready: {os.path.relpath(command)}", flush=True)


def main() -> int:
    named = [argument for argument in sys.argv[1:] if argument != "--dev"]
    folder = Path(named[0] if named else ROOT / ".venv").absolute()
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(f"Town Hall needs Python 3.11, 3.12 or 3.13, and this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    try:
        set_up(folder, dev="--dev" in sys.argv[1:])
    except Failed as sentence:
        print(sentence, file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"The environment cannot be written: {problem}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; the next run goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
