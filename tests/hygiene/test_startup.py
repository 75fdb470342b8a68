"""Help and version answer at once: in a process of their own they import nothing heavy."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from console import __version__
from console.areas import COMMANDS
from console.cli import build_parser
from tests.hygiene.source import HEAVY, ROOT

# Not forbidden elsewhere, only slow: 20 ms and more.
SLOW = {*HEAVY, "asyncio", "cryptography", "rich", "shtab", "tomlkit"}

PROGRAM = """
import json, sys
from console.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as leaving:
    status = leaving.code or 0
heavy = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps([status, heavy]), file=sys.stderr)
"""


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included; the empty tuple is greenroom itself."""
    yield path
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, child in action.choices.items():
                yield from commands(child, (*path, word))


def run(*words: str) -> tuple[str, set[str]]:
    """What the command printed, and the packages that it had imported when it was done."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=20
    )
    status, packages = json.loads(done.stderr.strip().splitlines()[-1])
    assert status == 0, done.stderr
    return done.stdout, set(packages)


def test_version() -> None:
    printed, packages = run("--version")
    assert printed == f"greenroom {__version__}\n"
    assert not packages & SLOW


@pytest.mark.parametrize("command", commands(build_parser()), ids=lambda words: " ".join(words) or "greenroom")
def test_help_is_light(command: tuple[str, ...]) -> None:
    printed, packages = run(*command, "--help")
    assert printed.startswith(f"usage: {' '.join(('greenroom', *command))}")
    assert not packages & SLOW


def imported(*words: str) -> set[str]:
    """Our own modules of commands that were imported for it."""
    program = PROGRAM.replace('{name.partition(".")[0] for name in sys.modules}', "sys.modules")
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    names = json.loads(done.stderr.strip().splitlines()[-1])[1]
    return {name for name in names if name in {command.module for command in COMMANDS}}


def test_help_imports_only_the_command_that_is_asked() -> None:
    assert imported("--help") == set()
    assert imported("do", "--help") == {"console.guard.commands"}
    assert imported("--target", "do", "targets", "list", "--help") == {
        "console.guard.commands",
        "console.targets.commands",
    }


def test_root_help_names_every_command() -> None:
    printed, _ = run("--help")
    for command in COMMANDS:
        assert f"    {command.name} " in printed
        assert " ".join(command.about.split()) in " ".join(printed.split())


def test_the_probe_sees_what_is_imported() -> None:
    sample = f"import psycopg\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-c", sample, "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "psycopg" in json.loads(done.stderr)[1]
