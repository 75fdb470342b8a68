"""Overview as a view, for reading rather than judging: tables, policies, grants, constraints, comments, trails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from console.audit.described_lists import Listed, schema_list
from console.audit.overview import bare
from console.audit.policy_text import formatted
from console.audit.screen_access_blocks import policy_blocks, table_blocks
from console.audit.screen_view import Subject, View
from console.core.present import ABSENT
from console.core.qualified import split_qualified
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.schema.objects import Snapshot
from console.schema.snapshot import read_schema
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.choice import Item
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

LISTS = {
    "tables": "Tables: row security and policies per command",
    "policies": "Policies",
    "grants": "Grants",
    "constraints": "Constraints",
    "uncommented": "What has no comment",
    "trails": "Which tables write their changes down",
}
_NUMBERS = ("select", "insert", "update", "delete", "restrictive")
_GROWS = ("granted to", "rule", "definition", "comment", "privileges", "name", "triggers")
_RANKS = {"restrictive": 3, "comment": 4, "granted to": 2, "validity": 2, "how": 2, "sees": 2, "kind": 1}
_CODE = ("rule", "definition")
_TONES = {
    ("rls", "off"): Tone.LOOK,
    ("trail", "none"): Tone.LOOK,
    ("trail", "in part"): Tone.LOOK,
    ("trail", "whole"): Tone.FINE,
    ("rls", "forced"): Tone.FINE,
    ("rls", "on"): Tone.FINE,
}


@dataclass(frozen=True, slots=True)
class Overview:
    """One list of a schema. `hidden` are rows of the platform's schemas that are left out."""

    name: str
    listed: Listed | Unknown
    hidden: int = 0


