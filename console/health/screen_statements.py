"""Statements: what took most, since the counters began or since a look; the plan of one, and indexes for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from console.core.present import duration, size
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.health.candidates import Candidate, read_candidates
from console.health.cells import flat
from console.health.explain import Explained, parameters, read_explained, read_statement_text
from console.health.explain import Node as Step
from console.health.rights import Rights, read_rights
from console.health.screen_view import Doing, Place, View
from console.health.statements import Statement, between, read_statements
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.choice import Choice, Item
from console.widgets.plots import spark
from console.widgets.prompt import Prompt
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database

_BLOCK = 8_192
_KEPT = 60
_GENERIC = 160_000
"""From this version on a statement is planned for any values."""


@dataclass(frozen=True, slots=True)
class Order:
    """One way to rank: its name, how the menu calls it, and the figure."""

    name: str
    title: str
    figure: Callable[[Statement], float]


ORDERS: tuple[Order, ...] = (
    Order("total", "time in all", lambda one: one.total_ms),
    Order("mean", "time of one call", lambda one: one.mean_ms),
    Order("calls", "calls", lambda one: float(one.calls)),
    Order("io", "blocks from outside of the cache", lambda one: float(one.read_blocks + one.temp_blocks)),
)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is listed, in its order, and what this role may see."""

    listed: tuple[Statement, ...]
    rights: Rights
    since: float | None
    """The seconds between the two looks, None where it is since the counters began."""


class StatementsView(View[Statements]):
    """One row a statement."""

    columns: Sequence[Column] = (
        Column("share", "of all", align="right", least=6, most=7),
        Column("total", "time", align="right", most=10, rank=2),
        Column("calls", "calls", align="right", most=12),
        Column("mean", "mean", align="right", most=12),
        Column("io", "read", align="right", most=10, rank=3),
        Column("hit", "cache", align="right", most=6, rank=1),
        Column("role", "role", most=14, rank=5),
        Column("query", "statement", least=16, most=120, grow=True),
    )
    every: ClassVar[float] = 5.0
    thing: ClassVar[str] = "statement"
    keys: ClassVar[Sequence[str]] = ("explain", "order", "since")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._order = ORDERS[0]
        self.forget()

    def forget(self) -> None:
        self._base: tuple[Statement, ...] | None = None
        self._last: tuple[Statement, ...] = ()
        self._seconds = 0.0
        self._calls: dict[tuple[str | None, int, bool], list[float | None]] = {}
        self._plans: dict[str, Explained | Unknown] = {}
        self._candidates: dict[str, Sequence[Candidate] | Unknown] = {}

    async def read(self, database: Database) -> Statements | Unknown:
        async with database.read() as session:
            rights = await read_rights(session)
        if rights.statements is not None:
            return rights.statements
        found = await database.ask(partial(read_statements, rights=rights))
        if isinstance(found, Unknown):
            return found
        self._remember(found)
        listed = found if self._base is None else between(self._base, found)
        ordered = sorted(listed, key=self._order.figure, reverse=True)
        return Statements(tuple(ordered), rights, None if self._base is None else self._seconds)

    def _remember(self, found: Sequence[Statement]) -> None:
        """How often each was called between two looks, for its curve."""
        if self._last:
            ran = {each.key: float(each.calls) for each in between(self._last, found)}
            for each in found:
                self._calls.setdefault(each.key, []).append(ran.get(each.key, 0.0))
                del self._calls[each.key][:-_KEPT]
            self._seconds += self.every
        self._last = tuple(found)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Statements) -> Line:
        since = "since the counters began" if facts.since is None else f"in the last {duration(facts.since or 1)}"
        return join(
            cell(f"by {self._order.title}", Tone.DIM), cell(since, Tone.DIM if facts.since is None else Tone.LOOK)
        )

    def rows(self, facts: Statements) -> Sequence[Row]:
        total = sum(self._order.figure(each) for each in facts.listed) or 1.0
        return [_row(each, self._order.figure(each) / total) for each in facts.listed]

    def nothing(self) -> tuple[str, str]:
        if self._base is not None:
            return "Nothing ran since then.", "It is read again by itself; d shows all since the counters began."
        return "No statement has been counted yet.", "What runs from now on is."

    def detail(self, facts: Statements, row: Row) -> Sequence[Block]:
        one = _statement(facts, row)
        if one is None:
            return ()
        blocks: list[Block] = [
            Heading(join(cell("statement", bold=True), cell(one.query_id, Tone.FAINT))),
            _figures(one),
        ]
        curve = self._calls.get(one.key, ())
        if len(curve) > 1:
            blocks += [Section("calls while you look"), Words((spark(curve, _KEPT),))]
        if one.query:
            blocks += [Section("text"), Code(one.query)]
        if row.key in self._plans:
            return [*blocks, *plan_blocks(self._plans[row.key]), *candidate_blocks(self._candidates.get(row.key))]
        said = (cell("x", Tone.FINE, bold=True), cell("shows how the server would run it", Tone.DIM))
        return [*blocks, Words(((), join(*said, gap=" ")))]

    # -- keys and operations -------------------------------------------------------------------------------------

    async def act(self, action: str, facts: Statements, row: Row | None) -> None:
        match action:
            case "order":
                items = [Item(each.name, each.title) for each in ORDERS]
                chosen = await self.place.console.push_screen_wait(Choice("Order by", items))
                self._order = next((each for each in ORDERS if each.name == chosen), self._order)
                self.place.load()
            case "since":
                self._base = self._last if self._base is None else None
                self._seconds = 0.0
                self.place.load()
            case _:
                one = _statement(facts, row) if row is not None else None
                if one is not None and row is not None:
                    await self._explain(facts.rights, one, row.key)

    async def _explain(self, rights: Rights, one: Statement, key: str) -> None:
        """The plan, with the values that it needs before PostgreSQL 16, and indexes that it may want."""
        database = await self.place.console.database()
        text = await read_statement_text(database, rights, one.query_id or "")
        if isinstance(text, Unknown):
            self._plans[key] = text
        else:
            values = await self._values(rights, text)
            self._plans[key] = plan = await read_explained(database, rights, text, values)
            if isinstance(plan, Explained):
                self._candidates[key] = await read_candidates(database, rights, plan, values)
        self.place.draw()

    async def _values(self, rights: Rights, text: str) -> Sequence[str] | None:
        """Of an older server, which plans nothing without them: what a person gives in their place."""
        wanted = parameters(text)
        if not wanted or rights.version >= _GENERIC:
            return None
        question = f"Values of $1 to ${wanted}, with commas between; from PostgreSQL 16 on none are needed"
        answer = await self.place.console.push_screen_wait(Prompt("Explain", question))
        return [each.strip() for each in answer.split(",")] if answer else None

    def offered(self, facts: Statements, row: Row) -> Sequence[Doing]:
        found = self._candidates.get(row.key, ())
        candidates = () if isinstance(found, Unknown) else found
        return (
            *(
                Doing(
                    "maintenance.create-index",
                    each.key,
                    f"Build an index on {each.key} ({', '.join(each.columns)})",
                    "careful: nobody waits for it",
                    {"columns": ", ".join(each.columns)},
                )
                for each in candidates
            ),
            Doing("maintenance.reset-statements", "", "Set the counters back", "dangerous: for everybody, for good"),
        )

    def command(self, row: Row) -> str:
        return "health --section statements"


