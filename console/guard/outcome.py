"""What became of an operation, as people and programs are told. Values only; `guard.asking` finds it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.errors import GuardProblem, NotPermitted, OutcomeUnknown, Problem, QueryProblem
from console.guard.events import Document, End, HookResult, Result
from console.guard.rows import RowImage

FOR_GOOD = frozenset({"forgotten", "no_way", "other_database", "other_timeline", "restarted"})
"""Why an end is unknown (`End.how`) where asking again will hardly tell: a person has to look."""

IDLE_SECONDS = 30
"""A console that is stopped (ctrl+z, a laptop's lid) must not hold locks: the server ends its transaction."""


@dataclass(frozen=True, slots=True)
class Process:
    """A server process, by its pid and its start (seconds since 1970): it can be found again, and ended.

    `idles_out` says whether it is idle in its transaction, so that the server ends it by itself. One that is at work,
    and be it at COMMIT that waits for a standby, is not.
    """

    pid: int
    backend_start: str
    idles_out: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one operation ended. `entry` is the journal's id. `after` are the rows as they are now, where it is done.

    `process` is the server process of a transaction that is still open where it is not known how it ends.
    `journalled` is false where the end could not be written: the next start asks again.
    """

    operation: str
    title: str
    subject: str = ""
    target: str
    entry: str
    end: End
    after: tuple[RowImage, ...] = ()
    hooks: tuple[HookResult, ...] = ()
    process: Process | None = None
    journalled: bool = True
    remarks: tuple[str, ...] = field(default=())

    @property
    def called(self) -> str:
        """What it was, in a sentence: `Set maintenance_mode`. A title that names its subject stands alone."""
        return self.title if self.subject in self.title else f"{self.title} {self.subject}"

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
                f"It is not known whether “{self.called}” was done.",
                self.end.detail,
                f"{self._ends()}{self._ask()}",
            )
        what = f"“{self.called}” was not done." if self.end.how != "partly" else f"“{self.called}” was done in part."
        if state == "42501":
            return NotPermitted(what, self.end.detail)
        if state is not None:
            return QueryProblem(what, self.end.detail, sqlstate=state)
        return GuardProblem(what, self.end.detail)

    def _ends(self) -> str:
        """Which server process is still at it, and when that is over."""
        if self.process is None:
            return ""
        since = datetime.fromtimestamp(float(self.process.backend_start)).astimezone()
        known = f"Server process {self.process.pid}, started {since:%Y-%m-%d %H:%M:%S %z},"
        if not self.process.idles_out:
            until = "ends with its statement"
        else:
            until = f"is ended by the server after {IDLE_SECONDS} idle seconds"
        return f"{known} {until}; greenroom journal end-process {self.entry} ends it now. "

    def _ask(self) -> str:
        """How its end will be known."""
        if self.end.how in FOR_GOOD:
            return f"Look what is there, then say it: greenroom journal say {self.entry} done|not-done --reason TEXT."
        return f"It is asked again at the next start, and by greenroom journal settle {self.entry}."

    def document(self) -> Document:
        """The JSON that an operation prints, and that hooks get."""
        return {
            "operation": self.operation,
            "title": self.title,
            "subject": self.subject,
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
            "process": {"pid": self.process.pid, "backend_start": self.process.backend_start} if self.process else None,
            "hooks": [{"command": hook.command, "status": hook.status, "problem": hook.problem} for hook in self.hooks],
        }
