"""What was left in doubt: its process is ended, its hooks run once, and a person says what no server can tell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from console.errors import GuardProblem
from console.guard.events import Entry, Result
from console.guard.outcome import Outcome
from console.guard.settling import doubtful, say, settle_unknown
from console.guard.undo import undo_operation
from console.journal.operations import end_process
from tests.guard.console import Console, console, identity_of
from tests.guard.doubts import TABLE, Beside, Listening, leave, value_of
from tests.guard.journals import UNKNOWN
from tests.servers import Database


@pytest.fixture
def things(database: Database) -> Database:
    database.psql(TABLE)
    return database


@pytest.fixture
def beside(things: Database) -> Iterator[Beside]:
    with psycopg.connect(things.uri) as connection:
        yield connection
        with suppress(psycopg.OperationalError):  # a test may have ended it
            connection.rollback()


@pytest.fixture
def listening() -> Listening:
    return Listening([])


@pytest.fixture
async def on(things: Database, tmp_path: Path, listening: Listening) -> AsyncIterator[Console]:
    async with console(things.params, tmp_path, hooks=listening, identity=identity_of(things)) as made:
        yield made


async def settle(on: Console) -> tuple[Outcome, ...]:
    async def way(_: Entry) -> object:
        return on.link

    return await settle_unknown(on.journal, way, hooks=on.hooks, patience=0.3)  # type: ignore[arg-type]


async def test_the_process_that_was_left_is_ended_and_its_entry_settled(
    on: Console, things: Database, beside: Beside
) -> None:
    entry = await leave(on, beside)
    (outcome,) = await settle(on)
    assert (outcome.result, outcome.end.how) == (Result.UNKNOWN, "in_progress")
    assert f"greenroom journal end-process {entry}" in outcome.problem().remedy
    ended = await on.do(end_process(await doubtful(on.journal, entry)))
    assert (ended.result, ended.end.how) == (Result.DONE, "settled")
    (outcome,) = await settle(on)
    assert (outcome.entry, outcome.result) == (entry, Result.NOT_DONE)
    assert value_of(things) == "old"
    with pytest.raises(GuardProblem, match="known how entry"):
        await doubtful(on.journal, entry)


async def test_no_other_process_is_ended(on: Console, things: Database, beside: Beside) -> None:
    pid = beside.info.backend_pid
    entry = await doubtful(on.journal, await leave(on, beside))
    assert (await on.plan(end_process(entry))).refusals == ()
    # Its pid is another one's.
    (mark,) = entry.marks
    other = replace(entry, marks=(replace(mark, backend_start="1700000000.000001"),))
    assert (
        f"server process {pid} still has its transaction open" in (await on.plan(end_process(other))).refusals[0].what
    )
    # A pooler gave its connection to somebody else, who has begun a transaction.
    plan = await on.plan(end_process(entry))
    beside.rollback()
    beside.execute("update things set value = 'theirs'")
    assert (await on.plan(end_process(entry))).refusals
    assert (await on.do(plan)).result is Result.NOT_DONE
    beside.commit()
    assert value_of(things) == "theirs"


async def test_without_a_mark_there_is_no_process(on: Console, beside: Beside) -> None:
    entry = await doubtful(on.journal, await leave(on, beside))
    with pytest.raises(GuardProblem, match="No server process"):
        end_process(replace(entry, marks=()))


async def test_what_turns_out_to_be_done_has_its_hooks_run_once(
    on: Console, beside: Beside, listening: Listening
) -> None:
    entry = await leave(on, beside, UNKNOWN)
    assert [one.end.how for one in await settle(on)] == ["in_progress"]
    assert listening.told == []
    beside.commit()
    (outcome,) = await settle(on)
    assert (outcome.result, [hook.command for hook in outcome.hooks]) == (Result.DONE, ["purge"])
    assert outcome.subject == (await on.journal.entry(entry)).intent.subject != ""
    assert await settle(on) == ()
    (told,) = listening.told
    assert (told["event"], told["target"], told["journal"]) == ("things.changed", "shop", entry)
    assert told["before"][0]["values"]["value"] == "old"
    assert told["after"][0]["values"]["value"] == "new"
    assert [hook.event for hook in (await on.journal.entry(entry)).hooks] == ["things.changed"]
    assert (await on.journal.verify()).whole


async def test_of_two_consoles_one_settles(on: Console, beside: Beside, listening: Listening) -> None:
    await leave(on, beside, UNKNOWN)
    beside.commit()

    async def way(_: Entry) -> object:
        # Another console is quicker: it settles everything while this one is on its way to the server.
        assert [one.result for one in await settle(on)] == [Result.DONE]
        return on.link

    assert await settle_unknown(on.journal, way, hooks=on.hooks) == ()  # type: ignore[arg-type]
    assert len(listening.told) == 1


async def test_a_new_reason_why_it_is_unknown_is_written(on: Console, beside: Beside) -> None:
    entry = await leave(on, beside, UNKNOWN, timeline=7)
    beside.commit()
    for _ in range(2):
        assert [one.end.how for one in await settle(on)] == ["other_timeline"]
    found = await on.journal.entry(entry)
    assert found.end
    assert found.end.how == "other_timeline"
    assert (await on.journal.verify()).count == 4, "the second time nothing was new"


async def test_a_person_says_it_and_it_can_be_undone_while_nobody_has_changed_it(
    on: Console, things: Database, beside: Beside, listening: Listening
) -> None:
    entry = await leave(on, beside, UNKNOWN, timeline=7)
    beside.commit()
    (outcome,) = await settle(on)
    assert f"greenroom journal say {entry} done|not-done" in outcome.problem().remedy
    with pytest.raises(GuardProblem, match="reason"):
        await say(on.journal, entry, Result.DONE, "  ", on.hooks)
    outcome = await say(on.journal, entry, Result.DONE, "I looked at the row", on.hooks)
    assert outcome.done
    found = await on.journal.entry(entry)
    assert found.end
    assert (found.end.result, found.end.how) == (Result.DONE, "said")
    assert found.end.detail.endswith("says that it was done: I looked at the row")
    assert found.writer.account in found.end.detail
    assert (len(listening.told), len(found.hooks)) == (1, 1)
    with pytest.raises(GuardProblem, match="known how entry"):
        await say(on.journal, entry, Result.NOT_DONE, "no", on.hooks)
    assert (await on.journal.verify()).whole

    async def no_call(_: object) -> object:
        raise AssertionError

    async def undo() -> object:
        operation = await undo_operation(found, on.link.database, on.target, no_call)  # type: ignore[arg-type]
        plan = await on.plan(operation)
        return plan.refusals[0].what if plan.refusals else (await on.do(plan)).result

    things.psql("update things set value = 'theirs'")
    assert "changed since" in str(await undo())
    things.psql("update things set value = 'new'")
    assert "changed since" in str(await undo()), "the same values, written by somebody else"
    assert value_of(things) == "new"


async def test_what_was_said_to_be_done_is_undone(on: Console, things: Database, beside: Beside) -> None:
    entry = await leave(on, beside, UNKNOWN, timeline=7)
    beside.commit()
    await settle(on)
    await say(on.journal, entry, Result.DONE, "I looked", on.hooks)
    found = await on.journal.entry(entry)

    async def no_call(_: object) -> object:
        raise AssertionError

    operation = await undo_operation(found, on.link.database, on.target, no_call)  # type: ignore[arg-type]
    assert (await on.do(operation)).done
    assert value_of(things) == "old"
    # How it left its rows is what an undo compares: without that there is none.
    blind = replace(found, marks=(), after={})
    with pytest.raises(GuardProblem, match="cannot be undone"):
        await undo_operation(blind, on.link.database, on.target, no_call)  # type: ignore[arg-type]


async def test_nobody_says_what_the_server_can_still_tell(on: Console, beside: Beside) -> None:
    entry = await leave(on, beside)
    with pytest.raises(GuardProblem, match="not been asked"):
        await say(on.journal, entry, Result.DONE, "I think so")
    await settle(on)
    with pytest.raises(GuardProblem, match="still open"):
        await say(on.journal, entry, Result.DONE, "I think so")
    beside.rollback()
    assert [one.result for one in await settle(on)] == [Result.NOT_DONE]
    with pytest.raises(GuardProblem, match="known how entry"):
        await say(on.journal, entry, Result.DONE, "I think so")
    assert not await on.journal.settle(entry, UNKNOWN)
