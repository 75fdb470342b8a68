"""One value as it is typed: a switch, a line, a text area or JSON, by its kind; and NULL.

It judges what is typed as it is typed, and keeps whatever it is. It stores nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from console.content.fitting import switch_word
from console.content.settings_value import Kind, is_true, problem_of
from console.content.settings_value import swatch as swatch_colour
from console.widgets.pick import Pick
from console.widgets.text import Line, Span, Tone, cell, content, join, swatch
from console.widgets.text_area import ValueArea, fits_area, fits_line

if TYPE_CHECKING:
    from console.app import GreenroomApp

ON, OFF = "on", "off"
_HINTS = {
    Kind.NUMBER: "12.5",
    Kind.IMAGE: "https://… or /path on the site",
    Kind.COLOUR: "#1a2b3c",
    Kind.URL: "https://…",
}


class ValueLine(Input):
    """One line. What is pasted with line breaks is not cut, but told to the field."""

    # Not a priority binding of the dialog: keys that are still on their way to this widget come first.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "screen.editor", "$EDITOR", id="value.editor", show=False)
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


class ValueField(Vertical):
    """The value of a setting, to be typed. `hidden` shows dots until it is revealed, and never what was there."""

    DEFAULT_CSS = """
    ValueField { height: auto; }
    ValueField > .absent { display: none; }
    ValueField > #live { height: auto; max-height: 3; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "null", "NULL", id="value.null", show=False)]

    class Changed(Message):
        """It is another value now."""

    class Taken(Message):
        """Enter was pressed: what stands there is meant."""

    def __init__(
        self, kind: Kind, text: str | None, *, old: str | None = None, hidden: bool = False, nullable: bool = True
    ) -> None:
        super().__init__()
        self.kind = kind
        self.hidden = hidden
        self._nullable = nullable
        self._null = text is None and nullable
        self._text = text or ""
        self._old = text if old is None else old
        self.mode = "line"
        """The widget that is shown: switch, line, area, or far where only an editor can have the text."""

    # -- what stands there ---------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        words = [(ON, f"stored as {switch_word(self._old, True)}"), (OFF, f"stored as {switch_word(self._old, False)}")]
        yield Pick(words, ON if is_true(self._text) else OFF, id="switch")
        yield ValueLine(id="line", password=self.hidden, select_on_focus=False)
        yield ValueArea(id="area", json=self.kind is Kind.JSON)
        yield Static(id="far")
        yield Static(id="live")
        if self._nullable:
            null = [("value", "what is typed; u makes it NULL"), ("NULL", "no value at all; u takes what is typed")]
            yield Pick(null, "NULL" if self._null else "value", id="null")

    def on_mount(self) -> None:
        """Put the text where it can be typed."""
        self.set_text(self._text)

    def _fitting_mode(self) -> str:
        if self.kind is Kind.BOOLEAN:
            return "switch"
        if self.hidden or (self.kind is not Kind.JSON and fits_line(self._text)):
            return "line" if fits_line(self._text) else "far"
        return "area" if fits_area(self._text) else "far"

    @property
    def typed(self) -> str | None:
        """What is typed now; None is NULL."""
        return None if self._null else self.text

    @property
    def text(self) -> str:
        """What is typed now, whether or not NULL is meant instead."""
        if self.mode == "switch":
            return self.query_one("#switch", Pick).value
        if self.mode == "line":
            return self.query_one(ValueLine).value
        return self.query_one(ValueArea).text if self.mode == "area" else self._text

    def set_text(self, text: str) -> None:
        """Show this text, in the widget that has room for it."""
        self._text = text
        self.mode = self._fitting_mode()
        line, area = self.query_one(ValueLine), self.query_one(ValueArea)
        with self.prevent(Input.Changed, TextArea.Changed):
            line.value = text if self.mode == "line" else ""
            line.cursor_position = len(line.value)
            area.load_text(text if self.mode == "area" else "")
        line.placeholder = _HINTS.get(self.kind, "")
        if is_true(text) is not None:
            self.query_one("#switch", Pick).set_value(ON if is_true(text) else OFF)
        self._draw()

    def set_kind(self, kind: Kind) -> None:
        """Take it as another kind from now on."""
        if self.kind is Kind.BOOLEAN and kind is not Kind.BOOLEAN:
            self._text = switch_word(self._old, self.query_one("#switch", Pick).value == ON)
        else:
            self._text = self.text
        self.kind = kind
        self.query_one(ValueArea).json = kind is Kind.JSON
        self.set_text(self._text)

    def set_null(self, null: bool) -> None:
        """Mean NULL, or what is typed."""
        if self._nullable:
            self._null = null
            self.query_one("#null", Pick).set_value("NULL" if null else "value")
            self._draw()
            self.post_message(self.Changed())

    def reveal(self) -> None:
        """Show what is typed, or dots again."""
        line = self.query_one(ValueLine)
        line.password = not line.password

    def edit_outside(self, app: GreenroomApp) -> None:
        """The text in $EDITOR. Leaving it without a change leaves what was typed. Problem where it cannot be."""
        from console.shell.external import edit_in_editor

        suffix = ".json" if self.kind is Kind.JSON else ".txt"
        edited = edit_in_editor(app, self.text, suffix)
        if edited is not None:
            self.set_null(False)
            self.set_text(edited)
            self.take_focus()
            self.post_message(self.Changed())

    def take_focus(self) -> None:
        """The keys go where the value is typed."""
        shown = self.query_one(f"#{self.mode}") if self.mode != "far" else None
        if shown is not None and not self._null:
            shown.focus()
        elif self._nullable:
            self.query_one("#null").focus()

    # -- what is said of it --------------------------------------------------------------------------------------

    def _draw(self) -> None:
        for name in ("switch", "line", "area", "far"):
            widget = self.query_one(f"#{name}")
            widget.set_class(name != self.mode, "absent")
            widget.disabled = self._null
        lines = self._text.count("\n") + 1
        room = max(4, self.app.size.height - 15)
        self.query_one(ValueArea).styles.height = min(room, max(5, lines + 3))
        far = f"{len(self._text):,} characters: ctrl+e opens them in your editor"
        why = "" if len(self._text) > 1_000 else ", some of which no line here could hold"
        self.query_one("#far", Static).update(content(cell(far + why, Tone.LOOK)))
        self._say(self._live())

    def _say(self, line: Line) -> None:
        live = self.query_one("#live", Static)
        live.update(content(line))
        live.display = bool(line)

    def _live(self) -> Line:
        """Whether it is right, as it is typed."""
        if self._null:
            return cell("NULL: no value at all", Tone.DIM)
        if self.kind in (Kind.BOOLEAN, Kind.TEXT):
            return ()
        if self._text == "":
            return ()
        problem = problem_of(self.kind, self._text)
        if problem is not None:
            return (Span("▲ ", Tone.LOOK), *cell(problem, Tone.LOOK))
        if self.kind is Kind.COLOUR and (found := swatch_colour(self._text)):
            return join(swatch(found), cell(found, Tone.DIM))
        return cell("● valid JSON", Tone.FINE) if self.kind is Kind.JSON else ()

    # -- what is typed -------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """A letter more or less."""
        event.stop()
        self._changed(event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A letter more or less."""
        event.stop()
        self._changed(event.text_area.text)

    def _changed(self, text: str) -> None:
        self._text = text
        self._say(self._live())
        self.post_message(self.Changed())

    def on_value_line_pasted(self, event: ValueLine.Pasted) -> None:
        """Several lines need an area; hidden ones an editor, because an area hides nothing."""
        event.stop()
        if self.hidden:
            self._say(cell("That has several lines: ctrl+e takes it in your editor.", Tone.LOOK))
            return
        line = self.query_one(ValueLine)
        at = line.cursor_position
        self.set_text(line.value[:at] + event.text + line.value[at:])
        self.take_focus()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on a line: it leads to the plan, and writes nothing."""
        event.stop()
        self.post_message(self.Taken())

    def on_pick_changed(self, event: Pick.Changed) -> None:
        """The switch was turned, or NULL was picked."""
        event.stop()
        if event.pick.id == "null":
            self.set_null(event.value == "NULL")
        else:
            self.post_message(self.Changed())

    def action_null(self) -> None:
        """NULL, or what is typed again."""
        self.set_null(not self._null)
