"""`greenroom access`: who can do what, by role, table and command.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from console.audit.commands_identity import saved
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.access import Access, Cell, Relation
    from console.audit.access_compare import AccessChange
    from console.audit.predicates import Command
    from console.database.session import Database

R = TypeVar("R")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `access` to the command line."""
    parser = subparsers.add_parser(
        "access",
        help="who can do what: role, table and command",
        description="Who can do what: grants, memberships, views, row security and policies taken together.",
    )
    add_choice(parser)
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="a role; may be given again")
    parser.add_argument(
        "--as", action="append", default=[], metavar="NAME", help="the role of an identity, as in probe"
    )
    parser.add_argument("--table", action="append", default=[], metavar="TABLE", help="schema.name; may be given again")
    parser.add_argument("--schema", action="append", default=[], metavar="SCHEMA", help="only these schemas")
    parser.add_argument("--all", action="store_true", help="also the platform's schemas, and what nobody gets")
    parser.add_argument("--path", action="store_true", help="say by which way each role gets there")
    parser.add_argument("--exposed", metavar="A,B", help="the schemas that an API serves, if the server does not say")
    parser.add_argument("--compare", metavar="TARGET", help="what is open there and not here; exits 1 if anything is")
    parser.add_argument("--if", dest="file", type=Path, metavar="FILE", help="what this SQL would open and close")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_access)


def on_target(arguments: argparse.Namespace, ask: Callable[[Database], Coroutine[Any, Any, R]]) -> tuple[str, R]:
    """The chosen target's name, and what `ask` gives of it. Raises Problem."""
    from console.core.running import run
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def go() -> R:
        async with opened(chosen.target, password) as database:
            return await ask(database)

    return chosen.target.name, run(go())


def run_access(arguments: argparse.Namespace) -> int:
    """Print the matrix. Exits 3 where an answer is UNKNOWN, 1 where --compare differs or --if opens something."""
    from functools import partial

    from console.audit.access_reading import read_access

    arguments.role = [*arguments.role, *(saved(name).role for name in getattr(arguments, "as"))]
    if arguments.file:
        return _simulate(arguments)
    exposed = arguments.exposed.split(",") if arguments.exposed else None
    name, access = on_target(arguments, partial(read_access, roles=arguments.role, exposed=exposed))
    if arguments.compare:
        return _compare(arguments, name, access, exposed)
    relations = chosen_relations(access, arguments.table, arguments.schema, everything=arguments.all)
    if arguments.json:
        return _say_json(name, access, relations, arguments.all)
    return _say(access, relations, arguments)


def chosen_relations(
    access: Access, tables: Iterable[str] = (), schemas: Iterable[str] = (), *, everything: bool = False
) -> tuple[Relation, ...]:
    """The relations that were asked for; without a word those of no platform. UsageProblem for one not there."""
    from console.core.qualified import split_qualified
    from console.core.schemas import PLATFORM_SCHEMAS
    from console.errors import UsageProblem

    known = set(schemas)
    named = [split_qualified(table) for table in tables]
    for (schema, name), said in zip(named, tables, strict=True):
        if access.relation_named(schema, name) is None:
            raise UsageProblem(f"There is no table {said}.", "", "Name it as schema.name.")
    if absent := known - {each.schema for each in access.relations.values()}:
        raise UsageProblem(f"There is no table in a schema {min(absent)}.", "", "Check the name.")
    return tuple(
        each
        for each in access.relations.values()
        if ((each.schema, each.name) in named if named else everything or known or each.schema not in PLATFORM_SCHEMAS)
        and (not known or each.schema in known)
    )


def _commands() -> tuple[Command, ...]:
    from console.audit.predicates import ROW_COMMANDS, Command

    return (*ROW_COMMANDS, Command.TRUNCATE, Command.REFERENCES)


def words(cell: Cell) -> str:
    """A cell in a word or two: `open`, `some rows`, `denied (0 rows)`, `open: id, name`."""
    text = {"conditional": "some rows", "denied": "denied (0 rows)" if cell.silent else "denied"}.get(
        cell.verdict.value, cell.verdict.value
    )
    return text if cell.columns is None else f"{text}: {', '.join(cell.columns)}"


