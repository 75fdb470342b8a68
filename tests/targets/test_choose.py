"""Which target a command is about, and what of the shell's environment may reach it."""

from __future__ import annotations

import argparse
from pathlib import Path

import psycopg
import pytest

from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.database.connect import connect
from console.errors import ConfigurationProblem, UsageProblem
from console.targets.choose import Chosen, add_choice, choose, is_named
from console.targets.store import TargetStore
from tests.servers import Database

SHOP = Target(name="shop", host="db.example.org", database="shop", user="clerk", environment=Environment.STAGING)
PG = {
    "PGHOST": "elsewhere.example",
    "PGPORT": "6000",
    "PGUSER": "intruder",
    "PGPASSWORD": "MARKED-shell",
    "PGDATABASE": "wrong",
    "PGSSLMODE": "disable",
    "PGHOSTADDR": "192.0.2.1",
    "PGOPTIONS": "-c statement_timeout=1",
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TargetStore:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
    store = TargetStore()
    store.add(SHOP)
    return store


def chosen(*words: str, environ: dict[str, str] | None = None) -> Chosen:
    parser = argparse.ArgumentParser()
    add_choice(parser)
    return choose(parser.parse_args(words), environ or {})


@pytest.mark.usefixtures("store")
def test_a_saved_target_knows_nothing_of_the_shell() -> None:
    assert chosen("--target", "SHOP", environ=PG) == Chosen(SHOP)


@pytest.mark.usefixtures("store")
def test_a_bare_address_is_production_and_read_only() -> None:
    target = chosen("--url", "postgresql://me@localhost/app").target
    assert (target.environment, target.access, target.saved) == (Environment.PRODUCTION, Access.READ_ONLY, False)
    assert target.name == "app@localhost"
    assert chosen("--url", "postgresql://me@h:6000/app").target.name == "app@h:6000"
    said = chosen("--url", "postgresql://h/app", "--environment", "local", "--access", "guarded").target
    assert (said.environment, said.access) == (Environment.LOCAL, Access.GUARDED)


@pytest.mark.usefixtures("store")
def test_the_shell_fills_the_gaps_of_a_bare_address() -> None:
    found = chosen("--url", "postgresql://", environ=PG)
    assert found.target.address == "intruder@elsewhere.example:6000/wrong"
    assert found.target.tls is Tls.OFF
    assert found.password == Secret("MARKED-shell")
    partly = chosen("--url", "postgresql://me:own@h:7000/", environ=PG)
    assert partly.target.address == "me@h:7000/wrong"
    assert partly.password == Secret("own")


@pytest.mark.usefixtures("store")
def test_the_order_of_what_names_a_target(tmp_path: Path) -> None:
    (tmp_path / ".pg_service.conf").write_text("[it's]\nhost=from-service\ndbname=d\npassword=s\n")
    environ = {"GREENROOM_URL": "postgresql://from-variable/d", "PGSERVICE": "it's", "HOME": str(tmp_path)}
    assert chosen("--url", "postgresql://from-option/d", environ=environ).target.host == "from-option"
    assert chosen(environ=environ).target.host == "from-variable"
    del environ["GREENROOM_URL"]
    assert chosen(environ=environ).target.host == "from-service"
    assert chosen(environ=environ | {"PGPASSWORD": "x"}).password == Secret("s")


@pytest.mark.usefixtures("store")
def test_nothing_or_two_named() -> None:
    with pytest.raises(UsageProblem, match="There are: shop"):
        chosen(environ=PG)
    with pytest.raises(UsageProblem, match="two targets"):
        chosen("--target", "shop", "--url", "postgresql://h/d")
    parser = argparse.ArgumentParser()
    add_choice(parser)
    assert not is_named(parser.parse_args([]), PG)
    assert is_named(parser.parse_args([]), {"PGSERVICE": "x"})


@pytest.mark.usefixtures("store")
def test_options_make_a_saved_target_only_stricter() -> None:
    assert chosen("--target", "shop", "--environment", "production").target.environment is Environment.PRODUCTION
    for words in (("--environment", "local"), ("--access", "guarded")):
        with pytest.raises(UsageProblem, match="less strict"):
            chosen("--target", "shop", *words)


@pytest.mark.usefixtures("store")
def test_a_password_in_a_url_is_taken_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    found = chosen("--url", "postgresql://me:MARKED-url@h/app")
    assert found.password == Secret("MARKED-url")
    shown = capsys.readouterr()
    assert "list of processes" in shown.err
    assert "MARKED" not in shown.err + shown.out + repr(found)
    chosen(environ={"GREENROOM_URL": "postgresql://me:MARKED-url@h/app"})
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("store")
def test_passfiles_of_a_bare_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / ".pgpass"
    own.write_text("h:*:*:me:from-home\n")
    own.chmod(0o600)
    found = chosen("--url", "postgresql://me@h/app")
    assert (found.password, found.target.secret) == (Secret("from-home"), SecretSource.PASSFILE)
    assert chosen("--url", "postgresql://me@h/app", environ={"PGPASSWORD": "first"}).password == Secret("first")
    own.chmod(0o644)
    assert chosen("--url", "postgresql://me@h/app").password is None
    assert "chmod 600" in capsys.readouterr().err
    with pytest.raises(ConfigurationProblem, match="chmod 600"):
        chosen("--url", "postgresql://me@h/app", environ={"PGPASSFILE": str(own)})


@pytest.mark.usefixtures("store")
def test_options_may_stand_before_or_after_the_command() -> None:
    parser = argparse.ArgumentParser()
    add_choice(parser)
    add_choice(parser.add_subparsers().add_parser("settings"))
    for words in (["--target", "shop", "settings"], ["settings", "--target", "shop"]):
        assert choose(parser.parse_args(words), {}).target == SHOP


async def test_on_a_real_server_the_shell_does_not_reach_a_saved_target(
    database: Database, store: TargetStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.add(
        Target(
            name="real",
            host=str(database.params["host"]),
            port=int(database.params["port"]),
            database=database.name,
            user=str(database.params["user"]),
            secret=SecretSource.NONE,
            tls=Tls.OFF,
        )
    )
    services = tmp_path / "services"
    services.write_text("[evil]\nhost=elsewhere.example\n")
    for key, value in (PG | {"PGSERVICEFILE": str(services), "PGSERVICE": "evil", "PGAPPNAME": "x"}).items():
        if key != "PGSERVICE":  # taken out of the process by take_libpq_variables: no parameter can overrule it
            monkeypatch.setenv(key, value)
    found = chosen("--target", "real")
    connection = await connect(found.target, found.password)
    try:
        assert isinstance(connection, psycopg.AsyncConnection)
        cursor = await connection.execute(
            "select current_database(), current_user, current_setting('statement_timeout')"
        )
        assert await cursor.fetchone() == (database.name, database.params["user"], "0")
    finally:
        await connection.close()
