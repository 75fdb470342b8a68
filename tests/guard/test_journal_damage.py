"""A journal that is damaged, full, foreign or in the wrong place: found, and said before anything is sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.guard.journal import FileJournal
from console.guard.journal_file import JournalFile
from console.guard.journal_place import JournalProblem
from tests.guard.journals import DONE, MARK, intent


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileJournal]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    opened = FileJournal(tmp_path / "state")
    yield opened
    opened.close()


async def filled(journal: FileJournal, count: int) -> None:
    """`count` operations of two events, each with its own word in its reason; then the file is closed."""
    for number in range(1, count + 1):
        id_ = await journal.intent(intent(reason=f"reason-{number}-", payload={"value": number}))
        await journal.end(id_, DONE)
    journal.close()


@pytest.mark.parametrize("number", [1, 20, 40])
async def test_a_changed_byte_is_found_at_its_row(journal: FileJournal, number: int) -> None:
    await filled(journal, 40)
    whole = await journal.verify()
    assert (whole.count, whole.bad, whole.why) == (80, None, "")
    journal.close()
    octets = bytearray(journal.path.read_bytes())
    place = octets.index(f"reason-{number}-".encode())
    octets[place] ^= 0x01
    journal.path.write_bytes(octets)
    found = await journal.verify()
    assert found.bad == 2 * number - 1
    assert found.count == 2 * number - 2
    assert "changed" in found.why


async def test_every_byte_matters(journal: FileJournal) -> None:
    """Any byte of the file that is changed is noticed: by the chain, by the file's own check, or by not opening."""
    await filled(journal, 8)
    good = journal.path.read_bytes()
    head = (await journal.verify()).head
    journal.close()
    unnoticed = []
    for place in range(100, len(good), 503):
        octets = bytearray(good)
        octets[place] ^= 0x15
        journal.path.write_bytes(octets)
        try:
            found = await journal.verify()
        except JournalProblem:
            continue
        if found.whole and not _free(good, place):
            unnoticed.append(place)
        assert not found.whole or found.head == head
    assert unnoticed == []


def _free(octets: bytes, place: int) -> bool:
    """Whether nothing stands there: a page's unallocated middle, or a page that is nothing but an index or a schema."""
    page = place // 4096
    start, size = page * 4096, 4096
    header = start + (100 if page == 0 else 0)
    kind = octets[header]
    cells = int.from_bytes(octets[header + 3 : header + 5], "big")
    content = int.from_bytes(octets[header + 5 : header + 7], "big") or 65536
    pointers = header + (12 if kind in {2, 5} else 8) + 2 * cells
    return kind not in {2, 5, 10, 13} or pointers <= place < start + min(content, size) or page == 0


@pytest.mark.parametrize(
    ("tampering", "bad"),
    [
        ("delete from event where id = 6", 6),
        ("update event set result = 'not_done' where id = 6", 6),
        ("update event set id = 90 where id = 16", 16),
        ("update payload set sealed = x'00' where event = 5", 5),
        ("insert into event select 17, at, kind, 1, target, operation, thing, key, undo_of, result, body, hash, 'x' "
         "from event where id = 16", 17),
    ],
)  # fmt: skip
async def test_tampering_without_the_triggers_is_found(journal: FileJournal, tampering: str, bad: int) -> None:
    await filled(journal, 8)
    other = sqlite3.connect(journal.path)
    triggers = [str(row[0]) for row in other.execute("select name from sqlite_master where type = 'trigger'")]
    texts = [str(row[0]) for row in other.execute("select sql from sqlite_master where type = 'trigger'")]
    for trigger in triggers:
        other.execute(f"drop trigger {trigger}")
    other.execute(tampering)
    for text in texts:
        other.execute(text)
    other.commit()
    other.close()
    assert (await journal.verify()).bad == bad


async def test_a_missing_trigger_is_named(journal: FileJournal) -> None:
    await filled(journal, 1)
    other = sqlite3.connect(journal.path)
    other.execute("drop trigger event_not_updated")
    other.close()
    found = await journal.verify()
    assert (found.whole, found.bad) == (False, None)
    assert "event_not_updated" in found.why


async def test_retention_keeps_the_chain(journal: FileJournal) -> None:
    await filled(journal, 3)
    before = await journal.verify()
    other = sqlite3.connect(journal.path)
    assert other.execute("select count(*) from payload").fetchone()[0] == 3
    other.close()
    old = FileJournal(journal.path.parent, keep_days=-1)
    await old.intent(intent())
    entry = await old.entry("1")
    assert entry.before == {} or not entry.before
    assert "deleted" in str(entry.before)
    after = await old.verify()
    old.close()
    assert after.whole
    assert after.count == before.count + 1
    other = sqlite3.connect(journal.path)
    assert other.execute("select count(*) from payload").fetchone()[0] == 0
    other.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to look at" * 20, b"SQLite format 3\0" * 300]
)
async def test_a_file_that_is_no_journal_is_left_alone(journal: FileJournal, content: bytes) -> None:
    journal.path.parent.mkdir(mode=0o700)
    journal.path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(JournalProblem) as caught:
            await journal.intent(intent())
        assert caught.value.exit_status == 4
    assert journal.path.read_bytes() == content


async def test_a_database_of_something_else_is_left_alone(journal: FileJournal) -> None:
    journal.path.parent.mkdir(mode=0o700)
    other = sqlite3.connect(journal.path)
    other.execute("create table theirs (a)")
    other.close()
    with pytest.raises(JournalProblem, match="another program"):
        await journal.intent(intent())


async def test_a_journal_of_a_newer_version_is_not_written(journal: FileJournal) -> None:
    await filled(journal, 1)
    other = sqlite3.connect(journal.path)
    other.execute("pragma user_version = 2")
    other.close()
    with pytest.raises(JournalProblem, match="newer greenroom"):
        await journal.intent(intent())


async def test_a_journal_taken_away_is_noticed(journal: FileJournal) -> None:
    id_ = await journal.intent(intent())
    for path in journal.path.parent.glob("journal.sqlite*"):
        path.unlink()
    with pytest.raises(JournalProblem, match="no entry"):
        await journal.mark(id_, MARK)
    await journal.intent(intent())
    assert (await journal.verify()).count == 1


async def test_another_process_that_holds_it_is_named(tmp_path: Path) -> None:
    first, second = JournalFile(tmp_path / "journal.sqlite"), JournalFile(tmp_path / "journal.sqlite", busy_seconds=0.1)
    await first.ask(lambda connection: connection.execute("begin immediate"))
    with pytest.raises(JournalProblem, match="Another process"):
        await second.ask(lambda connection: connection.execute("begin immediate"))
    await first.ask(lambda connection: None)  # what was left open is rolled back first
    await second.ask(lambda connection: connection.execute("begin immediate"))
    first.close()
    second.close()


async def test_a_folder_that_others_may_write_to_is_refused(journal: FileJournal) -> None:
    journal.path.parent.mkdir(mode=0o700)
    journal.path.parent.chmod(0o770)
    with pytest.raises(JournalProblem, match="Others may write"):
        await journal.intent(intent())


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = FileJournal(tmp_path / "file" / "state")
    with pytest.raises(JournalProblem, match="cannot be written"):
        await journal.intent(intent())
    journal.close()


async def test_a_network_file_system_is_refused(journal: FileJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.guard.journal_place.file_system", lambda folder: "nfs4")
    with pytest.raises(JournalProblem, match="network file system"):
        await journal.intent(intent())
    assert not journal.path.exists()
