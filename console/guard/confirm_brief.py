"""A plan as the dialog says it: short sentences, worst first, nothing that was not seen."""

from __future__ import annotations

from collections.abc import Sequence

from console.core.present import duration
from console.core.unknown import Unknown
from console.guard.confirm import Brief
from console.guard.plan import Check, Plan, blocker_words, cascade_words
from console.widgets.text import Line, Tone, cell, glyph, join

_CHANGES = 12
_NAMED = 5
"""Triggers and blockers that are named before "and N more"."""
_HEAVY = {"ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"}


def brief_of(plan: Plan, *, kept: str = "") -> Brief:
    """What the dialog shows of a plan. `kept` says how long the values for an undo last, where that is short."""
    operation = plan.operation
    changes = plan.changes()
    return Brief(
        target=plan.target,
        title=operation.title,
        subject=operation.subject,
        risk=plan.risk,
        consequence="; ".join(part for part in (operation.consequence, plan.raised) if part),
        sql=plan.statements,
        changes=changes[:_CHANGES],
        more_changes=max(0, len(changes) - _CHANGES),
        about=operation.facts,
        facts=_facts(plan, kept),
        asks=plan.asks,
        needs_reason=operation.needs_reason,
        requirements=_requirements(plan),
    )


def _facts(plan: Plan, kept: str) -> list[tuple[str, Line]]:
    operation = plan.operation
    facts: list[tuple[str, Line]] = []
    rows = len([image for image in plan.before if image.values is not None])
    if rows > 1:
        facts.append(("rows", cell(f"{rows:,}")))
    places = dict.fromkeys(image.partition for image in plan.before if image.partition)
    facts += _few("partition", [cell(place) for place in places])
    facts += [("also", cell(cascade_words(each), Tone.WRONG)) for each in plan.cascades]
    facts += _few("trigger", [cell(name) for name in plan.triggers])
    for lock in plan.locks:
        tone = Tone.WRONG if lock.mode == "ACCESS EXCLUSIVE" else Tone.LOOK if lock.mode in _HEAVY else Tone.DIM
        facts.append(("lock", join(cell(lock.mode, tone), cell(f"{lock.schema}.{lock.relation}", Tone.DIM))))
    if plan.estimate is not None:
        facts.append(("takes", cell(f"~{duration(plan.estimate)}")))
    if isinstance(plan.blockers, Unknown):
        facts.append(("blocked by", cell(f"? UNKNOWN {plan.blockers.reason}", Tone.UNKNOWN)))
    else:
        facts += _few("blocked by", [cell(blocker_words(each), Tone.LOOK) for each in plan.blockers])
    if operation.gentler:
        facts.append(("instead", cell(operation.gentler, Tone.FINE)))
    if operation.external:
        facts.append(("outside", cell(operation.external, Tone.LOOK)))
    facts.append(
        ("undo", cell("; ".join(part for part in (plan.undo, kept) if part), Tone.INK if plan.undoable else Tone.LOOK))
    )
    facts += [("then runs", cell(command, Tone.DIM)) for command in plan.hooks]
    if plan.audit is not None:
        facts.append(("audit row", cell(plan.audit.name, Tone.DIM)))
    elif plan.audit_words:
        facts.append(("audit row", cell(plan.audit_words, Tone.DIM)))
    facts.append(("as", join(cell(plan.here.role), cell(f"plan {plan.digest}", Tone.FAINT))))
    return facts


def _requirements(plan: Plan) -> list[tuple[str, Line, str]]:
    """What was asked before, and how it was answered; then what will be asked behind the change, in its transaction."""
    found = [("requires", _held(check), check.query) for check in plan.checks]
    for sentence, query in plan.later:
        wanted = join(glyph(Tone.FAINT), cell(sentence), gap=" ")
        found.append(("then", join(wanted, cell("else nothing is done", Tone.DIM)), query))
    return found


def _held(check: Check) -> Line:
    if isinstance(check.holds, Unknown):
        return join(cell(check.sentence), cell(check.holds))
    tone = Tone.FINE if check.holds else Tone.WRONG
    return join(glyph(tone), cell(check.sentence, tone), gap=" ")


def _few(label: str, lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """The first few, and how many more there are: nothing is left out silently."""
    facts = [(label, line) for line in lines[:_NAMED]]
    if len(lines) > _NAMED:
        facts.append((label, cell(f"and {len(lines) - _NAMED:,} more", Tone.LOOK)))
    return facts
