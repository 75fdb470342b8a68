"""What floats: a frame with a title over the dimmed screen. Esc closes it; the rest is up to the dialog."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
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

    _gone = False
    _late: tuple[Result | None, ...] = ()

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer, once. Textual takes away whatever is on top, so one that is covered waits its turn.

        A second enter in the same batch of keys must close nothing else.
        """
        if self._gone:
            return AwaitComplete()
        if self.app.screen is not self:
            self._late = (result,)
            return AwaitComplete()
        self._gone = True
        closing: AwaitComplete = super().dismiss(result)
        return closing

    def on_screen_resume(self) -> None:
        """What covered this is gone."""
        if self._late:
            self.dismiss(self._late[0])

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
