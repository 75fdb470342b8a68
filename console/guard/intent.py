"""What the journal is told before anything is sent: the plan, masked, and apart from it what an undo will need."""

from __future__ import annotations

from console.core.target import Identity
from console.guard.events import Document, Intent
from console.guard.operation import Call
from console.guard.plan import Plan
from console.guard.rows import key_of, payload_of, rows_document


def intent_of(plan: Plan, reason: str) -> Intent:
    """The intent of running this plan for this reason."""
    operation = plan.operation
    return Intent(
        operation=operation.name,
        title=operation.title,
        kind=operation.kind,
        key=operation.key,
        subject=operation.subject,
        risk=plan.risk.value,
        target=plan.target.name,
        environment=plan.target.environment.value,
        address=plan.target.address,
        role=plan.here.role,
        identity=plan.identity if isinstance(plan.identity, Identity) else None,
        reason=reason,
        digest=plan.digest,
        plan=plan.document(),
        statements=plan.statements,
        before=tuple(image.document() for image in plan.before),
        reverse=_reverse(plan),
        call=_call(operation.call),
        event=operation.event,
        undo_of=operation.undo_of,
        transactional=operation.transactional,
        payload=_payload(plan),
    )


def _reverse(plan: Plan) -> Document:
    reverse = plan.operation.reverse
    return {
        "kind": reverse.kind.value,
        "risk": plan.operation.risk.value,  # its own: a change window does not last
        "possible": plan.undoable,
        "why": plan.undo,
        "call": _call(reverse.call),
        "rows": _undo(plan) if plan.undoable and not _masked_key(plan) else [],
    }


def _payload(plan: Plan) -> Document:
    """What an undo needs and nobody may read: nothing, where no value is masked."""
    if not plan.undoable:
        return {}
    payload = dict(payload_of(plan.before))
    if _masked_key(plan):
        payload["undo"] = _undo(plan)
    return payload


def _masked_key(plan: Plan) -> bool:
    masked = {(image.schema, image.relation): image.masked for image in plan.before}
    return any(
        set(rows.key) & (rows.masked | masked.get((rows.schema, rows.relation), rows.masked))
        for rows in plan.operation.rows
    )


def _call(call: Call | None) -> Document | None:
    return {"name": call.name, "key": call.key, "arguments": dict(call.arguments)} if call else None


def _undo(plan: Plan) -> list[Document]:
    """Which rows each step changed, and by which keys they are found before and after."""
    found: list[Document] = []
    for rows in plan.operation.rows:
        before = [[value for _, value in key_of(rows, values)] for values in rows.values]
        after = [[rows.becomes.get(name, value) for name, value in zip(rows.key, key, strict=True)] for key in before]
        found.append({**rows_document(rows), "before": before, "after": after})
    return found
