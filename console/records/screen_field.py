"""One column in a form: a switch, words to pick from, a line, an area; and NULL, or nothing given at all.

It judges what is typed as it is typed, and keeps whatever it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from console.errors import Problem
from console.records.array_text import array_of, lines_of
from console.records.editing import Editable
from console.records.fitting import fitted
from console.widgets.field import Field
from console.widgets.pick import Pick
from console.widgets.text import Line, Tone, cell, content
from console.widgets.text_area import ValueArea, fits_area, fits_line

_NULL, _DEFAULT = "∅ NULL", "∅ default"
_LONG = ("description", "body", "content", "notes", "note", "bio", "message", "comment", "summary", "text", "reason")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field: `text` None is NULL, and not `given` nothing at all."""

    text: str | None = field(default=None, repr=False)
    given: bool = True


class RecordLine(Field):
    """A line. What is pasted with line breaks is not cut: the field makes room for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "screen.editor", "$EDITOR", id="line.editor", show=False),
    ]

    class Pasted(Message):
        """Several lines were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: events.Paste) -> None:
        if len(event.text.splitlines()) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(event.text))


class RecordField(Horizontal):
    """The label, where the value is typed, and what is said of it. `typed` is what stands there."""

    DEFAULT_CSS = """
    RecordField { height: auto; min-height: 1; }
    RecordField > .label { width: 18; color: $faint; }
    RecordField > .tag { width: 24; margin: 0 0 0 1; height: auto; max-height: 3; }
    RecordField > Input { height: 1; border: none; width: 1fr; padding: 0 1; }
    RecordField > Input:focus { border: none; background: $selection; }
    RecordField > ValueArea { height: 5; width: 1fr; }
    """

    class Wanted(Message):
        """Enter was pressed on a field that points at another record."""

        def __init__(self, field: RecordField) -> None:
            super().__init__()
            self.field = field

    class Changed(Message):
        """It is another value now."""

    def __init__(self, about: Editable, again: Typed | None = None) -> None:
        super().__init__()
        self.about = about
        self._typed = again or Typed(about.text, about.given)
        self._touched = again is not None and again != Typed(about.text, about.given)
        self._shown = self._line_text()
        self._title = ""

    # -- what stands there ---------------------------------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """What is meant now."""
        return self._typed

    @property
    def changed(self) -> bool:
        """Whether that is something else than it was."""
        return self._touched and self._typed != Typed(self.about.text, self.about.given)

    def _line_text(self) -> str:
        """The value as it is typed: an array as lines, what is hidden not at all."""
        text = self._typed.text
        if text is None or (self.about.hidden and not self._touched):
            return ""
        return text if not self._as_lines(text) else lines_of(text) or ""

    def _as_lines(self, text: str | None) -> bool:
        column = self.about.column
        return column.category == "A" and (text is None or lines_of(text) is not None)

    def compose(self) -> ComposeResult:
        yield Static(content(cell(self.about.name, Tone.INK if self.about.needed else Tone.FAINT)), classes="label")
        yield self._widget()
        yield Static(classes="tag")

    def _widget(self) -> Widget:
        column = self.about.column
        if self.about.why_not:
            return Static(content(cell(self.about.why_not, Tone.DIM)), classes="value")
        words = list(column.labels) or (["true", "false"] if column.truth else [])
        if words:
            choices = [(word, "") for word in words]
            choices += [(_NULL, "NULL: no value")] if column.nullable else []
            choices = [(_DEFAULT, "not given: the table's default"), *choices] if not self.about.given else choices
            return Pick(choices, self._word(words), id="value")
        text = self._shown
        long = column.json or self._as_lines(self._typed.text)
        long = long or (column.textual and (not fits_line(text) or column.name in _LONG))
        if long and fits_area(text):
            return ValueArea(text, json=column.json, id="value")
        return RecordLine(text, id="value", select_on_focus=False, placeholder=self._placeholder())

    def _word(self, words: list[str]) -> str:
        if not self._typed.given:
            return _DEFAULT
        text = self._typed.text
        return _NULL if text is None else {"t": "true", "f": "false"}.get(text, text) if text not in words else text

    def _placeholder(self) -> str:
        if self.about.hidden:
            return "masked: type another"
        column = self.about.column
        return "now, 2026-01-31 19:30" if column.temporal and column.base.startswith("timestamp") else ""

    def on_mount(self) -> None:
        """What can be said before a key is pressed."""
        self._say()

    def take_focus(self) -> None:
        """The keys go to the value."""
        for widget in self.query("#value"):
            widget.focus()

    # -- what is typed -------------------------------------------------------------------------------------------

    def set_text(self, text: str | None, title: str = "") -> None:
        """Take this value, as if it had been typed; None is NULL."""
        self._touched, self._title = True, title
        self._typed = Typed(text)
        shown = self._line_text()
        widget = self.query_one("#value")
        if isinstance(widget, Pick):
            widget.set_value(_NULL if text is None else text)
        elif isinstance(widget, ValueArea):
            with self.prevent(TextArea.Changed):
                widget.load_text(shown)
        elif isinstance(widget, RecordLine):
            if not fits_line(shown) and fits_area(shown) and self.about.column.textual:
                self.run_worker(self._more_room(shown))
            else:
                with self.prevent(Input.Changed):
                    widget.value = shown
                    widget.cursor_position = len(shown)
        self._say()
        self.post_message(self.Changed())

    async def _more_room(self, text: str) -> None:
        """An area in the place of the line."""
        await self.query_one("#value").remove()
        area = ValueArea(text, json=self.about.column.json, id="value")
        await self.mount(area, before=self.query_one(".tag"))
        area.focus()

    def shown_text(self) -> str:
        """What an editor gets."""
        return self._line_text()

    def take_lines(self, text: str) -> None:
        """What an editor gave back."""
        self.set_text(array_of(text) if self._as_lines(self._typed.text) else text)

    def set_null(self) -> None:
        """Mean NULL; once more, what was there before."""
        if self._typed == Typed(None) and self._touched:
            self._touched = False
            self._typed = Typed(self.about.text, self.about.given)
            before = self._typed
            self.set_text(before.text)
            self._typed, self._touched = before, False
            self._say()
        elif self.about.column.nullable:
            self.set_text(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """A letter more or less."""
        event.stop()
        if event.value == self._line_text() and (self._typed.given or not event.value):
            return  # what it was mounted with
        self._took(event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A letter more or less."""
        event.stop()
        text = event.text_area.text
        if text != self._line_text():
            self._took(array_of(text) if self._as_lines(self._typed.text) else text)

    def on_record_line_pasted(self, event: RecordLine.Pasted) -> None:
        """Several lines at once."""
        event.stop()
        line = self.query_one("#value", RecordLine)
        at = line.cursor_position
        if self.about.column.textual:
            self.set_text(line.value[:at] + event.text + line.value[at:])

    def on_pick_changed(self, event: Pick.Changed) -> None:
        """Another word."""
        event.stop()
        self._touched = True
        self._typed = Typed(None, event.value != _DEFAULT) if event.value in (_NULL, _DEFAULT) else Typed(event.value)
        self._say()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter looks a record up, or goes on."""
        event.stop()
        if self.about.kind:
            self.post_message(self.Wanted(self))
        else:
            self.screen.focus_next()

    def _took(self, text: str) -> None:
        column = self.about.column
        self._touched, self._title = True, ""
        empty = text == "" and not column.textual
        if text == "" and not self.about.given:
            self._typed = Typed(None, False)
        else:
            self._typed = Typed(None if empty else text)
        self._say()
        self.post_message(self.Changed())

    # -- what is said of it --------------------------------------------------------------------------------------

    def _say(self) -> None:
        tags = self.query(".tag")
        if tags:
            tags.first(Static).update(content(self._tag()))

    def _tag(self) -> Line:
        column = self.about.column
        if self.about.why_not:
            return cell("")
        if self._touched and self._typed.given:
            try:
                fitted(column, self._typed.text)
            except Problem as problem:
                return cell(f"▲ {(problem.what.partition(': ')[2] or problem.what).rstrip('.')}", Tone.LOOK)
        if self._title:
            return cell(self._title, Tone.FINE, limit=60)
        if not self._typed.given:
            return cell(
                "must be given" if self.about.needed else "default", Tone.LOOK if self.about.needed else Tone.FAINT
            )
        if self._typed.text is None:
            return cell("NULL", Tone.DIM)
        if self.about.hidden and not self._touched:
            return cell("as it is", Tone.FAINT)
        if self._typed.text == "":
            return cell("empty", Tone.DIM)
        if self.about.title and not self._touched:
            return cell(self.about.title, Tone.FINE, limit=60)
        hint = "enter looks it up" if self.about.kind else column.type
        return cell(hint, Tone.FAINT, limit=40)
