"""The journal: what was about to be done, what happened, who did it, and what an undo needs.

It implements `console.guard.events.Journal`. Every write is on the disk when it returns, or raises JournalProblem.
What stands in it is scrubbed; real values are encrypted before SQLite sees them. It sends nothing to any server.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from console.core.places import state_dir
from console.core.target import Target
from console.guard import journal_record as record
from console.guard.events import Document, End, Entry, HookResult, Intent, Mark, Note, Result, Writer
from console.guard.journal_chain import FIRST, canonical
from console.guard.journal_entry import Noted, entry_of
from console.guard.journal_file import JournalFile, append, head, statement, writing
from console.guard.journal_list import MOST, Filter, Line, line_of
from console.guard.journal_place import Ended, JournalProblem, NoEntry
from console.guard.journal_verify import Verification, verify_file
from console.guard.journal_writer import Presence, now
from console.guard.payload import Keys, Lasting, Sealed, scope_of

FILE = "journal.sqlite"
KEEP_DAYS = 90
_DAY = 86_400.0


class FileJournal:
    """The journal of this user, by default in the state folder. Values for undo are deleted after `keep_days`."""

    def __init__(self, folder: Path | None = None, *, keep_days: int = KEEP_DAYS, keys: Keys | None = None) -> None:
        folder = folder or state_dir()
        self.path = folder / FILE
        self.keys = keys or Keys()
        self._keep_days = keep_days
        self._file = JournalFile(self.path)
        self._presence = Presence(folder)
        self._scopes: dict[str, str] = {}
        self._forgotten: float | None = None

    def close(self) -> None:
        """Finish what was begun and close the file."""
        self._file.close()
        self._presence.leave()

    # ---- writing

    async def intent(self, intent: Intent) -> str:
        """Write what is about to be done, and give back the new entry's id."""
        scope = scope_of(intent.identity, intent.target)
        sealed = await self._sealed(scope, record.sealed_of(intent))
        row = {
            "kind": "intent",
            "target": intent.target,
            "operation": intent.operation,
            "thing": intent.kind,
            "key": intent.key,
            "undo_of": _number(intent.undo_of) if intent.undo_of is not None else None,
        }
        await self._file.ask(self._forget_old)
        entry = str(await self._write(row, record.document_of(intent), sealed))
        self._scopes[entry] = scope
        return entry

    async def mark(self, entry: str, mark: Mark) -> None:
        """Write by what the server can be asked. JournalProblem if the entry has an end already."""
        payload = record.sealed_of(mark)
        sealed = await self._sealed(await self._scope(entry), payload) if payload else None
        await self._write({"kind": "mark", "entry": _number(entry)}, record.document_of(mark), sealed, while_in={None})

    async def end(self, entry: str, end: End) -> None:
        """Write what happened."""
        row = {"kind": "end", "entry": _number(entry), "result": end.result.value}
        await self._write(row, record.document_of(end))

    async def settle(self, entry: str, end: End) -> bool:
        """Write what happened unless that is known by now, and say whether it was written."""
        row = {"kind": "end", "entry": _number(entry), "result": end.result.value}
        try:
            await self._write(row, record.document_of(end), while_in={None, Result.UNKNOWN.value})
        except Ended:
            return False
        return True

    async def hook(self, entry: str, result: HookResult) -> None:
        """Write what a hook said."""
        await self._write({"kind": "hook", "entry": _number(entry)}, record.document_of(result))

    async def note(self, note: Note) -> str:
        """Write something that is no operation, and give back its id."""
        row = {"kind": "note", "target": note.target, "operation": note.kind}
        return str(await self._write(row, record.document_of(note)))

    async def opened(self, target: Target, until: datetime) -> str:
        """Note that a target was opened for writing."""
        document = {"environment": target.environment.value, "address": target.address, "until": until.isoformat()}
        return await self.note(Note(kind="opened", target=target.name, document=document))

    async def revealed(self, target: Target, table: str, key: str, columns: tuple[str, ...]) -> str:
        """Note that masked data was shown: which, never what."""
        document = {"table": table, "key": key, "columns": columns}
        return await self.note(Note(kind="revealed", target=target.name, document=document))

    async def lasting(self, target: Target) -> Lasting:
        """How long values for an undo on this target would be readable, for the plan. It may ask for the keyring."""
        return await self.keys.lasting(scope_of(target.identity, target.name))

    # ---- reading

    async def entry(self, entry: str) -> Entry:
        """One operation with its values decrypted. JournalProblem if there is none of that id."""
        found = await self._found(entry, decrypt=True)
        if isinstance(found, Noted):
            raise NoEntry(f"Entry {entry} is no operation.", "It notes something that was seen.")
        return found

    async def shown(self, entry: str) -> Entry | Noted:
        """Whatever has that id, operation or note, as it may be shown: no key is asked for and nothing decrypted."""
        return await self._found(entry, decrypt=False)

    async def _found(self, entry: str, *, decrypt: bool) -> Entry | Noted:
        number = _number(entry)
        rows = await self._read("events_of_entry", id=number)
        if not rows or rows[0]["kind"] not in {"intent", "note"}:
            raise _absent(entry)
        return await entry_of(rows, self.keys, self._keep_days, decrypt=decrypt)

    async def unresolved(self) -> tuple[Entry, ...]:
        """Every operation whose end is missing or unknown, oldest first; without what other consoles are still at."""
        found = await self._read("unresolved")
        entries = [await self.entry(str(row["id"])) for row in found]
        return tuple(one for one in entries if not self.is_elsewhere(one))

    def is_elsewhere(self, entry: Entry) -> bool:
        """Whether another console, which is still there, is at work on it."""
        return entry.end is None and self._presence.elsewhere(entry.writer)

    async def entries(
        self, wanted: Filter | None = None, *, older_than: str | None = None, most: int = MOST
    ) -> tuple[Line, ...]:
        """A page of entries, newest first; the next page is what is older than the last one's id."""
        wanted = wanted or Filter()
        binds = {
            "older_than": _number(older_than) if older_than is not None else None,
            "target": wanted.target,
            "thing": wanted.kind,
            "key": wanted.key,
            "since": _utc(wanted.since),
            "needle": wanted.search.casefold() if wanted.search else None,
            "result": wanted.state.value if wanted.state else None,
            "most": most,
        }
        rows = await self._read("entries", **binds)
        return tuple(line_of(row) for row in rows)

    async def history(self, target: str, kind: str, key: str) -> tuple[Line, ...]:
        """What was done to one thing, newest first."""
        return await self.entries(Filter(target=target, kind=kind, key=key))

    async def undone_by(self, entry: str) -> str | None:
        """The id of the entry that took this one back, if one did."""
        number = _number(entry)
        rows = await self._read("undone_by", id=number)
        return str(rows[0][0]) if rows and rows[0][0] is not None else None

    async def exported(self, target: str | None = None, since: datetime | None = None) -> AsyncIterator[dict[str, Any]]:
        """Every event as a document, oldest first, with its hash; without any encrypted value."""
        behind = 0
        while True:
            rows = await self._read("export", behind=behind, target=target, since=_utc(since), most=1000)
            for row in rows:
                document = dict(row)
                yield {**document, "body": json.loads(document["body"])}
            if not rows:
                return
            behind = rows[-1]["id"]

    async def verify(self) -> Verification:
        """Look at the whole chain, the file and its triggers, beside whatever is written meanwhile."""
        if not self.path.exists():
            return Verification(FIRST, 0)
        apart = JournalFile(self.path)
        try:
            return await apart.ask(verify_file)
        finally:
            await asyncio.to_thread(apart.close)

    async def holds(self, hash_: str) -> bool:
        """Whether an event has that hash: a head that was written down is in the chain as long as nothing was cut."""
        return bool(await self._read("by_hash", hash=hash_))

    # ---- within

    async def _write(
        self, row: Mapping[str, Any], document: Document, sealed: Sealed | None = None, *, while_in: Results = None
    ) -> int:
        """Append an event. Ended where its entry's last result is not one of `while_in`: looked at under the lock."""

        def job(connection: sqlite3.Connection) -> int:
            body = {"writer": record.writer_document(self._writer()), "document": document}
            if sealed is not None:
                body["payload"] = sealed.label
            with writing(connection):
                target = row.get("target") or _target_of(connection, row["entry"], while_in)
                number, previous = head(connection)
                values = {**_EMPTY, **row, "target": target, "at": now(), "body": canonical(body)}
                append(connection, values, number + 1, previous)
                if sealed is not None:
                    stored = {"scope": sealed.scope, "nonce": sealed.nonce, "sealed": sealed.octets}
                    connection.execute(statement("append_payload"), {"event": number + 1, **stored})
                return number + 1

        return await self._file.ask(job)

    async def _read(self, name: str, **binds: object) -> list[sqlite3.Row]:
        """The rows of a statement; none where there is no journal yet: reading makes none."""
        if not self.path.exists():
            return []
        return await self._file.ask(lambda connection: connection.execute(statement(name), binds).fetchall())

    async def _sealed(self, scope: str, payload: Document) -> Sealed | None:
        return await self.keys.seal(scope, payload) if payload else None

    async def _scope(self, entry: str) -> str:
        if entry not in self._scopes:
            found = await self.shown(entry)
            if isinstance(found, Noted):
                raise _absent(entry)
            intent = found.intent
            self._scopes[entry] = scope_of(intent.identity, intent.target)
        return self._scopes[entry]

    def _writer(self) -> Writer:
        try:
            return self._presence.writer()
        except OSError as error:
            raise JournalProblem(
                "The journal cannot be used.",
                f"{self.path.parent} cannot be written: {error.strerror or error}.",
                "Mend its mode or make room, or set GREENROOM_STATE_DIR to another folder.",
            ) from None

    def _forget_old(self, connection: sqlite3.Connection) -> None:
        """Delete old values, once a day: a console may be open for weeks."""
        if self._forgotten is not None and time.monotonic() - self._forgotten < _DAY:
            return
        cutoff = _utc(datetime.now(UTC) - timedelta(days=self._keep_days))
        with writing(connection):
            deleted = connection.execute(statement("forget"), {"cutoff": cutoff}).rowcount
        if deleted:
            connection.execute(statement("checkpoint")).fetchall()
        self._forgotten = time.monotonic()


Results = set[str | None] | None
_EMPTY: Mapping[str, None] = dict.fromkeys(("entry", "operation", "thing", "key", "undo_of", "result"))


def _target_of(connection: sqlite3.Connection, entry: int, while_in: Results) -> str:
    """The target of an entry. JournalProblem if there is none, Ended if it must not have that end."""
    found = connection.execute(statement("first_event"), {"id": entry}).fetchone()
    if found is None:
        raise _absent(str(entry))
    if while_in is not None and found["result"] not in while_in:
        raise Ended(
            "Another console has settled this operation meanwhile.",
            f"It wrote that entry {entry} ended as {found['result'].replace('_', ' ')}.",
            "Look at what is there now, and plan it again.",
        )
    return str(found["target"])


def _number(entry: str) -> int:
    try:
        return int(entry)
    except ValueError:
        raise _absent(entry) from None


def _absent(entry: str) -> NoEntry:
    return NoEntry(f"The journal has no entry {entry}.", "", "greenroom journal list shows what there is.")


def _utc(at: datetime | None) -> str | None:
    """The time as every event has it. A time without a zone is this machine's."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
