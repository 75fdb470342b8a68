"""Runs of the checks that are kept: a file each in the state folder, or a baseline where a person wants it.

A file is JSON, mode 0600, written whole or not at all, without what looks like a secret. Of each target a bounded
number is kept. It runs no check.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.audit.run_difference import Looked
from console.core.atomic import locked, write_private
from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.core.output import json_text
from console.core.places import private, state_dir
from console.core.scrub import scrub, scrub_sql
from console.errors import ConfigurationProblem, UsageProblem

FORMAT = "greenroom audit run 2"
KEPT = 30
"""Runs of one target that are kept: the oldest goes when another is written."""
LARGEST = 200_000_000
"""Bytes of a file that is read."""
_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: of which target, on which server, when, and what it found. `schemas` are those it was limited to."""

    target: str
    taken: datetime
    findings: Findings
    server: str = ""
    profile: str = ""
    schemas: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called by, and sorts by: its time in UTC."""
        return self.taken.astimezone(UTC).strftime(_STAMP)

    @property
    def looked(self) -> Looked:
        """The same as a side of a comparison."""
        return Looked(self.findings, self.schemas)

    @property
    def asked(self) -> tuple[object, ...]:
        """What was looked for and where: runs that are equal in it can be compared line by line."""
        return frozenset(self.schemas), frozenset(self.findings.checks)

    def document(self) -> dict[str, Any]:
        """The JSON of it: that of the findings, and what they are of."""
        return {
            "format": FORMAT,
            "target": self.target,
            "server": self.server,
            "profile": self.profile,
            "schemas": list(self.schemas),
            "taken": self.taken.astimezone(UTC).isoformat(),
            **self.findings.document(),
            "unknown": [
                {"check": each.check, "level": each.level.value, "reason": each.reason, "remedy": each.remedy}
                for each in self.findings.unknown
            ],
            "checks": list(self.findings.checks),
        }


def scrubbed(run: Run) -> Run:
    """The run without what looks like a secret in a text of it. Names stay: they are what it is known by."""
    found = tuple(
        replace(each, detail=scrub(each.detail), fix=scrub_sql(each.fix), muted=scrub(each.muted))
        for each in run.findings.findings
    )
    unknown = tuple(replace(each, reason=scrub(each.reason)) for each in run.findings.unknown)
    return replace(run, findings=replace(run.findings, findings=found, unknown=unknown))


def keep_run(run: Run, folder: Path | None = None) -> Path:
    """Write it beside the target's others, and give back where it is. The oldest of more than KEPT go.

    Raises ConfigurationProblem where the folder cannot be written.
    """
    place = _folder_of(run.target, folder)
    try:
        private(place.parent)
        private(place)
        with locked(place / "runs"):
            path = place / f"{run.name}.json"
            write_private(path, _text(run))
            for old in sorted(place.glob("*.json"))[:-KEPT]:
                with suppress(FileNotFoundError):
                    old.unlink()
    except OSError as error:
        raise ConfigurationProblem(f"The run could not be kept in {place}.", f"{error.strerror}.") from None
    return path


def kept_runs(target: str, folder: Path | None = None) -> tuple[Path, ...]:
    """The files of the runs of a target, the newest first."""
    return tuple(sorted(_folder_of(target, folder).glob("*.json"), reverse=True))


def last_run(target: str, folder: Path | None = None) -> Run | None:
    """The newest run of a target that can be read, None where there is none."""
    return next(_readable(target, folder), None)


def run_named(target: str, word: str, folder: Path | None = None) -> Run:
    """A run of a target: `last`, `previous`, or the beginning of its name. UsageProblem where none is meant."""
    paths = kept_runs(target, folder)
    places = {"last": 0, "previous": 1}
    found = [paths[places[word]]] if word in places and len(paths) > places[word] else []
    if word not in places:
        found = [path for path in paths if path.name.startswith(word)] if word else []
    if len(found) != 1:
        why = f"{len(found)} begin so." if found else f"{len(paths)} are kept of {target}."
        raise UsageProblem(f"No one run is meant by {word}.", why, "greenroom audit runs lists them.")
    return read_run(found[0])


def last_pair(before: str, after: str, folder: Path | None = None) -> tuple[Run, Run]:
    """The newest run of each target that looked for the same, of one target its newest two.

    Where there is none such, whatever was last. UsageProblem where there are not two.
    """
    ours, theirs = list(_readable(before, folder)), list(_readable(after, folder))
    for number, one in enumerate(theirs):
        for other in ours[number + 1 :] if before == after else ours:
            if one.asked == other.asked:
                return other, one
    return run_named(before, "previous" if before == after else "last", folder), run_named(after, "last", folder)


def _readable(target: str, folder: Path | None) -> Iterator[Run]:
    for path in kept_runs(target, folder):
        with suppress(ConfigurationProblem):
            yield read_run(path)


def write_run(path: Path, run: Run) -> None:
    """Write a baseline. One that is there is replaced; any other file is not. ConfigurationProblem where it cannot."""
    if path.exists():
        read_run(path)
    try:
        write_private(path.resolve(), _text(run))
    except OSError as error:
        raise ConfigurationProblem(f"{path} could not be written.", f"{error.strerror}.") from None


def read_run(path: Path) -> Run:
    """A run that was kept, or a baseline. ConfigurationProblem where it cannot be read, or is no run."""
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigurationProblem(f"{path} is no run of the audit.", f"It is larger than {LARGEST:,} bytes.")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationProblem(f"{path} cannot be read.", f"{error.strerror}.") from None
    except (ValueError, RecursionError):
        raise ConfigurationProblem(f"{path} is no run of the audit.", "It is no JSON.") from None
    try:
        return _run(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        remedy = "greenroom audit --save-baseline FILE writes one."
        raise ConfigurationProblem(f"{path} is no run of the audit.", "Its shape is another.", remedy) from None


def _text(run: Run) -> str:
    return json_text(scrubbed(run).document()) + "\n"


def _folder_of(target: str, folder: Path | None) -> Path:
    """Its name tells people which target it is; the digest tells targets apart whose names look alike in a path."""
    said = re.sub(r"[^A-Za-z0-9_-]+", "-", target)[:40].strip("-") or "target"
    digest = hashlib.sha256(target.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return (folder or state_dir() / "audits") / f"{said}-{digest}"


def _run(document: Mapping[str, Any]) -> Run:
    if document["format"] != FORMAT:
        raise ValueError
    found = tuple(_finding(each) for each in document["findings"])
    unknown = tuple(
        Unchecked(str(each["check"]), Level(each["level"]), str(each["reason"]), str(each["remedy"]))
        for each in document["unknown"]
    )
    return Run(
        target=str(document["target"]),
        taken=datetime.fromisoformat(document["taken"]),
        findings=Findings(found, unknown, tuple(map(str, document["checks"]))),
        server=str(document["server"]),
        profile=str(document["profile"]),
        schemas=tuple(map(str, document["schemas"])),
    )


_OTHER = {"parts", "level", "confidence", "line", "muted"}


def _finding(document: Mapping[str, Any]) -> Finding:
    texts = [each.name for each in fields(Finding) if each.name not in _OTHER]
    return Finding(
        **{name: str(document[name]) for name in texts if document.get(name) is not None},
        parts=tuple((str(kind), str(value)) for kind, value in document["sub"].items()),
        level=Level(document["level"]),
        confidence=Confidence(document["confidence"]),
        line=int(document.get("line", 0)),
        muted=str(document["muted"] or ""),
    )
