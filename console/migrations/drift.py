"""Drift: the schema as the migrations make it against the schema that a target has. It only reads the target."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from console.changesets.migration import Folder, MigrationFile
from console.changesets.segments import segments
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.errors import MissingComponent
from console.migrations.ours import Told
from console.migrations.replay import Broken, Unreplayed, read_migration, replay
from console.migrations.status import State, Version, read_status
from console.schema.compare import Change, Difference, compare, unread
from console.schema.generate import generate
from console.schema.objects import Key, Kind, Snapshot
from console.schema.scratch_database import ScratchDatabase, scratch_database
from console.schema.snapshot import read_schema

HISTORY_TABLES = frozenset(
    f"public.{name}"
    for name in (
        "_prisma_migrations",
        "alembic_version",
        "ar_internal_metadata",
        "django_migrations",
        "flyway_schema_history",
        "schema_migrations",
    )
)
"""What tools keep their history in: no migration makes it."""

FROM_THE_START = ("pgcrypto", "pg_stat_statements", '"uuid-ossp"')
"""Extensions that a project of the platform has before its first migration, as SQL writes them."""

_PRINTED = frozenset(
    {
        Kind.VIEW,
        Kind.MATERIALIZED_VIEW,
        Kind.RULE,
        Kind.POLICY,
        Kind.TRIGGER,
        Kind.INDEX,
        Kind.CONSTRAINT,
        Kind.COLUMN,
        Kind.FUNCTION,
        Kind.PROCEDURE,
    }
)
"""What the server prints from a tree of its own, which another major may print in other words."""


Place = tuple[Kind, str, str]
"""An object, and the part of it that differs."""


class Verdict(StrEnum):
    """What the comparison says. Never clean where something could not be compared."""

    CLEAN = "clean"
    DIFFERENT = "different"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be compared, and why."""

    what: str
    unknown: Unknown


@dataclass(frozen=True, slots=True)
class Drift:
    """The target against the files. A difference says what the target has: `extra`, `missing` or `changed`.

    `adopt` is SQL for a new migration that makes the files' schema the target's; `undo` is SQL that makes the
    target's schema the files'. Both are for a person to read first; what loses data is a comment in them.
    """

    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    adopt: str = ""
    undo: str = ""
    files: int = 0
    majors: tuple[int, int] = (0, 0)  # scratch, target
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


async def drift(
    folder: Folder,
    database: Database,
    files: Sequence[MigrationFile] | None = None,
    *,
    half: Sequence[Unreplayed] = (),
    watch: Callable[[str], None] = lambda word: None,
) -> Drift:
    """The schema that `files` make (all of the folder's, unless given: those that are applied) against the target's.

    `half` are statements that are there, or may be, of files that stopped before their end. `watch` hears what is being
    done. Where no local Postgres is installed the verdict is NOT_CHECKED with the remedy. Raises Problem where the
    target is lost or a file cannot be read.
    """
    chosen = folder.files if files is None else tuple(files)
    watch("reading the target")
    found = (await read_schema(database)).without(HISTORY_TABLES)
    roles = await database.ask(read_roles)
    try:
        async with scratch_database(
            folder.tool, major=found.major, roles=() if isinstance(roles, Unknown) else roles
        ) as scratch:
            await _give_baseline(scratch, found)
            done = await replay(chosen, folder.tool, scratch, lambda file: watch(file.label))
            if done.broken:
                reason = Unknown(done.broken.sentence, "Mend the file, or say why it cannot run from zero.")
                doubts = (Doubt("the whole schema", reason), *map(_left_out, done.unreplayed))
                return Drift(Verdict.NOT_CHECKED, doubts=doubts, files=len(done.files), broken=done.broken)
            watch("comparing")
            made = (await read_schema(scratch.database)).without(HISTORY_TABLES)
            wordings = await _wordings(scratch, made, found)
    except MissingComponent as problem:
        nothing = Unknown(f"{problem.what} {problem.why}", problem.remedy)
        return Drift(Verdict.NOT_CHECKED, doubts=(Doubt("the whole schema", nothing),))
    return judged(made, found, (*done.unreplayed, *half), len(done.files), wordings)


