"""What a record is, as plain values: what a definition file says of one table. Nothing here talks to a server.

Expressions (`where`, `sql`) are SQL over one row, called `this`; they are only ever run read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from console.records.definition_invoice import Invoice
from console.records.definition_lineup import Lineup


class Mode(StrEnum):
    """How a search arm compares."""

    EXACT = "exact"
    PREFIX = "prefix"
    CONTAINS = "contains"
    WORDS = "words"
    FUZZY = "fuzzy"


class MaskKind(StrEnum):
    """What a column holds that is not for every eye. A secret is shown to nobody, the others can be revealed.

    None says that it is for every eye, whatever its name sounds like.
    """

    EMAIL = "email"
    PHONE = "phone"
    BIRTH = "birth"
    ADDRESS = "address"
    MEDICAL = "medical"
    PERSONAL = "personal"
    ACTOR = "actor"  # who did something: hidden where it is an e-mail address
    SECRET = "secret"  # noqa: S105  # the word, and none
    NONE = "none"


class Who(StrEnum):
    """Whose business a transition is: who has more may do what who has less may."""

    SUPPORT = "support"
    ADMIN = "admin"
    DBA = "dba"


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to find a record: a column (`email`, or `user_id.email` through a foreign key), how, and how good a hit
    is. `pattern` says which inputs it is tried for, `normalise` how the input is changed before (`lower`, `digits`).
    """

    column: str
    mode: Mode = Mode.EXACT
    rank: int = 50
    pattern: str = ""
    normalise: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence for people and the expression that says with one boolean whether it is so."""

    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must never be: `sql` is true for a row that is wrong."""

    name: str
    sql: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A saved list: rows for which `sql` is true, in an order of their own where one is given."""

    name: str
    sql: str
    order: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class States:
    """The column that says where a record stands. `tone` says how each state looks: good, look, bad, muted, info."""

    column: str
    initial: str = ""
    final: tuple[str, ...] = ()
    tone: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """What a column is set to: a literal, another column, now(), or now() and an interval. Nothing else.

    `asked` names what the person is asked for instead.
    """

    kind: str  # literal, column, now, null, reason, asked
    text: str = ""


@dataclass(frozen=True, slots=True)
class Also:
    """Rows of another table that change with it: those whose `on` column holds this row's key, and for which `where`
    is true of them (called `this` as well).
    """

    table: str
    on: str
    sets: Mapping[str, Value]
    where: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """From states to a state. `to` is empty where the state stays and only columns are set.

    `requires` must be true and `refuses` false, seen in the transaction under the lock; `locks` are foreign key columns
    whose row is locked first; `holds` must be true behind the change. `external` says what happens elsewhere.
    """

    name: str
    sources: tuple[str, ...]
    to: str = ""
    who: Who = Who.SUPPORT
    title: str = ""
    reason: bool = False
    reason_column: str = ""
    sets: Mapping[str, Value] = field(default_factory=dict)
    requires: tuple[Rule, ...] = ()
    refuses: tuple[Rule, ...] = ()
    holds: tuple[Rule, ...] = ()
    locks: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    risk: str = "careful"
    undo: bool = True
    no_undo: str = ""
    external: str = ""
    consequence: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another table that belong to a record, by a foreign key or by columns that are named."""

    name: str
    table: str
    on: str
    order: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What makes a record a booking: `[bookings.booking]`. `of` is the foreign key to what is booked, `who` the one to
    whom it is for. `seats`, `unit` and `total` are columns of the booking; without `seats` each is one place.

    Paths and expressions of `capacity`, `price`, `most`, `taken` and `opens` begin at what is booked (called `this`).
    """

    of: str
    who: str
    capacity: str
    taken: str
    """Places that are taken, as an expression."""
    seats: str = ""
    price: str = ""
    unit: str = ""
    total: str = ""
    most: str = ""
    """How many seats one booking may have, as an expression."""
    opens: tuple[Rule, ...] = ()
    """What must be so for it to be booked."""
    sets: Mapping[str, Value] = field(default_factory=dict)
    """What a new booking holds besides."""
    waits: Mapping[str, Value] = field(default_factory=dict)
    """What one holds that waits for a place; empty where there is no waiting list."""
    live: tuple[str, ...] = ()
    """The states in which it can be changed."""
    ends: str = ""
    """The transition by which a booking ends that goes elsewhere, and a new one begins; empty where it can move."""
    undone_by: str = ""
    """The transition that takes a new one back."""
    expires: str = ""
    """The saved list of bookings that hold seats too long, and the transition that gives these back."""
    expires_by: str = ""
    expires_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One kind of record: what stands in one `[name]` of a definition file. What it leaves open is found by shape."""

    name: str
    table: str
    archetype: str = ""
    one: str = ""
    """What one is called: `booking`."""
    many: str = ""
    title: str = ""
    subtitle: str = ""
    list: tuple[str, ...] = ()
    order: str = ""
    money: str = ""
    """The column with the amount, `currency` the one with its currency or the currency itself."""
    currency: str = ""
    paid: str = ""
    """For which money was taken that is to be given back when it ends: an expression."""
    zone: str = ""
    """The column, or path, with the time zone of its times."""
    search: tuple[Arm, ...] = ()
    states: States | None = None
    transitions: tuple[Transition, ...] = ()
    related: tuple[Related, ...] = ()
    checks: tuple[Check, ...] = ()
    views: tuple[View, ...] = ()
    masks: Mapping[str, MaskKind] = field(default_factory=dict)
    delete: bool = True
    never: str = ""
    """Why it is never deleted: what stands behind `delete = "never: …"`."""
    insert: bool = True
    edit: bool = True
    parent: str = ""
    position: str = ""
    booking: Booked | None = None
    lineup: Lineup | None = None
    invoice: Invoice | None = None
    source: str = ""
    """The file that it comes from; empty where it was made from the table's shape."""

    def transition(self, name: str) -> Transition | None:
        """The transition of that name."""
        return next((each for each in self.transitions if each.name == name), None)

    def view(self, name: str) -> View | None:
        """The saved list of that name, capitals or not."""
        return next((each for each in self.views if each.name.casefold() == name.casefold()), None)
