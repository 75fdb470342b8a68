"""The form of a target: what it recognises, what it keeps, and that a password goes to the keyring and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from console.config import Config
from console.core.secret import Secret
from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.home.screen_target_form import TargetForm
from console.targets import secrets
from console.targets.address import parse
from console.targets.store import TargetStore
from console.widgets.pick import Pick
from console.widgets.prompt import Prompt
from tests.screens.consoles import Console, console, nowhere, target_of
from tests.servers import Database
from tests.targets.keyrings import chosen, session
from tests.widgets.hostile import HOSTILE, dangerous

PASSWORD = "MARKED-s3cret"


@pytest.fixture
def store(tmp_path: Path) -> TargetStore:
    return TargetStore(tmp_path / "targets.toml")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with session(tmp_path_factory.mktemp("desk"), "unlocked") as opened:
        yield opened.environ


@pytest.fixture
def keyring(desk: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real Secret Service, for this process too, whatever it used before."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desk["DBUS_SESSION_BUS_ADDRESS"])
    with chosen("keyring.backends.SecretService"):
        yield


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """None, whatever this process used before."""
    with chosen("keyring.backends.fail"):
        yield


async def form(opened: Console, **values: str) -> TargetForm:
    """Open the form for a new target, and fill these fields in."""
    opened.app.target_list.add()
    return await filled(opened, **values)


async def filled(opened: Console, **values: str) -> TargetForm:
    await opened.until(lambda: isinstance(opened.app.screen, TargetForm))
    screen = opened.app.screen
    assert isinstance(screen, TargetForm)
    for name, value in values.items():
        field = screen.query_one(f"#field-{name}")
        if isinstance(field, Pick):
            field.set_value(value)
        else:
            assert isinstance(field, Input)
            field.value = value
        await opened.pilot.pause()
    return screen


def shown(screen: TargetForm) -> dict[str, str]:
    """What stands in the fields."""
    found = {widget.id or "": widget.value for widget in screen.query(Input)}
    found |= {widget.id or "": widget.value for widget in screen.query(Pick)}
    return {name.removeprefix("field-"): value for name, value in found.items()}


async def save(opened: Console) -> None:
    await opened.press("ctrl+s")
    await opened.until(lambda: not isinstance(opened.app.screen, TargetForm))


async def test_a_target_is_added_and_its_password_kept(store: TargetStore, keyring: None) -> None:
    async with console(store=store) as opened:
        await opened.until(lambda: "No targets yet." in opened.text())
        await opened.press("a")
        screen = await filled(
            opened, name="shop", address=f"postgres://clerk:{PASSWORD}@127.0.0.1:1/shop?sslmode=prefer"
        )
        assert shown(screen)["address"] == "postgres://clerk@127.0.0.1:1/shop?sslmode=prefer"
        assert shown(screen)["password"] == PASSWORD
        assert PASSWORD not in opened.text()
        await save(opened)
        await opened.until(lambda: opened.keys == ["shop"])
        assert PASSWORD not in opened.text()
        (target,) = store.targets()
        assert (target.user, target.host, target.port, target.database) == ("clerk", "127.0.0.1", 1, "shop")
        assert (target.environment, target.access) == (Environment.PRODUCTION, Access.READ_ONLY)
        assert (target.secret, target.tls) == (SecretSource.KEYRING, Tls.PREFER)
        assert PASSWORD not in store.path.read_text()
        kept = await secrets.read_async(target)
        assert kept == Secret(PASSWORD)


async def test_a_name_that_is_taken_costs_nobody_a_password(store: TargetStore, keyring: None) -> None:
    target = replace(nowhere("shop"), user="clerk", secret=SecretSource.KEYRING)
    store.add(target)
    await secrets.write_async(target, Secret(PASSWORD))
    async with console(target, store=store) as opened:
        address = f"postgres://clerk@{target.host}:{target.port}/{target.database}?sslmode=prefer"
        screen = await form(opened, name="shop", address=address, secret="keyring", password="another")
        await opened.press("ctrl+s")
        await opened.shows("✖", "There is a target shop already.")
        assert isinstance(opened.app.screen, TargetForm)
        assert shown(screen)["password"] == "another"
    assert store.targets() == (target,)
    assert await secrets.read_async(target) == Secret(PASSWORD)


async def test_another_login_leaves_no_password_of_the_old_one(store: TargetStore, keyring: None) -> None:
    target = replace(nowhere("shop"), user="clerk", secret=SecretSource.KEYRING)
    store.add(target)
    await secrets.write_async(target, Secret(PASSWORD))
    async with console(target, store=store) as opened:
        store.change("shop", identity=Identity("1", 2))  # learnt while the form is open
        opened.app.target_list.edit("shop")
        address = f"postgres://boss@{target.host}:{target.port}/{target.database}?sslmode=prefer"
        await filled(opened, address=address, password="new")
        await save(opened)
    (saved,) = store.targets()
    assert (saved.user, saved.identity) == ("boss", Identity("1", 2))
    assert await secrets.read_async(saved) == Secret("new")
    assert await secrets.read_async(target) is None


async def test_what_somebody_else_changed_is_not_overwritten(store: TargetStore) -> None:
    target = nowhere("shop")
    store.add(target)
    async with console(target, store=store) as opened:
        opened.app.target_list.edit("shop")
        await filled(opened, environment="local")
        store.change("shop", environment=Environment.STAGING)
        await opened.press("ctrl+s")
        await opened.shows("✖", "was changed meanwhile")
    assert store.get("shop").environment is Environment.STAGING


async def test_a_target_is_removed_with_its_password(store: TargetStore, keyring: None) -> None:
    target = nowhere("shop", secret=SecretSource.KEYRING)
    store.add(target)
    await secrets.write_async(target, Secret(PASSWORD))
    async with console(target, store=store, open_target="shop", area="targets") as opened:
        for answer in ("nonsense", "shop"):
            opened.listing.perform("remove")
            await opened.until(lambda: isinstance(opened.app.screen, Prompt))
            opened.one(Input).value = answer
            await opened.press("enter")
            await opened.until(lambda: not isinstance(opened.app.screen, Prompt))
            if answer == "nonsense":
                await opened.shows("That is not its name. shop stays.")
                assert len(store.targets()) == 1
        await opened.shows("No targets yet.")
        assert store.targets() == ()
        assert await secrets.read_async(target) is None
        assert "shop" not in opened.lines()[0], "the banner does not speak of what is gone"
        opened.app.action_area("content")
        await opened.shows("Open a target first")


async def test_another_database_is_accepted_by_typing_its_name(store: TargetStore, cms: Database) -> None:
    target = replace(target_of(cms), identity=Identity("1", 2))
    store.add(target)
    async with console(target, store=store, open_target="shop", area="targets") as opened:
        await opened.until(lambda: opened.app.contacts.by_name["shop"].is_other_database)
        for answer in ("nonsense", "shop"):
            assert "accept" in {item.key for item in opened.listing.operations()}
            opened.listing.perform("accept")
            await opened.until(lambda: isinstance(opened.app.screen, Prompt))
            opened.one(Input).value = answer
            await opened.press("enter")
            await opened.until(lambda: not isinstance(opened.app.screen, Prompt))
            if answer == "nonsense":
                await opened.shows("shop stays as it was")
                assert store.get("shop").identity == Identity("1", 2)
        await opened.until(lambda: not opened.app.contacts.by_name["shop"].is_other_database)
        assert "accept" not in {item.key for item in opened.listing.operations()}
        overview = opened.app.contacts.by_name["shop"].overview
        assert overview is not None
        assert store.get("shop").identity == overview.identity
        assert opened.app.current is not None
        assert opened.app.current.identity == overview.identity


async def test_a_keyring_that_does_not_answer_keeps_no_target_in_the_list(store: TargetStore, no_keyring: None) -> None:
    target = nowhere("shop", secret=SecretSource.KEYRING)
    store.add(target)
    async with console(target, store=store, open_target="shop", area="targets") as opened:
        opened.listing.perform("remove")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.one(Input).value = "shop"
        await opened.press("enter")
        await opened.shows("No targets yet.", "shop is removed; the keyring")
        assert store.targets() == ()


async def test_without_a_keyring_nothing_is_saved_and_nothing_typed_is_lost(
    store: TargetStore, no_keyring: None
) -> None:
    async with console(store=store) as opened:
        screen = await form(opened, name="shop", address=f"postgres://clerk:{PASSWORD}@db.example.org/shop")
        before = shown(screen)
        await opened.press("ctrl+s")
        await opened.shows("There is no keyring here.")
        assert store.targets() == ()
        assert not store.path.exists() or PASSWORD not in store.path.read_text()
        assert shown(screen) == before
        await filled(opened, secret="ask", password="")
        await save(opened)
        assert [target.secret for target in store.targets()] == [SecretSource.ASK]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "The target has no name."),
        ({"address": ""}, "The target has no address."),
        ({"address": "nonsense"}, "This is not the address of a database."),
        ({"address": "postgres://h:not-a-port/x"}, "port"),
        ({"name": "taken"}, "There is a target taken already."),
        ({"name": "[/]"}, "cannot be used"),
        ({"secret": "command"}, "password_command"),
        ({"password_command": "'"}, "cannot be split"),
        ({"secret": "none", "password": PASSWORD}, "nowhere to keep it"),
        ({"ssh": "-oProxyCommand=evil"}, "not the name of a host"),
        ({"tls": "prefer"}, "TLS"),
    ],
)
async def test_wrong_input_is_said_and_kept(store: TargetStore, wrong: dict[str, str], said: str) -> None:
    store.add(nowhere("taken"))
    right = {"name": "shop", "address": "postgres://clerk@db.example.org/shop", "secret": "ask", "ssh": "bastion"}
    async with console(store=store, size=(100, 40)) as opened:
        screen = await form(opened, **right | wrong)
        before = shown(screen)
        await opened.press("ctrl+s")
        await opened.shows("✖", said)
        assert isinstance(opened.app.screen, TargetForm)
        assert shown(screen) == before
        assert len(store.targets()) == 1
        assert PASSWORD not in opened.text()
        await opened.press("escape")
        assert not isinstance(opened.app.screen, TargetForm)


async def test_supabase_is_recognised(store: TargetStore) -> None:
    pooler = "aws-0-eu-central-1.pooler.supabase.com"
    ref = "abcdefghijklmnopqrst"
    async with console(store=store, size=(120, 40)) as opened:
        screen = await form(opened, name="shop")
        for address, words in {
            f"postgresql://postgres:{PASSWORD}@db.{ref}.supabase.co:5432/postgres": "direct",
            f"postgresql://postgres.{ref}:{PASSWORD}@{pooler}:5432/postgres": "session mode",
            f"postgresql://postgres.{ref}:{PASSWORD}@{pooler}:6543/postgres": "transaction mode",
        }.items():
            await filled(opened, address=address)
            await opened.shows(f"Supabase project {ref}", words)
            assert PASSWORD not in shown(screen)["address"]
        await filled(opened, address=f"postgresql://postgres:x@{pooler}:6543/postgres", secret="ask", password="")
        await opened.press("ctrl+s")
        await opened.shows("✖")
        assert store.targets() == ()


async def test_an_address_typed_key_by_key(store: TargetStore) -> None:
    async with console(store=store) as opened:
        screen = await form(opened, name="shop")
        screen.query_one("#field-address", Input).focus()
        await opened.press(*"postgres://u:pw1@h/d")
        assert shown(screen)["address"] == "postgres://u@h/d"
        assert shown(screen)["password"] == "pw1"
        await filled(opened, address="", password="")
        await opened.press(*"password=pw2 host=h")
        await opened.press("tab")
        await opened.pilot.pause()
        assert shown(screen)["password"] == "pw2"
        assert shown(screen)["address"] == "host=h"


async def test_a_target_is_edited(store: TargetStore, cms: Database) -> None:
    first, last = nowhere("first"), nowhere("last")
    target = replace(target_of(cms), identity=Identity("1", 2))
    for each in (first, target, last):
        store.add(each)
    async with console(first, target, last, store=store, open_target="shop", area="targets") as opened:
        opened.listing.grid.select("shop")
        opened.listing.perform("edit")
        screen = await filled(opened)
        assert shown(screen)["name"] == "shop"
        assert parse(shown(screen)["address"], environ={}).database == target.database
        await filled(opened, name="store", environment="staging")
        await save(opened)
        await opened.until(lambda: "store" in opened.keys)
        assert opened.keys == ["first", "store", "last"], "it keeps its place"
        assert opened.lines()[0].startswith(" STAGING   store")
        saved = store.get("store")
        assert saved.identity == Identity("1", 2), "the same address is the same database"
        opened.listing.grid.select("store")
        opened.listing.perform("edit")
        await filled(opened, address=f"postgres://127.0.0.1:1/{target.database}", secret="none")
        await save(opened)
        assert store.get("store").identity is None


async def test_what_was_asked_of_the_old_address_is_not_said_of_the_new(
    store: TargetStore, cms: Database, database18: Database, tmp_path: Path
) -> None:
    """The old one answers after the edit: its password command is slow."""
    command = (sys.executable, "-c", "import time; time.sleep(1.5); print('x')")
    target = target_of(cms, secret=SecretSource.COMMAND, password_command=command)
    store.add(target)
    async with console(target, store=store, config=Config(refresh_seconds=0)) as opened:
        await opened.until(lambda: opened.app.contacts.by_name["shop"].asking)
        opened.app.target_list.edit("shop")
        await filled(opened, address=f"host={target.host} dbname={database18.name} user={target.user}", secret="none")
        await save(opened)
        await opened.settled()
        await opened.until(lambda: opened.app.contacts.by_name["shop"].overview is not None)
        await opened.pilot.pause(2)
        overview = opened.app.contacts.by_name["shop"].overview
        assert overview is not None
        assert overview.server.database == database18.name


async def test_a_target_that_is_asked_is_removed(store: TargetStore) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(1); print('x')")
    target = nowhere(secret=SecretSource.COMMAND, password_command=command)
    store.add(target)
    async with console(target, store=store) as opened:
        await opened.until(lambda: opened.app.contacts.by_name["gone"].asking)
        await opened.app.target_list.remove("gone")
        await opened.pilot.pause(1.5)
        assert opened.app.contacts.by_name == {}
        assert opened.app.is_running


async def test_what_is_not_saved_is_not_edited_and_says_so(cms: Database) -> None:
    async with console(target_of(cms, saved=False), area="targets") as opened:
        items = {item.key: item.why_not for item in opened.listing.operations()}
        assert items["edit"] == "it is not saved"
        assert items["remove"] == "it is not saved"
        assert items["add"]
        await opened.press("a")
        await opened.shows("The demo has its own targets.")
        await opened.press("o")
        await opened.shows("it is not saved")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), pytest.param((160, 45), marks=pytest.mark.long)])
async def test_every_field_is_reached_at_any_size(store: TargetStore, size: tuple[int, int]) -> None:
    async with console(store=store, size=size) as opened:
        screen = await form(opened, name="shop", address="postgres://u@h/d")
        reached = []
        for _ in shown(screen):
            focused = opened.app.focused
            assert focused is not None
            reached.append(focused.id)
            await opened.pilot.pause()
            region = focused.region
            assert 0 <= region.y < size[1] - 1, f"{focused.id} cannot be seen"
            screen.focus_next()
        assert len(set(reached)) == len(shown(screen)) == 12


async def test_hostile_words_in_the_form(store: TargetStore) -> None:
    target: Target = replace(nowhere(HOSTILE[0]), host=HOSTILE[4], user=HOSTILE[5], database=HOSTILE[12])
    async with console(target, store=store) as opened:
        opened.app.target_list.edit(target.name)
        screen = await filled(opened)
        for name in shown(screen):
            if isinstance(screen.query_one(f"#field-{name}"), Input):
                await filled(opened, **{name: "".join(HOSTILE[:26])[:300]})
                assert not dangerous("".join(opened.lines()))
        await opened.press("ctrl+s")
        await opened.shows("✖")
        assert not dangerous("".join(opened.lines()))
