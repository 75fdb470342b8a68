"""From a finding on the screen to what can be done with it: mute it, mend it, see who can do what there."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from console.audit.access import Access, Cell, Relation, Verdict
from console.audit.access_paths import ways
from console.audit.access_reading import read_access
from console.audit.fix_file import default_name, file_text, sentences, write_fixes
from console.audit.fix_operation import fix_operation
from console.audit.fix_trial import Trial, try_fixes
from console.audit.fixes import FixPlan, plan_fixes
from console.audit.muting import Mute, add_mute
from console.audit.predicates import ROW_COMMANDS, Command
from console.changesets.folders import one_folder
from console.core.finding import Finding, Findings
from console.core.present import visible
from console.core.target import Access as TargetAccess
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.choice import Item
from console.widgets.detail_page import DetailPage
from console.widgets.prompt import Prompt
from console.widgets.text import Line, Span, Tone, cell, join, plain_text
from console.widgets.told import Told
from console.widgets.working import Working

if TYPE_CHECKING:
    from console.app import GreenroomApp

T = TypeVar("T")
MUTED_DAYS = 90
_CELL = 18

_TONES = {Verdict.OPEN: Tone.LOOK, Verdict.CONDITIONAL: Tone.FINE, Verdict.UNKNOWN: Tone.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be done with the findings that are shown, on the open target."""

    console: GreenroomApp
    findings: Findings

    def items(self, finding: Finding | None) -> Sequence[Item]:
        """Every operation, with the reason where it is not offered."""
        access = Item("access", "Who can do what, on every table", "reads only")
        if finding is None:
            return (access,)
        target = self.console.current
        closed = "" if target is not None and target.access is TargetAccess.GUARDED else "this target is read-only"
        no_fix = "" if plan_fixes([finding]).fixes else "its fix is no statement"
        same = sum(one.check == finding.check and not one.muted for one in self.findings.findings)
        return (
            Item("try", "Try its fix on a copy of the schema", "nothing is sent to this target", why_not=no_fix),
            Item("write", "Write its fix as a migration", "a file; tried on a copy first", why_not=no_fix),
            Item(
                "write-all",
                f"Write the fixes of all {same} of this check as a migration",
                "a file",
                why_not=no_fix or ("" if same > 1 else "there is one"),
            ),
            Item("apply", "Run its fix here", "the plan says how bad", why_not=closed or no_fix),
            Item("mute", "Accept it", "with a reason, for 90 days", why_not="it is muted" if finding.muted else ""),
            Item("table", f"Who can do what on {visible(_place(finding))}", "reads only", why_not=_no_table(finding)),
            access,
        )

    async def perform(self, key: str, finding: Finding | None) -> bool:
        """Do what was chosen. True if something was changed. Runs in a worker: it waits for dialogs."""
        try:
            if key == "access":
                return await self._access(None)
            if finding is None:
                return False
            match key:
                case "mute":
                    return await self._mute(finding)
                case "table":
                    return await self._access(finding)
            every = [one for one in self.findings.findings if one.check == finding.check and not one.muted]
            plan = plan_fixes(every if key == "write-all" else [finding])
            return await self._fix(key, plan)
        except Problem as problem:
            words = (Heading(cell(problem.what, bold=True)), Words((cell(problem.why), (), cell(problem.remedy))))
            await self.console.push_screen_wait(Told("Not possible", words))
            return False

    # -- muting --------------------------------------------------------------------------------------------------

    async def _mute(self, finding: Finding) -> bool:
        question = "Why is it accepted? It shows again after 90 days, or when the thing changes."
        reason = await self.console.push_screen_wait(Prompt("Accept a finding", question))
        if not reason or not reason.strip():
            return False
        until = (datetime.now().astimezone() + timedelta(days=MUTED_DAYS)).date()
        target = self.console.current
        path = add_mute(
            Mute(
                reason=reason.strip(),
                until=until,
                by=getpass.getuser(),
                fingerprint=finding.fingerprint,
                target=target.name if target else "",
            )
        )
        self.console.notify(f"Accepted until {until}. It stands in {path.name}.")
        return True

    # -- fixes ---------------------------------------------------------------------------------------------------

    async def _fix(self, key: str, plan: FixPlan) -> bool:
        database = await self.console.database()
        trial = await self._working("Trying the fix on a copy", lambda tell: try_fixes(database, plan, watch=tell))
        if trial is None:
            return False
        if key == "apply":
            return await self.console.carry_out(fix_operation(plan, trial))
        path: Path | None = None
        if key in ("write", "write-all"):
            current = self.console.current
            path = write_fixes(
                one_folder(self._folder(current.name if current else "")), default_name(plan), plan, trial
            )
        self.console.push_screen(DetailPage(("Audit", "Fix"), fix_blocks(plan, trial, path)))
        return False

    def _folder(self, target: str) -> Path:
        return self.console.config.migration_folders.get(target) or Path.cwd()

    # -- access --------------------------------------------------------------------------------------------------

    async def _access(self, finding: Finding | None) -> bool:
        database = await self.console.database()
        access = await self._working("Reading who can do what", lambda _: read_access(database))
        if access is None:
            return False
        relation = access.relation_named(finding.schema, finding.object) if finding is not None else None
        if finding is not None and relation is None:
            raise Problem(f"{_place(finding)} is no table or view.", "", "o shows the whole matrix.")
        blocks = table_blocks(access, relation) if relation is not None else matrix_blocks(access)
        self.console.push_screen(DetailPage(("Audit", "Access"), blocks))
        return False

    async def _working(self, title: str, work: Callable[[Callable[[str], None]], Awaitable[T]]) -> T | None:
        """What `work` gives, while a dialog says what it is at; None where a person stopped it."""

        def stop() -> bool:
            return task.cancel()

        working = Working(title, stop)
        task = asyncio.ensure_future(work(lambda word: working.tell(visible(word))))
        await self.console.push_screen(working)
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            return None
        finally:
            await working.dismiss(None)


