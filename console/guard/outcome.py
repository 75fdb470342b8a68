"""What became of an operation, as people and programs are told. Values only; `guard.asking` finds it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.errors import GuardProblem, NotPermitted, OutcomeUnknown, Problem, QueryProblem
from console.guard.events import Document, End, HookResult, Result
from console.guard.rows import RowImage


@dataclass(frozen=True, slots=True)
class Process:
    """A server process, by its pid and its start (seconds since 1970): it can be found again, and ended."""

    pid: int
    backend_start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one operation ended. `entry` is the journal's id. `after` are the rows as they are now, where it is done.

    `process` is the server process of a transaction that is still open where it is not known how it ends.
    `journalled` is false where the end could not be written: the next start asks again.
    """

    operation: str
    title: str
    target: str
    entry: str
    end: End
    after: tuple[RowImage, ...] = ()
    hooks: tuple[HookResult, ...] = ()
    process: Process | None = None
    journalled: bool = True
    remarks: tuple[str, ...] = field(default=())

    @property
    def result(self) -> Result:
        return self.end.result

    @property
    def done(self) -> bool:
        return self.end.result is Result.DONE

    @property
    def exit_status(self) -> int:
        """The command line's: 0 done, 4 not done because something had changed, 3 refused by the server, 5 unknown."""
        return 0 if self.done else self.problem().exit_status

    def problem(self) -> Problem:
        """The outcome as a problem, for where it is not done."""
        state = self.end.sqlstate
        if self.end.result is Result.UNKNOWN:
            return OutcomeUnknown(
                f"It is not known whether “{self.title}” was done.",
                self.end.detail,
                "It is asked again at the next start; greenroom journal show tells.",
            )
        if state == "42501":
            return NotPermitted(f"“{self.title}” was not done.", self.end.detail)
        if state is not None:
            return QueryProblem(f"“{self.title}” was not done.", self.end.detail, sqlstate=state)
        return GuardProblem(f"“{self.title}” was not done.", self.end.detail)

    def document(self) -> Document:
        """The JSON that an operation prints, and that hooks get."""
        return {
            "operation": self.operation,
            "title": self.title,
            "target": self.target,
            "outcome": self.end.result.value,
            "how": self.end.how,
            "detail": self.end.detail,
            "journal": self.entry,
            "journalled": self.journalled,
            "sqlstate": self.end.sqlstate,
            "difference": list(self.end.difference),
            "rows": [image.document() for image in self.after],
            "remarks": list(self.remarks),
            "process": {"pid": self.process.pid} if self.process else None,
            "hooks": [{"command": hook.command, "status": hook.status, "problem": hook.problem} for hook in self.hooks],
        }
