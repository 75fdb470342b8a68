"""`greenroom demo`: made once, shared, never loaded over, and served until somebody says stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from console.core.target import Access, Environment, SecretSource, Tls
from console.demo.demo import Demo, open_demo
from console.demo.loading import load, present_databases
from console.demo.systems import find_system, systems, systems_folder
from console.errors import QueryProblem, UsageProblem
from console.scratch.server import Server
from tests.scratch.owners import reachable_folder
from tests.servers import Database, binaries_of

CHANGE = "update public.site_settings set value = 'Changed' where key = 'site_name'"
NAME = "select value from public.site_settings where key = 'site_name'"


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the demo keeps its data in this test."""
    binaries_of(18)
    with reachable_folder() as folder:
        monkeypatch.setenv("GREENROOM_DATA_DIR", str(folder))
        yield folder


def test_a_loaded_system_is_left_alone_and_half_a_one_is_made_again(server18: Server) -> None:
    database = Database(server18, "marked")
    assert load(server18, "marked", "event_cms")
    database.psql(CHANGE)
    assert not load(server18, "marked", "event_cms")
    assert database.psql(NAME) == "Changed"
    database.psql("comment on database marked is null")
    assert load(server18, "marked", "event_cms")
    assert database.psql(NAME) == "Back of House"
    server18.drop_database("marked")


def test_a_load_that_fails_leaves_no_mark_and_no_tables(server18: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function in the way of the last file but one: everything before it is taken back."""
    server18.create_database("broken")
    broken = Database(server18, "broken")
    cms = find_system("event_cms")
    migrations = (file.path for file in cms.migrations.files)
    data = (file for file in cms.data if file.name != "100_words.sql")
    with pytest.raises(QueryProblem, match="does not exist"):
        server18.psql("broken", *cms.before, *migrations, *data, *cms.after)
    assert broken.psql("select count(*) from pg_catalog.pg_class where relname = 'events'") == "0"
    assert present_databases(server18)["broken"].mark is None
    server18.drop_database("broken")


def test_who_makes_the_roles_waits_for_whoever_is_at_it(server18: Server) -> None:
    """Two that change one role at a time would fail: the second one has to look again behind the first."""
    postgres, roles = Database(server18, "postgres"), systems_folder() / "roles.sql"
    postgres.psql(roles.read_text())
    postgres.psql("alter role service_role nobypassrls")
    with psycopg.connect(postgres.uri) as first, ThreadPoolExecutor(1) as pool:
        first.execute(roles.read_bytes())
        second = pool.submit(server18.psql, "postgres", roles)
        while postgres.psql("select count(*) from pg_locks where not granted") == "0":
            assert not second.done()
        first.commit()
        second.result()
    assert postgres.psql("select rolbypassrls from pg_roles where rolname = 'service_role'") == "t"


def test_what_cannot_be_loaded(server18: Server) -> None:
    with pytest.raises(UsageProblem, match=r"no sample system nothing\. There are: .*event_cms"):
        load(server18, "x", "nothing")
    for scale in (0, 1.5, -1):
        with pytest.raises(UsageProblem, match="whole number"):
            load(server18, "x", "event_cms", scale)


def test_every_folder_of_a_system_is_found() -> None:
    folders = {path.parent.name for path in systems_folder().glob("*/migrations")}
    assert {system.name for system in systems()} == folders


def test_the_targets_of_the_demo(place: Path) -> None:
    said: list[str] = []
    with open_demo(major=18, say=said.append) as demo:
        target = next(target for target in demo.targets if target.name == "event-cms")
        assert (target.environment, target.access) == (Environment.LOCAL, Access.GUARDED)
        assert (target.secret, target.tls, target.saved) == (SecretSource.NONE, Tls.OFF, False)
        assert target.default_area == "content"
        assert target.is_socket
        assert target.identity
        shown = demo.server.psql(
            target.database,
            sql="select system_identifier, (select oid from pg_catalog.pg_database where datname = current_database())"
            " from pg_catalog.pg_control_system()",
        )
        assert shown.strip() == f"{target.identity.system_identifier}|{target.identity.database_oid}"
        assert place in Path(target.host).parents
        with open_demo(major=18, system="standup-sydney", say=said.append) as other:
            assert [each.name for each in (*demo.targets[:1], *other.targets[:1])] == ["event-cms", "standup-sydney"]
            assert {each.name for each in other.targets} == {each.name for each in demo.targets}
        with pytest.raises(UsageProblem, match="no sample system nothing"):
            open_demo(major=18, system="nothing", say=said.append)
    assert [text.split(" ")[0] for text in said] == ["Making"] * (1 + len(systems()))


def test_a_second_start_keeps_what_was_changed_until_fresh(place: Path) -> None:
    said: list[str] = []
    with open_demo(major=18, say=said.append) as demo:
        changed(demo).psql(CHANGE)
    said.clear()
    with open_demo(major=18, say=said.append) as demo:
        assert changed(demo).psql(NAME) == "Changed"
        with pytest.raises(UsageProblem, match=r"at scale 1.*--fresh"):
            open_demo(major=18, scale=2, say=said.append)
        assert changed(demo).psql(NAME) == "Changed"
    assert said == []
    with open_demo(major=18, fresh=True, scale=2, say=said.append) as demo:
        assert changed(demo).psql("select count(*) from public.events") == "240"


def changed(demo: Demo) -> Database:
    return Database(demo.server, "event_cms")


def test_two_that_start_together_share_one(place: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: open_demo(major=18, say=lambda text: None), range(2))
    with first, second:
        assert first.targets == second.targets
        assert changed(second).psql(NAME) == "Back of House"


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_no_open_serves_until_it_is_interrupted(place: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "console", "demo", "--pg", "18", "--no-open", "--json"]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert serving.stdout
    printed = ""
    while not printed.endswith("}\n") or printed.count("{") != printed.count("}"):
        line = serving.stdout.readline()
        assert line, serving.communicate()[1]
        printed += line
    items = {item["name"]: item for item in json.loads(printed)["items"]}
    asked = [binaries_of(18).program("psql"), "-XAt", "-d", items["event-cms"]["uri"], "-c", NAME]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "Back of House\n"
    serving.send_signal(number)
    rest, said = serving.communicate(timeout=20)
    assert (serving.returncode, rest) == (0, "")
    assert said.splitlines()[-1].startswith("The demo runs until")


def test_help_does_not_wait_for_a_driver() -> None:
    script = (
        "import sys, console.demo.commands;"
        "print({'psycopg', 'textual', 'keyring', 'console.scratch.server'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("set()\n", "")
