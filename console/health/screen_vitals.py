"""Vitals: each series of the server as a curve, over the session or from the local record, and back in time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from console.core.present import duration
from console.core.unknown import Unknown
from console.errors import Problem
from console.health.record_series import SERIES, Series, figures
from console.health.screen_view import Place, View
from console.health.settings import Setting
from console.health.vitals import Counters, Replication, read_counters, read_replication
from console.health.window import PARTS, Look, Summary, summary, window
from console.health.wording import figure_of
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.choice import Choice, Item
from console.widgets.plots import Plot, spark
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession
    from console.health.record_values import Sample

WINDOWS: tuple[tuple[int, str], ...] = (
    (0, "since you opened it"),
    (300, "5 minutes"),
    (900, "15 minutes"),
    (3_600, "1 hour"),
    (6 * 3_600, "6 hours"),
    (24 * 3_600, "24 hours"),
)
ABOUT = {
    "connections": "Sessions of this database, idle ones too.",
    "transactions": "Committed and rolled back.",
    "rollbacks": "Transactions that were taken back: errors of the application, most of all.",
    "cache_percent": "Blocks found in the server's own cache. The rest came from the system's cache or the disk.",
    "read_blocks": "Blocks of 8 kB that were not in the server's cache.",
    "rows_written": "Inserted, updated and deleted.",
    "rows_fetched": "Rows that were looked up through indexes.",
    "wal_octets": "What is written ahead: it is flushed, archived, and sent to standbys.",
    "temp_octets": "Sorted or hashed on disk: work_mem was not enough.",
    "checkpoints": "Because checkpoint_timeout had passed, between two looks.",
    "forced_checkpoints": "Because max_wal_size was full or somebody asked, between two looks.",
    "deadlocks": "Sessions that waited for one another; the server ended one of them. Between two looks.",
    "xid_age": "Of 2,000,000,000 transactions that can be told apart. VACUUM makes it small again.",
    "standby_seconds": "How late the standby that is furthest behind is.",
    "standby_octets": "WAL that the standby furthest behind has not applied.",
    "slot_octets": "WAL that cannot be removed because a slot has not read it.",
    "replay_seconds": "How old what is read on this standby is.",
}
_PERCENT_TOP = {"cache_percent": 100.0}
_WRONG_WHERE_ANY = ("deadlocks", "forced_checkpoints", "temp_octets")
_SPARK = 30
_SHORTEST = 60.0
"""Seconds: less than a minute is no curve."""


async def look_at(database: Database, place: Place, *, replication: bool) -> None:
    """Take a look at the vitals and keep it. Raises Problem without a connection."""
    now = await database.ask(read_counters)
    before, place.counters = place.counters, now
    if place.usable is None:
        usable = await database.ask(_usable)
        place.usable = None if isinstance(usable, Unknown) else usable
    if isinstance(now, Unknown):
        return
    seen: Replication | Unknown = Unknown("not asked for")
    if replication:
        seen = await database.ask(read_replication)
    counters = before if isinstance(before, Counters) else None
    at = time.time()  # of this machine, as the record has it: another server's clock may be wrong
    seconds = max(0.0, now.at - counters.at) if counters is not None else 0.0
    place.looks.append(Look(at - seconds, at, figures(counters, now, seen)))


async def _usable(session: ReadSession) -> int:
    """Connections that ordinary roles may use."""
    names = ["max_connections", "superuser_reserved_connections", "reserved_connections"]
    found = {each.name: int(each.setting) for each in await session.all("health/settings", Setting, {"names": names})}
    return found.pop("max_connections") - sum(found.values())


@dataclass(frozen=True, slots=True)
class Vitals:
    """The looks of a window, its ends in epoch seconds, and what the local record has of it."""

    looks: tuple[Look, ...]
    since: float
    until: float
    recorded: Mapping[str, Sequence[Sample]] | Unknown

    def values(self, name: str) -> list[float | None]:
        """One series in equal parts: what was seen ourselves, and what the record has where we did not look."""
        own = window(self.looks, name, self.since, self.until)
        kept = () if isinstance(self.recorded, Unknown) else self.recorded.get(name, ())
        if not kept:
            return own
        return [
            value if value is not None else kept[place * len(kept) // PARTS].value for place, value in enumerate(own)
        ]


class VitalsView(View[Vitals]):
    """One row a series; the selected one as a plot."""

    columns: Sequence[Column] = (
        Column("series", "", least=22, most=26, grow=True),
        Column("curve", "", least=10, most=_SPARK),
        Column("now", "now", align="right", most=11),
        Column("low", "low", align="right", most=11, rank=3),
        Column("mean", "mean", align="right", most=11, rank=2),
        Column("high", "high", align="right", most=11, rank=1),
    )
    every: ClassVar[float] = 2.0
    thing: ClassVar[str] = "series"
    wide: ClassVar[bool] = True
    keys: ClassVar[Sequence[str]] = ("window", "earlier", "later")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._chosen = 0.0
        self._seconds = _SHORTEST
        self._back = 0.0

    def forget(self) -> None:
        self._back = 0.0

    async def read(self, database: Database) -> Vitals | Unknown:
        if isinstance(self.place.counters, Unknown):
            return self.place.counters
        looks = self.place.looks
        now = looks[-1].at if looks else time.time()
        self._seconds = self._chosen or max(_SHORTEST, now - looks[0].since if looks else 0.0)
        until = now - self._back
        since = until - self._seconds
        own = tuple(each for each in looks if each.at >= since and each.since <= until)
        return Vitals(own, since, until, await self._recorded(until))

    async def _recorded(self, until: float) -> Mapping[str, Sequence[Sample]] | Unknown:
        """What the local record has of the window. It may be broken: the session's own looks are shown without it."""
        try:
            return await self.place.recorded(
                lambda record, scope: record.read_windows(
                    scope, SERIES, timedelta(seconds=self._seconds), until=until, points=PARTS
                )
            )
        except Problem as problem:
            return Unknown(problem.what, problem.remedy)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Vitals) -> Line:
        name = next(words for seconds, words in WINDOWS if seconds == self._chosen)
        if not self._back:
            return cell(f"the last {name}" if self._chosen else name, Tone.DIM)
        span = name if self._chosen else duration(facts.until - facts.since)
        return join(cell(span, Tone.DIM), cell(f"until {_clock(facts.until, day=True)}", Tone.LOOK))

    def rows(self, facts: Vitals) -> Sequence[Row]:
        made = []
        for each in SERIES.values():
            values = facts.values(each.name)
            known = summary(values)
            if known is not None:
                made.append(_row(each, values, known))
        return made

    def nothing(self) -> tuple[str, str]:
        return "Nothing was seen in that time.", "greenroom health --record keeps a record; >  goes forward again."

    def detail(self, facts: Vitals, row: Row) -> Sequence[Block]:
        one = SERIES[row.key]
        values = facts.values(one.name)
        known = summary(values)
        if known is None:
            return ()
        ends = (_clock(facts.since, day=True), _clock(facts.until, day=True))
        if not self._back:
            ends = (f"{duration(facts.until - facts.since)} ago", "now")
        pairs: list[tuple[str | Line, Line]] = [
            ("now" if not self._back else "last", cell(said(one, known.now), bold=True)),
            ("mean", cell(said(one, known.mean))),
            ("low, high", join(cell(said(one, known.low)), cell(said(one, known.high)), gap=" to ")),
            ("record", _said_of_record(facts)),
        ]
        blocks: list[Block] = [
            Heading(join(cell(one.title, bold=True), self.words(facts))),
            self._plot(one, values, ends, 9),
            Words(((), *((cell(ABOUT[one.name], Tone.DIM), ()) if one.name in ABOUT else ()))),
            Facts(pairs),
        ]
        for other in _BESIDE.get(one.name, ()):
            beside = facts.values(other)
            if summary(beside) is not None:
                blocks += [Section(SERIES[other].title), self._plot(SERIES[other], beside, ends, 4)]
        return blocks

    def _plot(self, one: Series, values: Sequence[float | None], ends: tuple[str, str], height: int) -> Plot:
        limit = None
        top = _PERCENT_TOP.get(one.name)
        if one.name == "connections" and self.place.usable:
            highest = max((each for each in values if each is not None), default=0.0)
            limit = 0.8 * self.place.usable if highest > 0.4 * self.place.usable else None
            top = max(highest, limit * 1.2) if limit else None
        return Plot(values, lambda value: said(one, value), *ends, tone=_tone(one), height=height, top=top, limit=limit)

    # -- keys ----------------------------------------------------------------------------------------------------

    async def act(self, action: str, facts: Vitals, row: Row | None) -> None:
        match action:
            case "window":
                items = [Item(str(seconds), words) for seconds, words in WINDOWS]
                chosen = await self.place.console.push_screen_wait(Choice("How much time", items))
                if chosen is None:
                    return
                self._chosen = float(chosen)
            case "earlier":
                self._back += self._seconds / 2
            case _:
                self._back = max(0.0, self._back - self._seconds / 2)
        self.place.load()

    def command(self, row: Row) -> str:
        return "health --section vitals"


