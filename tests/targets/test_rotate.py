"""Changing a password: on a real server, with a real keyring, stopped at every point where a crash could come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.guard.operation import Risk
from console.scratch.server import Server
from console.targets.operations import rotate_password, server_role
from console.targets.verifier import new_password, scram_verifier
from tests.servers import Database, binaries_of
from tests.targets.keyrings import Desk, session


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with Server.start(binaries_of(15), tcp=True, password="MARKED-first", fast=True) as server:
        yield server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with session(tmp_path_factory.mktemp("desk"), "unlocked") as desk:
        yield desk


def logs_in(server: Server, role: str, password: str) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=server.port, user=role, password=password, dbname="postgres").close()
    except psycopg.OperationalError as error:
        said = str(error)
    else:
        return True
    assert "password authentication failed" in said
    return False


@settings(max_examples=20, deadline=None)
@given(password=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_two_verifiers_of_one_password_have_different_salts(password: str) -> None:
    first, second = scram_verifier(Secret(password)), scram_verifier(Secret(password))
    assert first != second
    assert password not in first or len(password) < 8


def test_the_server_takes_our_verifier_as_its_own(guarded: Server) -> None:
    fresh = new_password()
    assert len(fresh.reveal()) == 32
    guarded.psql("postgres", sql=f"create role made login password '{scram_verifier(fresh)}'")
    kept = guarded.psql("postgres", sql="select rolpassword from pg_authid where rolname = 'made'")
    assert kept.startswith("SCRAM-SHA-256$4096:")
    assert logs_in(guarded, "made", fresh.reveal())
    assert not logs_in(guarded, "made", fresh.reveal() + "x")


def test_the_verifier_is_the_one_that_the_server_would_make(guarded: Server) -> None:
    import base64

    guarded.psql("postgres", sql="create role theirs login password 'pa ss:word'")
    theirs = guarded.psql("postgres", sql="select rolpassword from pg_authid where rolname = 'theirs'").strip()
    salt = base64.b64decode(theirs.split("$")[1].partition(":")[2])
    assert scram_verifier(Secret("pa ss:word"), salt=salt) == theirs


def test_passwords_that_would_need_saslprep_are_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        scram_verifier(Secret("pässword"))


def test_the_operation_holds_no_secret_that_shows() -> None:
    target = Target(name="x", host="h", database="d", user='cle"rk', secret=SecretSource.KEYRING)
    operation = rotate_password(target, "SCRAM-SHA-256$MARKED")
    assert "MARKED" not in repr(operation)
    assert operation.risk is Risk.CAREFUL
    assert operation.subject == 'cle"rk'
    assert '"cle""rk"' in operation.steps[0].query.text.as_string()


def test_the_role_behind_a_supabase_pooler() -> None:
    shared = Target(name="x", host="aws-0-eu.pooler.supabase.com", port=6543, database="d", user="my.role.abcd")
    assert server_role(shared) == "my.role"
    assert rotate_password(shared, "v").facts
    direct = Target(name="x", host="db.abcd.supabase.co", database="d", user="postgres.abcd")
    assert server_role(direct) == "postgres.abcd"
    assert rotate_password(direct, "v").facts == ()


FLOW = """
import asyncio, os, sys
import psycopg
from console.core.secret import Secret
from console.core.target import SecretSource, Target, Tls
from console.database.opening import Link
from console.errors import OutcomeUnknown, Problem
from console.targets import rotate, secrets
from console.targets.rotating import log_in_with
from console.targets.secrets import Slot
port, role, first, stop = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
target = Target(name="shop", host="127.0.0.1", port=port, database="postgres", user=role,
                secret=SecretSource.KEYRING, tls=Tls.PREFER)
if first:
    secrets.write(target, Secret(first))
rotate.PATIENCE = 0.1

def crash(point):
    if point == stop:
        os._exit(9)

async def set_password(verifier):
    crash("before")
    if stop == "refused":
        raise Problem("The guard said no.")
    if stop not in ("lost-before", "elsewhere"):
        with psycopg.connect(host="127.0.0.1", port=port, user=role, password=secrets.read(target).reveal(),
                             dbname="postgres", autocommit=True) as connection:
            connection.execute(f"alter role {role} password '{verifier}'")
    crash("after")
    if stop.startswith("lost"):
        raise OutcomeUnknown("The connection was lost.")

kept_write = secrets.write_async
async def write(target, secret, slot=Slot.CURRENT, **more):
    crash(f"write-{slot.value}")
    await kept_write(target, secret, slot, **more)
    crash(f"wrote-{slot.value}")
secrets.write_async = write

async def main():
    log_in = log_in_with(Link(target, secrets.read_async, None))
    try:
        done = await rotate.settle(target, log_in)
        if done is None:
            done = await rotate.rotate(target, set_password=set_password, log_in=log_in)
        print("done", done.finished_earlier)
    except Problem as problem:
        print(type(problem).__name__, problem)
    print(secrets.read(target).reveal(), secrets.read(target, Slot.PENDING), secrets.read(target, Slot.PREVIOUS))
