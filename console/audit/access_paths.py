"""By which way a role gets somewhere: the grants, memberships and views that an answer stands on. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from console.audit.access import PUBLIC, Access, Relation, Verdict
from console.audit.predicates import ROW_COMMANDS, Command

_ALL_DATA = {
    Command.SELECT: "pg_read_all_data",
    Command.INSERT: "pg_write_all_data",
    Command.UPDATE: "pg_write_all_data",
    Command.DELETE: "pg_write_all_data",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way, from the role to what lets it in: `("anon", "PUBLIC", "SELECT granted by postgres")`.

    `columns` are those that it opens, empty for all.
    """

    steps: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """`anon → PUBLIC → SELECT granted by postgres`."""
        columns = f" ({', '.join(self.columns)})" if self.columns else ""
        return " → ".join(self.steps) + columns


def ways(access: Access, role: int, relation: int, command: Command) -> tuple[Way, ...]:
    """Every way by which the role has the privilege on the relation itself. Empty where it has none."""
    found = access.relations[relation]
    chains = inherited(access, role)
    answer = [*_by_attribute(access, role, chains, command)]
    if found.owner in chains:
        answer.append(Way((*chains[found.owner], "owner of the table")))
    columns: dict[tuple[int, int], list[str]] = {}
    for grant in (*access.grants_on("table", found.sample), *access.grants_on("column", found.oid)):
        if grant.grantee == found.owner or command.name not in grant.privileges or grant.grantee not in chains:
            continue
        if grant.kind == "table":
            answer.append(Way((*chains[grant.grantee], f"{command.name} granted by {_name(access, grant.grantor)}")))
        else:
            columns.setdefault((grant.grantee, grant.grantor), []).append(grant.attribute)
    for (grantee, grantor), names in columns.items():
        by = f"{command.name} granted by {_name(access, grantor)}"
        answer.append(Way((*chains[grantee], by), tuple(names)))
    return tuple(answer)


def schema_ways(access: Access, role: int, relation: int) -> tuple[Way, ...]:
    """Every grant of USAGE on the relation's schema that reaches the role. Ownership of a schema is one too."""
    found, chains = access.relations[relation], inherited(access, role)
    return tuple(
        Way((*chains[grant.grantee], f"USAGE on schema {found.schema}"))
        for grant in access.grants_on("schema", found.schema_oid)
        if "USAGE" in grant.privileges and grant.grantee in chains
    )


def doors(access: Access, role: int, relation: int) -> tuple[Way, ...]:
    """Definer views and functions that the role may use and that reach the relation as somebody else.

    A view shows its rows; what a function does with it, and for whom, its body says.
    """
    chains = [(), *_chains_to(access, relation)]
    answer = []
    for chain in chains:
        views = [access.relations[oid] for oid in chain]
        steps = [_view_step(access, view) for view in views]
        if any(not view.invoker for view in views) and _reads(access, role, chain[0]):
            answer.append(Way((_name(access, role), *steps, access.relations[relation].label)))
        entry = chain[0] if chain else relation
        for function in access.definers_of(entry):
            if role in function.callers and function.owner != role and _uses(access, function.owner, entry):
                step = f"definer function {function.label} as {_name(access, function.owner)}"
                step += "" if function.certain else ", whose text names it"
                answer.append(Way((_name(access, role), step, *steps, access.relations[relation].label)))
    return tuple(answer)


def _view_step(access: Access, view: Relation) -> str:
    return f"view {view.label}" if view.invoker else f"definer view {view.label} as {_name(access, view.owner)}"


def _reads(access: Access, role: int, relation: int) -> bool:
    return access.cell(role, relation, Command.SELECT).verdict in (Verdict.OPEN, Verdict.CONDITIONAL)


def _uses(access: Access, owner: int, relation: int) -> bool:
    """Whether the owner of a function gets anything there; a role that is not known may."""
    if owner not in access.roles or relation not in access.relations:
        return True
    verdicts = {access.cell(owner, relation, command).verdict for command in ROW_COMMANDS}
    return bool(verdicts - {Verdict.DENIED, Verdict.UNREACHABLE})


def after_set_role(access: Access, role: int, relation: int, command: Command) -> tuple[Way, ...]:
    """Roles that it may become and that get more there than it does itself."""
    own = access.cell(role, relation, command).verdict.rank
    answer = []
    for other in sorted(other for one, other in access.becomes if one == role and other != role):
        if other not in access.wanted:
            continue
        cell = access.cell(other, relation, command)
        if cell.verdict.rank > own:
            answer.append(Way((_name(access, role), f"becomes {_name(access, other)}", cell.verdict.value)))
    return tuple(answer)


def inherited(access: Access, role: int) -> dict[int, tuple[str, ...]]:
    """Every role whose rights it has, by the shortest chain of names; itself and PUBLIC too."""
    name = _name(access, role)
    chains: dict[int, tuple[str, ...]] = {role: (name,), PUBLIC: (name, "PUBLIC")}
    waiting = deque([role])
    while waiting:
        member = waiting.popleft()
        for each in access.memberships:
            if each.member == member and each.inherits and each.role not in chains:
                chains[each.role] = (*chains[member], _name(access, each.role))
                waiting.append(each.role)
    return chains


def _by_attribute(access: Access, role: int, chains: dict[int, tuple[str, ...]], command: Command) -> Iterator[Way]:
    if access.roles[role].superuser:
        yield Way((_name(access, role), "superuser"))
    for oid, chain in chains.items():
        name = _name(access, oid)
        if name == _ALL_DATA.get(command) or (command is Command.MAINTAIN and name == "pg_maintain"):
            yield Way(chain)


def _chains_to(access: Access, relation: int, seen: frozenset[int] = frozenset()) -> Iterator[tuple[int, ...]]:
    """Views that end at the relation, each as a chain of oids with the outermost first."""
    for view in access.views_of(relation):
        if view.oid not in seen:
            yield (view.oid,)
            for chain in _chains_to(access, view.oid, seen | {view.oid}):
                yield (*chain, view.oid)


def _name(access: Access, role: int) -> str:
    if role == PUBLIC:
        return "PUBLIC"
    return access.roles[role].name if role in access.roles else f"role {role}"
