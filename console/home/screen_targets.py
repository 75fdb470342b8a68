"""Targets: the saved ones, to add, edit, test and remove. Everything here concerns our own file and keyring."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.core.blocking import in_daemon
from console.core.step import Step, StepState
from console.core.target import Access, Identity, SecretSource, Target
from console.errors import Problem
from console.home.target_detail import audit_item, target_blocks
from console.shell.contacts import Contact
from console.targets.examine import examine
from console.targets.secrets import KeyringProblem
from console.widgets.blocks import Block, Facts, Words
from console.widgets.choice import Item
from console.widgets.detail import Detail
from console.widgets.list_screen import ListScreen
from console.widgets.prompt import Prompt
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, environment, glyph, join

Contacts = tuple[Contact, ...]

_TONES = {
    StepState.OK: Tone.FINE,
    StepState.WARNING: Tone.LOOK,
    StepState.FAILED: Tone.WRONG,
    StepState.UNKNOWN: Tone.UNKNOWN,
    StepState.SKIPPED: Tone.FAINT,
}


class TargetsScreen(ListScreen[Contacts]):
    """The targets as a list; their test stands beside them, step by step."""

    AREA = "targets"
    WHAT = "targets"
    THING = "target"
    COLUMNS = (
        Column("target", "target", least=8, most=28),
        Column("environment", "environment", most=11),
        Column("access", "access", most=9, rank=1),
        Column("address", "address", least=16, most=60, grow=True),
        Column("tls", "TLS", most=10, rank=3),
        Column("password", "password", most=8, rank=2),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="targets.add", tooltip="Add a target"),
        Binding("x", "test", "test", id="targets.test", tooltip="Test the target step by step"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._steps: dict[str, list[Step]] = {}

    async def read(self) -> Contacts:
        return tuple(self.console.contacts.by_name.values())

    def nothing_in(self, facts: Contacts) -> tuple[str, str] | None:
        return None if facts else ("No targets yet.", "a adds one: a URL, a service name, or a Supabase project.")

    def heading(self) -> Line:
        where = str(self.console.store.path) if self.console.store else "not saved: the demo's own"
        return join((Span("Targets", bold=True),), cell(where, Tone.DIM), gap="   ")

    def contact_changed(self, name: str) -> None:
        super().contact_changed(name)
        if self.facts is not None:
            self.facts = tuple(self.console.contacts.by_name.values())
            self.show(self.facts)

    def rows(self, facts: Contacts) -> Sequence[Row]:
        return [_row(contact) for contact in facts]

    def detail(self, row: Row) -> Sequence[Block]:
        contact = self.console.contacts.by_name.get(row.key)
        steps = self._steps.get(row.key)
        blocks: list[Block] = target_blocks(contact, self.console.audit_tables.hint(row.key)) if contact else []
        if steps:
            blocks[1:1] = [Facts([pair for step in steps for pair in _step_pairs(step)], label=15), Words(((),))]
        return blocks

    def link(self, row: Row) -> str:
        return f"greenroom targets test {row.key}"

    def opened(self, row: Row) -> None:
        contact = self.console.contacts.by_name.get(row.key)
        if contact is not None:
            self.console.open_target(contact.target)

    # -- operations ----------------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        row = self.grid.current
        contact = self.console.contacts.by_name.get(row.key) if row else None
        add = Item("add", "Add a target", why_not="" if self.console.store else "the demo has its own targets")
        if contact is None:
            return (add,)
        name = contact.target.name
        unsaved = "" if contact.target.saved and self.console.store else "it is not saved"
        return (
            Item("open", f"Open {name}", "enter"),
            Item("test", f"Test {name}", "step by step, and says what it saw"),
            Item("edit", f"Edit {name}", why_not=unsaved),
            audit_item(contact, self.console.audit_tables.why_not(name)),
            *(
                (Item("accept", f"Accept this database as {name}", "it is another than the first time", unsaved),)
                if contact.is_other_database
                else ()
            ),
            Item("rotate", f"Change the password of {name}", "careful", unsaved or _why_not_rotate(contact.target)),
            Item("remove", f"Remove {name}", "from our file and the keyring; the database is not touched", unsaved),
            add,
        )

    def perform(self, key: str) -> None:
        row = self.grid.current
        if key == "add":
            self.action_add()
        elif row is None:
            return
        elif key == "open":
            self.opened(row)
        elif key == "test":
            self.action_test()
        elif key == "edit":
            self.console.target_list.edit(row.key)
        elif key == "audit-table":
            self.console.audit_tables.choose(row.key)
        elif key == "accept":
            self._accept(row.key)
        elif key == "rotate":
            self.console.target_list.rotate(row.key)
        elif key == "remove":
            self._remove(row.key)

    def action_add(self) -> None:
        """Add a target."""
        self.console.target_list.add()

    def action_test(self) -> None:
        """Test the selected target; what it saw appears as it is seen."""
        row = self.grid.current
        contact = self.console.contacts.by_name.get(row.key) if row else None
        if contact is not None:
            self._test(contact)

    @work(exclusive=True, group="test", exit_on_error=False)
    async def _test(self, contact: Contact) -> None:
        name = contact.target.name
        self._steps[name] = []
        try:
            await in_daemon(lambda: import_module("console.database.probe"), timeout=60)
            self.console.asked_for.add(name)
            async for step in examine(contact.target, self.console.secret_for):
                self._steps[name].append(step)
                self._redraw(name)
        except Problem as problem:
            self.app.notify(str(problem), severity="error", timeout=8)
        self._redraw(name)

    def _redraw(self, name: str) -> None:
        row = self.grid.current
        if row is not None and row.key == name:
            self.query_one(Detail).show(self.detail(row), keep_place=True)

    @work(exclusive=True, group="menu")
    async def _accept(self, name: str) -> None:
        """From now on the database that answers is the right one. Its name is typed, as for what else is grave."""
        contact = self.console.contacts.by_name[name]
        seen = contact.overview.identity if contact.overview else None
        if self.console.store is None or not isinstance(seen, Identity):
            return
        answer = await self.app.push_screen_wait(
            Prompt(
                f"Accept this database as {name}",
                f"System {seen.system_identifier}, database {seen.database_oid} answers there now: restored, moved, or "
                f"a wrong one. Type {name} if it is the right one",
            )
        )
        if answer is None:
            return
        if answer != name:
            self.app.notify(f"That is not its name. {name} stays as it was.", severity="warning")
            return
        try:
            await in_daemon(partial(self.console.store.change, name, identity=seen), timeout=10)
        except (Problem, TimeoutError) as problem:
            self.app.notify(str(problem) or "The file is locked by another.", severity="error", timeout=8)
            return
        self.console.contacts.accept(name, seen)

    @work(exclusive=True, group="menu")
    async def _remove(self, name: str) -> None:
        answer = await self.app.push_screen_wait(
            Prompt(f"Remove {name}", f"Type {name} to remove it from this console and its password from the keyring")
        )
        if answer is None:
            return
        if answer != name:
            self.app.notify(f"That is not its name. {name} stays.", severity="warning")
            return
        try:
            await self.console.target_list.remove(name)
        except KeyringProblem as problem:  # it is out of the file by then
            self.app.notify(
                f"{name} is removed; the keyring may still have its password. {problem}", severity="warning", timeout=8
            )
        except Problem as problem:
            self.app.notify(str(problem), severity="error", timeout=8)
        self.load()


def _why_not_rotate(target: Target) -> str:
    if target.secret is not SecretSource.KEYRING:
        return f"its password is from {target.secret.value}: not ours to change"
    return "" if target.access is Access.GUARDED else "it is read-only"


def _row(contact: Contact) -> Row:
    target = contact.target
    kept = "ask" if target.secret is SecretSource.ASK else target.secret.value
    values = (target.name, target.environment.value, target.access.value, target.address, target.tls.value, kept)
    name, _, access, address, tls, password = values
    return Row(
        target.name,
        (
            cell(name, bold=True),
            environment(target.environment),
            cell(access, Tone.LOOK if access == "guarded" else Tone.DIM),
            cell(address),
            cell(
                "–" if target.is_socket else tls,
                Tone.LOOK if tls in {"off", "unverified"} and not target.is_socket else Tone.DIM,
            ),
            cell(password, Tone.DIM),
        ),
        values,
    )


def _step_pairs(step: Step) -> list[tuple[str | Line, Line]]:
    tone = _TONES[step.state]
    pairs: list[tuple[str | Line, Line]] = [
        (
            join(glyph(tone), cell(step.name, Tone.DIM), gap=" "),
            cell(step.detail, Tone.FAINT if tone is Tone.FAINT else Tone.INK),
        )
    ]
    if step.remedy and step.state is not StepState.OK:
        pairs.append(("", cell(step.remedy, tone)))
    return pairs
