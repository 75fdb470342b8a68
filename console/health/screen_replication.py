"""Replication: standbys, slots and what they keep, and every table with its publications, identity and row security."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from console.core.present import duration, size
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.health.publications import Published, against, read_published
from console.health.screen_replication_detail import publications_words, slot_blocks, standby_blocks, table_blocks
from console.health.screen_view import Doing, View
from console.health.vitals import Recovery, Replication, Slot, Standby, read_replication
from console.health.window import window
from console.widgets.blocks import Block, Heading, Section, Words
from console.widgets.plots import Plot
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph

if TYPE_CHECKING:
    from console.database.session import Database

_LATE, _MUCH = 10.0, 1024.0**3
_WINDOW = 900.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Who reads what we write, and what is published; each may be unknown by itself."""

    replication: Replication | Unknown
    tables: Sequence[Published] | Unknown

    @property
    def names(self) -> list[str]:
        """The publications that publish anything, by name."""
        tables = () if isinstance(self.tables, Unknown) else self.tables
        return sorted({name for each in tables for name in each.publications})


class ReplicationView(View[Seen]):
    """Groups of rows: this server, standbys, slots, tables."""

    columns: Sequence[Column] = (
        Column("level", "", least=1, most=1),
        Column("name", "name", least=16, most=48, grow=True),
        Column("state", "state", least=8, most=28),
        Column("behind", "behind", align="right", most=9, rank=2),
        Column("late", "late", align="right", most=9, rank=3),
        Column("identity", "identity", most=9, rank=1),
        Column("security", "RLS", most=4),
    )
    every: ClassVar[float] = 5.0
    wide: ClassVar[bool] = True

    async def read(self, database: Database) -> Seen | Unknown:
        target = self.place.console.current
        expected = self.place.console.config.publications.get(target.name if target else "", {})
        tables = await database.ask(read_published)
        judged = tables if isinstance(tables, Unknown) else against(tables, expected)
        return Seen(await database.ask(read_replication), judged)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Seen) -> Line:
        if isinstance(facts.replication, Unknown):
            return cell(facts.replication)
        seen = facts.replication
        return cell(
            f"standbys: {len(seen.standbys)}, slots: {len(seen.slots)}, publications: {len(facts.names)}", Tone.DIM
        )

    def rows(self, facts: Seen) -> Sequence[Row]:
        rows: list[Row] = []
        if isinstance(facts.replication, Unknown):
            rows.append(_unknown("replication", facts.replication))
        else:
            seen = facts.replication
            rows += _this(seen.recovery)
            rows += _headed("Standbys", [_standby(each) for each in seen.standbys])
            rows += _headed("Slots", [_slot(each) for each in seen.slots])
        if isinstance(facts.tables, Unknown):
            return [*rows, _unknown("publications", facts.tables)]
        missing = [each for each in facts.tables if each.missing]
        published = [each for each in facts.tables if each.publications and not each.missing]
        rest = [each for each in facts.tables if not each.publications and not each.missing]
        rows += _headed("Expected, and not published", [_table(each) for each in missing])
        rows += _headed("Published", [_table(each) for each in published])
        return [*rows, *_headed("Not published", [_table(each) for each in rest])]

    def nothing(self) -> tuple[str, str]:
        return "Nothing is replicated.", "No standby reads from here, there is no slot, and there are no tables."

    def detail(self, facts: Seen, row: Row) -> Sequence[Block]:
        kind, _, name = row.key.partition(" ")
        seen = facts.replication
        if kind == "standby" and not isinstance(seen, Unknown):
            standby = next((each for each in seen.standbys if str(each.pid) == name), None)
            return [*standby_blocks(standby), *self._plots("standby_octets", "standby_seconds")] if standby else ()
        if kind == "slot" and not isinstance(seen, Unknown):
            slot = next((each for each in seen.slots if each.name == name), None)
            return [*slot_blocks(slot), *self._plots("slot_octets")] if slot else ()
        if kind == "this" and not isinstance(seen, Unknown):
            words = "It applies what its primary sends." if seen.recovery.standby else "It takes writes."
            heading = "a standby" if seen.recovery.standby else "a primary"
            return [
                Heading(cell(f"this server: {heading}", bold=True)),
                Words((cell(words, Tone.DIM),)),
                *self._plots("replay_seconds", "wal_octets"),
            ]
        table = _published(facts, row)
        return table_blocks(table, facts.names) if table is not None else ()

    def _plots(self, *series: str) -> list[Block]:
        """What was seen of it in this session."""
        looks = self.place.looks
        if len(looks) < 2:
            return []
        until = looks[-1].at
        since = max(looks[0].since, until - _WINDOW)
        blocks: list[Block] = []
        for name in series:
            values = window(looks, name, since, until)
            if any(each is not None for each in values):
                says = duration if name.endswith("seconds") else size
                blocks += [
                    Section(f"{_TITLES[name]} in this session"),
                    Plot(values, says, f"{duration(until - since)} ago", "now", tone=Tone.MOVING, height=5),
                ]
        return blocks

    # -- what can be done ----------------------------------------------------------------------------------------

    def offered(self, facts: Seen, row: Row) -> Sequence[Doing]:
        if row.key.startswith("slot "):
            name = row.key.removeprefix("slot ")
            slots = () if isinstance(facts.replication, Unknown) else facts.replication.slots
            read = any(each.name == name and each.active for each in slots)
            why = "somebody reads it" if read else ""
            note = "dangerous: who reads it later has to begin anew"
            return (Doing("maintenance.drop-slot", name, f"Drop the slot {name}", note, why_not=why),)
        table = _published(facts, row)
        if table is None or not table.there:
            return ()
        key = qualified(table.schema, table.name)
        offered = [
            Doing("maintenance.unpublish", key, f"Take {key} out of {name}", "careful", {"publication": name})
            for name in table.publications
        ]
        offered += [
            Doing("maintenance.publish", key, f"Publish {key} with {name}", "careful", {"publication": name})
            for name in sorted({*facts.names, *table.missing})
            if name not in table.publications
        ]
        for identity, words in (("full", "the whole row"), ("default", "its primary key")):
            if table.identity != identity:
                title = f"Tell rows of {key} apart by {words}"
                offered.append(Doing("maintenance.replica-identity", key, title, "careful", {"identity": identity}))
        return offered

    def command(self, row: Row) -> str:
        return "health --section replication"


