"""The dialog that offers a target's own audit table: which tables look like one, and what would be written where.

It writes nothing: it gives back what was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.config_edit import audit_section
from console.targets.audit_table import NOBODY, notes
from console.widgets.blocks import LABEL, Block, Code, Facts, Words
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, cell, content, join, label

if TYPE_CHECKING:
    from console.guard.audit_candidates import AuditCandidate

CHROME = 6
"""Lines of the frame, its padding and the gaps between its parts."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was chosen: a table, or None where the target has none."""

    candidate: AuditCandidate | None


class AuditTableDialog(Dialog[Picked]):
    """`standing` is what counts now, `path` the file that would be written."""

    DEFAULT_CSS = """
    AuditTableDialog > #frame { width: 92; max-width: 96%; max-height: 96%; }
    AuditTableDialog Static { width: 1fr; height: auto; }
    AuditTableDialog OptionList {
        height: auto; max-height: 6; border: none; padding: 0; margin: 1 0; background: $raised; color: $ink;
    }
    AuditTableDialog OptionList:focus { border: none; background-tint: $raised 0%; }
    AuditTableDialog OptionList > .option-list--option-highlighted {
        background: $selection; color: $ink; text-style: none;
    }
    AuditTableDialog #shown { height: auto; scrollbar-size-vertical: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down", id="offer.down", show=False),
        Binding("k", "move(-1)", "up", id="offer.up", show=False),
        Binding("ctrl+d,pagedown", "scroll_shown(1)", "page down", id="offer.page-down", show=False, priority=True),
        Binding("ctrl+u,pageup", "scroll_shown(-1)", "page up", id="offer.page-up", show=False, priority=True),
    ]

    def __init__(self, target: str, candidates: Sequence[AuditCandidate], *, standing: str, path: str) -> None:
        super().__init__()
        self._target = target
        self._choices: tuple[AuditCandidate | None, ...] = (*candidates, None)
        self._standing = standing
        self._path = path

    def compose(self) -> ComposeResult:
        options = OptionList(*(Option(content(_title(each))) for each in self._choices), markup=False)
        with Vertical(id="frame") as frame:
            frame.border_title = label(f"Audit table of {self._target}")
            frame.border_subtitle = label("enter writes it, ctrl+d scrolls, esc closes")
            yield Static(id="words")
            yield options
            with VerticalScroll(id="shown", can_focus=False):
                yield Static(id="blocks")

    def on_mount(self) -> None:
        """The likeliest is in front."""
        self.query_one(OptionList).focus()
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """What would be written follows the cursor."""
        event.stop()
        self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Taken."""
        event.stop()
        self.dismiss(Picked(self._choices[event.option_index]))

    def action_move(self, by: int) -> None:
        """One entry down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def action_scroll_shown(self, by: int) -> None:
        """Look at more of what would be written."""
        shown = self.query_one("#shown")
        shown.scroll_relative(y=by * max(1, shown.size.height - 1), animate=False)

    def _draw(self) -> None:
        width = max(30, min(92, self.app.size.width * 96 // 100) - 7)
        words = _lines([Words((cell(_WHAT, Tone.DIM),)), Facts([("now", cell(self._standing))])], width)
        self.query_one("#words", Static).update(Content("\n").join(words))
        chosen = self._choices[self.query_one(OptionList).highlighted or 0]
        self.query_one("#blocks", Static).update(Content("\n").join(_lines(self._blocks(chosen), width)))
        room = self.app.size.height * 96 // 100 - CHROME - len(words) - min(6, len(self._choices))
        self.query_one("#shown").styles.max_height = max(3, room)

    def _blocks(self, chosen: AuditCandidate | None) -> list[Block]:
        blocks: list[Block] = []
        if chosen is not None:
            blocks.append(Facts(_facts(chosen)))
        elif len(self._choices) == 1:
            blocks.append(Words((cell(NOBODY),)))
        else:
            blocks.append(Words((cell("No row is written anywhere but into the journal."),)))
        mapping = chosen.mapping if chosen is not None else None
        blocks += [Words(((),)), Facts([("written into", cell(self._path, Tone.DIM))])]
        return [*blocks, Code(audit_section(self._target, mapping), "toml", LABEL)]


_WHAT = "Each change writes its row there, in the same transaction: no row, no change."


def _title(choice: AuditCandidate | None) -> Line:
    if choice is None:
        return join(cell("None"), cell("do not ask again", Tone.DIM), gap="   ")
    lacks = cell("▲ lacks a grant", Tone.LOOK) if choice.grants else ()
    count = cell(f"{len(choice.columns)} columns", Tone.DIM)
    return join(cell(choice.name, bold=True), count, lacks, gap="   ")


def _facts(candidate: AuditCandidate) -> list[tuple[str | Line, Line]]:
    columns = [
        cell(role) if role == column else join(cell(role), (Span("→", Tone.FAINT),), cell(column), gap=" ")
        for role, column in candidate.columns.items()
    ]
    facts: list[tuple[str | Line, Line]] = [("columns", join(*columns))]
    for name, sentence, wrong in notes(candidate):
        facts.append((name, join(cell("▲", Tone.LOOK), cell(sentence), gap=" ") if wrong else cell(sentence, Tone.DIM)))
    if candidate.grants:
        facts.append(("", cell("until then each change here is refused", Tone.LOOK)))
    return facts


def _lines(blocks: Sequence[Block], width: int) -> list[Content]:
    return [line for block in blocks for line in block.render(width)]
