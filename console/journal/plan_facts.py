"""What was planned, from an entry of the journal: the mapping that `guard.plan.Plan.document` wrote then.

An older or a damaged entry may lack any part: what is not there is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from console.core.present import duration
from console.core.unknown import Unknown
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.guard.events import Intent

_MOST = 40
"""Facts of one label before "and more"."""


def planned_facts(intent: Intent) -> list[tuple[str | Line, Line]]:
    """Cascades, triggers, locks, requirements, undo, hooks and the audit row, as they were planned."""
    plan = intent.plan
    undo = _mapping(plan.get("undo"))
    facts: list[tuple[str | Line, Line]] = []
    if plan.get("consequence"):
        facts.append(("consequence", cell(plan["consequence"])))
    facts += _each("also", [_cascade(one) for one in _mappings(plan, "cascades")])
    facts += _each("trigger", [cell(one) for one in _listed(plan, "triggers")])
    facts += _each("lock", [cell(one, Tone.DIM) for one in _listed(plan, "locks")])
    if isinstance(plan.get("estimate_seconds"), int | float):
        facts.append(("would take", cell(f"~{duration(plan['estimate_seconds'])}")))
    if unknown := _mapping(plan.get("blocked_by")):
        facts.append(("blocked by", _unknown(unknown)))
    facts += _each("blocked by", [cell(one, Tone.LOOK) for one in _listed(plan, "blocked_by")])
    facts += _each("required", [_requirement(one) for one in _mappings(plan, "requirements")])
    facts += _each("afterwards", [cell(one.get("sentence")) for one in _mappings(plan, "required_afterwards")])
    facts += [(str(one.get("label", "")), cell(one.get("text"))) for one in _mappings(plan, "facts")]
    if plan.get("external"):
        facts.append(("outside", cell(plan["external"], Tone.LOOK)))
    if undo.get("how"):
        facts.append(("undo", cell(undo["how"], Tone.INK if undo.get("possible") else Tone.LOOK)))
    facts += _each("then runs", [cell(one, Tone.DIM) for one in _listed(plan, "hooks")])
    if plan.get("audit"):
        facts.append(("audit row", cell(plan["audit"], Tone.DIM)))
    return facts


def _each(label: str, lines: Sequence[Line]) -> list[tuple[str | Line, Line]]:
    facts: list[tuple[str | Line, Line]] = [(label, line) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        facts.append((label, cell(f"and {len(lines) - _MOST:,} more", Tone.FAINT)))
    return facts


def _cascade(one: Mapping[str, Any]) -> Line:
    relation, effect, rows = one.get("relation", "?"), one.get("effect", ""), one.get("rows")
    if isinstance(rows, Mapping):
        return join(cell(f"rows of {relation} {effect}", Tone.WRONG), _unknown(rows))
    return cell(f"{'more than ' if one.get('more') else ''}{rows} rows of {relation} {effect}", Tone.WRONG)


def _requirement(one: Mapping[str, Any]) -> Line:
    holds = one.get("holds")
    if isinstance(holds, Mapping):
        return join(cell(one.get("sentence")), _unknown(holds))
    return cell(one.get("sentence"), Tone.FINE if holds else Tone.WRONG)


def _unknown(document: Mapping[str, Any]) -> Line:
    return cell(Unknown(str(document.get("unknown", ""))))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(plan: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = plan.get(name)
    return value if isinstance(value, list | tuple) else ()


def _mappings(plan: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one for one in _listed(plan, name) if isinstance(one, Mapping)]
