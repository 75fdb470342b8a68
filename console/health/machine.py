"""What a person tells of the server's machine, from words to values."""

from __future__ import annotations

import re

from console.errors import UsageProblem
from console.health.settings import Machine

_UNITS = {"": 1, "B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}


def machine_of(memory: str | None, disk: str | None) -> Machine:
    """`16GB` and `ssd` as values. UsageProblem for what is no size."""
    return Machine(octets_of(memory) if memory is not None else None, None if disk is None else disk == "ssd")


def octets_of(text: str) -> int:
    """Octets of `16GB`, `512 MB`. UsageProblem for what is no size."""
    found = re.fullmatch(r"(\d{1,12}(?:\.\d+)?)\s*([KMGT]?B?)", text.strip().upper())
    if not found:
        raise UsageProblem(f"{text} is no size.", "", "Write it as 16GB or 512MB.")
    unit = found[2] if found[2] in _UNITS else found[2] + "B"
    return int(float(found[1]) * _UNITS[unit])