def _say(access: Access, relations: tuple[Relation, ...], arguments: argparse.Namespace) -> int:
    from console.audit.access import Verdict
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.table import table

    commands, rows, unknown = _commands(), [], 0
    for relation in relations:
        for role in access.wanted:
            cells = [access.cell(role, relation.oid, command) for command in commands]
            unknown += sum(cell.verdict is Verdict.UNKNOWN for cell in cells)
            nothing = all(cell.verdict is Verdict.DENIED and not cell.silent for cell in cells)
            nothing = nothing and not _doors(access, role, relation)
            if arguments.all or arguments.role or arguments.table or not nothing:
                said = "; ".join(_doors(access, role, relation))
                rows.append((relation.label, access.roles[role].name, *(words(cell) for cell in cells), said))
    if rows:
        titles = ("TABLE", "ROLE", *(command.name for command in commands), "DOORS")
        # Most databases have none, and the column would only take room.
        shown = rows if any(row[-1] for row in rows) else [row[:-1] for row in rows]
        emit(table(shown, titles[: len(shown[0])], limit=48))
    if arguments.path:
        for line in _paths(access, relations):
            emit(visible(line))
    _say_rest(access, len(relations), emit_message)
    return 3 if unknown else 0


def _doors(access: Access, role: int, relation: Relation) -> list[str]:
    """Definer views and functions through which the role gets there, where it does not see all of it itself."""
    from console.audit.access import Verdict
    from console.audit.access_paths import doors
    from console.audit.predicates import Command

    if access.cell(role, relation.oid, Command.SELECT).verdict is Verdict.OPEN:
        return []
    return [" → ".join(way.steps[1:-1]) for way in doors(access, role, relation.oid)]


def _say_rest(access: Access, tables: int, say: Callable[[str], None]) -> None:
    from console.core.unknown import Unknown

    say(f"{len(access.wanted)} roles, {tables} tables and views.")
    if access.left_out:
        say(f"Not asked for: {', '.join(access.left_out)}. --role names others.")
    if isinstance(access.exposed, Unknown):
        say(f"greenroom: ? UNKNOWN exposed schemas: {access.exposed.reason}; {access.exposed.remedy}.")


def _paths(access: Access, relations: tuple[Relation, ...]) -> Iterable[str]:
    """One line for each answer: why, and each way."""
    from console.audit.access import Verdict
    from console.audit.access_paths import after_set_role, doors, schema_ways, ways
    from console.audit.predicates import Command

    for relation in relations:
        for role in access.wanted:
            for command in _commands():
                cell = access.cell(role, relation.oid, command)
                found = ways(access, role, relation.oid, command)
                if cell.verdict is Verdict.DENIED and not found:
                    continue
                yield f"{access.roles[role].name}: {command.value} on {relation.label}: {words(cell)}; {cell.why}"
                yield from (f"    {way.text}" for way in found)
                for each in (cell.predicate, cell.check):
                    if each is not None:
                        yield f"    {'rows' if each is cell.predicate else 'new rows'}: {each.text}"
                yield from (f"    {way.text}" for way in after_set_role(access, role, relation.oid, command))
            yield from (f"    {way.text}" for way in schema_ways(access, role, relation.oid))
            yield from (f"    through {way.text}" for way in doors(access, role, relation.oid))
            if (cell := access.cell(role, relation.oid, Command.SELECT)).verdict is Verdict.UNREACHABLE:
                yield f"    {cell.why}"


def cell_document(cell: Cell | None) -> dict[str, Any] | None:
    """The JSON of one answer."""
    if cell is None:
        return None
    return {
        "verdict": cell.verdict.value,
        "why": cell.why,
        "columns": None if cell.columns is None else list(cell.columns),
        "rows": cell.predicate.text if cell.predicate else None,
        "new_rows": cell.check.text if cell.check else None,
        "silent": cell.silent,
        "asks": list(cell.asks),
    }


