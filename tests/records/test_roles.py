"""`greenroom roles create`: what its members see, what they may do, and what the server itself refuses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.records.shell import Shell
from tests.servers import Database

_PEOPLE = ("counter", "boss", "keeper")


@pytest.fixture(
    params=[18, *(pytest.param(major, marks=pytest.mark.long) for major in (15, 16))], ids=lambda major: f"pg{major}"
)
def shell(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    if request.param == 16:
        servers = request.getfixturevalue("servers")
        database: Database = servers.new_system(servers.of_major(16), "event_cms", 1, None)
    else:
        systems: Callable[..., Database] = request.getfixturevalue(f"system{request.param}")
        database = systems("event_cms")
    yield Shell(database, tmp_path, monkeypatch, capsys)
    for role in (*_PEOPLE, "greenroom_support", "greenroom_admin", "greenroom_dba"):
        if database.psql(f"select 1 from pg_roles where rolname = '{role}'"):
            database.psql(f"drop owned by {role}; drop role {role}")


def _made(shell: Shell, role: str, login: str, *more: str) -> None:
    status, out, said = shell.run("roles", "create", role, *more)
    assert (status, f'create role "greenroom_{role}" nologin' in out) == (4, True), out + said
    status, _, said = shell.run("roles", "create", role, *more, "--confirm", "y")
    assert status == 0, said
    shell.database.psql(f"create role {login} login in role greenroom_{role}")


def test_people_at_the_counter_see_and_do_what_is_theirs(shell: Shell) -> None:
    psql = shell.database.psql
    _made(shell, "support", "counter")
    pending = psql("select reference from bookings where status = 'PENDING' and expires_at > now() limit 1")
    taken = psql("select reference from bookings where status = 'CONFIRMED' limit 1")

    counter = shell.as_user("counter")  # row security without a policy: nothing is seen, and that is said
    status, out, said = counter.run("records", "bookings")
    assert pending not in out
    assert "row security" in out + said
    assert "that this role may see" in counter.run("show", "bookings", taken)[2]

    status, _, said = shell.run("roles", "create", "support", "--policies", "--confirm", "y")
    assert status == 0, said
    assert pending in counter.run("find", pending)[1]
    allowed = {one["name"]: one["why_not"] for one in counter.json("operations", "bookings", taken)[1]["items"]}
    assert allowed["bookings.cancel"] == ""
    assert allowed["bookings.refund"] == "it is for admin; counter is support"
    status, _, said = counter.run("do", "bookings.refund", taken, "--confirm", taken, "--reason", "asked")
    assert (status, "for admin" in said) == (4, True)
    counter.done("bookings.cancel", pending, "--confirm", pending, "--reason", "ill")
    assert psql(f"select status from bookings where reference = '{pending}'") == "CANCELLED"

    def refused(sql: str) -> str:
        return psql(f"""do $$ begin set local role greenroom_support; {sql};
            exception when insufficient_privilege then perform set_config('test.said', sqlerrm, false); end $$;
            select current_setting('test.said', true)""").splitlines()[-1]

    assert "bookings" in refused(f"update bookings set refunded_at = now() where reference = '{taken}'")
    assert "row-level" in refused(f"update bookings set status = 'REFUNDED' where reference = '{taken}'")
    assert "events" in refused("update events set status = 'CANCELLED'")
    assert "users" in refused("perform password_hash from users")
    assert "bookings" in refused("delete from bookings")


def test_admins_and_administrators(shell: Shell) -> None:
    psql = shell.database.psql
    _made(shell, "admin", "boss", "--policies")
    _made(shell, "dba", "keeper")
    taken = psql("select reference from bookings where status = 'CONFIRMED' limit 1")
    boss = shell.as_user("boss")
    boss.done("bookings.refund", taken, "--confirm", taken, "--reason", "asked")
    assert psql(f"select status from bookings where reference = '{taken}'") == "REFUNDED"
    assert psql("select has_column_privilege('boss', 'users', 'password_hash', 'select')") == "f"
    assert psql("select has_table_privilege('boss', 'bookings', 'delete')") == "f"
    assert (
        psql("select has_table_privilege('keeper', 'bookings', 'select'), pg_has_role('keeper', 'pg_monitor', 'usage')")
        == "t|t"
    )
    assert psql("select has_any_column_privilege('keeper', 'bookings', 'update')") == "f"

    entry = shell.json("journal", "list")[1]["items"]
    made = next(one["id"] for one in entry if one["subject"] == "greenroom_dba")
    psql("drop role keeper")
    assert shell.run("journal", "undo", str(made), "--confirm", "greenroom_dba")[0] == 0
    assert psql("select count(*) from pg_roles where rolname = 'greenroom_dba'") == "0"
