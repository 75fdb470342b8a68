"""What commands print of an answer about somebody: in words, and as JSON. It asks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.audit.asking import Refused
    from console.audit.comparing import Comparison
    from console.audit.probe import Count, Probe
    from console.audit.why import Explanation
    from console.core.unknown import Unknown


def pairs(words: list[str]) -> dict[str, str]:
    """`COLUMN=VALUE` words, read. UsageProblem for another."""
    from console.errors import UsageProblem

    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise UsageProblem(f"{word} is not COLUMN=VALUE.")
        found[name] = value
    return found


def words_of(fact: Count | Refused | Unknown | bool | None) -> str:
    """An answer in words: a count, TRUE, FALSE, NULL, `refused: …` or `? UNKNOWN …`."""
    from console.audit.asking import Refused
    from console.audit.probe import Count
    from console.core.unknown import Unknown

    match fact:
        case Count():
            return fact.text
        case Refused():
            return f"refused: {fact.reason}"
        case Unknown():
            return f"? UNKNOWN {fact.reason} {fact.remedy}".rstrip()
        case None:
            return "NULL"
        case _:
            return str(fact).upper()


def document(answer: Probe | Comparison | Explanation) -> dict[str, Any]:
    """The JSON of an answer."""
    from dataclasses import fields

    from console.audit.commands_access import cell_document
    from console.audit.why import Explanation

    found = {each.name: getattr(answer, each.name) for each in fields(answer)}
    if isinstance(answer, Explanation):
        found["cell"] = cell_document(answer.cell)
        found["agrees"] = answer.agrees
    return {name: plain(value) for name, value in found.items()}


def plain(value: Any) -> Any:
    """A value as JSON has it: what was refused says so."""
    from console.audit.asking import Refused

    if isinstance(value, Refused):
        return {"refused": value.reason}
    if isinstance(value, tuple):
        return [_said(each) for each in value]
    return value


def _said(value: Any) -> Any:
    from console.audit.asking import Refused
    from console.audit.why import Said

    if isinstance(value, Said) and isinstance(value.answer, Refused):
        return {
            "policy": value.policy,
            "permissive": value.permissive,
            "clause": value.clause,
            "text": value.text,
            "answer": {"refused": value.answer.reason},
        }
    return value
