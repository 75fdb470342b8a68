"""Asking as somebody else: what a role with claims is told, in a read-only transaction of its own.

The role is taken on after the transaction was frozen, and ends with it. Nothing here can write.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from console.core.unknown import Unknown
from console.database.session import INTERACTIVE, Database, Identity, Limits, ReadSession
from console.errors import NotPermitted, QueryProblem

R = TypeVar("R")

_OURS = ("57", "55", "53", "40", "25", "08", "XX")
"""Classes of errors that say something of the moment, not of what this role may do."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no to this role, as it would to anybody who is it: an answer, not a gap.

    `state` is its SQLSTATE.
    """

    reason: str
    state: str = ""

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Who:
    """A role with the claims of a token. `label` is what people call it."""

    role: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        """`anon`, or `ann@example.org (authenticated)`."""
        who = self.name or str(self.claims.get("email") or self.claims.get("sub") or "")
        return f"{who} ({self.role})" if who else self.role

    @property
    def identity(self) -> Identity:
        """As a read session takes it. Like PostgREST, the claims say which role it is."""
        return Identity(self.role, {"role": self.role, **self.claims})


async def ask_as(
    database: Database,
    who: Who | None,
    read: Callable[[ReadSession], Awaitable[R]],
    limits: Limits = INTERACTIVE,
) -> R | Refused | Unknown:
    """What `read` gives to that role, or to our own for None. Raises ConnectionProblem alone.

    Unknown is what we could not find out (we may not become the role, it took too long), Refused what the role is told.
    """
    became = False
    try:
        async with database.read(limits, identity=who.identity if who else None) as session:
            became = True
            return await read(session)
    except (NotPermitted, QueryProblem) as problem:
        reason = f"{problem.what} {problem.why}".strip()
        if not became:
            role = who.role if who else "the role"
            remedy = f"Log in as a role that may SET ROLE {role} (a member of it, or a superuser)."
            return Unknown(f"greenroom cannot become {role}: {problem.why or problem.what}", remedy)
        state = problem.sqlstate or "" if isinstance(problem, QueryProblem) else ""
        return Unknown(reason, problem.remedy) if state.startswith(_OURS) else Refused(reason, state)
