"""Trying a plan of fixes on a copy of the schema: run there, audited again, taken back again. No target is written.

What the copy cannot show is said: there are no rows on it, and what is the server's and not the schema's is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from console.audit.access import Access
from console.audit.access_compare import AccessChange, Direction, compare_access
from console.audit.access_reading import read_access
from console.audit.checks import Check, all_checks
from console.audit.fixes import Fix, FixPlan
from console.audit.run_difference import Looked, RunDifference, compare_runs
from console.audit.running import run_checks
from console.audit.surroundings import read_surroundings
from console.changesets.migration import Segment
from console.changesets.split import split
from console.core.finding import Finding
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import MissingComponent, Problem
from console.schema.compare import compare
from console.schema.copying import Copy, Uncopied, refusal, run_all, schema_copy
from console.schema.generate import LOSES, generate
from console.schema.objects import Snapshot
from console.schema.snapshot import read_schema


@dataclass(frozen=True, slots=True)
class Tried:
    """A statement that ran on the copy, or what the server said against it."""

    fix: Fix
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a plan did on the copy.

    `runs` compares the audit before and after, `access` who may do what; `absent` are findings that the copy does not
    have, so that nothing is proven of them. `reverse` is SQL that takes the plan back, `reversed` whether it was tried
    and gave the schema from before. `left` is what the copy has not.
    """

    tried: tuple[Tried, ...]
    runs: RunDifference = field(default_factory=RunDifference)
    access: tuple[AccessChange, ...] | Unknown = ()
    absent: tuple[Finding, ...] = ()
    reverse: str = ""
    reversed: bool = False
    one_way: tuple[Fix, ...] = ()
    left: tuple[Uncopied, ...] = ()
    major: int = 0

    @property
    def failed(self) -> Tried | None:
        """The statement that it ended at."""
        return next((each for each in self.tried if each.failure), None)

    @property
    def widened(self) -> tuple[AccessChange, ...]:
        """What is open afterwards and was not before."""
        changes = () if isinstance(self.access, Unknown) else self.access
        return tuple(each for each in changes if each.direction is Direction.WIDENED)


async def try_fixes(
    database: Database,
    plan: FixPlan,
    *,
    checks: Sequence[Check] | None = None,
    audience: Collection[str] = (),
    exposed: Collection[str] | None = None,
    watch: Callable[[str], None] = lambda word: None,
) -> Trial | Unknown:
    """The plan on a copy of the target's schema. Unknown where no Postgres is installed here to make one.

    `audience` and `exposed` are those of the run that found them. Raises Problem where the target is lost.
    """
    around = await read_surroundings(database, audience, exposed)
    served = around.exposed if around.exposed is not None else exposed
    usual = [check for check in (all_checks() if checks is None else checks) if check.area != "server"]

    async def look(copy: Copy, roles: Collection[str]) -> tuple[Looked, Access | Unknown]:
        found = await run_checks(copy.scratch.database, checks=usual, audience=audience, exposed=served)
        return Looked(found), await _matrix(copy, roles, served)

    watch("copying the schema")
    try:
        async with schema_copy(database) as copy:
            watch("auditing the copy")
            schema, roles = await read_schema(copy.scratch.database), await _judged(copy, plan, audience)
            before, matrix = await look(copy, roles)
            watch("running the fixes")
            tried = await _run(copy, plan)
            if any(each.failure for each in tried):
                return Trial(tried=tried, left=copy.left, major=copy.scratch.major)
            watch("auditing the copy again")
            after, now = await look(copy, roles)
            watch("taking them back")
            reverse, back = await _reverse(copy, schema)
            known = {each.fingerprint for each in before.findings.findings}
            return Trial(
                tried=tried,
                runs=compare_runs(before, after),
                access=_compared(matrix, now),
                absent=tuple(each for each in plan.findings if each.fingerprint not in known),
                reverse=reverse,
                reversed=back,
                one_way=tuple(fix for fix in plan.fixes if not fix.reversible),
                left=copy.left,
                major=copy.scratch.major,
            )
    except MissingComponent as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


async def _judged(copy: Copy, plan: FixPlan, audience: Collection[str]) -> tuple[str, ...]:
    """The roles whose rights are compared: those that have any, those that an API has, those that the plan names."""
    access = await _matrix(copy, (), None)
    if isinstance(access, Unknown):
        return ()
    usual = {access.roles[oid].name for oid in access.wanted} | {*_OF_AN_API, *audience}
    return tuple(role.name for role in access.roles.values() if role.name in usual or _names(plan, role.name))


_OF_AN_API = ("anon", "authenticated")


def _names(plan: FixPlan, role: str) -> bool:
    """Whether a statement may speak of it; one too many does no harm."""
    return not role.startswith("pg_") and role.replace('"', '""') in plan.text


async def _matrix(copy: Copy, roles: Collection[str], exposed: Collection[str] | None) -> Access | Unknown:
    try:
        return await read_access(copy.scratch.database, roles, exposed=exposed)
    except Problem as problem:
        return Unknown(problem.what, problem.remedy)


def _compared(before: Access | Unknown, after: Access | Unknown) -> tuple[AccessChange, ...] | Unknown:
    if isinstance(before, Unknown):
        return before
    return after if isinstance(after, Unknown) else compare_access(before, after)


async def _run(copy: Copy, plan: FixPlan) -> tuple[Tried, ...]:
    """The segments as applying would run them, up to the first that fails."""
    tried: list[Tried] = []
    for segment in plan.segments:
        fixes = plan.fixes[len(tried) : len(tried) + len(segment.pieces)]  # a statement each, in the same order
        tried += await _run_segment(copy, segment, fixes)
        if tried[-1].failure:
            break
    return tuple(tried)


async def _run_segment(copy: Copy, segment: Segment, fixes: Sequence[Fix]) -> list[Tried]:
    writer, tried = copy.scratch.writer, list[Tried]()
    if segment.transactional:
        await writer.begin()
    for piece, fix in zip(segment.pieces, fixes, strict=True):
        ran = await writer.run(piece.text)
        tried.append(Tried(fix, refusal(ran.failure) if ran.failure else ""))
        if ran.failure:
            break
    if segment.transactional and tried[-1].failure:
        await writer.rollback()
    elif segment.transactional:
        ended = await writer.commit()
        if ended.failure:
            tried[-1] = Tried(tried[-1].fix, ended.failure.message)
    return tried


async def _reverse(copy: Copy, before: Snapshot) -> tuple[str, bool]:
    """SQL that makes the schema what it was, and whether it did when it was run."""
    after = await read_schema(copy.scratch.database)
    reverse = generate(compare(before, after), before, after)
    if not reverse or LOSES in reverse:
        return reverse, not reverse
    refused = await run_all(copy.scratch.writer, [piece.text for piece in split(reverse)])
    return reverse, not refused and not compare(before, await read_schema(copy.scratch.database))
