"""What floats: menus, questions, picks, the keys and the palette."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import pytest
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList

from console.widgets.choice import Choice, Item
from console.widgets.dialog import Dialog
from console.widgets.filterbar import FilterBar, FilterInput
from console.widgets.grid import Grid
from console.widgets.help import Help
from console.widgets.palette import Command
from console.widgets.pick import Pick
from console.widgets.prompt import Prompt
from console.widgets.rows import Column
from tests.widgets.gallery import Gallery, gallery, line_with, text
from tests.widgets.hostile import HOSTILE, MARKUP, dangerous

ITEMS = (
    Item("never", "Never", why_not="no privilege"),
    Item("one", "One", "routine"),
    Item("not now", "Not now", "careful", why_not="frozen until Monday"),
    Item("two", "Two"),
)


class Answers(list[Any]):
    """What a dialog gave back."""


async def asked(pilot: Pilot[None], dialog: Dialog[Any]) -> Answers:
    answers = Answers()
    pilot.app.push_screen(dialog, answers.append)
    await pilot.pause()
    return answers


async def test_a_choice_steps_over_what_is_not_offered_and_says_why() -> None:
    async with gallery(size=(80, 20)) as pilot:
        answers = await asked(pilot, Choice("Operations", ITEMS))
        assert "no privilege" in line_with(pilot.app, "Never")
        assert "frozen until Monday" in line_with(pilot.app, "Not now")
        assert "routine" in line_with(pilot.app, "One")
        options = pilot.app.screen.query_one(OptionList)
        assert options.highlighted == 1
        await pilot.press("down")
        assert options.highlighted == 3
        await pilot.press("enter")
        assert answers == ["two"]


async def test_a_click_on_what_is_not_offered_does_nothing() -> None:
    async with gallery(size=(80, 20)) as pilot:
        answers = await asked(pilot, Choice("Operations", ITEMS))
        await pilot.click(OptionList, offset=(3, 0))
        assert answers == []
        await pilot.click(OptionList, offset=(3, 1))
        assert answers == ["one"]


async def test_esc_gives_nothing() -> None:
    async with gallery(size=(80, 20)) as pilot:
        for dialog in (Choice("Operations", ITEMS), Prompt("Export", "File", value="x.csv")):
            answers = await asked(pilot, dialog)
            await pilot.press("escape")
            assert answers == [None]


async def test_two_entries_of_one_key_are_two_entries() -> None:
    """Keys may be made of names of the data, and those may be anything."""
    async with gallery(size=(80, 20)) as pilot:
        answers = await asked(pilot, Choice("x", [Item("a.b.c", "first"), Item("a.b.c", "second"), Item("", "none")]))
        await pilot.press("down", "enter")
        assert answers == ["a.b.c"]


@pytest.mark.parametrize("size", [(100, 40), (60, 16), (30, 8)])
async def test_a_choice_of_hostile_words_at_any_size(size: tuple[int, int]) -> None:
    async with gallery(size=size) as pilot:
        items = [Item(value, value, value, why) for value in HOSTILE for why in ("", value)]
        answers = await asked(pilot, Choice(HOSTILE[0], items, subtitle=HOSTILE[1]))
        assert not dangerous("".join(text(pilot.app).splitlines()))
        await pilot.press("end", "up", "enter")
        assert answers[0] in HOSTILE


async def test_a_prompt() -> None:
    async with gallery(size=(80, 20)) as pilot:
        answers = await asked(pilot, Prompt("Export", "File", value="some.csv"))
        assert "some.csv" in text(pilot.app)
        await pilot.press("end", "x", "enter")
        assert answers == ["some.csvx"]


async def test_what_is_typed_or_pasted_is_painted_harmless_and_kept_as_it_is() -> None:
    async with gallery(size=(80, 20)) as pilot:
        for value in HOSTILE[:26]:
            answers = await asked(pilot, Prompt("Export", "File", value="x.csv"))
            field = pilot.app.screen.query_one(Input)
            field.value = value
            await pilot.pause()
            assert not dangerous("".join(text(pilot.app).splitlines())), repr(value)
            await field.action_submit()
            await pilot.pause()
            assert answers == [value]


async def test_a_secret_is_typed_unseen() -> None:
    async with gallery(size=(80, 20)) as pilot:
        answers = await asked(pilot, Prompt("Password for [/]", "[@click=app.quit]x[/]", secret=True))
        pilot.app.screen.query_one(Input).value = "hunter2"
        await pilot.pause()
        assert "hunter2" not in text(pilot.app)
        assert "[@click=app.quit]x[/]" in text(pilot.app)
        await pilot.press("enter")
        assert answers == ["hunter2"]


async def test_a_pick_turns_both_ways_and_round() -> None:
    pick = Pick([("", "as it is"), ("one", "first"), ("two", "[/]")], "one", id="field")
    async with gallery(pick, size=(40, 3)) as pilot:
        assert isinstance(pilot.app, Gallery)
        pick.focus()
        seen = [pick.value]
        for key in ("right", "space", "left", "left", "left"):
            await pilot.press(key)
            seen.append(pick.value)
        assert seen == ["one", "two", "", "two", "one", ""]
        assert "‹ default ›" in text(pilot.app)
        await pilot.click(Pick, offset=(3, 0))
        assert pick.value == "one"
        pick.set_value("two")
        pick.set_value("nonsense")
        await pilot.pause()
        assert "‹ two ›   [/]" in text(pilot.app)
        heard = [message.value for message in dict.fromkeys(pilot.app.heard(Pick.Changed))]
        assert heard == ["two", "", "two", "one", "", "one"]


def test_a_pick_of_a_value_that_is_none_of_them_is_the_first() -> None:
    assert Pick([("a", ""), ("b", "")], "c", id="x").value == "a"


async def test_the_filter_opens_narrows_keeps_and_clears() -> None:
    bar, grid = FilterBar(), Grid([Column("a", "a")])
    async with gallery(grid, bar, size=(40, 6)) as pilot:
        assert isinstance(pilot.app, Gallery)
        assert not bar.display
        bar.open()
        bar.count(12, 48)
        await pilot.press("a", "[", "/")
        assert bar.text == "a[/"
        assert "12 of 48" in line_with(pilot.app, "a[/")
        await pilot.press("enter")
        assert bar.display
        assert bar.text == "a[/"
        bar.open()
        await pilot.press("escape")
        assert bar.text == ""
        assert not bar.display
        assert [message.text for message in dict.fromkeys(pilot.app.heard(FilterBar.Changed))] == ["a", "a[", "a[/", ""]
        assert len(dict.fromkeys(pilot.app.heard(FilterBar.Left))) == 2


async def test_an_opened_filter_has_the_keys_at_once() -> None:
    """Not only after a refresh: the next key is in the queue already."""
    bar = FilterBar()
    async with gallery(bar, size=(40, 6)) as pilot:
        bar.open()
        assert isinstance(pilot.app.focused, FilterInput)


class Keyed(Screen[None]):
    """A screen with a list and bindings of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "operate", "operations", id="screen.operations", tooltip="What can be done [/]"),
        Binding("slash", "filter", "filter", key_display="/", id="screen.filter"),
        Binding("w", "write", "write", id="screen.write"),
        Binding("f9", "nameless", "has no id"),
    ]

    def compose(self) -> Any:
        yield Grid([Column("a", "a")])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "write"


