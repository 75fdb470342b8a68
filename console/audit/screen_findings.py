"""Findings as a view: worst first by check, or by object or owner; the selected one whole, with the policies there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from console.audit.access import Relation
from console.audit.policy_text import policy_text
from console.audit.screen_changes import Changes
from console.audit.screen_reading import look
from console.audit.screen_view import Subject, View
from console.core.finding import Finding, Findings
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block, Code, Section
from console.widgets.choice import Item
from console.widgets.findings import (
    COLUMNS,
    counts,
    finding_blocks,
    finding_key,
    finding_row,
    finding_rows,
    ordered,
    unknown_blocks,
    unknown_key,
    unknown_row,
)
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

GROUPS = ("check", "object", "owner")
MOST_POLICIES = 12
"""Policies of one table that stand in the detail."""


class FindingsView(View[Findings]):
    """What is wrong."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"mute", "regroup", "probe_finding"})

    def __init__(self, screen: AuditScreen) -> None:
        super().__init__(screen)
        self._by = GROUPS[0]

    async def read(self) -> Findings:
        database = await self.console.database()
        contact = self.console.contacts.by_name.get(self.target)
        server = contact.overview.server.short_version if contact and contact.overview else ""
        found = await look(database, self.target, server)
        # Who may do what is not waited for: the policies in the detail and the owners come when it is there.
        self.screen.run_worker(self._learn(), group="access", exclusive=True, exit_on_error=False)
        return found

    async def _learn(self) -> None:
        try:
            await self.screen.access()
        except Problem:
            return  # the findings stand without it; the view of access says what is wrong
        if self.screen.view is self:
            self.screen.show_again()

    def columns(self, facts: Findings) -> Sequence[Column]:
        return COLUMNS

    def nothing_in(self, facts: Findings) -> tuple[str, str] | None:
        if facts.findings or facts.unknown:
            return None
        return "Nothing was found.", f"{len(facts.checks)} checks ran, and all of them could see what they look at."

    def heading(self, facts: Findings) -> Line:
        return join(counts(facts), cell(f"by {self._by}", Tone.FAINT), gap="   ")

    # -- rows ----------------------------------------------------------------------------------------------------

    def rows(self, facts: Findings) -> Sequence[Row]:
        if self._by == "check":
            return finding_rows(facts)
        groups: dict[str, list[Finding]] = defaultdict(list)
        for each in ordered(facts):
            if not each.muted:
                groups[self._group(each)].append(each)
        worst = sorted(groups, key=lambda name: (-max(one.level.severity for one in groups[name]), name))
        rows: list[Row] = []
        for name in worst:
            rows.append(Row(f"group {name}", group=join(cell(name, Tone.DIM, bold=True), _count(len(groups[name])))))
            rows += [finding_row(each) for each in groups[name]]
        if facts.unknown:
            rows.append(Row("group unknown", group=cell("Not checked", Tone.UNKNOWN, bold=True)))
            rows += [unknown_row(each) for each in facts.unknown]
        muted = [each for each in ordered(facts) if each.muted]
        if muted:
            rows.append(Row("group muted", group=cell("Muted", Tone.FAINT, bold=True)))
            rows += [finding_row(each) for each in muted]
        return rows

    def _group(self, finding: Finding) -> str:
        if self._by == "object":
            return _place(finding) or "the server"
        access, relation = self.screen.access_read, self._relation(finding)
        if access is None or relation is None or relation.owner not in access.roles:
            return "what is no table" if access is not None else "owners are being read"
        return f"owned by {access.roles[relation.owner].name}"

    def _relation(self, finding: Finding) -> Relation | None:
        access = self.screen.access_read
        return access.relation_named(finding.schema, finding.object) if access is not None else None

    # -- one of them ---------------------------------------------------------------------------------------------

    def finding(self, facts: Findings, row: Row | None) -> Finding | None:
        """The finding that a row stands for."""
        return next((each for each in facts.findings if row is not None and finding_key(each) == row.key), None)

    def detail(self, facts: Findings, row: Row) -> Sequence[Block]:
        unknown = next((each for each in facts.unknown if unknown_key(each) == row.key), None)
        if unknown is not None:
            return unknown_blocks(unknown)
        finding = self.finding(facts, row)
        return [*finding_blocks(finding), *self._policies(finding)] if finding is not None else ()

    def _policies(self, finding: Finding) -> list[Block]:
        """The policies of its table as SQL: the one that it is about, or all of them."""
        access, relation = self.screen.access_read, self._relation(finding)
        if access is None or relation is None or isinstance(access.policies, Unknown):
            return []
        every = access.policies.get(relation.oid, ())
        if not every:
            return []
        said = {value for kind, value in finding.parts if kind == "policy"}
        named = [each for each in every if each.name in said]
        shown = (named or every)[:MOST_POLICIES]
        rest = len(every) - len(shown)
        more = f", {rest} more in Access" if rest else ""
        title = f"{'policy' if len(shown) == 1 else 'policies'} of {relation.label}{more}"
        return [Section(title), Code("\n\n".join(policy_text(access, each) for each in shown))]

    def subject(self, facts: Findings, row: Row) -> Subject | None:
        finding = self.finding(facts, row)
        relation = self._relation(finding) if finding is not None else None
        return Subject(relation.schema, relation.name) if relation is not None else None

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self, facts: Findings, row: Row | None) -> Sequence[Item]:
        return Changes(self.screen, facts).items(self.finding(facts, row))

    async def perform(self, key: str, facts: Findings, row: Row | None) -> bool:
        if key == "regroup":
            self._by = GROUPS[(GROUPS.index(self._by) + 1) % len(GROUPS)]
            self.screen.show_again()
            return False
        return facts is not None and await Changes(self.screen, facts).perform(key, self.finding(facts, row))

    def crumbs(self, facts: Findings, row: Row) -> tuple[str, ...]:
        finding = self.finding(facts, row)
        return (finding.title if finding else "not checked",)

    def link(self, facts: Findings, row: Row) -> str:
        finding = self.finding(facts, row)
        check = f" --check {finding.check}" if finding else ""
        return f"greenroom audit --target {self.target}{check}"


def _place(finding: Finding) -> str:
    return f"{finding.schema}.{finding.object}" if finding.schema else finding.object


def _count(number: int) -> Line:
    return cell(str(number), Tone.FAINT)