def _place(finding: Finding) -> str:
    return f"{finding.schema}.{finding.object}" if finding.schema else finding.object


def _no_table(finding: Finding) -> str:
    kinds = ("table", "view", "materialized view", "foreign table", "partitioned table")
    return "" if finding.object_type in kinds else f"it is about a {finding.object_type or 'server'}"


def fix_blocks(plan: FixPlan, trial: Trial | Unknown, path: Path | None) -> list[Block]:
    """What was tried and what came of it, and the file with its reverse."""
    failed = isinstance(trial, Trial) and trial.failed is not None
    head = "The fix failed on the copy" if failed else "The fix"
    blocks: list[Block] = [Heading(cell(head, Tone.WRONG if failed else Tone.INK, bold=True))]
    if path is not None:
        blocks.append(Facts((("written", cell(str(path), Tone.FINE)),)))
    blocks.append(Words([cell(sentence, limit=600) for sentence in sentences(plan, trial)]))
    reverse = trial.reverse if isinstance(trial, Trial) else ""
    return [*blocks, Section("migration"), Code(file_text(plan, reverse))]


def words_of(answer: Cell) -> Line:
    """A cell of the matrix in a word or two."""
    tone = _TONES.get(answer.verdict, Tone.FAINT)
    word = {Verdict.CONDITIONAL: "some rows", Verdict.OPEN: "OPEN"}.get(answer.verdict, answer.verdict.value)
    return cell(word, tone, bold=answer.verdict is Verdict.OPEN)


def matrix_blocks(access: Access) -> list[Block]:
    """Every table that anybody gets, with a line for each role: what each command gives."""
    blocks: list[Block] = [Heading(cell("Who can do what", bold=True))]
    if isinstance(access.exposed, Unknown):
        blocks.append(Facts((("exposed", cell(access.exposed)),)))
    shown = [
        each
        for each in access.relations.values()
        if any(not access.gets_nothing(role, each.oid) for role in access.wanted)
    ]
    for relation in sorted(shown, key=lambda one: one.label):
        blocks.append(Section(relation.label))
        roles = [role for role in access.wanted if not access.gets_nothing(role, relation.oid)]
        blocks.append(Facts([(access.roles[role].name, _row(access, role, relation)) for role in roles], label=24))
    return blocks


def _row(access: Access, role: int, relation: Relation) -> Line:
    parts: list[Line] = []
    for command in ROW_COMMANDS:
        said = join(
            cell(command.value.lower(), Tone.FAINT), words_of(access.cell(role, relation.oid, command)), gap=" "
        )
        parts.append((*said, Span(" " * max(0, _CELL - len(plain_text(said))))))
    return join(*parts)


def table_blocks(access: Access, relation: Relation) -> list[Block]:
    """One table: for each role and command the verdict, why, the rows that it is about, and the way there."""
    blocks: list[Block] = [Heading(cell(relation.label, bold=True))]
    for role in access.wanted:
        if access.gets_nothing(role, relation.oid):
            continue
        blocks += [Section(access.roles[role].name), Facts([_row_pair(access, role, relation)])]
        for command in (*ROW_COMMANDS, Command.TRUNCATE):
            answer = access.cell(role, relation.oid, command)
            found = ways(access, role, relation.oid, command)
            if answer.verdict is Verdict.DENIED and not found:
                continue
            lines: list[Line] = [join(words_of(answer), cell(answer.why, Tone.DIM, limit=600))]
            lines += [join((Span("→"),), cell(way.text, Tone.DIM, limit=600)) for way in found]
            pairs: list[tuple[str | Line, Line]] = [(command.value.lower(), lines[0])]
            pairs += [("", line) for line in lines[1:]]
            blocks.append(Facts(pairs))
            blocks += [Code(each.text, indent=13) for each in (answer.predicate, answer.check) if each is not None]
    return blocks


def _row_pair(access: Access, role: int, relation: Relation) -> tuple[str | Line, Line]:
    return ("together", _row(access, role, relation))
