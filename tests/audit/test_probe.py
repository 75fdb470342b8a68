"""Probing as somebody: what is seen, why, and that nothing is changed by it. On real servers, as those roles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from psycopg import Connection

from console.audit.access import Access, Relation, Verdict
from console.audit.access_reading import read_access
from console.audit.asking import Refused, Who
from console.audit.claims import find_user, read_claims
from console.audit.comparing import Comparison, compare_seen
from console.audit.cost import read_cost
from console.audit.predicates import Command
from console.audit.probe import MASK, Count, Standing, probe
from console.audit.why import Explanation, explain_row
from console.audit.write_answer import Result
from console.audit.write_probe import WriteProbe, probe_write
from console.core.unknown import Unknown
from console.database import session
from console.errors import UsageProblem
from console.scratch.server import Server
from tests.audit.shop import ANN, BOB, HOSTILE, open_shop
from tests.database.reading import reading, superuser, value
from tests.servers import Database, Pooled, Servers

ANN_WHO = Who("authenticated", {"sub": ANN})
BOB_WHO = Who("authenticated", {"sub": BOB})
ROLES = ("anon", "authenticated", "service_role")


@pytest.fixture(scope="module")
def shop(servers: Servers, server: Server) -> Iterator[Database]:
    database = open_shop(servers.new_database(server))
    yield database
    server.drop_database(database.name)


async def notes(read: session.Database, name: str = HOSTILE) -> tuple[Access, Relation]:
    access = await read_access(read, ROLES)
    found = access.relation_named("public", name)
    assert found is not None
    return access, found


async def test_what_a_user_sees(shop: Database) -> None:
    async with reading(shop.params) as read:
        _, relation = await notes(read)
        found = await probe(read, relation, ANN_WHO)
        assert (found.seen, found.everything) == (Count(1), Count(4))
        assert isinstance(found.standing, Standing)
        assert (found.standing.role, found.standing.row_security) == ("authenticated", True)
        assert found.standing.granted == ("select", "update")
        assert found.samples == ({"id": 1, "owner": MASK, "bo%dy": MASK, "plan": MASK, "hidden": MASK},)
        revealed = await probe(read, relation, ANN_WHO, reveal=True)
        assert isinstance(revealed.samples, tuple)
        assert revealed.samples[0]["bo%dy"] == "of ann"
        assert (await probe(read, relation, Who("anon"))).seen == Count(0)
        assert (await probe(read, relation, Who("service_role"))).seen == Count(4)
        assert (await probe(read, relation, Who("service_role"), most=2)).seen == Count(2, capped=True)


async def test_what_is_refused_is_an_answer(shop: Database) -> None:
    async with reading(shop.params) as read:
        _, circle = await notes(read, "circle")
        assert "infinite recursion" in _refused((await probe(read, circle, ANN_WHO)).seen)
        _, profiles = await notes(read, "profiles")
        assert "permission denied" in _refused((await probe(read, profiles, Who("anon"))).seen)
        _, looked = await notes(read, "looked")
        assert "public.looks" in (await probe(read, looked, Who("anon"))).warnings[0]


def _refused(fact: object) -> str:
    assert isinstance(fact, Refused), fact
    return fact.reason


async def test_two_identities_on_the_same_rows(shop: Database) -> None:
    async with reading(shop.params) as read:
        _, relation = await notes(read)
        found = await compare_seen(read, relation, ANN_WHO, BOB_WHO)
        assert isinstance(found, Comparison)
        assert (found.only_left, found.only_right) == (('{"id": 1}',), ('{"id": 2}',))
        assert (found.both, found.nobody) == ((), ('{"id": 3}', '{"id": 4}'))


async def explained(
    shop: Database, who: Who, row: str, command: Command = Command.SELECT, **changes: str
) -> Explanation:
    async with reading(shop.params) as read:
        access, relation = await notes(read)
        key = {"id": row} if row else {}
        renamed = {name.replace("body", "bo%dy"): text for name, text in changes.items()}
        found = await explain_row(read, access, relation, who, key=key, command=command, changes=renamed)
    assert isinstance(found, Explanation), found
    return found


async def test_why_a_row_is_seen_or_not(shop: Database) -> None:
    def answers(found: Explanation) -> dict[str, object]:
        return {each.policy: each.answer for each in found.said}

    own = await explained(shop, ANN_WHO, "1")
    assert (own.allowed, own.visible, own.agrees) == (True, True, True)
    assert answers(own) == {"own rows": True, "team": True, "not hidden": True}
    # Profiles have row security of their own: bob cannot see that ann is red.
    other = await explained(shop, BOB_WHO, "1")
    assert (other.allowed, other.visible) == (False, False)
    assert answers(other) == {"own rows": False, "team": False, "not hidden": True}
    orphan = await explained(shop, ANN_WHO, "3")
    assert answers(orphan)["own rows"] is None
    assert (orphan.allowed, orphan.agrees) == (False, True)
    hidden = await explained(shop, ANN_WHO, "4")
    assert answers(hidden)["not hidden"] is False
    assert (hidden.allowed, hidden.agrees) == (False, True)
    visitor = await explained(shop, Who("anon"), "1")
    assert (visitor.cell.verdict, visitor.cell.silent) == (Verdict.DENIED, True)
    service = await explained(shop, Who("service_role"), "3")
    assert service.free == "it has BYPASSRLS"
    assert (service.allowed, service.agrees) == (True, True)


async def test_what_a_user_could_write_is_said_by_reading_alone(shop: Database) -> None:
    update = Command.UPDATE
    assert (await explained(shop, ANN_WHO, "1", update, body="new")).allowed is True
    elite = await explained(shop, ANN_WHO, "1", update, plan="elite")
    assert elite.allowed is False
    assert ("own [/] changes", "with check", False) in [(one.policy, one.clause, one.answer) for one in elite.said]
    column = await explained(shop, ANN_WHO, "1", update, owner=BOB)
    assert column.cell.columns == ("bo%dy", "plan")
    assert column.allowed is False
    assert (await explained(shop, BOB_WHO, "1", update, body="new")).allowed is False
    assert (await explained(shop, ANN_WHO, "", Command.INSERT, body="new")).allowed is False


async def test_nothing_is_changed_by_asking(shop: Database) -> None:
    """Not by probing, comparing, explaining or planning, and not by a write that is tried on a copy."""
    with closing(superuser(shop.params)) as look:
        before = state(look)
        async with reading(shop.params) as read:
            access, relation = await notes(read)
            await probe(read, relation, ANN_WHO)
            await compare_seen(read, relation, ANN_WHO, BOB_WHO)
            for command in (Command.UPDATE, Command.DELETE):
                await explain_row(read, access, relation, ANN_WHO, key={"id": "1"}, command=command)
            cost = await read_cost(read, access, relation, ANN_WHO)
            assert [each.policy for each in cost.clauses if each.better]
            written = await probe_write(
                read, relation, ANN_WHO, Command.UPDATE, key={"id": "1"}, changes={"bo%dy": "n[/]ew"}
            )
            assert isinstance(written, WriteProbe), written
            assert written.answer.result is Result.ALLOWED
        assert state(look) == before


def state(look: Connection[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with their versions, sequences, and what the server counted as written, once all who asked are gone."""
    deadline = time.monotonic() + 60
    others = """select from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"""
    while look.execute(others).fetchall():  # what a session wrote is counted at its end at the latest
        assert time.monotonic() < deadline, "somebody who asked is still there"
        time.sleep(0.02)
    name = '"' + HOSTILE.replace('"', '""') + '"'
    return [
        row
        for statement in (
            f"select t.xmin, t.xmax, t.ctid, t.*::text from public.{name} as t order by id",
            "select t.xmin, t.xmax, t.ctid, t.*::text from profiles as t order by id",
            "select sequencename, last_value from pg_sequences order by 1",
            "select relname, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd from pg_stat_user_tables order by 1",
            "select relname, relfilenode from pg_class where relnamespace = 'public'::regnamespace order by 1",
            "select polname, xmin from pg_policy order by oid",
        )
        for row in look.execute(statement.encode()).fetchall()
    ]


