"""One step of a test that people watch: what was looked at, how it went, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.core.target import Identity


class StepState(StrEnum):
    """How a step went. UNKNOWN is what could not be seen, SKIPPED what was not looked at."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """`detail` says what was seen, in one line; `remedy` what to do about it; `more` is for those who want to know.

    `identity` is which database it was, on the step that learnt it.
    """

    name: str
    state: StepState
    detail: str
    remedy: str = ""
    more: tuple[str, ...] = ()
    identity: Identity | None = None
