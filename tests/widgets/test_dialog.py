"""Dialogs close once, whatever is typed at them, and never take another screen with them."""

from __future__ import annotations

from textual.app import App
from textual.widgets import Input

from console.theme.themes import THEMES, defaults
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt


class Bare(App[None]):
    """An app with our tokens and nothing on it."""

    answers: list[object]

    def __init__(self) -> None:
        super().__init__()
        self.answers = []
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults()


async def test_two_enters_at_once_close_one_dialog() -> None:
    """Keys come in batches over a slow line: the second enter must not take the dialog below."""
    app = Bare()
    async with app.run_test() as pilot:
        below = Choice("Below", [Item("one", "One")])
        await app.push_screen(below, app.answers.append)
        await app.push_screen(Prompt("Above", "What?", value="text"), app.answers.append)
        field = app.screen.query_one(Input)
        await field.action_submit()
        await field.action_submit()
        await pilot.pause(0.2)
        assert app.answers == ["text"]
        assert app.screen is below


async def test_a_covered_dialog_closes_when_it_is_uncovered() -> None:
    """Textual takes away what is on top; one that is covered waits for its turn."""
    app = Bare()
    async with app.run_test() as pilot:
        below, above = Choice("Below", [Item("one", "One")]), Prompt("Above", "What?")
        await app.push_screen(below, app.answers.append)
        await app.push_screen(above, app.answers.append)
        below.dismiss("one")
        await pilot.pause()
        assert app.screen is above
        above.dismiss("said")
        await pilot.pause(0.2)
        assert app.answers == ["said", "one"]
        assert len(app.screen_stack) == 1