def _statement(facts: Statements, row: Row) -> Statement | None:
    return next((each for each in facts.listed if _key(each) == row.key), None)


def _key(one: Statement) -> str:
    return f"{one.query_id} {one.role_oid} {one.toplevel}"


def _row(one: Statement, share: float) -> Row:
    hit, read = one.hit_percent, one.read_blocks * _BLOCK
    return Row(
        _key(one),
        (
            cell(f"{100 * share:.1f} %"),
            cell(duration(one.total_ms / 1000), Tone.DIM),
            cell(f"{one.calls:,}"),
            cell(f"{one.mean_ms:,.1f} ms", Tone.LOOK if one.mean_ms >= 1_000 else Tone.INK),
            cell(size(read) if read else None, Tone.DIM),
            cell(None if hit is None else f"{hit:.0f} %", Tone.DIM),
            cell(one.role, Tone.DIM),
            cell(flat(one.query)),
        ),
        (share, one.total_ms, one.calls, one.mean_ms, read, hit, one.role, one.query),
    )


def _figures(one: Statement) -> Block:
    pairs: Mapping[str, str | None] = {
        "role": one.role,
        "calls": f"{one.calls:,}",
        "time": f"{duration(one.total_ms / 1000)} in all",
        "one call": f"{one.mean_ms:,.2f} ms, up to {one.max_ms:,.1f} ms, deviation {one.deviation_ms:,.1f} ms",
        "rows": f"{one.rows:,}, {one.rows / one.calls:,.1f} a call" if one.calls else f"{one.rows:,}",
        "cache": f"{one.hit_percent:.1f} %" if one.hit_percent is not None else None,
        "read": size(one.read_blocks * _BLOCK),
        "temporary": size(one.temp_blocks * _BLOCK) if one.temp_blocks else None,
        "WAL": size(one.wal_octets) if one.wal_octets else None,
    }
    return Facts([(name, cell(value)) for name, value in pairs.items()])


def plan_blocks(plan: Explained | Unknown) -> list[Block]:
    """The steps of a plan, the most expensive marked."""
    if isinstance(plan, Unknown):
        return [Section("plan"), Words((cell(plan), cell(plan.remedy, Tone.DIM)))]
    title = f"plan: cost {plan.cost:,.0f}" + (", for any values" if plan.generic else "")
    lines: list[Line] = []
    for depth, step in plan.root.lines():
        lines += _step(depth, step)
    return [Section(title), Words(lines)]


def _step(depth: int, step: Step) -> list[Line]:
    before = "  " * depth + ("└ " if depth else "")
    whole = step.kind.endswith("Seq Scan") and step.rows >= 1_000
    head = join(
        join((Span(before, Tone.FAINT),), cell(step.words, Tone.LOOK if whole else Tone.INK), gap=""),
        cell(f"~{step.rows:,.0f} rows", Tone.DIM),
        cell(f"cost {step.cost:,.0f}", Tone.FAINT),
    )
    inside = " " * (len(before) + 2)
    said = [
        join((Span(inside, Tone.FAINT),), cell(f"{name}: {text}", Tone.FAINT, limit=300), gap="")
        for name, text in step.conditions.items()
    ]
    return [head, *said]


def candidate_blocks(found: Sequence[Candidate] | Unknown | None) -> list[Block]:
    """Indexes that it may want, with what the plan would cost then."""
    if not found:
        return []
    if isinstance(found, Unknown):
        return [Section("indexes it may want"), Words((cell(found),))]
    return [Section("indexes it may want: o builds one"), Words([_candidate(each) for each in found])]


def _candidate(each: Candidate) -> Line:
    name = f"{qualified(each.schema, each.table)} ({', '.join(each.columns)})"
    if isinstance(each.cost, Unknown):
        return join(cell(name), cell(each.cost))
    taken = each.used is True
    said = f"cost {each.was:,.0f} → {each.cost:,.0f}" if taken else "the planner would not take it"
    return join(cell(name, Tone.INK if taken else Tone.DIM), cell(said, Tone.FINE if taken else Tone.FAINT))
