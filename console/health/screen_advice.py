"""Advice: settings that something speaks against, and tables that might be partitioned. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from console.core.present import present, size
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.database.names import binds, identifier
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Query
from console.guard.render import rendered
from console.health.machine import machine_of
from console.health.partitioning import CHANGES, Candidate, partitioning
from console.health.screen_view import Place, View
from console.health.settings import Advice, Machine, read_settings
from console.health.tables import read_tables, trees
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.prompt import Prompt
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.database.session import Database


@dataclass(frozen=True, slots=True)
class Advised:
    """Settings and tables, each of which may be unknown."""

    settings: Sequence[Advice] | Unknown
    tables: Sequence[Candidate] | Unknown
    machine: Machine


class AdviceView(View[Advised]):
    """Groups of rows: settings that something speaks against, tables, settings that are well."""

    columns: Sequence[Column] = (
        Column("level", "", least=1, most=1),
        Column("setting", "setting", least=16, most=44, grow=True),
        Column("value", "value", least=6, most=24),
        Column("better", "better", most=40, rank=1),
        Column("source", "from", most=20, rank=2),
    )
    every: ClassVar[float] = 60.0
    thing: ClassVar[str] = "setting"
    keys: ClassVar[Sequence[str]] = ("machine",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._machines: dict[str, Machine] = {}

    @property
    def _machine(self) -> Machine:
        target = self.place.console.current
        return self._machines.get(target.name if target else "", Machine())

    async def read(self, database: Database) -> Advised | Unknown:
        machine = self._machine
        settings = await database.ask(partial(read_settings, machine=machine))
        tables = await database.ask(read_tables)
        found = tables if isinstance(tables, Unknown) else partitioning(trees(tables), memory=machine.memory)
        return Advised(settings, found, machine)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Advised) -> Line:
        memory = facts.machine.memory
        if memory is None:
            return join(
                cell("the machine is not known:", Tone.DIM),
                cell("m", Tone.FINE, bold=True),
                cell("tells it", Tone.DIM),
                gap=" ",
            )
        disk = {True: "SSD", False: "spinning disk", None: "disk not told"}[facts.machine.ssd]
        return cell(f"for {size(memory)}, {disk}", Tone.DIM)

    def rows(self, facts: Advised) -> Sequence[Row]:
        if isinstance(facts.settings, Unknown):
            cells = (glyph(Tone.UNKNOWN), cell("settings", Tone.UNKNOWN), cell(facts.settings), (), ())
            rows = [Row("? settings", cells, ("unknown", "settings", facts.settings, None, None))]
            fine: list[Row] = []
        else:
            rows = [_setting(each) for each in facts.settings if each.why]
            fine = [_setting(each) for each in facts.settings if not each.why]
        rows = _headed("Worth a look", rows)
        if not isinstance(facts.tables, Unknown):
            rows += _headed("Might be partitioned", [_table(each) for each in facts.tables])
        return [*rows, *_headed("Nothing speaks against", fine)]

    def detail(self, facts: Advised, row: Row) -> Sequence[Block]:
        candidates = () if isinstance(facts.tables, Unknown) else facts.tables
        table = next((each for each in candidates if f"table {each.tree.table.oid}" == row.key), None)
        if table is not None:
            return _table_blocks(table)
        settings = () if isinstance(facts.settings, Unknown) else facts.settings
        one = next((each for each in settings if each.setting.name == row.key), None)
        return _setting_blocks(one) if one is not None else ()

    async def act(self, action: str, facts: Advised, row: Row | None) -> None:
        target = self.place.console.current
        if target is None:
            return
        question = "Memory of the server's machine, and its disk: 16GB ssd, or 16GB spinning"
        answer = await self.place.console.push_screen_wait(Prompt("The machine", question))
        if not answer:
            return
        memory, _, disk = answer.partition(" ")
        if disk.strip().casefold() not in ("", "ssd", "spinning"):
            raise UsageProblem(f"{disk.strip()} is no disk.", "", "Say ssd or spinning.")
        self._machines[target.name] = machine_of(memory, disk.strip().casefold() or None)
        self.place.load()

    def command(self, row: Row) -> str:
        return "health --section settings"


def _headed(title: str, rows: Sequence[Row]) -> list[Row]:
    return [Row(f"group {title}", group=cell(f"{title}: {len(rows)}", Tone.DIM, bold=True)), *rows] if rows else []


def _setting(advice: Advice) -> Row:
    setting, better = advice.setting, advice.better or None
    return Row(
        setting.name,
        (
            glyph(Tone.LOOK) if advice.why else glyph(Tone.FINE),
            cell(setting.name),
            cell(setting.shown),
            cell(better, Tone.LOOK) if advice.why else (),
            cell(setting.source, Tone.FAINT),
        ),
        (bool(advice.why), setting.name, setting.shown, present(better) if better else "", setting.source),
    )


def _written(setting: str, better: str) -> str:
    """The statement as a person would type it."""
    parts = {"setting": identifier(setting), "value": binds(["value"])}
    query = Query(load("maintenance/set_setting").with_identifiers(**parts), {"value": better})
    return f"{rendered(query)};"


def _setting_blocks(advice: Advice) -> Sequence[Block]:
    setting = advice.setting
    pairs: list[tuple[str | Line, Line]] = [
        ("value", cell(setting.shown, bold=True)),
        ("from", cell(setting.source, Tone.DIM)),
        ("by itself", cell(f"{setting.boot} {setting.unit}".strip(), Tone.DIM)),
    ]
    if advice.why:
        pairs += [("better", cell(advice.better or None, Tone.LOOK)), ("why", cell(advice.why, limit=2_000))]
    if isinstance(advice.better, Unknown):
        pairs.append(("to do", cell("m tells which machine the server has", Tone.DIM)))
    blocks: list[Block] = [Heading(cell(setting.name, bold=True)), Facts(pairs)]
    if advice.why and isinstance(advice.better, str) and advice.better and " " not in advice.better:
        blocks += [Section("a person would write"), Code(_written(setting.name, advice.better))]
    return blocks


def _table(each: Candidate) -> Row:
    table = each.tree.table
    name, octets = qualified(table.schema, table.name), each.tree.octets
    rows = None if each.tree.rows is None else f"~{each.tree.rows:,} rows"
    return Row(
        f"table {table.oid}",
        (glyph(Tone.LOOK), cell(name), cell(f"~{size(octets)}"), cell("partitions", Tone.LOOK), cell(rows, Tone.FAINT)),
        (True, name, octets, "partitions", rows),
    )


def _table_blocks(each: Candidate) -> Sequence[Block]:
    table = each.tree.table
    how = "by the time that rows were made" if each.appended else "by what old rows are told apart with"
    return (
        Heading(cell(qualified(table.schema, table.name), bold=True)),
        Facts((("size", cell(f"~{size(each.tree.octets)}")), ("why", cell(each.why)), ("how", cell(how)))),
        Section("what it would change"),
        Words([cell(f"• {line}", limit=500) for line in CHANGES]),
    )
