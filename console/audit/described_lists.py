"""Lists for reading: tables, policies, grants, constraints, what has no comment or no trail, names, log-ins.

Each is headings and rows of text, for the command line and for a file. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from console.audit.auth import AuthHealth
from console.audit.naming_rules import RULES, misnamed
from console.audit.overview import constraint_facts, grant_facts, policy_facts, table_facts, without_comment
from console.audit.trails import trails
from console.core.present import ABSENT
from console.core.unknown import Unknown
from console.schema.objects import Snapshot

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list. `notes` are sentences on what it does not say; `status` is the exit status that it means."""

    headings: Sequence[str]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    status: int = 0


def schema_list(snapshot: Snapshot, name: str, rules: Collection[str] = ()) -> Listed | Unknown:
    """The list of that name; Unknown where what it lists could not be read. `rules` are for `names`."""
    return _misnamed(snapshot, rules) if name == "names" else _LISTS[name](snapshot)


def _tables(snapshot: Snapshot) -> Listed | Unknown:
    facts = table_facts(snapshot)
    if isinstance(facts, Unknown):
        return facts
    headings = ("table", "rls", "select", "insert", "update", "delete", "restrictive", "granted to", "comment")
    rows = []
    for each in facts:
        security = ("forced" if each.forced else "on") if each.secured else "off"
        counts = each.policies
        numbers = ["?"] * 4 if isinstance(counts, Unknown) else [str(number) for number in counts.values()]
        who = "?" if isinstance(each.grantees, Unknown) else ", ".join(each.grantees) or ABSENT
        rows.append((each.name, security, *numbers, str(each.restrictive), who, each.comment or ABSENT))
    return Listed(headings, rows)


def _policies(snapshot: Snapshot) -> Listed | Unknown:
    facts = policy_facts(snapshot)
    if isinstance(facts, Unknown):
        return facts
    rows = [
        (
            each.table,
            each.name,
            "permissive" if each.permissive else "restrictive",
            each.command,
            ", ".join(each.roles),
            _text(each.rule),
        )
        for each in facts
    ]
    return Listed(("table", "policy", "kind", "command", "to", "rule"), rows)


def _grants(snapshot: Snapshot) -> Listed | Unknown:
    facts = grant_facts(snapshot)
    if isinstance(facts, Unknown):
        return facts
    rows = []
    for each in facts:
        more = "taken away" if each.taken else "with grant option" if each.grantable else ""
        rows.append((each.object, each.grantee, each.privileges, more))
    note = "What an owner has, and what everybody has by default (EXECUTE on functions), is not listed."
    return Listed(("object", "role", "privileges", "how"), rows, (note,))


def _constraints(snapshot: Snapshot) -> Listed | Unknown:
    facts = constraint_facts(snapshot)
    if isinstance(facts, Unknown):
        return facts
    rows = [
        (each.table, each.name, _text(each.definition), "" if each.validated else "older rows were not looked at")
        for each in facts
    ]
    return Listed(("table", "constraint", "definition", "validity"), rows)


def _uncommented(snapshot: Snapshot) -> Listed | Unknown:
    facts = without_comment(snapshot)
    return facts if isinstance(facts, Unknown) else Listed(("kind", "name"), list(facts))


def _trails(snapshot: Snapshot) -> Listed | Unknown:
    facts = trails(snapshot)
    if isinstance(facts, Unknown):
        return facts
    rows = []
    for each in facts:
        said = "whole" if each.whole else "in part" if each.triggers else "not sure" if each.unsure else "none"
        rows.append((each.table, said, ", ".join(sorted(each.commands)), ", ".join((*each.triggers, *each.unsure))))
    note = "Read from the text of triggers: a table that an application writes into by itself is not seen."
    return Listed(("table", "trail", "sees", "triggers"), rows, (note,))


def _misnamed(snapshot: Snapshot, rules: Collection[str]) -> Listed | Unknown:
    facts = misnamed(snapshot, rules)
    if isinstance(facts, Unknown):
        return facts
    note = () if rules else (f"No rule is asked for: --rule NAME, of {', '.join(RULES)}.",)
    rows = [(each.rule, each.kind, each.name, each.wants) for each in facts]
    return Listed(("rule", "kind", "name", "wants"), rows, note)


def auth_list(found: AuthHealth) -> Listed:
    """The health of log-ins: its parts, what policies ask, what happened lately. Status 1 where something is wrong."""
    rows: list[Row] = [(each.group, each.name, each.health.value, each.detail) for each in found.parts]
    if isinstance(found.identities, Unknown):
        rows.append(("policy", "functions that policies ask", "unknown", found.identities.reason))
    else:
        rows += [
            ("policy", f"{each.schema}.{each.name}()", "info", f"asked by {each.policies} policies; {each.detail}")
            for each in found.identities
        ]
    if isinstance(found.events, Unknown):
        rows.append(("events", "log-ins", "unknown", found.events.reason))
    else:
        rows += [
            (
                "events",
                each.action,
                "wrong" if each.failed else "info",
                f"{each.number} from {each.addresses} addresses, last {each.latest or ABSENT}",
            )
            for each in found.events
        ]
    note = "The platform writes down what was done: wrong passwords stand in the log of its service."
    return Listed(
        ("group", "name", "state", "detail"), rows, (note,) if found.platform else (), 1 if found.wrong else 0
    )


def _text(rule: str | Unknown) -> str:
    return f"UNKNOWN: {rule.reason}" if isinstance(rule, Unknown) else rule


_LISTS: dict[str, Callable[[Snapshot], Listed | Unknown]] = {
    "tables": _tables,
    "policies": _policies,
    "grants": _grants,
    "constraints": _constraints,
    "uncommented": _uncommented,
    "trails": _trails,
}
