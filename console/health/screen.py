"""Health: triage first, then tables, indexes, sessions, statements and settings, each as a list; live, and gentle.

`v` chooses what is listed, `tab` goes to the next. Above stand the vitals; beside the triage, who holds up whom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.core.blocking import in_daemon
from console.core.target import Access
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block
from console.widgets.choice import Choice, Item
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.guard.operation import Call
    from console.health.overview import Overview
    from console.health.vitals import Rates


@dataclass(frozen=True, slots=True)
class View:
    """One list of the screen: its name, its columns, and the sections that it reads besides the vitals."""

    name: str
    title: str
    columns: tuple[Column, ...]
    sections: tuple[str, ...]


_MARK = Column("level", "", least=1, most=1)
VIEWS: tuple[View, ...] = (
    View(
        "triage",
        "Triage",
        (
            _MARK,
            Column("finding", "finding", least=16, most=70, grow=True),
            Column("object", "object", most=40, rank=1),
            Column("figure", "figure", align="right", least=6, most=22),
            Column("remedy", "remedy", most=40, rank=2),
        ),
        ("triage", "activity"),
    ),
    View(
        "tables",
        "Tables",
        (
            Column("schema", "schema", most=18, rank=4),
            Column("table", "table", least=12, most=48, grow=True),
            Column("size", "size", align="right", least=7, most=10),
            Column("rows", "rows", align="right", most=14),
            Column("dead", "dead", align="right", most=6, rank=1),
            Column("vacuumed", "vacuumed", align="right", most=12, rank=2),
            Column("analyzed", "analyzed", align="right", most=12, rank=3),
            Column("scans", "seq scans", align="right", most=12, rank=5),
        ),
        ("tables",),
    ),
    View(
        "indexes",
        "Indexes",
        (
            Column("schema", "schema", most=18, rank=4),
            Column("index", "index", least=12, most=48, grow=True),
            Column("table", "of table", most=30, rank=2),
            Column("size", "size", align="right", least=7, most=10),
            Column("scans", "scans", align="right", most=12),
            Column("used", "last used", align="right", most=12, rank=1),
            Column("kind", "kind", most=12, rank=3),
        ),
        ("indexes",),
    ),
    View(
        "activity",
        "Activity",
        (
            _MARK,
            Column("pid", "pid", align="right", least=5, most=8),
            Column("role", "role", most=18),
            Column("application", "application", most=18, rank=3),
            Column("state", "state", most=20, rank=1),
            Column("transaction", "transaction", align="right", most=11),
            Column("waits", "waits", most=28, rank=2),
            Column("query", "query", least=10, most=90, grow=True),
        ),
        ("activity",),
    ),
    View(
        "statements",
        "Statements",
        (
            Column("share", "of all", align="right", least=6, most=7),
            Column("total", "time", align="right", most=10, rank=2),
            Column("calls", "calls", align="right", most=12),
            Column("mean", "mean", align="right", most=12),
            Column("hit", "cache", align="right", most=6, rank=1),
            Column("query", "statement", least=16, most=120, grow=True),
        ),
        ("statements",),
    ),
    View(
        "settings",
        "Settings",
        (
            _MARK,
            Column("setting", "setting", least=16, most=44, grow=True),
            Column("value", "value", least=6, most=24),
            Column("better", "better", most=40, rank=1),
            Column("source", "from", most=20, rank=2),
        ),
        ("settings",),
    ),
)


class HealthScreen(ListScreen["Overview"]):
    """One view of what health knows at a time."""

    AREA = "health"
    WHAT = "health"
    COLUMNS = VIEWS[0].columns
    REFRESH: ClassVar[float | None] = 10.0

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "view", id="health.view", tooltip="Choose what is listed"),
        Binding("right_square_bracket", "step(1)", "next view", key_display="]", id="health.next", show=False),
        Binding("left_square_bracket", "step(-1)", "view before", key_display="[", id="health.before", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._view = VIEWS[0]
        self._before: Any = None
        self._rates: Rates | None = None

    async def read(self) -> Overview | Unknown:
        database = await self.console.database()
        reading = await in_daemon(lambda: import_module("console.health.overview"), timeout=60)
        await in_daemon(lambda: import_module("console.health.cells"), timeout=60)
        found: Overview = await reading.read_overview(database, (*self._view.sections, "vitals"))
        self._counted(found)
        held = getattr(found, self._view.sections[0])
        return held if isinstance(held, Unknown) else found

    def _counted(self, found: Overview) -> None:
        """What happened a second, between the look before and this one."""
        from console.health.vitals import Counters, rates

        if isinstance(found.vitals, Counters):
            if isinstance(self._before, Counters):
                self._rates = rates(self._before, found.vitals) or self._rates
            self._before = found.vitals

    def target_changed(self) -> None:
        self._before = self._rates = None
        super().target_changed()

    def nothing_in(self, facts: Overview) -> tuple[str, str] | None:
        if self._rows_of(facts):
            return None
        if self._view.name == "triage" and not isinstance(facts.triage, Unknown):
            return "All is well.", f"{len(facts.triage.passed)} checks found nothing."
        return f"No {self._view.title.lower()}.", "]  shows the next list."

    # -- what is shown -------------------------------------------------------------------------------------------

    def heading(self) -> Line:
        tabs = join(
            *(
                cell(each.title, Tone.INK if each is self._view else Tone.FAINT, bold=each is self._view)
                for each in VIEWS
            ),
            gap="   ",
        )
        if self.facts is None:
            return tabs
        from console.health.cells import vitals_line

        return join(tabs, vitals_line(self.facts.vitals, self._rates), gap="     ")

    def rows(self, facts: Overview) -> Sequence[Row]:
        return self._rows_of(facts)

    def _rows_of(self, facts: Overview) -> Sequence[Row]:
        from console.health import cells
        from console.health.tables import trees

        held = getattr(facts, self._view.sections[0])
        if isinstance(held, Unknown):
            return ()
        make: dict[str, Callable[[Any], Sequence[Row]]] = {
            "triage": cells.triage_rows,
            "tables": lambda tables: cells.table_rows(each for each in trees(tables) if not each.table.group),
            "indexes": cells.index_rows,
            "activity": cells.session_rows,
            "statements": cells.statement_rows,
            "settings": cells.setting_rows,
        }
        return make[self._view.name](held)

    def detail(self, row: Row) -> Sequence[Block]:
        if self.facts is None:
            return ()
        from console.health import cells

        if self._view.name == "triage":
            verdict = self._verdict(row)
            own = cells.verdict_blocks(verdict) if verdict else [*self._unknown(row)]
            return [*own, *cells.tree_blocks(self.facts.activity)]
        if self._view.name == "activity" and not isinstance(self.facts.activity, Unknown):
            one = self.facts.activity.session(int(row.key))
            return [*(cells.session_blocks(one) if one else ()), *cells.tree_blocks(self.facts.activity)]
        pairs = [
            (column.heading or column.key, value) for column, value in zip(self._view.columns, row.values, strict=True)
        ]
        if self._view.name == "statements":
            return cells.value_blocks("Statement", pairs[:-1], str(row.values[-1] or ""))
        if self._view.name == "settings":
            return cells.value_blocks(row.key, [*pairs[1:], ("why", self._why(row.key))])
        return cells.value_blocks(f"{row.values[0]}.{row.values[1]}", pairs[2:])

    def _unknown(self, row: Row) -> Sequence[Block]:
        from console.widgets.findings import unknown_blocks, unknown_key

        triage = self.facts.triage if self.facts else None
        if triage is None or isinstance(triage, Unknown):
            return ()
        found = next((each for each in triage.unknown if unknown_key(each) == row.key), None)
        return unknown_blocks(found) if found else ()

    def _verdict(self, row: Row | None) -> Any:
        triage = self.facts.triage if self.facts else None
        if triage is None or isinstance(triage, Unknown) or row is None:
            return None
        keys = (f"{number} {each.finding.fingerprint}" for number, each in enumerate(triage.verdicts))
        return next((each for key, each in zip(keys, triage.verdicts, strict=True) if key == row.key), None)

    def _why(self, name: str) -> str | None:
        settings = self.facts.settings if self.facts else ()
        known = () if isinstance(settings, Unknown) else settings
        return next((each.why for each in known if each.setting.name == name), None) or None

    def crumbs(self, row: Row) -> tuple[str, ...]:
        return ("Health", self._view.title, str(row.values[1]) if len(row.values) > 1 else row.key)

    def link(self, row: Row) -> str:
        target = self.console.current.name if self.console.current else ""
        command = "activity" if self._view.name == "activity" else f"health --section {self._view.sections[0]}"
        return f"greenroom {command} --target {target}"

    # -- views ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="menu")
    async def action_view(self) -> None:
        """Choose what is listed."""
        items = [Item(each.name, each.title) for each in VIEWS]
        name = await self.app.push_screen_wait(Choice("Show", items))
        if name is not None:
            self.show_view(next(each for each in VIEWS if each.name == name))

    def action_step(self, by: int) -> None:
        """The next list, or the one before."""
        self.show_view(VIEWS[(VIEWS.index(self._view) + by) % len(VIEWS)])

    def show_view(self, view: View) -> None:
        """List something else."""
        self._view = view
        self.facts = None
        self.grid.show(())
        self.grid.head(view.columns)
        self.show_heading()
        self.load()

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        target = self.console.current
        closed = "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
        return [
            Item(f"{name} {key}", title, note, why_not=closed)
            for name, key, title, note in self._offered(self.grid.current)
        ]

    def _offered(self, row: Row | None) -> list[tuple[str, str, str, str]]:
        """Operation, key, title and note for what is selected."""
        if row is None or self.facts is None:
            return []
        from console.core.qualified import qualified

        match self._view.name:
            case "triage":
                verdict = self._verdict(row)
                call: Call | None = verdict.operation if verdict else None
                return [(call.name, call.key, f"{call.name} {call.key}", "what the finding advises")] if call else []
            case "tables":
                key = qualified(row.values[0], row.values[1])
                return [
                    ("maintenance.vacuum", key, f"Vacuum {key}", "routine"),
                    ("maintenance.analyze", key, f"Analyze {key}", "routine"),
                    ("maintenance.vacuum-full", key, f"Write {key} anew", "dangerous"),
                ]
            case "indexes":
                key = qualified(row.values[0], row.values[1])
                return [
                    ("maintenance.reindex", key, f"Build {key} anew", "careful"),
                    ("maintenance.drop-index", key, f"Drop {key}", "careful"),
                ]
            case "activity":
                return [
                    ("activity.cancel", row.key, f"Stop the query of {row.key}", "careful"),
                    ("activity.terminate", row.key, f"End session {row.key}", "careful"),
                ]
        return []

    def perform(self, key: str) -> None:
        self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        from console.guard.offers import offer

        name, _, thing = key.partition(" ")
        verdict = self._verdict(self.grid.current) if self._view.name == "triage" else None
        arguments = dict(verdict.operation.arguments) if verdict and verdict.operation else {}
        target = self.console.current
        if target is None:
            return
        try:
            link = await self.console.contacts.link(target)
            operation = await offer(name).operation(link, thing, arguments)
        except Problem as problem:
            self.console.notify(str(problem), severity="error", timeout=8)
            return
        if await self.console.carry_out(operation):
            self.load()
