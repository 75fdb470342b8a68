"""A finding: what a check of an audit, of a table's health or of a migration saw. One shape for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How bad it is. Ordered from least to most by `severity`."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def severity(self) -> int:
        return list(Level).index(self)


class Confidence(StrEnum):
    """How it is known. What could not be looked at is no finding, it is `Unchecked`."""

    PROVEN = "proven"  # it was tried: rows were read, or a statement was run
    OBSERVED = "observed"  # the server says so of itself
    STATIC = "static"  # it follows from a text, a name, or an estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. `object` is what it was found on, `parts` what of it: `(("policy", "own"),)`.

    `fix` is what would mend it, a statement where that is possible. For a file, `object` is its path as given,
    `object_type` is `file`, and `line` is one-based (0: the whole file). `advisor` is what Supabase's advisor calls it.
    """

    check: str
    level: Level
    title: str
    schema: str = ""
    object: str = ""
    object_type: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    detail: str = ""
    why: str = ""
    fix: str = ""
    confidence: Confidence = Confidence.OBSERVED
    line: int = 0
    muted: str = ""
    advisor: str = ""

    @property
    def sub(self) -> str:
        """The parts as people read them: `own SELECT`, `(integer, text)` for arguments."""
        return " ".join(f"({value})" if kind == "arguments" else value for kind, value in self.parts)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that stay the same while it is the same thing on the same object; lines do not count."""
        parts = (self.check, self.schema, self.object_type, self.object, *(value for _, value in sorted(self.parts)))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def document(self) -> dict[str, Any]:
        """The JSON of one finding, the same in every area."""
        found: dict[str, Any] = {
            "check": self.check,
            "advisor": self.advisor or None,
            "level": self.level.value,
            "confidence": self.confidence.value,
            "schema": self.schema,
            "object": self.object,
            "object_type": self.object_type,
            "sub": dict(self.parts),
            "title": self.title,
            "detail": self.detail,
            "why": self.why,
            "fix": self.fix,
            "fingerprint": self.fingerprint,
            "muted": self.muted or None,
        }
        return found | ({"line": self.line} if self.line else {})


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A check that could not be made, why, and what would let it."""

    check: str
    level: Level
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run of checks gave. `checks` are the names of all that ran."""

    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unchecked, ...] = ()
    checks: tuple[str, ...] = field(default=())

    def __add__(self, other: Findings) -> Findings:
        return Findings(self.findings + other.findings, self.unknown + other.unknown, self.checks + other.checks)

    @property
    def open(self) -> tuple[Finding, ...]:
        """Those that nobody has muted."""
        return tuple(each for each in self.findings if not each.muted)

    def count(self, level: Level) -> int:
        """How many open findings of exactly that level."""
        return sum(each.level is level for each in self.open)

    @property
    def worst(self) -> Level | None:
        """The worst level of an open finding, None where there is none."""
        return worst(self.open)

    def exit_status(self, fail_on: Level | None, *, allow_unknown: bool = False) -> int:
        """0 fine, 1 findings at or above `fail_on`, 3 a check of such a level could not be made. None never fails."""
        if fail_on is None:
            return 0
        if any(each.level.severity >= fail_on.severity for each in self.open):
            return 1
        blind = any(each.level.severity >= fail_on.severity for each in self.unknown)
        return 3 if blind and not allow_unknown else 0

    def document(self) -> dict[str, Any]:
        """The JSON of all of them."""
        counts = {level.value: self.count(level) for level in Level}
        return {
            "findings": [each.document() for each in self.findings],
            "unknown": [
                {"check": each.check, "reason": each.reason, "remedy": each.remedy or None} for each in self.unknown
            ],
            "summary": {
                **counts,
                "muted": len(self.findings) - len(self.open),
                "unknown": len(self.unknown),
                "checks": len(self.checks),
            },
        }


def worst(findings: Iterable[Finding]) -> Level | None:
    """The worst level among them."""
    return max((each.level for each in findings), key=lambda level: level.severity, default=None)
