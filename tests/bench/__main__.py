"""`python -m tests.bench`: measure, print the table. A missed bar is shown; exits 3 if a line was not measured."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tests.bench import catalogs, guarding, loading, lookups, migrating, peers, settings, splitting, starting
from tests.bench.measure import Line, NotMeasured, Sample, tell
from tests.bench.stage import Stage, stage
from tests.bench.terminal import Silent

Measure = Callable[[Stage, int], list[Line] | list[NotMeasured]]
LINES: dict[str, Measure] = {
    "version": starting.version,
    "paint": starting.first_paint,
    "rows": starting.first_rows,
    "memory": starting.memory,
    "read": settings.read,
    "open": settings.opened,
    "scroll": settings.scroll,
    "guard": guarding.guarded,
    "journal": guarding.journal,
    "split": splitting.splitting,
    "apply": migrating.applying,
    "status": migrating.listing,
    "audit": catalogs.audited,
    "access": catalogs.matrix,
    "overview": catalogs.overview,
    "triage": catalogs.triage,
    "health": catalogs.area,
    "tick": catalogs.tick,
    "large": catalogs.large,
    "load": loading.bookings,
    "lookups": lookups.lookups,
}
NEED_PEERS = {"paint", "rows", "memory", "audit", "access"}
LONG = {"large", "load", "lookups"}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what is asked for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", choices=LINES, help=", ".join(LINES))
    parser.add_argument("--runs", type=int, default=7, help="how often each side is measured; 7")
    parser.add_argument("--full", action="store_true", help="also what takes minutes")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args(argv)
    if asked.runs < 1:
        parser.error("--runs is 1 or more")
    names = asked.only or [name for name in LINES if asked.full or name not in LONG]
    versions, missing = _peers(names)
    found: list[Line | NotMeasured] = []
    with stage() as on:
        machine = _machine(on, versions)
        for name in names:
            found += _measure(name, on, asked.runs, missing)
    if asked.json:
        print(json.dumps({"machine": machine, "lines": [line.as_json() for line in found]}, indent=2))
    else:
        _print(machine, found)
    return 3 if any(isinstance(line, NotMeasured) for line in found) else 0


def _peers(names: Sequence[str]) -> tuple[str, str]:
    """The versions of the peers, and why there are none."""
    if not NEED_PEERS & set(names):
        return "", ""
    try:
        return peers.make(), ""
    except (peers.NoPeers, OSError) as error:
        return "", f"pgcli, harlequin and pgrls could not be installed: {error}"


def _measure(name: str, on: Stage, runs: int, missing: str) -> list[Line] | list[NotMeasured]:
    if missing and name in NEED_PEERS:
        return [NotMeasured(name, missing)]
    tell(name)
    try:
        return LINES[name](on, runs)
    except Exception as error:  # what other lines have measured is not lost
        return [NotMeasured(name, str(error) if isinstance(error, Silent) else f"{type(error).__name__}: {error}")]


def _machine(on: Stage, versions: str) -> dict[str, str]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "python": platform.python_version(),
        "postgres": on.server.binaries.version,
        "peers": versions,
    }


def _print(machine: dict[str, str], found: Sequence[Line | NotMeasured]) -> None:
    tell("")
    print("  ".join(f"{name} {value}" for name, value in machine.items() if value))
    print(f"\n  {'what':26} {'greenroom':>22}  {'beside it':>22}  {'':22} {'ratio':>6}  bar")
    for line in found:
        if isinstance(line, NotMeasured):
            print(f"? {line.name:26} not measured: {' '.join(line.why.split())}")
            continue
        mark = {True: "●", False: "▲", None: " "}[line.met]
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        baseline = "" if line.baseline is None else _sample(line.baseline, line.unit)
        print(
            f"{mark} {line.what:26} {_sample(line.ours, line.unit):>22}  {baseline:>22}  {line.against:22}"
            f" {ratio:>6}  {_bar(line)}{'  ' if _bar(line) and line.note else ''}{line.note}".rstrip()
        )
    print("\nMedian (least-most). ● the bar is kept, ▲ missed; without a mark there is none.")


def _sample(sample: Sample, unit: str) -> str:
    digits = 0 if sample.median >= 20 else 1
    values = f"{sample.median:.{digits}f} {unit}"
    return f"{values} ({sample.least:.{digits}f}-{sample.most:.{digits}f})" if len(sample.values) > 1 else values


def _bar(line: Line) -> str:
    if line.bar is not None:
        return f"≤ {line.bar:g} ×"
    return "" if line.most is None else f"≤ {line.most:g} {line.unit}"


if __name__ == "__main__":
    sys.exit(main())
