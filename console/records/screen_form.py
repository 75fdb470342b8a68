"""The form in which a record is added or changed, several columns at once. It sends nothing: the guard plans it.

A value that does not fit is refused here, by its name, and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from console.errors import Problem, UsageProblem
from console.records.editing import Editable
from console.records.fitting import fitted
from console.records.screen_field import RecordField, Typed
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, cell, content, label

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.records.screen_pick_record import PickRecord

Form = dict[str, Typed]
"""What stands in a form, by column: only what is another than it was."""


class RecordForm(Dialog[Form]):
    """Gives back what was changed, every value fitting its column; None where it was left. `again` is what was typed
    before, `said` why that was not taken. `look_up` makes the dialog that finds a record of a kind.
    """

    DEFAULT_CSS = """
    RecordForm > #frame { width: 96; max-width: 98%; max-height: 98%; }
    RecordForm #fields { height: auto; max-height: 1fr; }
    RecordForm #said { height: auto; max-height: 4; margin: 1 0 0 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "plan", id="form.take", tooltip="Show the plan"),
        Binding("ctrl+n", "null", "NULL", id="form.null", tooltip="No value at all; again: as it was"),
        Binding("ctrl+e", "editor", "$EDITOR", id="form.editor", tooltip="The value in $EDITOR"),
        Binding("ctrl+t", "now", "now", id="form.now", tooltip="This moment"),
        Binding("down", "app.focus_next", "next", id="form.next", show=False),
        Binding("up", "app.focus_previous", "previous", id="form.previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Editable],
        look_up: PickRecord.Maker,
        *,
        again: Mapping[str, Typed] | None = None,
        said: Problem | None = None,
        first: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._look_up = look_up
        self._again = dict(again or {})
        self._problem = said
        self._first = first
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(id="frame") as frame:
            frame.border_title = label(self._title)
            frame.border_subtitle = label("ctrl+s plan, ctrl+n NULL, ctrl+t now, ctrl+e $EDITOR, esc leaves")
            with VerticalScroll(id="fields", can_focus=False):
                for each in self._fields:
                    yield RecordField(each, self._again.get(each.column.name))
            yield Static(id="said")

    def on_mount(self) -> None:
        """The column that is meant has the keys, else the first."""
        self._say(self._problem)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        fields = list(self.query(RecordField))
        named = self._problem.what.partition(":")[0] if self._problem else self._first
        found = next((each for each in fields if each.about.column.name == named), None)
        for each in [found] if found else fields[:1]:
            each.take_focus()

    @property
    def typed(self) -> Form:
        """What is another than it was."""
        return {each.about.column.name: each.typed for each in self.query(RecordField) if each.changed}

    @property
    def _here(self) -> RecordField | None:
        at = self.focused
        return next((each for each in at.ancestors if isinstance(each, RecordField)), None) if at is not None else None

    # -- keys ----------------------------------------------------------------------------------------------------

    def on_record_field_changed(self) -> None:
        """What was said of it does not hold any more."""
        self._say(None)
        self._warned = False

    def on_record_field_wanted(self, event: RecordField.Wanted) -> None:
        """Look up what it points at."""
        event.stop()
        field = event.field

        def took(found: tuple[str, str] | None) -> None:
            if found is not None:
                field.set_text(*found)
                self.focus_next()

        self.app.push_screen(self._look_up(field.about.kind, field.about.name), took)

    def action_take(self) -> None:
        """Judge it; what fits goes on to the plan."""
        try:
            self.dismiss(self._judged())
        except Problem as problem:
            self._say(problem)

    def _judged(self) -> Form:
        found: Form = {}
        for each in self.query(RecordField):
            typed, column = each.typed, each.about.column
            try:
                if each.about.needed and not typed.given:
                    raise UsageProblem(f"{column.name}: it must be given.", "There is no default for it.")
                if each.changed:
                    found[column.name] = Typed(fitted(column, typed.text)) if typed.given else typed
            except Problem:
                each.take_focus()
                raise
        if not found:
            raise UsageProblem("There is nothing to change.", "esc leaves.")
        return found

    def action_null(self) -> None:
        """NULL in the field that has the keys."""
        field = self._here
        if field is not None and not field.about.column.nullable:
            self._say(UsageProblem(f"{field.about.name}: it must have a value.", "NULL is not allowed."))
        elif field is not None:
            field.set_null()

    def action_now(self) -> None:
        """This moment in the field that has the keys."""
        field = self._here
        if field is not None and field.about.column.temporal:
            field.set_text(fitted(field.about.column, "now"))

    def action_editor(self) -> None:
        """The value in $EDITOR. Leaving it without a change leaves what was typed."""
        from console.shell.external import edit_in_editor

        field = self._here
        if field is None or field.about.why_not:
            return
        try:
            suffix = ".json" if field.about.column.json else ".txt"
            edited = edit_in_editor(cast("GreenroomApp", self.app), field.shown_text(), suffix)
        except Problem as problem:
            self._say(problem)
            return
        if edited is not None:
            field.take_lines(edited)

    def action_close(self) -> None:
        """Leave; what was typed is asked for once."""
        if self._warned or not self.typed:
            self.dismiss(None)
            return
        self._warned = True
        self._tell([(Span("▲ esc again drops what you typed", Tone.LOOK),)])

    def _say(self, problem: Problem | None) -> None:
        if problem is None:
            self._tell([])
            return
        lines = [
            (Span("✖ ", Tone.WRONG), *cell(problem.what, Tone.WRONG)),
            cell(f"{problem.why} {problem.remedy}".strip()),
        ]
        self._tell(lines)

    def _tell(self, lines: Sequence[Line]) -> None:
        said = self.query_one("#said", Static)
        said.update(content(*(line for line in lines if line)))
        said.display = bool(lines)