async def test_a_role_that_may_become_nobody(shop: Database) -> None:
    nobody = f"nobody_{shop.name}"
    with closing(superuser(shop.params)) as look:
        look.execute(f"create role {nobody} login".encode())
    try:
        async with reading(shop.params | {"user": nobody}) as read:
            access, relation = await notes(read)  # the catalogue is everybody's to read
            assert access.cell(access.wanted[1], relation.oid, Command.SELECT).verdict is Verdict.CONDITIONAL
            found = await probe(read, relation, ANN_WHO)
            assert isinstance(found.seen, Unknown)
            assert "cannot become authenticated" in found.seen.reason
            assert "SET ROLE" in found.seen.remedy
            assert isinstance(found.everything, Unknown)
            assert isinstance(await explain_row(read, access, relation, ANN_WHO, key={"id": "1"}), Unknown)
            assert isinstance(await compare_seen(read, relation, ANN_WHO, BOB_WHO), Unknown)
            assert isinstance(await find_user(read, "ann@example.org"), Unknown)
    finally:
        with closing(superuser(shop.params)) as look:
            look.execute(f"drop role {nobody}".encode())


async def test_behind_a_transaction_pooler(pgbouncer: Pooled) -> None:
    open_shop(pgbouncer.database)
    async with reading(pgbouncer.params) as read:
        _, relation = await notes(read)
        assert (await probe(read, relation, ANN_WHO)).seen == Count(1)
        assert await value(read, "select current_user") == pgbouncer.database.server.user
        assert await value(read, "select coalesce(current_setting('request.jwt.claims', true), '')") == ""


async def test_a_locked_table_is_unknown_alone(shop: Database) -> None:
    async with reading(shop.params, connections=2) as read:
        access, relation = await notes(read)
        with closing(superuser(shop.params)) as look, look.transaction():
            look.execute(b"lock table profiles in access exclusive mode")
            held = await read_access(read, ROLES)
            who, profiles = held.wanted[1], held.relation_named("public", "profiles")
            assert profiles is not None
            assert held.cell(who, profiles.oid, Command.SELECT).verdict is Verdict.UNKNOWN
            assert held.cell(who, relation.oid, Command.SELECT).verdict is Verdict.UNKNOWN  # a policy of it asks them
            other = held.relation_named("public", "looked")
            assert other is not None
            assert held.cell(held.wanted[0], other.oid, Command.SELECT).verdict is Verdict.CONDITIONAL
            assert isinstance((await probe(read, profiles, ANN_WHO)).seen, Unknown)
        assert access.cell(who, profiles.oid, Command.SELECT).verdict is Verdict.CONDITIONAL


async def test_users_and_claims(shop: Database) -> None:
    async with reading(shop.params) as read:
        ann = await find_user(read, "ann@example.org")
        assert isinstance(ann, Who)
        assert (ann.role, ann.claims["sub"], ann.claims["email"]) == ("authenticated", ANN, "ann@example.org")
        assert ann.identity.claims is not None
        assert ann.identity.claims["role"] == "authenticated"
        assert await find_user(read, ANN) == ann
        with pytest.raises(UsageProblem):
            await find_user(read, "nobody@example.org")
    assert read_claims('{"sub": "x"}') == {"sub": "x"}
    for wrong in ("[1]", "{", "@/no/such/file"):
        with pytest.raises(UsageProblem):
            read_claims(wrong)
