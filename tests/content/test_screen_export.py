"""The settings exported from the screen: what is shown, whole, secrets masked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from console.widgets.choice import Choice
from console.widgets.filterbar import FilterInput
from console.widgets.prompt import Prompt
from tests.content.screens import settings
from tests.content.test_settings import TYPED
from tests.content.writing import SECRET
from tests.servers import Database


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of this test alone, and no keyring."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


async def test_a_long_value_is_exported_whole(database18: Database, tmp_path: Path) -> None:
    database18.psql(TYPED)
    database18.psql(
        f"""insert into site_settings (key, value, type, "group", description, is_public) values
        ('mail_text', repeat('0123456789', 500000), 'TEXT', 'MIKE', 'long', true),
        ('mail_password', '{SECRET}', 'TEXT', 'ZULU', null, false),
        ('mail_from', null, 'TEXT', 'ALPHA', null, false), ('other', 'x', 'TEXT', 'ALPHA', null, false),
        ('mail_json', '{{"a": "' || repeat('x', 30000) || '", "password": "{SECRET}"}}', 'JSON', 'MIKE', null, false)"""
    )
    async with settings(database18, "mail_text") as opened:
        await opened.press("slash")
        opened.one(FilterInput).value = "mail"
        await opened.press("enter")
        await opened.until(lambda: opened.app.focused is opened.listing.grid)
        unsorted = opened.keys
        await opened.press("l", "s", "s")
        shown = opened.keys
        assert shown != unsorted
        assert set(shown) == {"mail_text", "mail_password", "mail_json", "mail_from"}
        await opened.press("e")
        await opened.until(lambda: isinstance(opened.app.screen, Choice))
        opened.one(OptionList).highlighted = 1
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.one(Input).value = str(tmp_path / "out.json")
        await opened.press("enter")
        await opened.shows("Wrote 4 rows")
    written = (tmp_path / "out.json").read_text()
    items = json.loads(written)["items"]
    assert list(items[0]) == ["key", "value", "type", "group", "description", "public", "updated_at"]
    assert [item["key"] for item in items] == shown
    by_key = {item["key"]: item for item in items}
    long = by_key["mail_text"]
    assert long["value"] == "0123456789" * 500_000
    assert (long["type"], long["group"], long["description"], long["public"]) == ("TEXT", "MIKE", "long", True)
    assert long["updated_at"].startswith("2025-06-13")
    assert by_key["mail_password"]["value"] == "••••"
    assert json.loads(by_key["mail_json"]["value"])["password"] == "••••"
    assert by_key["mail_from"]["value"] is None
    assert SECRET not in written


async def test_where_it_cannot_be_read_again_nothing_is_exported(database18: Database) -> None:
    database18.psql(TYPED + "insert into site_settings (key, value) values ('a', 'x')")
    async with settings(database18, "a") as opened:
        database18.psql("drop table site_settings")
        await opened.press("e")
        await opened.shows("could not be read again")
        assert opened.app.screen is opened.listing
        assert opened.app.failure is None
