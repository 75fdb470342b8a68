"""What a definition says of a line-up: `[spot_assignments.lineup]`, for rows that stand in an order below an event.

Values only. What it leaves open is guessed from the columns that there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SPOT = (
    *("act", "minutes", "confirmed_at", "declined_at", "deadline", "confirmation", "notes", "application"),
    *("application_state", "elsewhere", "elsewhere_at"),
)
"""What may be said of a spot, by an expression over its row."""
EVENT = (
    "starts",
    "place",
    "capacity",
    "tickets",
    "gross",
    "ticket_fees",
    "net",
    "split",
    "minutes",
    "spots",
    "sold_by",
)
"""What may be said of an event, by an expression over its row."""
QUEUE = ("act", "minutes", "experience", "gigs", "vouches", "rating", "applied_at")
"""What may be said of an application, by an expression over its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """`person`, `type`, `minutes` and `fee` are columns of the ordered rows, empty where they have none. `needs` are
    the types that a night cannot do without. `minutes` may be a column of the application instead
    (`applications.set_length`). `confirmations` and `applications` are kinds of records.
    """

    person: str = ""
    type: str = ""
    minutes: str = ""
    fee: str = ""
    needs: tuple[str, ...] = ()
    confirmations: str = ""
    applications: str = ""
    waiting: tuple[str, ...] = ()
    """The states of an application that is still to be decided."""
    approved: str = ""
    """The state of one that was taken."""
    acts: str = ""
    """Who can be put into a line-up: an expression over the person's row."""
    spot: Mapping[str, str] = field(default_factory=dict)
    event: Mapping[str, str] = field(default_factory=dict)
    queue: Mapping[str, str] = field(default_factory=dict)