_TITLES = {
    "standby_octets": "behind, the worst standby",
    "standby_seconds": "late, the worst standby",
    "slot_octets": "WAL kept, the worst slot",
    "replay_seconds": "late",
    "wal_octets": "WAL a second",
}


def _headed(title: str, rows: Sequence[Row]) -> list[Row]:
    return [Row(f"group {title}", group=cell(f"{title}: {len(rows)}", Tone.DIM, bold=True)), *rows] if rows else []


def _unknown(what: str, fact: Unknown) -> Row:
    cells = (glyph(Tone.UNKNOWN), cell(what, Tone.UNKNOWN), cell(fact), (), (), (), ())
    return Row(f"? {what}", cells, ("unknown", what, fact, None, None, None, None))


def _this(recovery: Recovery) -> list[Row]:
    if not recovery.standby:
        return []
    late = recovery.lag_seconds
    tone = Tone.LOOK if (late or 0) > _LATE else Tone.FINE
    cells = (
        glyph(tone),
        cell("this server"),
        cell("standby"),
        cell(None if recovery.unreplayed is None else size(recovery.unreplayed)),
        cell(None if late is None else duration(late)),
        (),
        (),
    )
    return [Row("this", cells, (tone.value, "this server", "standby", recovery.unreplayed, late, None, None))]


def _standby(each: Standby) -> Row:
    behind = None if each.unsent is None else each.unsent + (each.unflushed or 0) + (each.unreplayed or 0)
    streams = each.state == "streaming"
    tone = Tone.LOOK if not streams or (each.lag_seconds or 0) > _LATE or (behind or 0) > _MUCH / 16 else Tone.FINE
    state = ", ".join(part for part in (each.state, each.sync_state) if part) or None
    cells = (
        glyph(tone if each.state else Tone.UNKNOWN),
        cell(each.name or f"pid {each.pid}"),
        cell(state, Tone.DIM),
        cell(None if behind is None else size(behind)),
        cell(None if each.lag_seconds is None else duration(each.lag_seconds)),
        (),
        (),
    )
    return Row(f"standby {each.pid}", cells, (tone.value, each.name, state, behind, each.lag_seconds, None, None))


def _slot(each: Slot) -> Row:
    lost = bool(each.invalidated) or each.wal_status == "lost"
    much = (each.kept_octets or 0) > _MUCH or (not each.active and (each.kept_octets or 0) > _MUCH / 8)
    tone = Tone.WRONG if lost else Tone.LOOK if much or not each.active else Tone.FINE
    state = each.invalidated or ("active" if each.active else "nobody reads it")
    cells = (
        glyph(tone),
        cell(each.name),
        cell(state, Tone.DIM if tone is Tone.FINE else tone),
        cell(None if each.kept_octets is None else size(each.kept_octets), Tone.LOOK if much else Tone.INK),
        (),
        cell(each.kind, Tone.DIM),
        (),
    )
    return Row(f"slot {each.name}", cells, (tone.value, each.name, state, each.kept_octets, None, each.kind, None))


def _table(each: Published) -> Row:
    open_to_all = bool(each.publications) and not each.row_security
    tone = Tone.WRONG if each.fails else Tone.LOOK if open_to_all else Tone.FINE if each.publications else Tone.FAINT
    name = qualified(each.schema, each.name)
    tone = Tone.LOOK if each.missing or (each.unexpected and tone is not Tone.WRONG) else tone
    state = publications_words(each) or None
    if not each.there:
        cells = (glyph(Tone.LOOK), cell(name), cell(state, Tone.LOOK), (), (), cell("no such table", Tone.LOOK), ())
        return Row(f"absent {name}", cells, (Tone.LOOK.value, name, state, None, None, None, None))
    identity = each.identity if each.identity != "default" else "key" if each.has_key else "no key"
    return Row(
        f"table {each.oid}",
        (
            glyph(tone),
            cell(name),
            cell(state, Tone.LOOK if each.missing or each.unexpected else Tone.DIM),
            (),
            (),
            cell(identity, Tone.WRONG if each.fails else Tone.DIM),
            cell("on" if each.row_security else "off", Tone.LOOK if open_to_all else Tone.DIM),
        ),
        (tone.value, name, state, None, None, identity, each.row_security),
        marks=(("is", "published" if each.publications else "unpublished"),),
    )


def _published(facts: Seen, row: Row) -> Published | None:
    tables = () if isinstance(facts.tables, Unknown) else facts.tables
    return next((each for each in tables if row.key == f"table {each.oid}"), None)
