"""What a check is, apart from what it found: for reports that list their rules. A value and how to complete a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.core.finding import Findings, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A check by its name: what it says when it finds something, why that matters, and the template of its fix."""

    name: str
    title: str
    level: Level = Level.WARNING
    why: str = ""
    fix: str = ""


def rules_of(findings: Findings, given: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """A rule for every check that ran, found something or could not be made; made from a finding if need be."""
    known = {rule.name: rule for rule in given}
    for each in findings.findings:
        made = Rule(name=each.check, title=each.title, level=each.level, why=each.why, fix=each.fix)
        known.setdefault(each.check, made)
    for unknown in findings.unknown:
        known.setdefault(unknown.check, Rule(name=unknown.check, title=unknown.check, level=unknown.level))
    for check in findings.checks:
        known.setdefault(check, Rule(name=check, title=check))
    return tuple(known.values())
