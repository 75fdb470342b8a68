"""The map of all areas: one line each, read when it is gone to. Explicit beats a scan."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.widgets.area_screen import AreaScreen


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its name in configuration, its key, what the bar calls it, and where its screen is."""

    name: str
    title: str
    key: str
    screen: str
    about: str
    needs_target: bool = True
    in_bar: bool = True

    def make_screen(self) -> AreaScreen[Any]:
        """A new screen of this area. Imports it now."""
        module, _, attribute = self.screen.partition(":")
        made: AreaScreen[Any] = getattr(import_module(module), attribute)()
        return made


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the command line: its name, the line that --help has of it, and its module with
    `register(subparsers)`, which says the same of it and adds its arguments. A module may have several.
    """

    name: str
    about: str
    module: str


AREAS: tuple[Area, ...] = (
    Area("home", "Home", "1", "console.home.screen:HomeScreen", "All targets at a glance", needs_target=False),
    Area(
        "migrations",
        "Migrations",
        "2",
        "console.migrations.screen:MigrationsScreen",
        "What is applied, what would happen, and what went wrong",
    ),
    Area("audit", "Audit", "3", "console.audit.screen:AuditScreen", "Row security, rights, schema and server, judged"),
    Area("health", "Health", "4", "console.health.screen:HealthScreen", "Triage, tables, sessions, statements"),
    Area("bookings", "Bookings", "5", "console.bookings.screen:BookingsScreen", "Bookings, events and classes"),
    Area(
        "lineups",
        "Line-ups",
        "6",
        "console.lineups.screen:LineupsScreen",
        "Running orders of nights, and who has answered",
    ),
    Area("invoices", "Invoices", "7", "console.invoices.screen:InvoicesScreen", "Invoices, payments, and what is owed"),
    Area("content", "Content", "8", "console.content.screen:SettingsScreen", "Site settings of the open target"),
    Area("records", "Records", "9", "console.records.screen:RecordsScreen", "Look anything up, on any schema"),
    Area(
        "journal",
        "Journal",
        "J",
        "console.journal.screen:JournalScreen",
        "What was done, how it ended, and undo",
        needs_target=False,
        in_bar=False,
    ),
    Area(
        "targets",
        "Targets",
        "t",
        "console.home.screen_targets:TargetsScreen",
        "Add, edit, test and remove targets",
        needs_target=False,
        in_bar=False,
    ),
)

COMMANDS: tuple[Command, ...] = (
    Command("demo", "start a local Postgres with sample systems, and the console on it", "console.demo.commands"),
    Command(
        "targets",
        "the saved targets: list, add, edit, remove, test, rotate, audit-table",
        "console.targets.commands",
    ),
    Command(
        "settings",
        "a site's settings: list, get, set, add, remove, export, import, diff",
        "console.content.commands",
    ),
    Command("migrations", "what is applied, what would happen, and what went wrong", "console.migrations.commands"),
    Command("audit", "what is wrong with row security, rights, schema and server", "console.audit.commands"),
    Command("access", "who can do what: role, table and command", "console.audit.commands_access"),
    Command("probe", "what a role would really see of a table, and why", "console.audit.commands_probe"),
    Command("roles", "the roles of a cluster: list, create", "console.audit.commands_roles"),
    Command(
        "describe",
        "the data dictionary of a target in Markdown, and lists of what it has",
        "console.audit.commands_describe",
    ),
    Command("find", "look a record up: an e-mail, a reference, a number, half a name", "console.records.commands"),
    Command("show", "one record, what belongs to it and what may be done with it", "console.records.commands"),
    Command("records", "kinds of records, or the records of one kind", "console.records.commands"),
    Command(
        "bookings",
        "who has booked an event or a class, and whose money is to be given back",
        "console.bookings.commands",
    ),
    Command(
        "invoices",
        "invoices: one as a document, what is owed and how long, month by month",
        "console.invoices.commands",
    ),
    Command(
        "lineup", "the running order of a night, and who has answered: list, show, export", "console.lineups.commands"
    ),
    Command("health", "what is wrong and how to mend it; tables, indexes, statements", "console.health.commands"),
    Command(
        "activity",
        "who does what, who waits for whom; cancel a query, end a session",
        "console.health.activity_commands",
    ),
    Command("operations", "what can be done to what", "console.guard.commands"),
    Command("do", "run a guarded operation", "console.guard.commands"),
    Command(
        "journal",
        "what was done, and undo: list, show, undo, settle, end-process, say, verify, export",
        "console.journal.commands",
    ),
    Command("hooks", "commands of yours that run after an operation: list, test", "console.journal.hook_commands"),
)
"""The command line, in the order of its help. `greenroom --help` imports none of the modules."""

OFFERS: tuple[str, ...] = (
    "console.bookings.offers:OFFERS",
    "console.invoices.offers:OFFERS",
    "console.content.offers:OFFERS",
    "console.health.offers:OFFERS",
    "console.journal.offers:OFFERS",
    "console.lineups.offers:OFFERS",
    "console.migrations.offers:OFFERS",
    "console.records.offers:OFFERS",
    "console.targets.offers:OFFERS",
)
"""Tuples of `console.guard.offers.Offer`, one an area: `console.content.offers:OFFERS`. What `greenroom do` can do."""

PROVIDERS: tuple[str, ...] = ("console.records.provided:PROVIDER",)
"""Values of `console.guard.offers.Provider`: operations that a target's own data makes known, and their short forms."""


def area(name: str) -> Area:
    """The area of that name. KeyError if there is none."""
    return next(each for each in AREAS if each.name == name)


def first_area(wanted: str | None, otherwise: str) -> str:
    """The area that a target opens on: what it names, `otherwise` if it names none, Home if there is no such area."""
    name = wanted or otherwise
    return name if any(each.name == name for each in AREAS) else "home"
