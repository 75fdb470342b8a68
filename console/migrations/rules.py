"""The rules of the preflight check: what each is called, how bad it is, why, and how to mend it. Read from rules.toml.

It knows no file and looks for nothing: `check_*` and `rules_*` do.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from console.core.finding import Confidence, Finding, Level
from console.core.report_rule import Rule

SQUAWK = "squawk/"
_PARTS = {
    "git-other-content": "branch",
    "not-transactional": "statement",
    "needs-transaction": "statement",
    "does-not-run": "statement",
    "not-idempotent": "statement",
    "destructive": "statement",
    "block-not-in-comment": "statement",
    "enum-value-used": "value",
    "ignore-unknown": "rule",
    "ignore-without-reason": "rule",
    "ignore-unused": "rule",
    "table-without-rls": "table",
    "policy-without-rls": "table",
    "lock-timeout-missing": "table",
    "grant-to-everybody": "grant",
    "definer-without-search-path": "function",
    "foreign-key-without-index": "columns",
    "timestamp-without-zone": "column",
    "required-without-default": "column",
    "column-still-used": "column",
}
"""What the part is that a finding of a rule names; `part` for the others."""


@cache
def rules() -> dict[str, Rule]:
    """Every rule of ours by its name."""
    document = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    return {
        name: Rule(
            name=name,
            title=each["title"],
            level=Level(each["level"]),
            why=each.get("why", ""),
            fix=each.get("fix", ""),
        )
        for name, each in document.items()
    }


def is_rule(name: str) -> bool:
    """Whether there is a rule of that name, squawk's included, which we do not list."""
    return name in rules() or name.startswith(SQUAWK)


@dataclass(frozen=True, slots=True)
class Place:
    """A file as findings name it."""

    label: str

    def found(
        self,
        rule_name: str,
        /,
        detail: str = "",
        *,
        line: int = 0,
        sub: str = "",
        level: Level | None = None,
        confidence: Confidence = Confidence.OBSERVED,
        **values: str,
    ) -> Finding:
        """A finding of a rule in this file. `values` fill the rule's fix; `sub` tells two of one rule apart."""
        rule = rules()[rule_name]
        return Finding(
            check=rule_name,
            level=level or rule.level,
            title=rule.title,
            object=self.label,
            object_type="file",
            parts=((_PARTS.get(rule_name, "part"), sub),) if sub else (),
            detail=detail,
            why=rule.why,
            fix=rule.fix.format(**values) if values else rule.fix,
            confidence=confidence,
            line=line,
        )
