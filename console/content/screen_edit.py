"""The dialog in which a setting gets another value. It sends nothing: what it gives back is planned by the guard.

A value that does not fit is refused here, in place, and nothing that was typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from console.content.fitting import fitted
from console.content.operations import is_maintenance
from console.content.screen_value import ValueField
from console.content.setting_cells import visibility
from console.content.settings import Setting
from console.content.settings_value import MASK, Kind
from console.content.shape import SettingsTable
from console.errors import Problem
from console.widgets.dialog import Dialog
from console.widgets.pick import Pick
from console.widgets.text import Line, Span, Tone, cell, content, join, label

if TYPE_CHECKING:
    from console.app import GreenroomApp


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a setting; None is NULL. `as_text` says that a guessed kind does not hold."""

    text: str | None = field(repr=False)
    as_text: bool = False


class EditValue(Dialog[Typed]):
    """Gives back a value that fits, None where it was left. `again` is what was typed before, to go on with."""

    DEFAULT_CSS = """
    EditValue > #frame { width: 88; max-width: 98%; max-height: 98%; }
    EditValue #about, EditValue #said { height: auto; max-height: 4; }
    EditValue #about { margin: 0 0 1 0; }
    EditValue #said { margin: 1 0 0 0; }
    EditValue ValueLine { margin: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "plan", id="edit.enter", show=False),
        Binding("ctrl+s", "take", "plan", id="edit.take", tooltip="Show the plan"),
        Binding("ctrl+e", "editor", "$EDITOR", id="edit.editor", tooltip="The value in $EDITOR"),
        Binding("ctrl+r", "reveal", "reveal", id="edit.reveal", tooltip="Show what is typed"),
        Binding("down", "app.focus_next", "next", id="edit.next", show=False),
        Binding("up", "app.focus_previous", "previous", id="edit.previous", show=False),
    ]

    def __init__(self, table: SettingsTable, setting: Setting, *, again: Typed | None = None) -> None:
        super().__init__()
        self._table = table
        self._setting = setting
        self._again = again
        self._warned = False
        whole_secret = setting.secret and (setting.kind is not Kind.JSON or setting.value in (MASK, None))
        self._hidden = whole_secret and setting.kind is not Kind.JSON
        self._from = "" if whole_secret and setting.value is not None else self._shown()
        self._guessed = not setting.declared and setting.kind is not Kind.TEXT and not self._hidden

    def _shown(self) -> str | None:
        """What is there, to be changed: as it is stored, but a document on its lines and its secrets as dots."""
        pretty = self._setting.kind is Kind.JSON and self._setting.problem is None
        return self._setting.value if pretty or self._setting.secret else self._setting.exact()

    # -- frame ---------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        typed = self._again if self._again is not None else Typed(self._from)
        kind = Kind.TEXT if typed.as_text else self._setting.kind
        column = self._table.value_column
        with Vertical(id="frame") as frame:
            frame.border_title = label("Change", self._setting.name)
            frame.border_subtitle = label(self._keys())
            yield Static(content(*self._about()), id="about")
            nullable = column is None or column.nullable or self._table.holds_json
            yield ValueField(kind, typed.text, old=self._from, hidden=self._hidden, nullable=nullable)
            if self._guessed:
                word = self._setting.kind.value
                choices = [(word, "guessed from its value; must be one"), ("text", "any text is taken")]
                yield Pick(choices, "text" if typed.as_text else word, id="kind")
            yield Static(id="said")

    def _keys(self) -> str:
        reveal = "ctrl+r reveals, " if self._hidden else ""
        return f"ctrl+s shows the plan, ctrl+e $EDITOR, {reveal}esc leaves"

    def _about(self) -> list[Line]:
        setting = self._setting
        seen = join((Span("seen by", Tone.FAINT),), visibility(setting), gap=" ") if setting.public is not None else ()
        kind = setting.declared_type or setting.kind.value
        lines: list[Line] = [join(cell(kind, Tone.DIM), seen, gap="   ")]
        if setting.description:
            lines.append(cell(setting.description, Tone.DIM, limit=240))
        if is_maintenance(setting):
            lines.append((Span("▲ every visitor of the site sees it", Tone.LOOK),))
        if setting.problem:
            lines.append((Span("▲ ", Tone.LOOK), *cell(setting.problem, Tone.LOOK)))
        if self._hidden:
            lines.append(cell("A secret: the old one is not shown.", Tone.DIM))
        elif setting.secret:
            lines.append(cell(f"{MASK} stands for a secret that stays as it is.", Tone.DIM))
        return lines

    def on_mount(self) -> None:
        """The value has the keys."""
        self._say(())
        self.call_after_refresh(self.field.take_focus)

    @property
    def field(self) -> ValueField:
        """Where the value is typed."""
        return self.query_one(ValueField)

    @property
    def typed(self) -> Typed:
        """What stands there now."""
        if self._hidden:  # what its old value looked like says nothing about a new secret
            return Typed(self.field.typed, not self._setting.declared)
        return Typed(self.field.typed, self._guessed and self.query_one("#kind", Pick).value == "text")

    # -- keys ----------------------------------------------------------------------------------------------------

    def on_value_field_changed(self) -> None:
        """What was said of the last one does not hold for this one."""
        self._say(())
        self._warned = False

    def on_value_field_taken(self) -> None:
        """Enter on the line."""
        self.action_take()

    def on_pick_changed(self, event: Pick.Changed) -> None:
        """Another kind."""
        event.stop()
        self._say(())
        self.field.set_kind(Kind.TEXT if event.value == "text" else self._setting.kind)

    def action_take(self) -> None:
        """Judge it; what fits goes on to the plan."""
        typed = self.typed
        try:
            fitted(self._table, self._setting, typed.text, as_text=typed.as_text)
        except Problem as problem:
            self._refuse(problem)
            return
        self.dismiss(typed)

    def action_editor(self) -> None:
        """The value in $EDITOR. Leaving it without a change leaves what was typed."""
        try:
            self.field.edit_outside(cast("GreenroomApp", self.app))
        except Problem as problem:
            self._refuse(problem)

    def action_reveal(self) -> None:
        """What is typed, or dots."""
        self.field.reveal()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Revealing is for what is hidden."""
        return self._hidden if action == "reveal" else True

    def action_close(self) -> None:
        """Leave; what was typed is asked for once."""
        before = self._again.text if self._again is not None else self._from
        if self._warned or self.field.kind is Kind.BOOLEAN or self.field.typed == before:
            self.dismiss(None)
            return
        self._warned = True
        self._say([(Span("▲ esc again drops what you typed", Tone.LOOK),)])

    def _refuse(self, problem: Problem) -> None:
        self._say([(Span("✖ ", Tone.WRONG), *cell(problem.what, Tone.WRONG)), cell(problem.why)])

    def _say(self, lines: list[Line] | tuple[()]) -> None:
        said = self.query_one("#said", Static)
        said.update(content(*(line for line in lines if line)))
        said.display = bool(lines)
