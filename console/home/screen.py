"""Home: all targets, whether they answer and what they say of themselves. It shows what `Contacts` has seen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from console.core.present import ago, duration, size
from console.core.unknown import Unknown
from console.home.target_detail import audit_item, target_blocks
from console.shell.contacts import Contact
from console.shell.finding import find_record
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.detail import Detail
from console.widgets.grid import Grid
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, environment, glyph, join, meter

Contacts = tuple[Contact, ...]
OLD_TRANSACTION = 300
"""Seconds after which an open transaction is worth a look: it keeps vacuum from cleaning up."""


class HomeScreen(ListScreen[Contacts]):
    """The targets as a list, the selected one below."""

    AREA = "home"
    WHAT = "targets"
    THING = "target"
    REFRESH = 1.0
    COLUMNS = (
        Column("state", "", least=1, most=1),
        Column("target", "target", least=8, most=28, grow=False),
        Column("environment", "environment", most=11),
        Column("server", "server", least=12, most=44),
        Column("role", "role", most=24, rank=2),
        Column("latency", "latency", align="right", rank=3),
        Column("size", "size", align="right", rank=4),
        Column("connections", "connections", most=16, rank=5),
        Column("oldest", "oldest transaction", align="right", most=24, rank=6),
    )

    DEFAULT_CSS = """
    HomeScreen #pair { layout: vertical; }
    HomeScreen Grid { width: 1fr; height: auto; max-height: 50%; min-height: 4; }
    HomeScreen Detail { width: 1fr; height: 1fr; border-left: none; margin: 1 0 0 0; }
    HomeScreen.-narrow Detail { display: block; }
    HomeScreen.-short Detail { margin: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "find", "find", id="home.find", show=False, tooltip="Find a record: half a name is enough"),
        Binding("a", "add", "add", id="home.add", tooltip="Add a target"),
        Binding("t", "app.area('targets')", "targets", id="home.targets", tooltip="Edit, test and remove targets"),
    ]

    def body(self) -> ComposeResult:
        with Vertical(id="pair"):
            yield Grid(self.COLUMNS, always=True, thing=self.THING)
            yield Detail()

    async def read(self) -> Contacts:
        """What has been seen so far; the targets are asked in the background."""
        return tuple(self.console.contacts.by_name.values())

    def nothing_in(self, facts: Contacts) -> tuple[str, str] | None:
        if facts:
            return None
        return (
            "No targets yet.",
            "a adds one: a URL, a service name, or a Supabase project. `greenroom demo` needs none.",
        )

    def heading(self) -> Line:
        in_doubt = self.console.doubts.by_target.total()
        words: Line = (Span("enter opens, o operations, a add", Tone.DIM),)
        if in_doubt:
            words = cell(f"? UNKNOWN how {in_doubt} operation{'s' if in_doubt != 1 else ''} ended: J", Tone.UNKNOWN)
        return join((Span("Targets", bold=True),), words, gap="   ")

    def contact_changed(self, name: str) -> None:
        super().contact_changed(name)
        if self.facts is not None:
            self.facts = tuple(self.console.contacts.by_name.values())
            self.show(self.facts)

    def rows(self, facts: Contacts) -> Sequence[Row]:
        return [_row(contact) for contact in facts]

    def detail(self, row: Row) -> Sequence[Block]:
        contact = self.console.contacts.by_name.get(row.key)
        return target_blocks(contact, self.console.audit_tables.hint(row.key)) if contact else ()

    def link(self, row: Row) -> str:
        return f"greenroom --target {row.key}"

    def opened(self, row: Row) -> None:
        contact = self.console.contacts.by_name.get(row.key)
        if contact is not None:
            self.console.open_target(contact.target)

    def action_find(self) -> None:
        """To Records, into the one box. `/` narrows the targets here, as it narrows every list."""
        find_record(self.console)

    def action_add(self) -> None:
        """Add a target."""
        self.console.target_list.add()

    def operations(self) -> Sequence[Item]:
        row = self.grid.current
        contact = self.console.contacts.by_name.get(row.key) if row else None
        if contact is None:
            return (Item("add", "Add a target"),)
        unsaved = "" if contact.target.saved else "it is not saved"
        return (
            Item("open", f"Open {contact.target.name}", "enter"),
            Item("test", "Test step by step", "says what it saw"),
            Item("again", "Ask again now", "also after a refused password"),
            Item("edit", "Edit", why_not=unsaved),
            audit_item(contact, self.console.audit_tables.why_not(contact.target.name)),
            Item("add", "Add a target"),
        )

    def perform(self, key: str) -> None:
        row = self.grid.current
        if key == "add":
            self.console.target_list.add()
        elif row is not None and key == "open":
            self.opened(row)
        elif row is not None and key == "audit-table":
            self.console.audit_tables.choose(row.key)
        elif row is not None and key == "again":
            self.action_refresh()
        elif row is not None:
            self.console.target_list.show(row.key, key)


