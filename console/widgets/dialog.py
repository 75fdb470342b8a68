"""What floats: a frame with a title over the dimmed screen. Esc closes it; the rest is up to the dialog."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """Base of every dialog: dismissed with None on esc. Its children stand in one container with the id `frame`."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $ground 60%; }
    Dialog > #frame {
        width: 72; max-width: 94%; height: auto; max-height: 90%;
        background: $raised; border: round $hairline; padding: 1 2;
        border-title-color: $ink; border-title-style: bold; border-subtitle-color: $faint;
    }
    Dialog Input { border: round $hairline; background: $ground; height: 3; padding: 0 1; color: $ink; }
    Dialog Input:focus { border: round $fine; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="dialog.close")]

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