def _say_json(target: str, access: Access, relations: tuple[Relation, ...], everything: bool) -> int:
    from console.audit.access import Verdict
    from console.audit.access_paths import ways
    from console.audit.predicates import ROW_COMMANDS
    from console.core.output import emit_json

    items, unknown = [], 0
    for relation in relations:
        for role in access.wanted:
            through = _doors(access, role, relation)
            for command in _commands():
                cell = access.cell(role, relation.oid, command)
                unknown += cell.verdict is Verdict.UNKNOWN
                door = through if command in ROW_COMMANDS else []
                if everything or cell.silent or door or cell.verdict is not Verdict.DENIED:
                    items.append(
                        {
                            "role": access.roles[role].name,
                            "schema": relation.schema,
                            "object": relation.name,
                            "command": command.value,
                            **(cell_document(cell) or {}),
                            "ways": [way.text for way in ways(access, role, relation.oid, command)],
                            "doors": door,
                        }
                    )
    emit_json(
        {
            "target": target,
            "server": access.version,
            "exposed": access.exposed,
            "left_out": list(access.left_out),
            "default_privileges": access.futures,
            "items": items,
        }
    )
    return 3 if unknown else 0


def _compare(arguments: argparse.Namespace, name: str, access: Access, exposed: list[str] | None) -> int:
    """Another target beside this one: what is open there and not here, and the reverse."""
    from functools import partial

    from console.audit.access_compare import compare_access
    from console.audit.access_reading import read_access
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table

    address = arguments.compare
    key = "url" if "://" in address or "=" in address else "target"
    there = argparse.Namespace(**{"environ": arguments.environ, "target": None, "url": None, key: address})
    other, theirs = on_target(there, partial(read_access, roles=arguments.role, exposed=exposed))
    labels = {
        each.label
        for side in (access, theirs)
        for each in chosen_relations(side, (), arguments.schema, everything=arguments.all)
    }
    changes = [each for each in compare_access(access, theirs) if each.relation in labels]
    if arguments.json:
        emit_json({"target": name, "other": other, "items": [change_document(each) for each in changes]})
    elif changes:
        rows = [(each.direction.value, each.relation, each.role, each.command, *_two(each)) for each in changes]
        emit(table(rows, ("THERE", "TABLE", "ROLE", "COMMAND", name, other), limit=40))
    emit_message(f"{len(changes)} answers differ between {name} and {other}.")
    return 1 if changes else 0


def _simulate(arguments: argparse.Namespace) -> int:
    """What a file of SQL would open and close, tried on a copy of the schema; the target is only read."""
    from functools import partial

    from console.audit.simulating import simulate_access
    from console.changesets.split import split
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown
    from console.errors import MissingComponent, UsageProblem

    try:
        statements = [piece.text for piece in split(arguments.file.read_text(encoding="utf-8"))]
    except (OSError, UnicodeError) as error:
        raise UsageProblem(f"{arguments.file} cannot be read.", str(error)) from None
    name, found = on_target(arguments, partial(simulate_access, statements=statements, roles=arguments.role))
    if isinstance(found, Unknown):
        raise MissingComponent("It cannot be tried here.", found.reason, found.remedy)
    if arguments.json:
        gaps = {"refused": found.refused, "not_copied": found.left}
        emit_json({"target": name, "items": [change_document(each) for each in found.changes], **gaps})
    elif found.changes:
        rows = [(each.direction.value, each.relation, each.role, each.command, *_two(each)) for each in found.changes]
        emit(table(rows, ("THEN", "TABLE", "ROLE", "COMMAND", "NOW", "AFTERWARDS"), limit=40))
    for each in found.refused:
        emit_message(f"greenroom: refused on the copy: {each.what}: {each.why}")
    for each in found.left:
        emit_message(f"greenroom: ? UNKNOWN the copy has no {each.what}: {each.why}")
    emit_message(f"{len(found.changes)} answers would change on {name}; {len(found.widened)} let more through, or may.")
    return 3 if found.refused else 1 if found.widened else 0


def _two(change: AccessChange) -> tuple[str, str]:
    was, now = ("–" if cell is None else words(cell) for cell in (change.before, change.after))
    return was, now


def change_document(change: AccessChange) -> dict[str, Any]:
    """The JSON of one change."""
    return {
        "role": change.role,
        "object": change.relation,
        "command": change.command,
        "direction": change.direction.value,
        "widened": change.widened,
        "before": cell_document(change.before),
        "after": cell_document(change.after),
    }