class OverviewView(View[Overview]):
    """Lists to read."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"regroup", "probe"})

    def __init__(self, screen: AuditScreen) -> None:
        super().__init__(screen)
        self._name = "tables"
        self._snapshot: Snapshot | None = None
        self._everything = False

    async def read(self) -> Overview | Unknown:
        # Another list of the same schema needs no other reading; `r` and a new target start with none.
        if self._snapshot is None:
            self._snapshot = await read_schema(await self.console.database())
        snapshot = self._snapshot
        listed = await asyncio.to_thread(schema_list, snapshot, self._name)
        if isinstance(listed, Unknown):
            return listed
        kept = [each for each in listed.rows if self._everything or not _of_platform(each[_place(listed)])]
        return Overview(
            self._name, Listed(listed.headings, kept, listed.notes, listed.status), len(listed.rows) - len(kept)
        )

    def refreshed(self) -> None:
        self._snapshot = None

    def nothing_in(self, facts: Overview) -> tuple[str, str] | None:
        if isinstance(facts.listed, Unknown) or facts.listed.rows:
            return None
        said = {
            "uncommented": "Everything has a comment.",
            "policies": "There is no policy.",
            "tables": "There is no table.",
        }
        more = f" {facts.hidden} of the platform are hidden." if facts.hidden else ""
        return said.get(self._name, "There is nothing of this kind.") + more, "b shows the next list, o every list."

    def heading(self, facts: Overview) -> Line:
        if isinstance(facts.listed, Unknown):
            return ()
        names = [cell(name, Tone.INK if name == facts.name else Tone.FAINT) for name in LISTS]
        hidden = cell(f"{facts.hidden} of the platform hidden", Tone.FAINT) if facts.hidden else ()
        tables = facts.name == "tables" and not self.screen.has_class("-narrow")
        said = cell("policies of each command", Tone.FAINT) if tables else ()
        return join(cell(f"{len(facts.listed.rows):,}", bold=True), *names, cell("b next", Tone.FAINT), said, hidden)

    def columns(self, facts: Overview) -> Sequence[Column]:
        if isinstance(facts.listed, Unknown):
            return ()
        headings = facts.listed.headings
        growing = next((name for name in _GROWS if name in headings), headings[0])
        return [self._column(name, grows=name == growing, first=name == headings[0]) for name in headings]

    @staticmethod
    def _column(name: str, *, grows: bool, first: bool) -> Column:
        if name in _NUMBERS:
            return Column(name, name, align="right", least=len(name), most=len(name), rank=_RANKS.get(name, 0))
        least, most = (16, 44) if first else (10, 90) if grows else (3, 26)
        return Column(name, name, least=least, most=most, grow=grows, rank=_RANKS.get(name, 0))

    def rows(self, facts: Overview) -> Sequence[Row]:
        if isinstance(facts.listed, Unknown):
            return ()
        headings = facts.listed.headings
        return [
            Row(
                f"{number} {each[0]} {each[1]}",
                [_cell(name, text) for name, text in zip(headings, each, strict=True)],
                each,
            )
            for number, each in enumerate(facts.listed.rows)
        ]

    def detail(self, facts: Overview, row: Row) -> Sequence[Block]:
        if isinstance(facts.listed, Unknown):
            return ()
        pairs = dict(zip(facts.listed.headings, row.values, strict=True))
        name = str(row.values[_place(facts.listed)])
        blocks: list[Block] = [Heading(cell(name, bold=True))]
        words = [(key, cell(value or None, limit=2_000)) for key, value in pairs.items() if key not in _CODE]
        blocks.append(Facts([each for each in words if pairs[each[0]] != name]))
        for key in _CODE:
            if key in pairs:
                blocks += [Section(key), Code(formatted(str(pairs[key])))]
        subject, access = self.subject(facts, row), self.screen.access_read
        relation = access.relation_named(subject.schema, subject.table) if subject and access else None
        if relation is not None and access is not None:
            if facts.name == "tables":
                said = cell(pairs["comment"], limit=2_000) if pairs["comment"] != ABSENT else ()
                return [*table_blocks(access, relation), *((Section("comment"), Words((said,))) if said else ())]
            blocks += policy_blocks(access, relation) if facts.name == "trails" else []
        return blocks

    def subject(self, facts: Overview, row: Row) -> Subject | None:
        if isinstance(facts.listed, Unknown) or facts.name not in ("tables", "policies", "constraints", "trails"):
            return None
        return Subject(*split_qualified(str(row.values[0])))

    def crumbs(self, facts: Overview, row: Row) -> tuple[str, ...]:
        return (facts.name, str(row.values[0]))

    def link(self, facts: Overview, row: Row) -> str:
        return f"greenroom describe --target {self.target} --list {facts.name}"

    def operations(self, facts: Overview, row: Row | None) -> Sequence[Item]:
        lists = [
            Item(f"list {name}", words, why_not="it is shown" if name == self._name else "")
            for name, words in LISTS.items()
        ]
        return (*lists, Item("everything", "Only our own" if self._everything else "The platform's schemas too"))

    async def perform(self, key: str, facts: Overview, row: Row | None) -> bool:
        names = list(LISTS)
        if key == "everything":
            self._everything = not self._everything
        elif key == "regroup":
            self._name = names[(names.index(self._name) + 1) % len(names)]
        elif key.startswith("list "):
            self._name = key.removeprefix("list ")
        else:
            return False
        return True


def _cell(name: str, text: str) -> Line:
    if text.startswith("UNKNOWN"):
        return cell(text, Tone.UNKNOWN)
    if name in _NUMBERS and text == "0":
        return cell("·", Tone.FAINT)
    if name in ("rls", "trail"):
        return cell(text, _TONES.get((name, text), Tone.DIM))
    first = name in ("table", "name", "object")
    return cell(" ".join(text.split()), Tone.INK if first or name in _NUMBERS else Tone.DIM)


def _place(listed: Listed) -> int:
    """The column that says what a row is about."""
    return 1 if listed.headings[0] == "kind" else 0


def _of_platform(name: str) -> bool:
    """Whether a name as SQL writes it is of a platform's schema; `schema auth` and `function auth.uid()` too."""
    kinds = (
        "schema ",
        "table ",
        "view ",
        "function ",
        "sequence ",
        "type ",
        "column ",
        "procedure ",
        "materialized view ",
    )
    for kind in kinds:
        name = name.removeprefix(kind)
    return bare(name.partition(".")[0]) in PLATFORM_SCHEMAS
