"""Why somebody sees a row or does not, may write it or may not: each policy's own answer for that row.

The row is read by us and handed to the expressions of the policies, which are evaluated as the role that asks: so
sub-selects in them see what the role sees. All of it is SELECT, in read-only transactions; nothing is written, not
even to be rolled back. What the server really shows is asked too, and where it differs that is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from console.audit.access import Access, Cell, Relation, Verdict
from console.audit.asking import Refused, Who, ask_as
from console.audit.predicates import Command, Policy
from console.core.unknown import Unknown
from console.database.names import equal, identifier, listed
from console.database.session import Database, ReadSession
from console.errors import UsageProblem

Answer = bool | None | Refused | Unknown
"""What an expression gave: NULL is None, and lets nothing through. Refused: it raised an error."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one policy says of the row. `clause` is `using`, `with check`, or `using of select`."""

    policy: str
    permissive: bool
    clause: str
    text: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether the command goes through for that row, and by what. `cell` is what the role gets on the whole table.

    `allowed` is None where it cannot be told. `visible` is what the server really does when the role reads the row.
    `notes` are what the answer does not cover.
    """

    who: Who
    relation: str
    command: Command
    cell: Cell
    free: str | None
    said: tuple[Said, ...]
    allowed: bool | None
    visible: bool | Refused | Unknown
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool | None:
        """Whether the server shows what the policies say; None where one of the two is not known.

        For a command that writes, only a row that is let through and not seen, or the reverse, tells nothing: None.
        """
        if self.command is not Command.SELECT or self.allowed is None or isinstance(self.visible, Unknown):
            return None
        return self.allowed is bool(self.visible)


async def explain_row(
    database: Database,
    access: Access,
    relation: Relation,
    who: Who,
    *,
    key: Mapping[str, str],
    command: Command = Command.SELECT,
    changes: Mapping[str, str | None] | None = None,
) -> Explanation | Unknown:
    """What each policy says of one row, for that identity. `access` must have the role among its `wanted`.

    `key` names the row by columns and values as text; INSERT has none. `changes` are the values of an UPDATE or an
    INSERT. Unknown where we cannot see the row ourselves; UsageProblem where the key means no row, or several.
    """
    role = access.role_named(who.role)
    if role is None or role.oid not in access.wanted:
        raise UsageProblem(f"There is no role {who.role}.", "", "greenroom roles list")
    cell = access.cell(role.oid, relation.oid, command)
    old = "{}" if command is Command.INSERT else await read_row(database, relation, key)
    if isinstance(old, Unknown):
        return old
    free = access.is_subject(role.oid, relation)
    visible: bool | Refused | Unknown = Unknown("a new row cannot be looked for")
    if command is not Command.INSERT:
        visible = await ask_as(database, who, partial(_seen, relation=relation, key=key))
    said: tuple[Said, ...] = ()
    # Who cannot read can only change every row at once, and then reads none.
    reads = access.is_granted(role.oid, relation.oid, Command.SELECT)
    if free is None and relation.kind != "v":
        policies = access.policies_for(role.oid, relation.oid)
        new = merged(old, changes or {})
        named = [each for each in policies if access.can_name(role.oid, each)]
        said = await _asked(
            database, relation, who, [(each, old, new) for each in _clauses(policies, command, reads)], named
        )
    return Explanation(
        who=who,
        relation=relation.label,
        command=command,
        cell=cell,
        free=free,
        said=said,
        allowed=_allowed(cell, free, said, relation, visible, tuple(changes or ()), reads),
        visible=visible,
        notes=_notes(relation, command, reads),
    )


def merged(row: str, changes: Mapping[str, str | None]) -> str:
    """The row with other values. As text: of a key that is there twice jsonb keeps the last; numbers stay exact."""
    if not changes:
        return row
    inside = row.strip().removeprefix("{").removesuffix("}").strip()
    return "{" + (f"{inside}, " if inside else "") + json.dumps(dict(changes))[1:]


@dataclass(frozen=True, slots=True)
class _Clause:
    policy: Policy
    name: str
    text: str
    on_new: bool


def _clauses(policies: Sequence[Policy], command: Command, reads: bool) -> list[_Clause]:
    """What is asked of the row as it is, and of the row as it would be; in that order."""
    found = []
    for each in policies:
        if command is not Command.INSERT and each.speaks_of(command) and each.using is not None:
            found.append(_Clause(each, "using", each.using, False))
    for each in policies:
        text = each.clause(checks=True)
        if command in (Command.INSERT, Command.UPDATE) and each.speaks_of(command) and text is not None:
            found.append(_Clause(each, "with check", text, True))
    for each in policies:
        # A statement that names its row reads it: SELECT's policies are asked too, of the new row as well.
        writes = reads and command in (Command.UPDATE, Command.DELETE)
        if writes and each.speaks_of(Command.SELECT) and each.using is not None:
            found.append(_Clause(each, "using of select", each.using, False))
            if command is Command.UPDATE:
                found.append(_Clause(each, "using of select, new row", each.using, True))
    return found


_TYPED_WRONG = ("42703", "22")
"""SQLSTATEs of a column that is not there, and of a value that its type does not take."""


async def read_row(database: Database, relation: Relation, key: Mapping[str, str]) -> str | Unknown:
    """The row as JSON, as far as our own role sees it. UsageProblem where the key means no row, or several."""
    if not key:
        raise UsageProblem("No row is named.", "", "Name it by its key: --row id=42")
    found = await ask_as(database, None, partial(_rows, relation=relation, key=key))
    if isinstance(found, Refused) and found.state.startswith(_TYPED_WRONG):
        raise UsageProblem(f"No row of {relation.label} can have that key.", found.reason, "Name it by its columns.")
    if isinstance(found, Refused | Unknown):
        return Unknown(f"greenroom cannot read the row itself: {found.reason}", "Connect as the table's owner.")
    if len(found) != 1:
        what = "No row" if not found else "More than one row"
        raise UsageProblem(f"{what} of {relation.label} has that key.", "", "As far as our own role sees rows.")
    return found[0]


async def _rows(session: ReadSession, relation: Relation, key: Mapping[str, str]) -> tuple[str, ...]:
    parts = {"relation": identifier(relation.schema, relation.name), "condition": equal("t", key, "key_")}
    statement = session.statement("access/row").with_identifiers(**parts)
    return tuple(row["fields"] for row in await session.mappings(statement, _binds(key)))


async def _seen(session: ReadSession, relation: Relation, key: Mapping[str, str]) -> bool:
    parts = {"relation": identifier(relation.schema, relation.name), "condition": equal("t", key, "key_")}
    statement = session.statement("access/row_seen").with_identifiers(**parts)
    return bool((await session.mappings(statement, _binds(key)))[0]["seen"])


def _binds(key: Mapping[str, str]) -> dict[str, str]:
    return {f"key_{number}": value for number, value in enumerate(key.values())}


_UNNAMED = Unknown(
    "it names a schema that the role may not use: the policy works all the same, but the role cannot be asked for it"
)


async def _asked(
    database: Database,
    relation: Relation,
    who: Who,
    clauses: Sequence[tuple[_Clause, str, str]],
    named: Sequence[Policy],
) -> tuple[Said, ...]:
    """All clauses in one statement for each form of the row; one by one where one of them raises."""
    answers: dict[_Clause, Answer] = {}
    for on_new in (False, True):
        some = [(clause, new if on_new else old) for clause, old, new in clauses if clause.on_new is on_new]
        whole = [clause for clause, _ in some if not clause.policy.held]
        if not whole:
            continue
        row = some[0][1]
        texts = [clause.text for clause in whole]
        together = await ask_as(database, who, partial(_verdicts, relation=relation, row=row, texts=texts))
        if isinstance(together, tuple):
            answers |= dict(zip(whole, together, strict=True))
            continue
        for clause in whole:
            alone = await ask_as(database, who, partial(_verdicts, relation=relation, row=row, texts=[clause.text]))
            answers[clause] = alone[0] if isinstance(alone, tuple) else alone
            if isinstance(alone, Refused) and clause.policy not in named:
                answers[clause] = _UNNAMED
    held = Unknown("somebody holds a lock: the policy could not be read", "try again in a moment")
    return tuple(
        Said(
            clause.policy.name,
            clause.policy.permissive,
            clause.name,
            clause.text,
            held if clause.policy.held else answers[clause],
        )
        for clause, _, _ in clauses
    )


async def _verdicts(
    session: ReadSession, relation: Relation, row: str, texts: Sequence[str]
) -> tuple[bool | None, ...]:
    parts = {
        "relation": identifier(relation.schema, relation.name),
        "alias": identifier(relation.name),
        "verdicts": listed(texts, "said_"),
    }
    statement = session.statement("access/verdicts").with_identifiers(**parts)
    answer = (await session.mappings(statement, {"rows": f"[{row}]"}))[0]
    return tuple(answer[f"said_{number}"] for number in range(len(texts)))


def combined(said: Sequence[Said]) -> bool | None:
    """What the policies say together, clause by clause; None where one that would decide is not known."""
    verdict: bool | None = True
    for clause in dict.fromkeys(each.clause for each in said):
        here = [each for each in said if each.clause == clause]
        verdict = _and(verdict, _one_clause(here))
    return verdict


def _one_clause(said: Sequence[Said]) -> bool | None:
    """(one of the permissive) and (each restrictive). NULL lets nothing through; an error lets nothing through.

    Where one permissive policy raises and another lets the row through, it is the server's choice which it asks first.
    """
    raised = [each for each in said if isinstance(each.answer, Refused)]
    if raised:
        others = [each for each in said if each not in raised]
        doubtful = all(each.permissive for each in raised) and _one_clause(others) is not False
        return None if doubtful else False
    either: bool | None = False
    every: bool | None = True
    for each in said:
        answer = None if isinstance(each.answer, Unknown) else bool(each.answer)
        if each.permissive:
            either = True if either or answer else None if either is None or answer is None else False
        else:
            every = _and(every, answer)
    return _and(either, every)


def _and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _allowed(
    cell: Cell,
    free: str | None,
    said: Sequence[Said],
    relation: Relation,
    visible: bool | Refused | Unknown,
    columns: Sequence[str],
    reads: bool,
) -> bool | None:
    if reads and cell.finds is not None and cell.finds.never:
        return False
    if cell.verdict in (Verdict.DENIED, Verdict.UNREACHABLE):
        return False
    if cell.columns is not None and not set(columns) <= set(cell.columns):
        return False
    if relation.kind == "v" or cell.verdict is Verdict.UNKNOWN:
        return visible if isinstance(visible, bool) and cell.verdict is not Verdict.UNKNOWN else None
    return True if free is not None else combined(said)


def _notes(relation: Relation, command: Command, reads: bool) -> tuple[str, ...]:
    notes = []
    if relation.kind == "v":
        notes.append("It is a view: the policies are those of the tables behind it. Ask about those.")
    if command is not Command.SELECT:
        notes.append("Constraints, defaults, triggers and foreign keys are not tried: only grants and policies are.")
    if command in (Command.UPDATE, Command.DELETE) and not reads:
        notes.append("SELECT is not granted: it cannot name this row, only change every row at once.")
    return tuple(notes)
