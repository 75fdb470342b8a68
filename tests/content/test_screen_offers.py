"""Which changes of settings the screen offers, where not and why, and the way through a production that is closed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from console.content.screen_edit import EditValue
from console.content.screen_new import AddSetting
from console.core.target import Access, Environment
from console.guard.confirm import Confirm
from console.widgets.prompt import Prompt
from tests.content.screens import confirmed, edit, settings, value
from tests.servers import Database, Standby


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


async def test_what_is_not_offered_says_why(cms: Database, tmp_path: Path) -> None:
    role = f"clerk_{cms.name}"
    cms.psql(f"create role {role} login bypassrls; grant usage on schema public to {role}")
    cms.psql(f"grant select on site_settings to {role}")
    try:
        async with settings(cms, "site_name", user=role) as opened:
            why = {item.key: item.why_not for item in opened.screen.operations()}
            assert why["set"] == "no privilege: grant update (value) on public.site_settings to this role"
            assert why["remove"] == "no privilege: grant delete on public.site_settings to this role"
            assert "grant insert (key, value)" in why["add"]
            assert why["history"] == ""
        cms.psql(f"grant update (value) on site_settings to {role}")
        async with settings(cms, "site_name", user=role) as opened:
            assert {item.key: item.why_not for item in opened.screen.operations()}["set"] == ""
            dialog = await edit(opened)
            dialog.query_one("#line", Input).value = "By a clerk"
            await opened.press("enter")
            painted = await confirmed(opened)
            assert "updated_at" not in painted.split("set")[0]
            assert value(cms, "site_name") == "By a clerk"
        async with settings(cms, "site_name", access=Access.READ_ONLY) as opened:
            why = {item.key: item.why_not for item in opened.screen.operations()}
            assert why["set"] == why["add"] == why["remove"] == "shop is read-only"
        async with settings(cms, "site_name", environment=Environment.PRODUCTION) as opened:
            notes = {item.key: item.note for item in opened.screen.operations()}
            assert notes["set"] == "production is closed: asks to be opened"
    finally:
        cms.psql(f"drop owned by {role}; drop role {role}")


async def test_no_key_writes(cms: Database) -> None:
    before = cms.psql("select * from site_settings order by key")
    async with settings(cms, "maintenance_mode") as opened:
        for key in "abcdefhilmnpquvwxz":
            await opened.press(key)
            assert not isinstance(opened.app.screen, EditValue | AddSetting | Confirm), key
            while opened.app.screen is not opened.app.screen_stack[0]:
                opened.app.pop_screen()
                await opened.pilot.pause()
    assert cms.psql("select * from site_settings order by key") == before
    assert not (Path(os.environ["GREENROOM_STATE_DIR"]) / "journal.sqlite").exists()


async def test_production_is_opened_on_the_way_and_nothing_typed_is_lost(cms: Database) -> None:
    async with settings(cms, "site_name", environment=Environment.PRODUCTION) as opened:
        dialog = await edit(opened)
        dialog.query_one("#line", Input).value = "On production"
        for answer in ("wrong", "shop"):
            await opened.press("enter")
            await opened.until(lambda: isinstance(opened.app.screen, Prompt))
            opened.app.screen.query_one(Input).value = answer
            await opened.press("enter")
            if answer == "wrong":
                await opened.shows("That is not the name of shop")
                await opened.press("escape")
                await opened.until(lambda: isinstance(opened.app.screen, EditValue))
                await opened.until(lambda: opened.app.focused is not None)
                assert opened.app.screen.query_one("#line", Input).value == "On production"
        await confirmed(opened)
        assert value(cms, "site_name") == "On production"
        notes = {item.key: item.note for item in opened.screen.operations()}
        assert notes["set"] == "routine"  # it is open for a while


async def test_a_standby_takes_no_writes(standby: Standby) -> None:
    primary = Database(standby.primary, "settings_on_standby")
    primary.server.create_database(primary.name)
    try:
        primary.psql("create table settings (key text primary key, value text); insert into settings values ('a', '1')")
        standby.catch_up()
        async with settings(Database(standby.server, primary.name), "a") as opened:
            why = {item.key: item.why_not for item in opened.screen.operations()}
            assert why["set"] == why["add"] == why["remove"] == "this server is a standby: it takes no writes"
    finally:
        primary.server.drop_database(primary.name)


async def test_the_palette_offers_what_can_be_done(cms: Database) -> None:
    async with settings(cms, "site_name") as opened:
        titles = [command.title for command in opened.app.commands()]
        assert {"Change site_name", "Add a setting", "Remove site_name", "History of site_name"} <= set(titles)
    async with settings(cms, "site_name", access=Access.READ_ONLY) as opened:
        titles = [command.title for command in opened.app.commands()]
        assert "Change site_name" not in titles
        assert "History of site_name" in titles


async def test_an_empty_table_takes_its_first_setting(database18: Database) -> None:
    database18.psql("create table site_settings (key text primary key, value text, type text)")
    async with settings(database18, "") as opened:
        assert next(iter(opened.screen.operations())).key == "add"
        dialog = await edit(opened, "add")
        dialog.query_one("#key", Input).value = "first"
        dialog.query_one("#line", Input).value = "1"
        await opened.press("ctrl+s")
        await confirmed(opened)
        assert value(database18, "first") == "1"
