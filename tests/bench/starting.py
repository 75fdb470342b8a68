"""Lines about starting: the command line's answer, the first paint, the first rows, the memory afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench.measure import Line, in_turn
from tests.bench.peers import ROOT
from tests.bench.stage import COMMAND, CONTENT_TARGET, SAMPLE, Stage
from tests.bench.terminal import Terminal

AT_REST = 3.0
"""Seconds after the start at which memory is read: everybody has painted and connected by then."""


def version(stage: Stage, runs: int) -> list[Line]:
    """`greenroom --version` and `--help` beside a Python that does nothing. The bar is 60 ms where that takes 12."""
    ways: dict[str, Callable[[], float]] = {"python -c pass": lambda: _wall(stage, "pass")}
    for word in ("--version", "--help"):
        ways[word] = lambda word=word: _wall(stage, COMMAND, word)  # type: ignore[misc]
    found = in_turn(ways, 2 * runs)
    bare = found["python -c pass"]
    return [
        Line(f"greenroom {word}", "ms", found[word], bare, "python -c pass", bar=5.0)
        for word in ("--version", "--help")
    ]


def first_paint(stage: Stage, runs: int) -> list[Line]:
    """From the start of the process until the banner names the target; until pgcli prompts."""
    found = in_turn(
        {
            "greenroom": lambda: _until(stage.greenroom("--target", CONTENT_TARGET), CONTENT_TARGET),
            "pgcli": lambda: _until(stage.pgcli(), f"{SAMPLE}>"),
        },
        runs,
    )
    return [Line("first paint", "ms", found["greenroom"], found["pgcli"], "pgcli's prompt", bar=1.0)]


def first_rows(stage: Stage, runs: int) -> list[Line]:
    """From the start of the process until a setting is read and painted; until harlequin's catalog has the database."""
    found = in_turn(
        {
            "greenroom": lambda: _until(stage.greenroom("--target", CONTENT_TARGET), "site_name"),
            "harlequin": lambda: _until(stage.harlequin(), f"{SAMPLE} db"),
        },
        runs,
    )
    return [Line("first rows", "ms", found["greenroom"], found["harlequin"], "harlequin's catalog", bar=0.5)]


def memory(stage: Stage, runs: int) -> list[Line]:
    """Resident memory of the whole tree of processes, 3 seconds after the start."""
    found = in_turn(
        {
            "greenroom": lambda: _resident(stage.greenroom("--target", CONTENT_TARGET)),
            "harlequin": lambda: _resident(stage.harlequin()),
        },
        runs,
    )
    return [Line("memory after start", "MiB", found["greenroom"], found["harlequin"], "harlequin", bar=1.0)]


def _wall(stage: Stage, code: str, *words: str) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-c", code, *words]
    subprocess.run(command, env=stage.environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - started)


def _until(terminal: Terminal, text: str) -> float:
    with terminal:
        return 1000 * (terminal.wait_for(text) - terminal.started)


def _resident(terminal: Terminal) -> float:
    with terminal:
        terminal.settle(AT_REST, longest=AT_REST)
        return terminal.resident()
