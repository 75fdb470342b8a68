"""What pending files would open and close: tried on a copy of the target's schema, for files that touch rights."""

from __future__ import annotations

from dataclasses import replace

from console.audit.access_compare import Direction
from console.audit.simulating import Simulated, simulate_access
from console.core.unknown import Unknown
from console.database.session import Database
from console.migrations.plan import Reason, touches_access
from console.migrations.preparing import Prepared
from console.migrations.violations import Verdict


async def with_access(database: Database, prepared: Prepared) -> Prepared:
    """The same, with who may do what before and after, where a file touches that; else as it was given.

    Rights that get wider on something that is there already are a reason to stop. Raises Problem where the target is
    lost.
    """
    if not any(touches_access(said) for each in prepared.pending for said in each.all_statements):
        return prepared
    texts = [
        piece.text
        for each in prepared.pending
        for segment, kinds in zip(each.segments[each.done :], each.statements[each.done :], strict=True)
        for piece, said in zip(segment.pieces, kinds, strict=True)
        if said.transactional and not said.control  # what stands in a BEGIN of the file's own counts as well
    ]
    found = await simulate_access(database, texts)
    plan = replace(prepared.plan, access=found, reasons=(*access_reasons(found), *prepared.plan.reasons))
    return replace(prepared, plan=plan)


def access_reasons(found: Simulated | Unknown) -> list[Reason]:
    """Why to stop or to look twice."""
    if isinstance(found, Unknown):
        return [Reason(Verdict.REVIEW, f"who may do what afterwards is not known: {found.reason}")]
    wider = [each for each in found.changes if each.direction is Direction.WIDENED and each.before is not None]
    reasons = [Reason(Verdict.STOP, f"access gets wider: {each.text}") for each in wider]
    if found.refused:
        count = len(found.refused)
        who = (
            "1 statement did not run on the copy: what it opens"
            if count == 1
            else (f"{count} statements did not run on the copy: what they open")
        )
        words = f"{who} is not known"
        reasons.append(Reason(Verdict.REVIEW, words))
    if found.left:
        words = f"rights on what the copy has not were not compared: {found.left[0].what}: {found.left[0].why}"
        more = f" (and {len(found.left) - 1} more)" if len(found.left) > 1 else ""
        reasons.append(Reason(Verdict.REVIEW, words + more))
    return reasons