def _row(contact: Contact) -> Row:
    target, overview = contact.target, contact.overview
    name = cell(target.name, bold=True)
    if overview is None:
        words, tone, state = _not_seen(contact)
        cells = (glyph(state), name, environment(target.environment), cell(words, tone), cell(target.user))
        absent = cell(None)
        values = (state.value, target.name, target.environment.value, words, target.user, None, None, None, None)
        return Row(target.name, (*cells, absent, absent, absent, absent), values)
    server = overview.server
    state = _state(contact)
    server_words = f"{server.short_version} {server.kind}"
    server_line = cell(server_words)
    if contact.problem is not None:
        seen = ago(time.monotonic() - (contact.seen_at or 0))
        server_line = cell(f"{contact.problem.what} Seen {seen}.", Tone.WRONG)
    octets = overview.size
    oldest = overview.oldest_transaction_seconds
    return Row(
        target.name,
        (
            glyph(state),
            name,
            environment(target.environment),
            server_line,
            cell(server.role),
            cell(duration(overview.latency_seconds)),
            cell(octets) if isinstance(octets, Unknown) else cell(size(octets, estimate=True)),
            _connections(contact),
            _oldest(oldest),
        ),
        (
            state.value,
            target.name,
            target.environment.value,
            server_words,
            server.role,
            overview.latency_seconds,
            octets,
            overview.connections if isinstance(overview.connections, Unknown) else overview.connections.used,
            oldest,
        ),
    )


def _not_seen(contact: Contact) -> tuple[str, Tone, Tone]:
    if contact.problem is not None:
        return contact.problem.what, Tone.WRONG, Tone.WRONG
    return "connecting", Tone.MOVING, Tone.MOVING


def _state(contact: Contact) -> Tone:
    overview = contact.overview
    if contact.problem is not None:
        return Tone.WRONG
    if contact.is_other_database or overview is None:
        return Tone.LOOK
    connections, oldest = overview.connections, overview.oldest_transaction_seconds
    full = not isinstance(connections, Unknown) and connections.used >= 0.8 * connections.usable
    old = isinstance(oldest, float) and oldest >= OLD_TRANSACTION
    return Tone.LOOK if full or old or overview.server.standby else Tone.FINE


def _connections(contact: Contact) -> Line:
    overview = contact.overview
    if overview is None or isinstance(overview.connections, Unknown):
        return cell(overview.connections if overview else None)
    used, usable = overview.connections.used, max(1, overview.connections.usable)
    tone = Tone.WRONG if used >= 0.92 * usable else Tone.LOOK if used >= 0.8 * usable else Tone.FINE
    return join(meter(used / usable, tone=tone), (Span(f"{100 * used / usable:3.0f} %", Tone.DIM),), gap=" ")


def _oldest(oldest: float | Unknown | None) -> Line:
    if oldest is None or (isinstance(oldest, float) and oldest < 1):
        return cell("none", Tone.DIM)
    if isinstance(oldest, Unknown):
        return cell(oldest)
    return cell(duration(oldest), Tone.LOOK if oldest >= OLD_TRANSACTION else Tone.INK)
