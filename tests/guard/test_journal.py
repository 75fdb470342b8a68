"""The journal: what goes in comes out, in order, and nothing of it can be taken back."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.core.unknown import Unknown
from console.guard.events import End, Entry, HookResult, Note, Result
from console.guard.journal import FileJournal
from console.guard.journal_entry import Noted
from console.guard.journal_list import Filter, State
from console.guard.journal_place import JournalProblem
from tests.guard.journals import DONE, MARK, SHOP, UNKNOWN, intent, octets


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileJournal]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    opened = FileJournal(tmp_path / "state")
    yield opened
    opened.close()


async def test_an_operation_comes_back_as_it_was_written(journal: FileJournal) -> None:
    said = HookResult(event="settings.changed", command="purge", status=0, seconds=0.1, output="purged")
    id_ = await journal.intent(intent(payload={"value": "on"}))
    await journal.mark(id_, replace(MARK, payload={"value": "off"}))
    await journal.end(id_, DONE)
    await journal.hook(id_, said)
    entry = await journal.entry(id_)
    assert entry.intent == intent()
    assert entry.marks == (MARK,)
    assert entry.end == DONE
    assert entry.hooks == (said,)
    assert entry.before == {"value": "on"}
    assert entry.after == {"value": "off"}
    assert entry.writer.account
    assert datetime.fromisoformat(entry.at) - datetime.now(UTC) < timedelta(seconds=5)


async def test_the_folder_and_the_file_are_private(journal: FileJournal) -> None:
    await journal.intent(intent())
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    for path in journal.path.parent.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


async def test_reading_makes_no_journal(journal: FileJournal) -> None:
    assert await journal.entries() == ()
    assert await journal.unresolved() == ()
    assert (await journal.verify()).count == 0
    assert not journal.path.parent.exists()


async def test_what_has_no_end_or_an_unknown_one_is_unresolved(journal: FileJournal) -> None:
    sent, lost, done = [await journal.intent(intent()) for _ in range(3)]
    await journal.mark(sent, MARK)
    await journal.end(lost, UNKNOWN)
    await journal.end(done, DONE)
    assert [one.id for one in await journal.unresolved()] == [sent, lost]
    await journal.end(lost, DONE)
    assert [one.id for one in await journal.unresolved()] == [sent]
    assert (await journal.entry(lost)).end == DONE


async def test_what_was_settled_cannot_be_marked_any_more(journal: FileJournal) -> None:
    id_ = await journal.intent(intent())
    await journal.end(id_, End(result=Result.NOT_DONE, how="not_sent", detail="It was never sent."))
    with pytest.raises(JournalProblem, match="settled"):
        await journal.mark(id_, MARK)
    assert (await journal.entry(id_)).marks == ()


async def test_events_of_no_entry_are_refused(journal: FileJournal) -> None:
    note = await journal.note(Note(kind="opened", target="shop", document={}))
    for id_ in ("99", "shop", ""):
        with pytest.raises(JournalProblem, match="no entry"):
            await journal.end(id_, DONE)
        with pytest.raises(JournalProblem, match="no entry"):
            await journal.entry(id_)
    with pytest.raises(JournalProblem, match="no operation"):
        await journal.entry(note)
    assert (await journal.verify()).count == 1


async def test_notes_tell_which_and_never_what(journal: FileJournal) -> None:
    until = datetime(2026, 3, 1, 9, 45, tzinfo=UTC)
    opened = await journal.opened(SHOP, until)
    revealed = await journal.revealed(SHOP, "public.people", "id=7", ("email",))
    noted = await journal.shown(opened)
    assert isinstance(noted, Noted)
    assert noted.note.document["until"] == until.isoformat()
    lines = await journal.entries()
    assert [line.id for line in lines] == [revealed, opened]
    assert [line.state for line in lines] == [State.NOTE, State.NOTE]
    assert lines[0].title == "Masked data shown: public.people id=7 email"


async def test_lists_are_filtered_newest_first_and_by_page(journal: FileJournal) -> None:
    first = await journal.intent(intent(key="motto", subject="motto", reason='Änderung der "Zeile"'))
    await journal.end(first, DONE)
    second = await journal.intent(intent(target="other"))
    await journal.end(second, UNKNOWN)
    third = await journal.intent(intent())
    await journal.revealed(SHOP, "public.people", "id=7", ("email",))

    async def found(**wanted: object) -> list[str]:
        return [line.id for line in await journal.entries(Filter(**wanted))]  # type: ignore[arg-type]

    assert await found(target="other") == [second]
    assert await found(state=State.DONE) == [first]
    assert await found(state=State.UNKNOWN) == [second]
    assert await found(state=State.OPEN) == [third]
    assert await found(search='ÄNDERUNG DER "zeile"') == [first]
    assert await found(search="reason") == []  # a name of ours is no value
    assert await found(since=datetime.now(UTC) + timedelta(hours=1)) == []
    assert len(await found(since=datetime.now(UTC) - timedelta(hours=1))) == 4
    assert [line.id for line in await journal.history("shop", "setting", "motto")] == [first]
    pages, older = [], None
    while page := await journal.entries(older_than=older, most=3):
        pages.append([line.id for line in page])
        older = page[-1].id
    assert [len(page) for page in pages] == [3, 1]
    assert pages[1] == [first]


async def test_what_was_undone_says_by_what(journal: FileJournal) -> None:
    id_ = await journal.intent(intent())
    await journal.end(id_, DONE)
    failed = await journal.intent(intent(operation="undo", undo_of=id_))
    await journal.end(failed, End(result=Result.NOT_DONE, how="changed", detail="It was changed meanwhile."))
    assert await journal.undone_by(id_) is None
    undo = await journal.intent(intent(operation="undo", undo_of=id_))
    await journal.end(undo, DONE)
    assert await journal.undone_by(id_) == undo
    assert {line.id: line.undone_by for line in await journal.entries()}[id_] == undo


MARKED = "MARKED-4f1e"


async def test_marked_secrets_are_nowhere_in_clear(journal: FileJournal) -> None:
    statements = (
        f"alter role clerk password '{MARKED}a'",
        f"set webhook_secret = '{MARKED}b' where url = 'https://u:{MARKED}c@example.org'",
        f"select 'Bearer {MARKED}dddddddd', $q$SCRAM-SHA-256$4096:{MARKED}e$q$",
    )
    id_ = await journal.intent(intent(statements=statements, payload={"value": f"{MARKED}f", "e": [f"{MARKED}g"]}))
    await journal.mark(id_, replace(MARK, payload={"value": f"{MARKED}h"}))
    await journal.end(id_, replace(DONE, detail=f"postgres://u:{MARKED}i@host refused"))
    hook = HookResult(event="e", command=f"curl --token {MARKED}j", status=1, seconds=0, output=f"password: {MARKED}k")
    await journal.hook(id_, hook)
    assert (await journal.entry(id_)).before == {"value": f"{MARKED}f", "e": [f"{MARKED}g"]}
    assert MARKED.encode() not in octets(journal.path.parent)  # the log beside it holds everything now
    journal.close()
    assert MARKED.encode() not in octets(journal.path.parent)


async def test_what_an_undo_needs_is_not_scrubbed_away(journal: FileJournal) -> None:
    before = ({"values": {"smtp": f"smtp://u:{MARKED}@host"}},)
    reverse = {"kind": "call", "possible": True, "call": {"arguments": {"value": f"Bearer {MARKED}aaaaaaa"}}}
    id_ = await journal.intent(intent(before=before, reverse=reverse))
    await journal.mark(id_, replace(MARK, after=({"values": {"smtp": f"smtp://v:{MARKED}@host"}},)))
    entry = await journal.entry(id_)
    assert entry.intent.before == before
    assert entry.intent.reverse == reverse
    assert entry.marks[0].after[0]["values"]["smtp"] == f"smtp://v:{MARKED}@host"
    assert entry.before == {}
    assert MARKED.encode() not in octets(journal.path.parent)
    other = FileJournal(journal.path.parent)
    later = await other.entry(id_)  # without a keyring the values end with the process: so does the undo
    other.close()
    assert later.intent.before == ({"values": {"smtp": "smtp://u:••••@host"}},)
    assert isinstance(later.before, Unknown)
    assert later.intent.reverse["possible"] is False
    assert MARKED not in str(later)


async def test_nothing_is_decrypted_to_be_shown(journal: FileJournal) -> None:
    id_ = await journal.intent(intent(payload={"value": MARKED}))
    assert MARKED in str(await journal.entry(id_))
    other = FileJournal(journal.path.parent)
    shown = await other.shown(id_)
    other.close()
    assert isinstance(shown, Entry)
    assert isinstance(shown.before, Unknown)  # without a keyring: its process is another one
    assert "it has ended" in shown.before.reason


@pytest.mark.parametrize(
    "statement",
    [
        "update event set body = '{}' where id = 1",
        "delete from event where id = 1",
        "insert or replace into event select * from event where id = 1",
        "insert into event select 9, at, kind, entry, target, operation, thing, key, undo_of, result, body, previous, "
        "'x' from event where id = 1",
        "update payload set sealed = x'00'",
        "insert or replace into payload select event, scope, nonce, x'00' from payload",
    ],
)
async def test_nothing_can_be_changed_by_a_statement(journal: FileJournal, statement: str) -> None:
    id_ = await journal.intent(intent(payload={"value": "on"}))
    await journal.end(id_, DONE)
    before = await journal.verify()
    with sqlite3.connect(journal.path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    other.close()
    assert await journal.verify() == before
    assert before.whole


async def test_odd_texts_keep_the_chain(journal: FileJournal) -> None:
    odd = "half \udcff, null \x00, tail \U0001f3ad \x1b[31m"
    id_ = await journal.intent(intent(reason=odd, before=({"value": 1.5, "none": None},)))
    assert (await journal.entry(id_)).intent.reason.startswith("half ")
    assert (await journal.verify()).whole


async def test_an_export_has_every_event_and_no_value(journal: FileJournal) -> None:
    id_ = await journal.intent(intent(payload={"value": MARKED}))
    await journal.end(id_, DONE)
    rows = [row async for row in journal.exported()]
    assert [row["kind"] for row in rows] == ["intent", "end"]
    assert rows[1]["previous"] == rows[0]["hash"]
    assert MARKED not in json.dumps(rows)
    assert [row async for row in journal.exported(target="other")] == []


async def test_many_tasks_write_at_once(journal: FileJournal) -> None:
    ids = await asyncio.gather(*(journal.intent(intent(key=str(number))) for number in range(50)))
    assert sorted(map(int, ids)) == list(range(1, 51))
    assert (await journal.verify()).count == 50


async def test_what_nobody_waits_for_is_written_all_the_same(journal: FileJournal) -> None:
    id_ = await journal.intent(intent())
    task = asyncio.create_task(journal.end(id_, DONE))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    journal.close()
    entry = await journal.entry(id_)
    assert isinstance(entry, Entry)
    assert entry.end == DONE
