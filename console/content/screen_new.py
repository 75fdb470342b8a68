"""The form for a new setting. It sends nothing: what it gives back is planned by the guard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from console.content.new_setting import NewSetting, filled
from console.content.screen_value import ValueField
from console.content.settings_value import Kind, kind_of
from console.content.shape import SettingsTable
from console.errors import Problem, UsageProblem
from console.widgets.dialog import Dialog
from console.widgets.pick import Pick
from console.widgets.text import Line, Span, Tone, cell, content, label

if TYPE_CHECKING:
    from console.app import GreenroomApp


class AddSetting(Dialog[NewSetting]):
    """Gives back a setting that fits its table, None where the form was left. `again` is what was typed before."""

    DEFAULT_CSS = """
    AddSetting > #frame { width: 88; max-width: 98%; max-height: 98%; }
    AddSetting #fields { height: auto; max-height: 1fr; }
    AddSetting .field { height: auto; min-height: 1; }
    AddSetting .field > .label { width: 14; color: $faint; }
    AddSetting .field > Input { height: 1; border: none; width: 1fr; padding: 0 1; }
    AddSetting .field > Input:focus { border: none; background: $selection; }
    AddSetting ValueField { width: 1fr; }
    AddSetting ValueLine { height: 1; border: none; padding: 0 1; }
    AddSetting ValueLine:focus { border: none; background: $selection; }
    AddSetting #said { height: auto; max-height: 4; margin: 1 0 0 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "plan", id="add.take", tooltip="Show the plan"),
        Binding("ctrl+e", "editor", "$EDITOR", id="add.editor", tooltip="The value in $EDITOR"),
        Binding("down", "app.focus_next", "next", id="add.next", show=False),
        Binding("up", "app.focus_previous", "previous", id="add.previous", show=False),
    ]

    def __init__(self, table: SettingsTable, *, group: str | None = None, again: NewSetting | None = None) -> None:
        super().__init__()
        self._table = table
        self._group = group
        self._again = again

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = label("Add a setting to", self._table.name)
            frame.border_subtitle = label("ctrl+s shows the plan, tab next field, esc leaves")
            with VerticalScroll(id="fields", can_focus=False):
                for name, widget in self._fields():
                    yield Horizontal(Static(content(cell(name, Tone.FAINT)), classes="label"), widget, classes="field")
            yield Static(id="said")

    def _fields(self) -> Iterator[tuple[str, Widget]]:
        again = self._again
        for number, scope in enumerate(self._table.scope):
            given = again.scope[number] if again else (self._group or "") if scope == self._table.group else ""
            yield scope, Input(given, id=f"scope-{number}", compact=True)
        yield "key", Input(again.key if again else "", id="key", compact=True)
        if self._table.type:
            yield "type", self._choice("type", again.type if again else None)
        yield "value", ValueField(self._kind(again.type if again else None), again.value if again else "")
        if self._table.group and self._table.group not in self._table.scope:
            yield "group", self._choice("group", again.group if again else self._group)
        if self._table.description:
            yield "description", Input((again.description or "") if again else "", id="description", compact=True)
        if self._table.public:
            seen = [("", "as the table has it"), ("no", "admins only"), ("yes", "everybody can read it")]
            word = {True: "yes", False: "no", None: ""}[again.public if again else None]
            yield "seen by", Pick(seen, word, id="public")

    def _choice(self, role: str, value: str | None) -> Widget:
        """A column's words to pick from where it has a list of them, else a line to type in."""
        words = self._table.labels(role)
        if not words:
            return Input(value or "", id=role, compact=True)
        return Pick([("", "as the table has it"), *((word, "") for word in words)], value or "", id=role)

    def on_mount(self) -> None:
        """The first field has the keys."""
        self._say(())
        self.call_after_refresh(self.query(Input).first().focus)

    # -- what is typed -------------------------------------------------------------------------------------------

    def _text(self, name: str) -> str | None:
        """What a field holds, None where there is no such field or it is empty."""
        found = self.query(f"#{name}")
        widget = found.first() if found else None
        return (widget.value or None) if isinstance(widget, Input | Pick) else None

    def _kind(self, declared: str | None) -> Kind:
        return kind_of("", None, declared)

    @property
    def typed(self) -> NewSetting:
        """What stands in the form."""
        field = self.query_one(ValueField)
        value = field.typed
        if value is not None and field.kind is Kind.BOOLEAN:
            value = "true" if value == "on" else "false"
        return NewSetting(
            key=(self._text("key") or "").strip(),
            value=value,
            type=self._text("type"),
            group=self._text("group"),
            description=self._text("description"),
            public={"yes": True, "no": False}.get(self._text("public") or ""),
            scope=tuple(self._text(f"scope-{number}") or "" for number in range(len(self._table.scope))),
        )

    def on_pick_changed(self, event: Pick.Changed) -> None:
        """Another type has another way to be typed."""
        event.stop()
        self._say(())
        if event.pick.id == "type":
            self.query_one(ValueField).set_kind(self._kind(event.value or None))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A type that is typed counts as one that is picked."""
        event.stop()
        self._say(())
        if event.input.id == "type":
            self.query_one(ValueField).set_kind(self._kind(event.value or None))

    def on_value_field_changed(self) -> None:
        """What was said does not hold any more."""
        self._say(())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field."""
        event.stop()
        self.focus_next()

    def on_value_field_taken(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    def action_take(self) -> None:
        """Judge it; what fits goes on to the plan."""
        try:
            typed = self.typed
            if "" in typed.scope:
                empty = self._table.scope[typed.scope.index("")]
                raise UsageProblem(f"{empty} is empty.", "It is a part of the key.", "Give it.")
            filled(self._table, typed)
        except Problem as problem:
            self._say([(Span("✖ ", Tone.WRONG), *cell(problem.what, Tone.WRONG)), cell(problem.why)])
            return
        self.dismiss(typed)

    def action_editor(self) -> None:
        """The value in $EDITOR."""
        field = self.query_one(ValueField)
        try:
            field.edit_outside(cast("GreenroomApp", self.app))
        except Problem as problem:
            self._say([(Span("✖ ", Tone.WRONG), *cell(problem.what, Tone.WRONG)), cell(problem.why)])

    def _say(self, lines: list[Line] | tuple[()]) -> None:
        said = self.query_one("#said", Static)
        said.update(content(*(line for line in lines if line)))
        said.display = bool(lines)
