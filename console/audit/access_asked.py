"""What policies ask beside their own row: in a circle, or what the role has no right to. Both end in an error.

A table whose policy reads the table again raises infinite recursion (42P17) before a row is looked at, whatever the
other policies say. The rules are those of fireRIRrules in rewrite/rewriteHandler.c; a function is not looked into.
Pure values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from console.audit.predicates import Command, Policy

if TYPE_CHECKING:
    from console.audit.access import Access


@dataclass(slots=True)
class Asked:
    """What one statement comes to ask. `circle` is the way round, its last relation there before; empty without one.

    `read` are the relations that sub-selects of policies read, each with the role that it is read as, and `policies`
    those that become part of the statement.
    """

    circle: tuple[int, ...] = ()
    read: dict[tuple[int, int], None] = field(default_factory=dict)
    policies: dict[int, None] = field(default_factory=dict)


def asked_beside(access: Access, asker: int, role: int, relation: int, command: Command) -> Asked:
    """What the policies of a relation come to ask.

    `role` is who the relation is read as, `asker` who views that are security invokers are read as.
    """
    found = Asked()
    speaking = access.policies_for(role, relation)
    if access.relations[relation].kind != "v" and not access.closed_calls and not any(each.asks for each in speaking):
        return found  # nearly every table: nothing is asked beside its own row
    _walk(access, asker, role, relation, command, (), found)
    return found


def _walk(
    access: Access, asker: int, role: int, oid: int, command: Command, active: tuple[int, ...], found: Asked
) -> None:
    relation = access.relations.get(oid)
    if relation is None or role not in access.roles or found.circle:
        return
    if relation.kind == "v":
        acting, asked = (asker if relation.invoker else relation.owner), frozenset(relation.bases)
    elif access.is_subject(role, relation) is None:
        used = used_by(access.policies_for(role, oid), command)
        found.policies |= dict.fromkeys(policy.oid for policy, _ in used)
        if not any(policy.asks for policy, _ in used):
            return
        acting, asked = role, frozenset(each for _, clause in used for each in clause)
    else:
        return
    if oid in active:
        found.circle = (*active, oid)
        return
    for each in sorted(asked):
        found.read[acting, each] = None
        _walk(access, asker, acting, each, Command.SELECT, (*active, oid), found)


_LITERAL = r"(?:'[^']*'(?:::\w+)?|-?\d+)"
_FOLDS = re.compile(rf"\b(?:true|false|null)\b|\({_LITERAL} \S+ {_LITERAL}\)", re.IGNORECASE)
"""The planner may drop what stands beside a constant, and with it the right that it would need."""


def asked_directly(policies: tuple[Policy, ...], command: Command) -> list[int]:
    """The relations that the policies' own sub-selects read in every plan; none where one might be left out of it."""
    used = used_by(policies, command)
    if any(_FOLDS.search(each.using or "") or _FOLDS.search(each.check or "") for each, _ in used):
        return []
    return sorted({oid for _, clause in used for oid in clause})


def used_by(policies: tuple[Policy, ...], command: Command) -> list[tuple[Policy, frozenset[int]]]:
    """The policies that become part of the statement, each with the relations that the clauses used of it ask.

    Where no permissive one has such a clause, the restrictive ones are left out: nothing is let through anyway.
    """
    kinds = {Command.INSERT: (True,), Command.UPDATE: (False, True)}.get(command, (False,))
    found = []
    for checks in kinds:
        some = [each for each in policies if each.speaks_of(command) and each.clause(checks=checks) is not None]
        if any(each.permissive for each in some):
            found += [(each, each.asked(checks=checks)) for each in some]
    return found
