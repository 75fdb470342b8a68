"""The form in which a target is added or edited. Its password goes to the keyring at once, never into the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from console.areas import AREAS
from console.core.blocking import in_daemon
from console.core.target import SecretSource, Target
from console.errors import Problem
from console.targets.address import Address, parse
from console.targets.fields import Fields, Filled, describe, fields_of, filled, quoted
from console.targets.store import TargetStore
from console.widgets.banner import Banner
from console.widgets.field import Field
from console.widgets.keybar import KeyBar
from console.widgets.pick import Pick
from console.widgets.text import Line, Span, Tone, cell, content

if TYPE_CHECKING:
    from console.app import GreenroomApp

ENVIRONMENTS = (
    ("production", "real people are on it"),
    ("staging", "a rehearsal that others use"),
    ("development", "yours to break"),
    ("local", "on this machine"),
)
ACCESSES = (("read-only", "nothing can be written"), ("guarded", "writes through the guard, each confirmed"))
SOURCES = (
    ("keyring", "kept by your desktop or login session"),
    ("ask", "typed each time, kept in memory only"),
    ("passfile", "from a .pgpass file"),
    ("service", "from the service file"),
    ("command", "printed by a program, for cloud tokens"),
    ("none", "trust, peer or certificate"),
)
TLS = (
    ("", "as the address says; verified for other machines"),
    ("verified", "encrypted, and the certificate names the host"),
    ("unverified", "encrypted, whoever answers"),
    ("prefer", "if the server offers it: this machine only"),
    ("off", "readable on the way"),
)
INPUTS = (
    ("name", "name", "event-cms"),
    ("address", "address", "postgres://role@host:5432/database, service=NAME, or a Supabase URL"),
    ("password", "password", "kept in the keyring; empty keeps the one that is there"),
    ("root_certificate", "root certificate", "file of the authority that signed the server's (Supabase: dashboard)"),
    ("passfile", "passfile", "~/.pgpass"),
    ("password_command", "command", "aws rds generate-db-auth-token …"),
    ("ssh", "through ssh", "a host of your ssh configuration"),
)


class TargetForm(Screen[Target | None]):
    """Gives back the saved target, None on esc. `before` is the one that is edited."""

    DEFAULT_CSS = """
    TargetForm { background: $ground; }
    TargetForm > #title { height: auto; padding: 0 2; margin: 1 0; }
    TargetForm VerticalScroll { height: 1fr; padding: 0 2; }
    TargetForm .field { height: 1; margin: 0 0 1 0; }
    TargetForm .field > .label { width: 18; color: $faint; }
    TargetForm Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $raised; color: $ink; }
    TargetForm Input:focus { background: $selection; }
    TargetForm > #said { height: auto; max-height: 6; padding: 0 2; margin: 0 0 1 0; }
    TargetForm.-short .field { margin: 0; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="form.save", tooltip="Save the target"),
        Binding("down", "app.focus_next", "next field", id="form.next", key_display="tab"),
        Binding("up", "app.focus_previous", "previous field", id="form.previous", show=False),
        Binding("escape", "cancel", "cancel", id="form.cancel", tooltip="Leave without saving"),
    ]

    def __init__(self, store: TargetStore, before: Target | None = None) -> None:
        super().__init__()
        self._store = store
        self._before = before
        self._fields = fields_of(before) if before else Fields(name="", address="")
        self._length = len(self._fields.address)

    def compose(self) -> ComposeResult:
        areas = [("", "Content, once it is open"), *((each.name, each.about) for each in AREAS if each.in_bar)]
        picks = {
            "environment": ENVIRONMENTS,
            "access": ACCESSES,
            "secret": SOURCES,
            "tls": TLS,
            "default_area": areas,
        }
        order = (
            *("name", "address", "environment", "access", "secret", "password"),
            *("tls", "root_certificate", "ssh", "passfile", "password_command", "default_area"),
        )
        labels = {"secret": "password is", "tls": "TLS", "default_area": "opens on"}
        texts = {name: (label, hint) for name, label, hint in INPUTS}
        yield Banner()
        yield Static(content(self._title()), id="title")
        with VerticalScroll(can_focus=False):
            for name in order:
                with Horizontal(classes="field"):
                    label = texts[name][0] if name in texts else labels.get(name, name)
                    yield Static(content(cell(label, Tone.FAINT)), classes="label")
                    value = str(getattr(self._fields, name))
                    if name in picks:
                        yield Pick(picks[name], value, id=f"field-{name}")
                    else:
                        hint = texts[name][1]
                        yield Field(
                            value, placeholder=hint, password=name == "password", id=f"field-{name}", compact=True
                        )
        yield Static(id="said")
        yield KeyBar()

    def _title(self) -> Line:
        words = f"Edit {self._before.name}" if self._before else "Add a target"
        return (*cell(words, bold=True), Span("   ctrl+s saves, esc leaves; nothing is sent to the server", Tone.DIM))

    def on_mount(self) -> None:
        """The first field has the keys."""
        self.query_one(Banner).show(cast("GreenroomApp", self.app).banner_state())
        self.query_one("#field-name", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """An address is recognised as it is typed, and a password in it moves to where it belongs."""
        event.stop()
        if event.input.id != "field-address" or not event.value.strip():
            return
        pasted = abs(len(event.value) - self._length) > 1
        self._length = len(event.value)
        whole = pasted or "://" in event.value.partition("@")[0]  # what is typed of a password may be half of it
        try:
            address = parse(event.value, environ={})
            said = describe(address)
        except Problem:
            return  # half typed: it is judged when it is saved
        if said:
            self._say((cell(f"● {said}", Tone.FINE), *(cell(f"▲ {one}", Tone.LOOK) for one in address.warnings)))
        if whole:
            self._split(event.input, address)

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """The field is left: what is typed of a password is all of it."""
        event.stop()
        if event.input.id == "field-address":
            with suppress(Problem):
                self._split(event.input, parse(event.value, environ={}))

    def _split(self, field: Input, address: Address) -> None:
        """Move the password out of the address, to where it is not seen."""
        if address.password and not address.password_of_service:
            self.query_one("#field-password", Input).value = address.password.reveal()
            field.value = without_password(field.value, address)

    def _values(self) -> Fields:
        names = Fields.__dataclass_fields__
        values = {name: self._value(name) for name in names}
        return Fields(**values)

    def _value(self, name: str) -> str:
        widget = self.query_one(f"#field-{name}")
        return widget.value if isinstance(widget, Input | Pick) else ""

    def action_save(self) -> None:
        """Check, keep the password, write the file."""
        self._save()

    @work(exclusive=True, group="save")
    async def _save(self) -> None:
        try:
            named = {"PGSERVICEFILE": self._before.service_file} if self._before and self._before.service_file else {}
            environ = {"HOME": str(Path.home())} | named
            result = filled(self._values(), environ=environ, before=self._before)
            target, said = await self._saved(result)
        except Problem as problem:
            self._say(
                (
                    (Span("✖ ", Tone.WRONG), *cell(problem.what, Tone.WRONG)),
                    cell(problem.why, Tone.DIM),
                    cell(problem.remedy),
                )
            )
            return
        if said:
            self.app.notify(said, severity="warning", timeout=8)
        self.dismiss(target)

    async def _saved(self, result: Filled) -> tuple[Target, str]:
        """Save as the command line does. The keyring may ask the user something, so it says what it waits for."""
        target, before = result.target, self._before
        if result.password is not None and target.secret is SecretSource.KEYRING:
            self._say((cell("↻ waiting for your keyring", Tone.MOVING),))

        def save() -> tuple[Target, str]:
            from console.targets.saving import save_edited, save_new

            if before is None:
                return target, save_new(target, result.password, self._store)
            return save_edited(before, target, result.password, self._store)

        try:
            return await in_daemon(save, timeout=90)  # the keyring gives up before that
        except TimeoutError:
            raise Problem("The target may not be saved.", "The file or the keyring did not answer in time.") from None

    def _say(self, lines: Sequence[Line]) -> None:
        self.query_one("#said", Static).update(content(*(line for line in lines if line)))

    def action_cancel(self) -> None:
        """Leave."""
        self.dismiss(None)


def without_password(text: str, address: Address) -> str:
    """The text that said `address`, saying the same without the password; if need be in other words."""
    shorter = re.sub(r"^(\s*\w+://[^/?#@:]*):[^/?#]*@", r"\1@", text)
    shorter = re.sub(r"(?<=[?&])password=[^&#]*&?", "", shorter).rstrip("?&")
    shorter = re.sub(r"(^|\s)password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", " ", shorter).strip()
    with suppress(Problem):
        again = parse(shorter, environ={})
        if again == address and again.password is None:
            return shorter
    values = {"host": address.host, "port": address.port, "dbname": address.database, "user": address.user}
    values |= {"sslmode": address.sslmode, "sslrootcert": address.root_certificate, "passfile": address.passfile}
    return " ".join(f"{key}={quoted(str(value))}" for key, value in values.items() if value is not None)
