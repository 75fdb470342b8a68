"""Settings changed on the screen: each editor, what it refuses, and what is in the table afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from console.content.screen_edit import EditValue
from console.content.screen_history import SettingHistory
from console.content.screen_value import ValueField
from console.guard.confirm import Confirm
from console.widgets.pick import Pick
from tests.content.screens import SIZE, confirmed, edit, settings, value
from tests.content.test_settings import HOSTILE, TYPED
from tests.content.writing import SECRET, journalled
from tests.servers import Database
from tests.widgets.hostile import dangerous


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of this test alone, and no keyring."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return tmp_path


@pytest.fixture
def cms(system18: Callable[..., Database]) -> Database:
    return system18("event_cms")


@SIZE
async def test_a_switch_is_turned(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "maintenance_mode", size) as opened:
        await edit(opened)
        assert "every visitor of the site sees it" in opened.text()
        assert "stored as false" in opened.text()
        await opened.press("right", "enter")
        painted = await confirmed(opened)
        assert "every visitor sees the maintenance page" in painted
        assert "careful" in painted
        assert value(cms, "maintenance_mode") == "true"
        assert opened.listing.grid.current is not None
        assert opened.listing.grid.current.key == "maintenance_mode"
        await opened.shows("━● on")


@SIZE
async def test_a_number_that_is_none_is_refused_in_place(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "booking_fee_percent", size) as opened:
        dialog = await edit(opened)
        field = dialog.query_one("#line", Input)
        field.value = "2,5"
        await opened.shows("not a number")
        await opened.press("enter")
        assert opened.app.screen is dialog
        await opened.shows("✖ booking_fee_percent takes another value")
        assert field.value == "2,5"
        assert value(cms, "booking_fee_percent") == "2.5"
        field.value = " 3.5 "
        await opened.press("enter")
        painted = await confirmed(opened)
        assert "3.5" in painted
        assert value(cms, "booking_fee_percent") == "3.5"


@SIZE
async def test_a_colour_shows_itself_as_it_is_typed(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "primary_color", size) as opened:
        dialog = await edit(opened)
        field = dialog.query_one("#line", Input)
        field.value = "#abc"
        await opened.shows("███  #aabbcc")
        field.value = "#ab"
        await opened.shows("not a colour")
        await opened.press("enter")
        assert opened.app.screen is dialog
        dialog.query_one("#kind", Pick).focus()
        await opened.press("right")  # only guessed: as text it may be anything
        await opened.press("ctrl+s")
        await confirmed(opened)
        assert value(cms, "primary_color") == "#ab"


@SIZE
async def test_json_is_checked_as_it_is_typed(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "business_hours", size) as opened:
        dialog = await edit(opened)
        area = dialog.query_one(TextArea)
        assert area.text.startswith('{\n  "tue": ["12:00", "20:00"],')
        assert "● valid JSON" in opened.text()
        whole = area.text
        area.load_text(whole.replace('"20:00"],', '"20:00"]', 1))
        await opened.shows("▲ not valid JSON", "line 3, column")
        await opened.press("ctrl+s")
        assert opened.app.screen is dialog
        await opened.shows("✖ business_hours takes another value")
        area.load_text(whole.replace("12:00", "11:30", 1))
        await opened.shows("● valid JSON")
        await opened.press("ctrl+s")
        painted = await confirmed(opened)
        assert "tue[0]" in painted
        assert '"12:00" → "11:30"' in painted
        stored = value(cms, "business_hours")
        assert "\n" not in stored  # on one line, as it was
        assert json.loads(stored)["tue"] == ["11:30", "20:00"]


async def test_an_image_and_a_text_of_many_lines(cms: Database) -> None:
    async with settings(cms, "logo_url") as opened:
        dialog = await edit(opened)
        dialog.query_one("#line", Input).value = "ftp://x"
        await opened.shows("neither an https address nor a path")
        await opened.press("escape")
        await opened.shows("esc again drops what you typed")
        await opened.press("escape")
        await opened.until(lambda: opened.app.screen is not dialog)
        opened.listing.grid.select("custom_css")
        dialog = await edit(opened)
        area = dialog.query_one(TextArea)
        before = value(cms, "custom_css")
        assert area.text == before
        assert "\n" in before
        area.insert("/* ours */\n", (0, 0))
        await opened.press("ctrl+s")
        await confirmed(opened)
        assert value(cms, "custom_css") == "/* ours */\n" + before


@SIZE
async def test_null_and_back(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "site_name", size) as opened:
        dialog = await edit(opened)
        dialog.query_one("#null", Pick).focus()
        await opened.press("u")
        await opened.shows("NULL: no value at all")
        await opened.press("enter")
        await confirmed(opened)
        assert cms.psql("select value is null from site_settings where key = 'site_name'") == "t"
        opened.app.screen.perform("set")  # type: ignore[attr-defined]
        await opened.until(lambda: isinstance(opened.app.screen, EditValue))
        dialog = opened.app.screen
        await opened.until(lambda: isinstance(opened.app.focused, Pick))
        await opened.press("u")
        dialog.query_one("#line", Input).value = "Again"
        await opened.press("ctrl+s")
        await confirmed(opened)
        assert value(cms, "site_name") == "Again"


async def test_cancelling_the_plan_loses_nothing_that_was_typed(cms: Database) -> None:
    async with settings(cms, "site_name") as opened:
        dialog = await edit(opened)
        await opened.press("!")
        assert dialog.query_one("#line", Input).value == "Back of House!"  # a key adds to it and replaces nothing
        dialog.query_one("#line", Input).value = "Half typed"
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, Confirm))
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, EditValue))
        await opened.until(lambda: opened.app.focused is not None)
        assert opened.app.screen.query_one("#line", Input).value == "Half typed"
        await opened.press("escape")
        await opened.until(lambda: opened.app.screen is opened.listing)
        assert value(cms, "site_name") == "Back of House"


async def test_what_stood_there_and_what_changed_meanwhile_are_shown_behind_a_plan(cms: Database) -> None:
    async with settings(cms, "maintenance_mode") as opened:
        await edit(opened)
        await opened.press("right", "enter")
        await opened.until(lambda: isinstance(opened.app.screen, Confirm))
        cms.psql("update site_settings set description = 'Ours alone' where key = 'maintenance_mode'")
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, EditValue))
        await opened.shows("stored as true")
        await opened.press("escape")
        await opened.until(lambda: opened.app.screen is opened.listing)
        await opened.shows("Ours alone")


async def test_a_secret_is_typed_unseen(cms: Database, places: Path) -> None:
    cms.psql(f"update site_settings set value = '{SECRET}-old' where key = 'payment_webhook_secret'")
    said = ""
    async with settings(cms, "payment_webhook_secret") as opened:
        dialog = await edit(opened)
        field = dialog.query_one("#line", Input)
        assert (field.value, field.password) == ("", True)
        field.value = f"{SECRET}-new"
        await opened.pilot.pause()
        said += opened.text()
        await opened.press("ctrl+r")
        await opened.shows(f"{SECRET}-new")
        await opened.press("ctrl+r", "enter")
        said += await confirmed(opened) + opened.text() + "".join(opened.toasts())
        opened.screen.perform("history")
        await opened.until(lambda: isinstance(opened.app.screen, SettingHistory))
        await opened.settled()
        await opened.shows("••••")
        said += opened.text()
    assert value(cms, "payment_webhook_secret") == f"{SECRET}-new"
    assert SECRET not in said
    assert SECRET.encode() not in journalled(places / "state")


async def test_secrets_inside_a_document_stay(database18: Database) -> None:
    database18.psql(TYPED)
    document = '{"host":"a","password":"MARKED-1","list":[{"token":"MARKED-2"}]}'
    database18.psql(
        f"insert into site_settings (key, value, type) values ('mail', '{document}', 'JSON'), ('x', 'y', 'TEXT')"
    )
    async with settings(database18, "mail") as opened:
        dialog = await edit(opened)
        area = dialog.query_one(TextArea)
        assert "MARKED" not in opened.text()
        assert '"password": "••••"' in area.text
        area.load_text(area.text.replace('"a"', '"b"'))
        await opened.press("ctrl+s")
        painted = await confirmed(opened)
        assert "MARKED" not in painted
        assert '"a" → "b"' in painted
        assert value(database18, "mail") == document.replace('"a"', '"b"')
        dialog = await edit(opened)
        area = dialog.query_one(TextArea)
        area.load_text(area.text.replace('"host"', '"api_key": "••••", "host"'))
        await opened.pilot.pause()
        await opened.press("ctrl+s")
        await opened.shows("holds dots where no secret is known")


async def test_the_editor_of_the_user(cms: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    answers: list[str | None] = [None, "from the editor"]

    def edited(app: object, text: str, suffix: str) -> str | None:
        seen.append((text, suffix))
        return answers.pop(0)

    monkeypatch.setattr("console.shell.external.edit_in_editor", edited)
    async with settings(cms, "site_name") as opened:
        dialog = await edit(opened)
        await opened.press("ctrl+e")
        assert dialog.query_one(ValueField).text == "Back of House"  # left without a change
        await opened.press("ctrl+e", "ctrl+s")
        await confirmed(opened)
    assert seen == [("Back of House", ".txt")] * 2
    assert value(cms, "site_name") == "from the editor"


async def test_a_value_that_no_line_can_hold_is_for_the_editor(database18: Database) -> None:
    database18.psql(TYPED)
    database18.psql("insert into site_settings (key, value) values ('ends', E'a\\r\\nb\\x0c'), ('x', 'y')")
    async with settings(database18, "ends") as opened:
        dialog = await edit(opened)
        await opened.shows("ctrl+e opens them in your editor")
        assert dialog.query_one(ValueField).typed == "a\r\nb\x0c"
        await opened.press("ctrl+s")
        await opened.shows("is that already")  # nothing of it was lost on the way


@SIZE
async def test_hostile_values_do_not_drive_the_terminal(database18: Database, size: tuple[int, int]) -> None:
    database18.psql(TYPED + HOSTILE)
    database18.psql("update site_settings set type = 'TEXT'")
    async with settings(database18, "[/]", size) as opened:
        for row in list(opened.listing.grid.visible_rows):
            opened.listing.grid.select(row.key)
            await opened.pilot.pause()
            dialog = await edit(opened)
            assert not dangerous("".join(opened.lines())), row.key
            dialog.dismiss(None)
            await opened.until(lambda: opened.app.screen is opened.listing)


@SIZE
async def test_a_setting_is_added_and_removed(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "site_name", size) as opened:
        dialog = await edit(opened, "add")
        await opened.press("ctrl+s")
        await opened.shows("The setting has no key")
        dialog.query_one("#key", Input).value = "ticket_fee"
        kind = dialog.query_one("#type", Pick)
        kind.set_value("NUMBER")
        kind.post_message(Pick.Changed(kind, "NUMBER"))
        await opened.pilot.pause()
        dialog.query_one("#line", Input).value = "x"
        await opened.press("ctrl+s")
        await opened.shows("not a number")
        dialog.query_one("#line", Input).value = "12"
        dialog.query_one("#public", Pick).set_value("yes")
        dialog.query_one("#description", Input).value = "each"
        await opened.press("ctrl+s")
        painted = await confirmed(opened)
        assert 'insert into "public"."site_settings"' in painted
        columns = 'value, type, "group", description, is_public'
        assert cms.psql(f"select {columns} from site_settings where key = 'ticket_fee'") == "12|NUMBER|GENERAL|each|t"
        opened.listing.grid.select("ticket_fee")
        await opened.pilot.pause()
        opened.screen.perform("remove")
        painted = await confirmed(opened)
        assert 'delete from "public"."site_settings"' in painted
        assert value(cms, "ticket_fee") == ""


@SIZE
async def test_history_and_undo_from_there(cms: Database, size: tuple[int, int]) -> None:
    async with settings(cms, "site_name", size) as opened:
        dialog = await edit(opened)
        dialog.query_one("#line", Input).value = "Second"
        await opened.press("enter")
        await confirmed(opened)
        opened.screen.perform("history")
        await opened.until(lambda: isinstance(opened.app.screen, SettingHistory))
        await opened.shows("Back of House", "Second")
        opened.screen.perform("undo")
        await confirmed(opened)
        assert value(cms, "site_name") == "Back of House"
        await opened.until(lambda: len(opened.listing.grid.visible_rows) == 2)
        opened.listing.grid.action_edge(1)
        (item,) = opened.screen.operations()
        assert "took it back already" in item.why_not
        await opened.press("escape")
        await opened.until(lambda: not isinstance(opened.app.screen, SettingHistory))
        await opened.settled()
        assert opened.listing.grid.current is not None
        assert opened.listing.grid.current.values[2] == "Back of House"