async def drift_of_target(
    folder: Folder,
    database: Database,
    told: Told | None = None,
    *,
    every: bool = False,
    watch: Callable[[str], None] = lambda word: None,
) -> Drift:
    """The drift of a target from the files that its history says are applied; from all files with `every`.

    Applied versions without a file are doubts: what they made cannot be told from a change by hand. So is what a file
    made that stopped half-way, as our own journal has `told`. Raises Problem where the target is lost or a file cannot
    be read.
    """
    if every:
        return await drift(folder, database, watch=watch)
    told = told or Told()
    versions = (await read_status(database, folder, told.ours)).versions
    if isinstance(versions, Unknown):
        return Drift(Verdict.NOT_CHECKED, doubts=(Doubt("which files are applied", versions),))
    applied = {each.file.path for each in versions if each.file and each.state in (State.APPLIED, State.RENUMBERED)}
    half = [left for each in versions if each.state is State.FAILED for left in _begun(each, folder, told)]
    wanted = [file for file in folder.files if file.path in applied]
    found = await drift(folder, database, wanted, half=half, watch=watch)
    remedy = "greenroom migrations fetch writes it from the history."
    absent = [each for each in versions if each.file is None and each.state is State.MISSING]
    doubts = [
        Doubt(f"what {each.label} made", Unknown("it is applied and there is no file", remedy)) for each in absent
    ]
    verdict = Verdict.NOT_CHECKED if doubts and found.verdict is Verdict.CLEAN else found.verdict
    return replace(found, verdict=verdict, doubts=(*found.doubts, *doubts))


def _begun(version: Version, folder: Folder, told: Told) -> list[Unreplayed]:
    """The statements of a file that stopped: those that are committed, or all where that is not known."""
    if version.file is None:
        return []
    parts, remedy = segments(read_migration(version.file, folder.tool)), "greenroom migrations apply goes on with it."
    if version.version in told.begun:
        parts = parts[: told.begun[version.version].segments]
    else:
        remedy = "Say how it ended: greenroom journal settle, or greenroom migrations repair."
    why = f"the file stopped: {version.note}" if version.note else "the file stopped"
    return [
        Unreplayed(version.file.path, piece.line, piece.text, why, remedy) for part in parts for piece in part.pieces
    ]


def judged(
    made: Snapshot,
    found: Snapshot,
    left: Sequence[Unreplayed],
    files: int,
    wordings: Mapping[Place, bool] = MappingProxyType({}),
) -> Drift:
    """What two schemas and the statements that were left out say together.

    `wordings` says of a definition that is printed differently whether it only reads differently.
    """
    doubts = [_left_out(each) for each in left]
    for snapshot in (made, found):
        doubts += [Doubt(f"all of {name.replace('_', ' ')}", why) for name, why in snapshot.unknown.items()]
    locked = Unknown("somebody holds or awaits its lock", "Try again in a moment.")
    doubts += [Doubt(f"{kind} {name}", locked) for kind, name in sorted(unread(made, found))]
    certain: list[Difference] = []
    for difference in compare(made, found):
        if _is_baseline(difference) or wordings.get(_place(difference)):
            continue
        why = _left_out_by(difference, left)
        unsure = made.major != found.major and _may_be_wording(difference)
        if why is None and unsure and _place(difference) not in wordings:
            why = Unknown(
                f"PostgreSQL {made.major} made it and {found.major} has it: they may say the same in other words",
                f"Install PostgreSQL {found.major} on this machine: it is used if it is there.",
            )
        if why is not None:
            doubts.append(Doubt(difference.sentence, why))
        else:
            certain.append(difference)
    verdict = Verdict.DIFFERENT if certain else Verdict.NOT_CHECKED if doubts else Verdict.CLEAN
    return Drift(
        verdict,
        tuple(certain),
        tuple(doubts),
        generate(_turned(certain, made, found), found, made),
        generate(certain, made, found),
        files,
        (made.major, found.major),
    )