asyncio.run(main())
"""


@pytest.fixture
def role(guarded: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    guarded.psql("postgres", sql="create role clerk login password 'MARKED-old'")
    yield "clerk"
    guarded.psql("postgres", sql="drop role clerk")


def flow(desk: Desk, server: Server, role: str, first: str, stop: str) -> list[str]:
    done = desk.python(FLOW, str(server.port), role, first, stop, timeout=60)
    assert done.returncode in {0, 9}, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def test_a_password_is_changed_and_the_old_one_is_worth_nothing(desk: Desk, guarded: Server, role: str) -> None:
    first, second = flow(desk, guarded, role, "MARKED-old", "")
    assert first == "done False"
    current, *others = second.split()
    assert others == ["None", "None"]
    assert logs_in(guarded, role, current)
    assert not logs_in(guarded, role, "MARKED-old")
    assert "MARKED" not in guarded.log.read_text()
    assert current not in guarded.log.read_text()


@pytest.mark.parametrize(
    "stop",
    [
        "wrote-pending",
        "wrote-current",
        *(
            pytest.param(stop, marks=pytest.mark.long)
            for stop in ("write-pending", "before", "after", "write-previous", "wrote-previous", "write-current")
        ),
    ],
)
def test_after_a_crash_anywhere_the_next_run_ends_it(desk: Desk, guarded: Server, role: str, stop: str) -> None:
    assert flow(desk, guarded, role, "MARKED-old", stop) == []
    assert secrets_that_work(desk, guarded, role), "the keyring holds no password that works"
    first, second = flow(desk, guarded, role, "", "")
    assert first.startswith("done")
    assert first == f"done {stop not in {'write-pending', 'wrote-pending', 'before'}}"
    current, *others = second.split()
    assert others == ["None", "None"]
    assert logs_in(guarded, role, current)


def test_whoever_connects_after_a_crash_hears_what_finishes_it(desk: Desk, guarded: Server, role: str) -> None:
    program = f"""
from console.core.target import SecretSource, Target
from console.targets.choose import Chosen
from console.targets.opened import password_of
target = Target(name="shop", host="127.0.0.1", port={guarded.port}, database="postgres", user={role!r},
                secret=SecretSource.KEYRING)
print(bool(password_of(Chosen(target))))
"""
    assert flow(desk, guarded, role, "MARKED-old", "after") == []
    done = desk.python(program)
    assert done.stdout.strip() == "True"
    assert "was interrupted. greenroom targets rotate shop finishes it." in done.stderr
    assert flow(desk, guarded, role, "", "")[0] == "done True"
    assert desk.python(program).stderr == ""


def secrets_that_work(desk: Desk, server: Server, role: str) -> list[str]:
    program = f"""
from console.core.target import SecretSource, Target
from console.targets import secrets
target = Target(name="shop", host="127.0.0.1", port={server.port}, database="postgres", user={role!r})
for slot in secrets.Slot:
    found = secrets.read(target, slot)
    print(found.reveal() if found else "")
"""
    return [each for each in desk.python(program).stdout.splitlines() if each and logs_in(server, role, each)]


def test_what_the_guard_refused_changes_nothing(desk: Desk, guarded: Server, role: str) -> None:
    first, second = flow(desk, guarded, role, "MARKED-old", "refused")
    assert "The guard said no" in first
    assert second == "MARKED-old None None"
    assert logs_in(guarded, role, "MARKED-old")


def test_a_lost_connection_is_settled_by_asking(desk: Desk, guarded: Server, role: str) -> None:
    first, second = flow(desk, guarded, role, "MARKED-old", "lost-before")
    assert "was not changed" in first
    assert second == "MARKED-old None None"
    first, second = flow(desk, guarded, role, "MARKED-old", "lost-after")
    assert first == "done True"
    assert logs_in(guarded, role, second.split()[0])


def test_an_address_that_does_not_take_it_keeps_both(desk: Desk, guarded: Server, role: str) -> None:
    first, second = flow(desk, guarded, role, "MARKED-old", "elsewhere")
    assert first.startswith("Unfinished The server has the new password, but this address does not take it.")
    current, pending, previous = second.split()
    assert (current, previous) == ("MARKED-old", "None")
    assert pending != "None"
    assert flow(desk, guarded, role, "", "")[0] == "done False", "the next run begins anew: the server never had it"


def test_a_wrong_password_is_not_changed_with(desk: Desk, guarded: Server, role: str) -> None:
    first, second = flow(desk, guarded, role, "MARKED-wrong", "")
    assert "is not taken" in first
    assert second == "MARKED-wrong None None"


def test_where_no_password_is_asked_nothing_is_proven(desk: Desk, database15: Database) -> None:
    # This server trusts everybody: a login with any password works and says nothing.
    program = """
import asyncio, sys
from console.core.secret import Secret
from console.core.target import SecretSource, Target, Tls
from console.database.opening import Link
from console.errors import Problem
from console.targets.rotating import log_in_with
target = Target(name="x", host=sys.argv[1], port=int(sys.argv[2]), database="postgres", user="postgres", tls=Tls.OFF)
try:
    print(asyncio.run(log_in_with(Link(target, None, None))(Secret("any"))))
except Problem as problem:
    print(problem.what)
"""
    server = database15.server
    done = desk.python(program, str(server.sockets), str(server.port))
    assert "does not ask for a password" in done.stdout


def test_a_source_that_is_not_ours_is_not_changed(tmp_path: Path) -> None:
    from console.errors import UsageProblem
    from console.targets.rotate import check

    with pytest.raises(UsageProblem, match="only reads"):
        check(Target(name="x", host="h", database="d", user="u", secret=SecretSource.PASSFILE))
