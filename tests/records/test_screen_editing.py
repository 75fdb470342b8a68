"""Records changed on the screen: the form, what it refuses, what the guard refuses, and what is revealed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from console.core.target import Access, Environment
from console.guard.confirm import Confirm
from console.records.screen import RecordsScreen
from console.records.screen_field import RecordField
from console.records.screen_form import RecordForm
from console.records.screen_pick_record import PickRecord
from console.records.screen_spot import ListOf
from console.widgets.told import Told
from tests.content.screens import confirmed
from tests.screens.consoles import Console, console, target_of
from tests.servers import Database


@pytest.fixture
def cms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system18: Callable[..., Database]) -> Database:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return system18("event_cms")


async def _record(opened: Console, kind: str, key: str) -> RecordsScreen:
    screen = opened.screen
    assert isinstance(screen, RecordsScreen)
    screen._show_record(kind, (key,))
    await opened.settled()
    return screen


async def _do(opened: Console, screen: RecordsScreen, what: str) -> RecordForm:
    assert what in {each.key for each in screen.operations() if not each.why_not}
    screen.perform(what)
    await opened.until(lambda: isinstance(opened.app.screen, RecordForm) and opened.app.focused is not None)
    form = opened.app.screen
    assert isinstance(form, RecordForm)
    return form


def _line(form: RecordForm, column: str) -> Input:
    field = next(each for each in form.query(RecordField) if each.about.column.name == column)
    return field.query_one("#value", Input)


async def test_several_columns_are_changed_at_once(cms: Database) -> None:
    event, venue = cms.psql("select id, venue_id from events where status = 'DRAFT' order by id limit 1").split("|")
    other = cms.psql(f"select name from venues where id <> '{venue}' order by capacity desc limit 1")
    target = target_of(cms, access=Access.GUARDED, environment=Environment.LOCAL)
    async with console(target, open_target="shop", size=(100, 40), area="records") as opened:
        screen = await _record(opened, "events", event)
        form = await _do(opened, screen, "edit several")
        assert not {"status", "id"} & {each.about.column.name for each in form.query(RecordField)}
        _line(form, "price").value = "31,50"
        _line(form, "slug").value = "Not A Slug"
        await opened.press("ctrl+s")
        await opened.shows("✖ price: it is no number")
        assert opened.app.screen is form

        _line(form, "price").value = "31.50"  # a domain's check: the server says it, before anything is planned
        await opened.press("ctrl+s")
        await opened.until(lambda: opened.app.screen is not form and isinstance(opened.app.screen, RecordForm))
        await opened.shows("✖ slug:")
        form = opened.app.screen
        assert (_line(form, "price").value, _line(form, "slug").value) == ("31.50", "Not A Slug")

        _line(form, "slug").value = "a-slug"
        _line(form, "capacity").value = "9999999"  # a trigger refuses it under the guard
        await opened.press("ctrl+s")
        await opened.until(lambda: isinstance(opened.app.screen, Confirm))
        await opened.until(lambda: opened.app.screen._armed)  # type: ignore[attr-defined]
        await opened.press("y")
        await opened.until(lambda: isinstance(opened.app.screen, Told))
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, RecordForm) and opened.app.focused is not None)
        form = opened.app.screen
        assert _line(form, "capacity").value == "9999999"
        _line(form, "capacity").value = "3"

        _line(form, "venue_id").focus()
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, PickRecord))
        opened.app.screen.query_one(Input).value = other
        await opened.until(lambda: opened.app.screen.query_one(OptionList).option_count == 1)
        await opened.press("enter")
        await opened.shows(other)
        _line(form, "image_url").value = "https://x.test/a.png"
        _line(form, "image_url").focus()
        await opened.press("ctrl+n")
        await opened.press("ctrl+s")
        painted = await confirmed(opened)
        assert "31.50" in painted
        row = "select e.price, e.slug, e.capacity, e.image_url is null, v.name from events e join venues v on v.id = "
        assert cms.psql(f"{row} e.venue_id where e.id = '{event}'") == f"31.50|a-slug|3|t|{other}"


async def test_a_record_is_added_and_a_masked_one_revealed(cms: Database) -> None:
    user, address = cms.psql("select id, email from users where phone is not null order by id limit 1").split("|")
    target = target_of(cms, access=Access.GUARDED, environment=Environment.LOCAL)
    async with console(target, open_target="shop", size=(100, 40), area="records") as opened:
        screen = opened.screen
        assert isinstance(screen, RecordsScreen)
        screen._show_list("tags", ListOf())
        await opened.settled()
        form = await _do(opened, screen, "add")
        _line(form, "name").value = "[/] Teatime"
        await opened.press("ctrl+s")
        await opened.shows("✖ slug: it must be given")
        _line(form, "slug").value = "teatime"
        await opened.press("ctrl+s")
        await confirmed(opened)
        assert cms.psql("select name from tags where slug = 'teatime'") == "[/] Teatime"

        screen = await _record(opened, "users", user)
        assert address not in opened.text()
        assert "password_hash" in opened.text()
        form = await _do(opened, screen, "edit several")
        assert address not in opened.text()
        assert _line(form, "email").value == ""
        assert "password_hash" not in {each.about.column.name for each in form.query(RecordField)}
        await opened.press("escape")
        await opened.until(lambda: opened.app.screen is screen)
        screen.perform("reveal")
        await opened.shows(address)
        journal = await opened.app.journal()
        notes = [each async for each in journal.exported() if "revealed" in str(each)]
        assert "email" in str(notes)
        assert user in str(notes)
        assert address not in str(notes)