def _turned(differences: Sequence[Difference], made: Snapshot, found: Snapshot) -> tuple[Difference, ...]:
    """The same differences from the other side."""
    keys: set[Key] = {each.key for each in differences}
    parents = {each.name for each in differences if each.change is not Change.CHANGED}
    return tuple(each for each in compare(found, made) if each.key in keys or each.parent in parents)


def _is_baseline(difference: Difference) -> bool:
    """What the scratch server was given from the target, or could not be given: it is where the comparison starts."""
    usual = difference.kind is Kind.EXTENSION and difference.name in FROM_THE_START
    return difference.kind is Kind.DEFAULT_PRIVILEGES or (usual and difference.change is Change.EXTRA)


def _left_out_by(difference: Difference, left: Sequence[Unreplayed]) -> Unknown | None:
    """Why a difference may be none: a statement that was left out names it."""
    bare = re.findall(r'"(?:[^"]|"")+"|\w+', difference.name.partition("(")[0])
    word = bare[-1].strip('"') if bare else difference.name
    for each in left:
        if re.search(rf"\b{re.escape(word)}\b", each.text, re.IGNORECASE):
            where = f"{each.path.name} line {each.line}, which names it"
            return Unknown(f"{where}, was not replayed: {each.why}", each.remedy)
    return None


def _may_be_wording(difference: Difference) -> bool:
    """Whether the server printed it from its own tree: another text need not be another meaning.

    Another major may use other words, and even one server prints `a between 1 and 2 and b` in brackets that it does
    not print again when it is told what it printed.
    """
    printed = difference.kind in _PRINTED and difference.part in ("", "default", "generated")
    return difference.change is Change.CHANGED and printed


async def _wordings(scratch: ScratchDatabase, made: Snapshot, found: Snapshot) -> dict[Place, bool]:
    """Of what is printed differently: true where it means the same, false where it does not.

    The scratch server is told the target's words, and prints what it understood: if that is what it had, it is the
    same. What it does not understand is not in the answer.
    """
    asked = [each for each in compare(made, found) if _may_be_wording(each)]
    if not asked:
        return {}
    turned = [each for each in compare(found, made) if _place(each) in {_place(one) for one in asked}]
    await scratch.beware()
    await scratch.writer.begin()
    told = await scratch.writer.run(generate(turned, found.unfilled(), made))
    if told.failure:
        await scratch.writer.rollback()
        return {}
    await scratch.writer.commit()
    heard = {_place(each) for each in compare(made, await read_schema(scratch.database))}
    return {_place(each): _place(each) not in heard for each in asked}


def _place(difference: Difference) -> Place:
    return (difference.kind, difference.name, difference.part)


def _left_out(each: Unreplayed) -> Doubt:
    return Doubt(f"{each.path.name} line {each.line}: {each.words}", Unknown(each.why, each.remedy))


async def read_roles(session: ReadSession) -> tuple[str, ...]:
    """The names of the target's roles."""
    return tuple(row.name for row in await session.all("schema/roles", _Name))


async def _give_baseline(scratch: ScratchDatabase, found: Snapshot) -> None:
    """What no migration makes: the target's default privileges, grants on `public`, and the usual extensions."""
    for each in found.objects.values():
        of_public = each.kind in (Kind.GRANT, Kind.REVOKE) and each.parent == "public"
        if each.kind is Kind.DEFAULT_PRIVILEGES or of_public:
            await scratch.writer.run(each.creates)
    for extension in FROM_THE_START:
        if (Kind.EXTENSION, extension) not in found.objects:
            await scratch.writer.run(load("schema/change/drop_extension").text.format(extension=extension))
