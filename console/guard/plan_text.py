"""A plan as plain text for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from console.core.present import NULL, duration, visible
from console.core.unknown import Unknown
from console.guard.plan import Plan, blocker_words, cascade_words


def plan_text(plan: Plan) -> str:
    """The plan, one fact a line, the statements as they will run."""
    operation = plan.operation
    head = f"{plan.target.environment.value.upper()} {plan.target.name}: {operation.title} {operation.subject}"
    lines = [visible(head), ""]
    for statement in plan.statements:
        lines += [f"  {line}" for line in visible(statement, limit=20_000, lines=True).splitlines()]
    lines.append("")
    width = 12
    lines += [f"{label:<{width - 1}} {visible(text)}" for label, text in _facts(plan)]
    lines += ["", f"{'plan':<{width}}{plan.digest}"]
    return "\n".join(lines)


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    operation = plan.operation
    consequence = f": {operation.consequence}" if operation.consequence else ""
    yield "risk", f"{plan.risk.value}{consequence}" + (f" ({plan.raised})" if plan.raised else "")
    for what, before, after in plan.changes():
        yield "change", f"{what}: {_side(before)} → {_side(after)}"
    rows = sum(1 for image in plan.before if image.values is not None)
    if rows:
        yield "rows", f"{rows:,}, compared {plan.version}"
    for image in plan.before:
        if image.partition:
            yield "partition", image.partition
    for cascade in plan.cascades:
        yield "also", cascade_words(cascade)
    for trigger in plan.triggers:
        yield "trigger", trigger
    for lock in plan.locks:
        yield "lock", f"{lock.mode} on {lock.schema}.{lock.relation}"
    if plan.estimate is not None:
        yield "takes", f"~{duration(plan.estimate)}"
    if isinstance(plan.blockers, Unknown):
        yield "blocked by", f"? UNKNOWN {plan.blockers.reason}"
    else:
        for blocker in plan.blockers:
            yield "blocked by", blocker_words(blocker)
    for check in plan.checks:
        holds = check.holds
        state = f"unknown ({holds.reason})" if isinstance(holds, Unknown) else "yes" if holds else "NO"
        yield "requires", f"{check.sentence}: {state}"
        yield from _query(check.query)
    for sentence, query in plan.later:
        yield "then", f"it must hold: {sentence}"
        yield from _query(query)
    yield from operation.facts
    if operation.gentler:
        yield "instead", operation.gentler
    if operation.external:
        yield "outside", operation.external
    yield "undo", plan.undo
    for hook in plan.hooks:
        yield "then runs", hook
    if plan.audit is not None:
        yield "audit row", plan.audit.name
    elif plan.audit_words:
        yield "audit row", plan.audit_words
    for refusal in plan.refusals:
        yield "refused", f"{refusal.what} {refusal.why}".strip()


def _side(value: str | None) -> str:
    """One side of a change. An empty text is said: it would look like nothing at all."""
    return NULL if value is None else value or "''"


def _query(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        yield "", f"  {line}"
