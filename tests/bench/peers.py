"""The programs that greenroom is measured against, in an environment of their own beside the project.

They are never installed into the environment that runs this.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.measure import tell

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".bench-venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NAMES = ("pgcli", "harlequin", "harlequin-postgres", "pgrls", "textual", "psycopg")


class NoPeers(Exception):
    """The programs could not be installed; says why."""


def make() -> str:
    """Make the environment, or bring it up to the requirements; the versions in it, in words. Raises NoPeers."""
    python, stamp, wanted = FOLDER / "bin" / "python", FOLDER / "requirements.txt", REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("Installing pgcli, harlequin and pgrls into .bench-venv…", file=sys.stderr)
        _run(sys.executable, "-m", "venv", "--clear", str(FOLDER))
        _run(str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS))
        stamp.write_text(wanted)
    tell("Reading the versions of the peers")
    ask = (
        "import sys; from importlib.metadata import version as v; print(', '.join(f'{n} {v(n)}' for n in sys.argv[1:]))"
    )
    return _run(str(python), "-c", ask, *NAMES).strip()


def program(name: str) -> Path:
    """The path of one of them."""
    return FOLDER / "bin" / name


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeers((done.stderr.strip().splitlines() or ["it failed without a word"])[-1])
    return done.stdout