async def keys_of(app: App[Any], pilot: Pilot[Any]) -> str:
    app.push_screen(Help(app.screen))
    await pilot.pause()
    shown = text(app)
    await pilot.press("escape")
    return shown


async def test_help_is_made_of_the_bindings() -> None:
    async with gallery(size=(100, 50)) as pilot:
        await pilot.app.push_screen(Keyed())
        pilot.app.screen.query_one(Grid).focus()
        shown = await keys_of(pilot.app, pilot)
        assert "What can be done [/]" in next(line for line in shown.splitlines() if "│  o " in line)
        assert "│  /  " in shown
        assert "write" not in shown, "what the screen does not allow is no key"
        assert "no id" not in shown
        assert "in the list" in shown
        assert "ctrl+d page down" in shown


async def test_help_shows_the_keys_that_the_user_chose() -> None:
    async with gallery(size=(100, 50)) as pilot:
        pilot.app.set_keymap({"screen.filter": "f7,ctrl+f", "list.down": "n"})
        await pilot.app.push_screen(Keyed())
        pilot.app.screen.query_one(Grid).focus()
        shown = await keys_of(pilot.app, pilot)
        found = {line[21:].strip(" │"): line[:21].strip(" │") for line in map(inside, shown.splitlines()) if line}
        assert found["filter"] == "f7 ctrl+f"
        assert found["down"] == "n"
        assert found["up"] == "k ↑"


def inside(line: str) -> str:
    """What stands in the frame, from its left border on."""
    return line[line.index("│") :] if "│" in line else ""


async def test_the_palette_shows_data_as_data_and_runs_it() -> None:
    done: list[str] = []
    offered = [Command(f"Open {value}", value, partial(done.append, value)) for value in HOSTILE]
    async with gallery(size=(100, 60), offered=offered) as pilot:
        pilot.app.action_command_palette()
        await pilot.pause(0.1)
        await pilot.pause()
        shown = text(pilot.app)
        assert not dangerous("".join(shown.splitlines()))
        for value in MARKUP[:6]:
            assert f"Open {value}" in shown, value
        assert isinstance(pilot.app.screen, CommandPalette)
        pilot.app.screen.query_one(Input).value = "[@click"
        await pilot.pause(0.3)
        await pilot.pause()
        assert "Open [@click=app.quit]x[/]" in text(pilot.app)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert done == ["[@click=app.quit]x[/]"]
