"""The dialog that stands before every write: where, what, how bad, the exact SQL, what it touches, what must be typed.

Cancel has the focus and enter never runs anything. Nothing counts that was pressed before the dialog had been on the
screen for half a second, nor a key that is held down.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from console.core.present import visible
from console.core.target import Target
from console.guard.answers import Ask, AskKind
from console.guard.operation import Risk
from console.widgets.blocks import LABEL, Block, Code, Facts, Words
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, cell, content, join

ARMING_SECONDS = 0.5
HELD_SECONDS = 0.2
"""A key that comes again within this time is being held down; keyboards repeat every 30 to 50 ms."""

ABOUT_LIMIT = 1_000
CHROME = 4
"""Lines of the frame: its border and its padding."""
KNOBS = 22
"""Cells of Cancel and Run, and what is between them and the hint."""
LEAST_PLAN = 6
"""Lines of the plan below which the gaps are given up."""

_RISKS = {
    Risk.ROUTINE: (Tone.FINE, "●", "routine"),
    Risk.CAREFUL: (Tone.LOOK, "▲", "careful"),
    Risk.DANGEROUS: (Tone.WRONG, "✖", "dangerous"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the dialog says of a plan, each part safe to show.

    `changes` are (what, before, after), `more_changes` how many others there are. `about` is what the operation says of
    itself (label, sentence): where a document changes, place by place. Both stand above the SQL, `facts` below it.
    `requirements` are what must hold (label, sentence, the query that is asked), last of all: they are the longest.
    """

    target: Target
    title: str
    subject: str
    risk: Risk
    consequence: str
    sql: Sequence[str]
    changes: Sequence[tuple[str, str | None, str | None]]
    facts: Sequence[tuple[str, Line]]
    asks: Sequence[Ask]
    needs_reason: bool
    more_changes: int = 0
    about: Sequence[tuple[str, str]] = ()
    requirements: Sequence[tuple[str, Line, str]] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What was typed: the answers in the order in which they were asked, and the reason."""

    answers: tuple[str, ...]
    reason: str


class Knob(Static, can_focus=True):
    """A button that enter does not press: `y`, space or a click does."""

    DEFAULT_CSS = """
    Knob { width: auto; height: 1; padding: 0 2; margin: 0 3 0 0; background: $hairline; color: $dim; }
    Knob:focus { background: $fine; color: $ground; text-style: bold; }
    Knob.-off, Knob.-off:focus { background: $raised; color: $faint; text-style: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "press", "press", id="confirm.press", show=False)]

    class Pressed(Message):
        """It was pressed."""

        def __init__(self, knob: Knob) -> None:
            super().__init__()
            self.knob = knob

    def action_press(self) -> None:
        """Tell the dialog."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A click presses."""
        event.stop()
        self.action_press()


def _side(value: str | None, tone: Tone = Tone.INK, *, bold: bool = False) -> Line:
    """One side of a change. An empty text is said: it would look like nothing at all."""
    return (Span("empty", Tone.FAINT),) if value == "" else cell(value, tone, bold=bold)


