"""The one tree of errors. Each says what happened, why, and what to do; nothing else is ever shown to a user.

Raised anywhere, shown in one place: the command line prints it and exits with `exit_status`, a screen shows it in its
error panel. It imports nothing, so that every room may use it.
"""

from __future__ import annotations


class Problem(Exception):
    """Something went wrong that a user can understand.

    `what` is one short sentence, `why` the reason as far as it was seen, `remedy` the next thing to do.
    """

    exit_status = 2

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.remedy) if part)


class UsageProblem(Problem):
    """The command line was wrong (exit 2)."""


class ConfigurationProblem(Problem):
    """A file of ours, or a value in it, cannot be used (exit 2)."""


class MissingComponent(Problem):
    """A program or package that this needs is not installed (exit 2)."""


class ConnectionProblem(Problem):
    """The server could not be reached, or it refused us (exit 3).

    `refused` is true where another try with the same secret must not be made: wrong password, no such role.
    """

    exit_status = 3

    def __init__(self, what: str, why: str = "", remedy: str = "", *, refused: bool = False) -> None:
        super().__init__(what, why, remedy)
        self.refused = refused


class PasswordWanted(ConnectionProblem):
    """The server wants a password and was given none (exit 3)."""


class NotPermitted(Problem):
    """The server does not allow this role to do that (exit 3)."""

    exit_status = 3


class ReadOnlyViolation(Problem):
    """A read session was found not to be read-only; it was closed before anything was asked (exit 3)."""

    exit_status = 3


class QueryProblem(Problem):
    """The server refused or gave up on a statement (exit 3). `sqlstate` is its code, if it sent one."""

    exit_status = 3

    def __init__(self, what: str, why: str = "", remedy: str = "", *, sqlstate: str | None = None) -> None:
        super().__init__(what, why, remedy)
        self.sqlstate = sqlstate


class GuardProblem(Problem):
    """The guard refused an operation, or wants an answer (exit 4)."""

    exit_status = 4


class Unfinished(Problem):
    """The operation was done, and what belongs to it outside of the database was not (exit 3)."""

    exit_status = 3


class OutcomeUnknown(Problem):
    """The operation was sent and its end was not seen (exit 5)."""

    exit_status = 5
