"""Fixtures of checks: files that violate one, say how many findings that makes, and how it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "checks"


@dataclass(frozen=True, slots=True)
class Fixture:
    """`on` are the objects that count, `mend` is SQL, `operation` or `fix`: the finding's own way."""

    name: str
    on: frozenset[str]
    finds: int
    warning: float | None
    least: float | None
    violate: str
    mend: str


def fixture_of(path: Path) -> Fixture:
    """A fixture from its file."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("-- violate\n")
    violate, _, mend = rest.partition("-- mend")
    said = dict(re.findall(r"^-- (\w+): (.*)$", head, re.MULTILINE))
    return Fixture(
        name=path.stem,
        on=frozenset(part.strip().strip('"') for part in said["on"].split(",")),
        finds=int(said["finds"]),
        warning=float(said["warning"]) if "warning" in said else None,
        least=float(said["least"]) if "least" in said else None,
        violate=violate,
        mend=mend.removeprefix(":").strip(),
    )


FIXTURES = tuple(fixture_of(path) for path in sorted(FOLDER.glob("*.sql")))