class Confirm(Dialog[Answered]):
    """Gives back what was answered, None where it was cancelled."""

    DEFAULT_CSS = """
    Confirm > #frame { width: 92; max-width: 96%; max-height: 96%; padding: 1 2; }
    Confirm.-careful > #frame { border: round $look; }
    Confirm.-dangerous > #frame { border: round $wrong; }
    Confirm #plan { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Confirm #plan > Static { height: auto; }
    Confirm .question { height: 1; margin: 1 0 0 0; color: $dim; text-wrap: nowrap; text-overflow: ellipsis; }
    Confirm Input { height: 1; border: none; padding: 0 1; background: $ground; margin: 0; }
    Confirm Input:focus { border: none; background: $selection; }
    Confirm #knobs { height: 1; margin: 1 0 0 0; }
    Confirm #hint { width: 1fr; height: 1; color: $faint; text-wrap: nowrap; text-overflow: ellipsis; }
    Confirm.-tight > #frame { padding: 0 2; }
    Confirm.-tight .question, Confirm.-tight #knobs { margin: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "close", "cancel", id="confirm.no", show=False),
        Binding("j,down", "scroll_plan(1)", "down", id="confirm.down", show=False),
        Binding("k,up", "scroll_plan(-1)", "up", id="confirm.up", show=False),
    ]

    def __init__(self, brief: Brief) -> None:
        super().__init__(classes=f"-{brief.risk.value}")
        self._brief = brief
        self._armed = False
        self._last_key = 0.0
        self._held = False
        self._pending_yes = False
        self._phrases = [ask for ask in brief.asks if ask.kind is not AskKind.YES]

    # -- what it says --------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        with Vertical(id="frame"):
            with VerticalScroll(id="plan", can_focus=False):
                yield Static(self._head())
                yield Static(id="body")
            if self._brief.needs_reason:
                yield Static(content(cell("Why? It is written into the journal.", Tone.DIM)), classes="question")
                yield Input(id="reason", compact=True, disabled=True)
            for number, ask in enumerate(self._phrases):
                yield Static(content(self._question(ask)), classes="question", id=f"question-{number}")
                yield Input(id=f"answer-{number}", placeholder=visible(ask.phrase), compact=True, disabled=True)
            with Horizontal(id="knobs"):
                yield Knob("Cancel", id="cancel", markup=False)
                yield Knob("Run", id="run", markup=False, classes="-off")
                yield Static(id="hint")

    def _head(self) -> Content:
        brief = self._brief
        environment = brief.target.environment.value
        chip = Content.styled(f" {environment.upper()} ", f"bold $env-ink on $env-{environment}")
        name = content(join(cell(brief.target.name, bold=True), cell(brief.title, bold=True), cell(brief.subject)))
        tone, mark, word = _RISKS[brief.risk]
        risk = content(join((Span(f"{mark} {word}", tone, True),), cell(brief.consequence), gap="   "))
        return Content("\n").join([Content("  ").join([chip, name]), Content(""), risk])

    def _blocks(self) -> list[Block]:
        brief = self._brief
        blocks: list[Block] = [Words(((),))]
        for what, before, after in brief.changes:
            blocks.append(
                Facts([(what, join(_side(before, Tone.DIM), (Span("→", Tone.FAINT),), _side(after, bold=True)))])
            )
        if brief.more_changes:
            blocks.append(Facts([("", cell(f"and {brief.more_changes:,} more", Tone.LOOK))]))
        if brief.about:
            blocks.append(Facts([(label, cell(text, limit=ABOUT_LIMIT)) for label, text in brief.about]))
        if brief.changes or brief.about:
            blocks.append(Words(((),)))
        blocks += [Code(statement, "sql") for statement in brief.sql]
        blocks += [Words(((),)), Facts(brief.facts)]
        for label, sentence, query in brief.requirements:
            blocks += [Words(((),)), Facts([(label, sentence)]), Code(query, "sql", LABEL)]
        return blocks

    def _question(self, ask: Ask) -> Line:
        """One line, whatever the phrase: the head and the field's placeholder have it whole."""
        what = "the target's name" if ask.kind is AskKind.TARGET else "what it is done to"
        room = max(10, self._width - len(f"Type  ({what})"))
        phrase = ask.phrase if len(ask.phrase) <= room else f"{ask.phrase[: room - 1]}…"
        return join(cell("Type", Tone.DIM), cell(phrase, bold=True), cell(f"({what})", Tone.FAINT), gap=" ")

    def _hint(self) -> Line:
        """As much as there is room for beside the buttons."""
        parts = [
            "tab to Run, then y" if self._phrases else "y runs it",
            "↑↓ scrolls",
            "esc cancels",
            "enter never runs",
        ]
        while len("; ".join(parts)) > self._width - KNOBS and len(parts) > 1:
            parts.pop()
        return (Span("; ".join(parts), Tone.FAINT),)

    # -- arming --------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Cancel has the focus. The clock starts once it has been painted."""
        self._draw()
        self.query_one("#cancel").focus()
        self.call_after_refresh(self.set_timer, ARMING_SECONDS, self._arm)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    @property
    def _width(self) -> int:
        """Cells within the frame's border and padding, without the plan's scrollbar."""
        return max(30, min(92, self.app.size.width * 96 // 100) - 7)

    def _draw(self) -> None:
        lines = [line for block in self._blocks() for line in block.render(self._width)]
        self.query_one("#body", Static).update(Content("\n").join(lines))
        for number, ask in enumerate(self._phrases):
            self.query_one(f"#question-{number}", Static).update(content(self._question(ask)))
        self.query_one("#hint", Static).update(content(self._hint()))
        self._fit()

    def _fit(self) -> None:
        """Give the plan what the questions and the buttons leave: those are always seen, the plan scrolls."""
        fields = len(self._phrases) + self._brief.needs_reason
        height = self.app.size.height * 96 // 100
        room = height - CHROME - 3 * fields - 2
        tight = room < LEAST_PLAN
        if tight:
            room = height - 2 - 2 * fields - 1
        self.set_class(tight, "-tight")
        self.query_one("#plan").styles.max_height = max(1, room)

    def _arm(self) -> None:
        self._armed = True
        for field in self.query(Input):
            field.disabled = False
        first = next(iter(self.query(Input)), None)
        if first is not None:
            first.focus()
        self._judge()

    @property
    def _ready(self) -> bool:
        typed = [self.query_one(f"#answer-{number}", Input).value for number in range(len(self._phrases))]
        right = all(ask.accepts(answer) for ask, answer in zip(self._phrases, typed, strict=True))
        return self._armed and right and (not self._brief.needs_reason or bool(self._reason))

    @property
    def _reason(self) -> str:
        return self.query_one("#reason", Input).value.strip() if self._brief.needs_reason else ""

    def _judge(self) -> None:
        self.query_one("#run").set_class(not self._ready, "-off")

    # -- answering -----------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each letter may make it right, or wrong again."""
        event.stop()
        self._judge()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, and never runs anything."""
        event.stop()
        self.focus_next()

    def on_key(self, event: events.Key) -> None:
        """`y` runs it, if it is fresh: not pressed before the dialog was armed, and not held down."""
        now = time.monotonic()
        held = self._held = now - self._last_key < HELD_SECONDS
        self._last_key = now
        if event.key.lower() != "y" or isinstance(self.focused, Input):
            self._pending_yes = False
            return
        event.stop()
        if held or not self._ready:
            self._pending_yes = False
            return
        self._pending_yes = True
        self.set_timer(HELD_SECONDS, self._settle_yes)

    def _settle_yes(self) -> None:
        if self._pending_yes and self._ready:
            self._run()

    def on_knob_pressed(self, event: Knob.Pressed) -> None:
        """Cancel or Run."""
        event.stop()
        if event.knob.id == "cancel":
            self.dismiss(None)
        elif self._ready and not (self._held and time.monotonic() - self._last_key < HELD_SECONDS):
            self._run()

    def action_scroll_plan(self, by: int) -> None:
        """Look at more of the plan."""
        self.query_one("#plan").scroll_relative(y=by, animate=False)

    def _run(self) -> None:
        typed = iter(self.query_one(f"#answer-{number}", Input).value for number in range(len(self._phrases)))
        answers = tuple("y" if ask.kind is AskKind.YES else next(typed) for ask in self._brief.asks)
        self.dismiss(Answered(answers, self._reason))
