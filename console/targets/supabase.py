"""What a host, a port and a user say about a Supabase project. Only recognised, never built: their host names change.

Source: supabase.com/docs/guides/database/connecting-to-postgres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from console.errors import UsageProblem

SESSION_PORT = 5432
TRANSACTION_PORT = 6543


class SupabaseForm(StrEnum):
    """The four ways to a Supabase database."""

    DIRECT = "direct"
    DEDICATED = "dedicated pooler, transaction mode"
    SESSION = "shared pooler, session mode"
    TRANSACTION = "shared pooler, transaction mode"

    @property
    def shares_connections(self) -> bool:
        """Whether a session does not last longer than a transaction: no session locks, no LISTEN, no dump."""
        return self in {SupabaseForm.DEDICATED, SupabaseForm.TRANSACTION}


@dataclass(frozen=True, slots=True)
class Supabase:
    """A project's reference and the way to its database."""

    ref: str
    form: SupabaseForm

    @property
    def warning(self) -> str:
        """What a person should know before they wonder, or nothing."""
        if self.form is SupabaseForm.DIRECT:
            return (
                "Supabase's direct address has IPv6 only, unless the project has the IPv4 add-on: "
                "on a network without IPv6 use the session pooler's address."
            )
        if self.form.shares_connections:
            return "This pooler works by transaction: dumps and index builds need the direct or the session address."
        return ""


_DIRECT = re.compile(r"db\.(?P<ref>[a-z0-9]+)\.supabase\.(co|com|red|green)")
_POOLER = re.compile(r"[a-z0-9.-]+\.pooler\.supabase\.(com|co|red|green)")


def recognise(host: str, port: int, user: str) -> Supabase | None:
    """The project that an address belongs to, or None where it is not Supabase's.

    UsageProblem for a shared pooler whose user does not say which project.
    """
    name = host.lower().rstrip(".")
    if found := _DIRECT.fullmatch(name):
        form = SupabaseForm.DEDICATED if port == TRANSACTION_PORT else SupabaseForm.DIRECT
        return Supabase(found["ref"], form)
    if not _POOLER.fullmatch(name):
        return None
    role, _, ref = user.rpartition(".")
    if not role or not ref:
        raise UsageProblem(
            "The user does not say which Supabase project is meant.",
            "A shared pooler serves many projects and finds yours by the user's name.",
            f"Write the user as {user or 'postgres'}.PROJECTREF: the dashboard shows it behind Connect.",
        )
    return Supabase(ref, SupabaseForm.TRANSACTION if port == TRANSACTION_PORT else SupabaseForm.SESSION)
