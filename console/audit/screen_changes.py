"""From a finding on the screen to what can be done with it: mute it, mend it, go to who can do what there."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from console.audit.definitions import read_definitions
from console.audit.fix_file import default_name, file_text, sentences, write_fixes
from console.audit.fix_operation import fix_operation
from console.audit.fix_trial import Trial, try_fixes
from console.audit.fixes import FixPlan, plan_fixes
from console.audit.muting import Mute, add_mute
from console.changesets.folders import one_folder
from console.core.finding import Finding, Findings
from console.core.present import visible
from console.core.target import Access as TargetAccess
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.choice import Item
from console.widgets.prompt import Prompt
from console.widgets.text import Tone, cell

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.audit.screen import AuditScreen

MUTED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be done with the findings that are shown, on the open target."""

    screen: AuditScreen
    findings: Findings

    @property
    def console(self) -> GreenroomApp:
        """The app."""
        return self.screen.console

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
            Item(
                "probe", f"What somebody sees of {visible(_place(finding))}", "reads only", why_not=_no_table(finding)
            ),
            Item("table", f"Who can do what on {visible(_place(finding))}", "reads only", why_not=_no_table(finding)),
            access,
        )

    async def perform(self, key: str, finding: Finding | None) -> bool:
        """Do what was chosen. True if something was changed. Runs in a worker: it waits for dialogs."""
        if key == "access" or finding is None:
            if key == "access":
                self.screen.go("access")
            return False
        match key:
            case "mute":
                return await self._mute(finding)
            case "table":
                return await self._access(finding)
        every = [one for one in self.findings.findings if one.check == finding.check and not one.muted]
        return await carry_plan(self.screen, key, plan_fixes(every if key == "write-all" else [finding]))

    # -- muting --------------------------------------------------------------------------------------------------

    async def _mute(self, finding: Finding) -> bool:
        question = "Why is it accepted? It shows again after 90 days, or when the thing changes."
        reason = await self.console.push_screen_wait(Prompt("Accept a finding", question))
        if not reason or not reason.strip():
            return False
        until = (datetime.now().astimezone() + timedelta(days=MUTED_DAYS)).date()
        target = self.console.current
        definition = (await read_definitions(await self.console.database(), [finding]))[finding.fingerprint]
        path = add_mute(
            Mute(
                reason=reason.strip(),
                until=until,
                by=getpass.getuser(),
                check=finding.check,
                fingerprint=finding.fingerprint,
                schema=finding.schema,
                object=finding.object,
                definition=definition if isinstance(definition, str) else "",
                target=target.name if target else "",
            )
        )
        known = "or until it changes" if isinstance(definition, str) else "what it is of could not be remembered"
        self.console.notify(f"Accepted until {until}, {known}. It stands in {path.name}.")
        return True

    async def _access(self, finding: Finding) -> bool:
        access = await self.screen.working("Reading who can do what", lambda _: self.screen.access())
        if access is None:
            return False
        relation = access.relation_named(finding.schema, finding.object)
        if relation is None:
            raise Problem(f"{_place(finding)} is no table or view.", "", "a shows every table.")
        self.screen.go("access", key=str(relation.oid))
        return False


async def carry_plan(screen: AuditScreen, key: str, plan: FixPlan) -> bool:
    """Try a plan on a copy and show it; with `write…` write it as a migration, with `apply` run it. True if it ran."""
    console = screen.console
    database = await console.database()
    trial = await screen.working("Trying it on a copy", lambda tell: try_fixes(database, plan, watch=tell))
    if trial is None:
        return False
    if key == "apply":
        return await console.carry_out(fix_operation(plan, trial))
    path: Path | None = None
    if key.startswith("write"):
        current = console.current
        folder = console.config.migration_folders.get(current.name if current else "") or Path.cwd()
        path = write_fixes(one_folder(folder), default_name(plan), plan, trial)
    screen.page(fix_blocks(plan, trial, path), plan.title or "Fix")
    return False


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