def _said_of_record(facts: Vitals) -> Line:
    """Whether the window is more than this session."""
    if isinstance(facts.recorded, Unknown):
        return cell(facts.recorded)
    if any(facts.recorded.values()):
        return cell("what was recorded is shown too", Tone.DIM)
    return cell("only what was seen since you opened it: greenroom health --record keeps a record", Tone.DIM)


_BESIDE = {
    "transactions": ("rollbacks", "rows_written"),
    "rollbacks": ("transactions", "deadlocks"),
    "cache_percent": ("read_blocks", "temp_octets"),
    "read_blocks": ("cache_percent",),
    "rows_written": ("wal_octets", "transactions"),
    "wal_octets": ("checkpoints", "forced_checkpoints"),
    "connections": ("transactions",),
    "standby_seconds": ("standby_octets", "wal_octets"),
}
"""What one looks at beside it."""


def said(one: Series, value: float) -> str:
    """A figure with its unit."""
    words = figure_of(value, "count" if one.unit == "decimal" and (value >= 100 or value == int(value)) else one.unit)
    return f"{words}/s" if one.a_second else words


def _tone(one: Series) -> Tone:
    return Tone.LOOK if one.name in _WRONG_WHERE_ANY else Tone.MOVING if one.unit == "octets" else Tone.FINE


def _row(one: Series, values: Sequence[float | None], known: Summary) -> Row:
    tone = _tone(one)
    now = Tone.LOOK if one.name in _WRONG_WHERE_ANY and known.now else Tone.INK
    return Row(
        one.name,
        (
            cell(one.title),
            spark(values, _SPARK, tone, _PERCENT_TOP.get(one.name)),
            cell(said(one, known.now), now, bold=True),
            *(cell(said(one, each), Tone.DIM) for each in (known.low, known.mean, known.high)),
        ),
        (one.title, "", known.now, known.low, known.mean, known.high),
    )


def _clock(at: float, *, day: bool = False) -> str:
    """A moment as the clock on the wall, with the day where it is not today."""
    moment = datetime.fromtimestamp(at)
    here = moment.date() == datetime.now().date()
    return moment.strftime("%H:%M" if here or not day else "%a %H:%M")
