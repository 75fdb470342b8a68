"""Seed files of a Supabase project: which were applied on a target, and applying the others as one guarded operation.

As its command line does it: a file that was changed since it was applied is not run again, only its hash is new. Seeds
are rows for development; on production they are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from console.changesets.migration import Tool
from console.changesets.script import read_script
from console.changesets.segments import segments
from console.changesets.statements import classify
from console.changesets.supabase import Seed, read_seeds
from console.core.target import Environment, Identity, Target
from console.core.unknown import Unknown
from console.database import names
from console.database.names import identifier
from console.database.server import read_identity
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.errors import ConfigurationProblem, GuardProblem, NotPermitted, UsageProblem
from console.guard.operation import Batch, Operation, Part, Query, Risk, no_reverse
from console.guard.plan import Here
from console.migrations.apply import EXCLUSIVE, digest_of, gone, running, script_of
from console.migrations.known_histories import SUPABASE_SCHEMA
from console.migrations.pending import refuse_unsendable

TABLE = "seed_files"
EVERY = "all"
_MOST = 10_000


class SeedState(StrEnum):
    """How one seed file stands."""

    NEW = "new"
    APPLIED = "applied"
    DIRTY = "dirty"  # changed since it was applied
    MISSING = "missing locally"


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed file and the hash that the target has of it, None where it has none. `seed` is None where only the target
    knows it."""

    path: str
    state: SeedState
    seed: Seed | None = None
    recorded: str | None = None


@dataclass(frozen=True, slots=True)
class SeedStatus:
    """The seed files of a project on a target, in the order in which they run; `unmatched` patterns match no file."""

    files: tuple[SeedFile, ...]
    enabled: bool = True
    unmatched: tuple[str, ...] = ()
    table_exists: bool = False
    schema_exists: bool = False


async def read_seed_status(database: Database, root: Path) -> SeedStatus:
    """How the seed files stand. ConfigurationProblem and NotPermitted where they, or the list, cannot be read."""
    local = read_seeds(root)
    if isinstance(local, Unknown):
        raise ConfigurationProblem("The seed files cannot be read.", local.reason, local.remedy)

    async def ask(session: ReadSession) -> tuple[bool, bool, dict[str, str]]:
        place = {"schema": names.quoted(SUPABASE_SCHEMA), "seeds": names.quoted(SUPABASE_SCHEMA, TABLE)}
        there = (await session.mappings("migrations/seed_tables", place))[0]
        if not there["seeds_exist"]:
            return there["schema_exists"], False, {}
        rows = await session.mappings(load("migrations/seed_files").with_identifiers(**_parts()), {"rows": _MOST})
        return True, True, {row["path"]: row["hash"] for row in rows}

    found = await database.ask(ask)
    if isinstance(found, Unknown):
        raise NotPermitted("Which seed files were applied cannot be read.", found.reason, found.remedy)
    schema_exists, table_exists, recorded = found
    files = [_file(seed, recorded.get(seed.path)) for seed in local.seeds]
    here = {seed.path for seed in local.seeds}
    files += [SeedFile(path, SeedState.MISSING, recorded=kept) for path, kept in recorded.items() if path not in here]
    return SeedStatus(tuple(files), local.enabled, local.unmatched, table_exists, schema_exists)


def _file(seed: Seed, recorded: str | None) -> SeedFile:
    if recorded is None:
        return SeedFile(seed.path, SeedState.NEW, seed)
    state = SeedState.APPLIED if recorded == seed.sha256 else SeedState.DIRTY
    return SeedFile(seed.path, state, seed, recorded)


async def refuse_production(database: Database, target: Target, saved: Sequence[Target]) -> None:
    """GuardProblem where the target is production, under whatever name it is `saved`."""
    from console.targets.strictest import strictest

    async with database.read() as session:
        here = await session.one("guard/here", Here)
    system = await database.ask(read_identity)
    identity = system if isinstance(system, Unknown) else Identity(system, here.database_oid)
    if strictest(target, identity, saved).environment is Environment.PRODUCTION:
        raise GuardProblem(
            "Seed files are not applied on production.",
            f"{target.name} is production, and they hold rows for development: people and orders that nobody made.",
            "What production needs too belongs into a migration.",
        )


def seed_operation(status: SeedStatus, wanted: str = EVERY) -> Operation:
    """Apply what is new and take note of what was changed; of one file only, if its path is `wanted`.

    UsageProblem where there is nothing to do, or the project has switched its seeds off.
    """
    if not status.enabled:
        raise UsageProblem("Seeds are switched off.", "config.toml says so: [db.seed] enabled = false.")
    known = [each for each in status.files if wanted in (EVERY, each.path)]
    if not known and wanted != EVERY:
        raise UsageProblem(f"No seed file is called {wanted}.", "", "greenroom migrations seeds lists them.")
    new = [each for each in known if each.state is SeedState.NEW and each.seed]
    dirty = [each for each in known if each.state is SeedState.DIRTY and each.seed]
    if not new and not dirty:
        raise UsageProblem("There is no seed file to apply.", "Each is applied as it is now." if known else "")
    parts = [*_making(status)]
    lost: list[str] = []
    digest = hashlib.sha256()
    for each in known:
        if each.seed is not None and each.state in (SeedState.NEW, SeedState.DIRTY):
            made, losing = _parts_of(each.seed, run=each.state is SeedState.NEW)
            digest.update(f"{each.path}\0{each.seed.sha256}\0{each.state}\0".encode())
            parts += made
            lost += losing
    facts = [("changed", f"{each.path} was changed since: only its hash is new, it is not run again") for each in dirty]
    return Operation(
        name="migrations.seed",
        title=f"Apply {len(new)} seed files" if len(new) != 1 else "Apply a seed file",
        subject="seeds",
        kind="seed",
        key=wanted,
        risk=Risk.DANGEROUS if lost else Risk.CAREFUL,
        batch=Batch(parts=tuple(parts), exclusive=EXCLUSIVE, fingerprint=digest.hexdigest()),
        reverse=no_reverse("rows that a seed file has written are not known one by one"),
        consequence=gone(lost) or "rows for development are added",
        facts=tuple(facts),
    )


def _making(status: SeedStatus) -> list[Part]:
    making = []
    if not status.schema_exists:
        schema = identifier(SUPABASE_SCHEMA)
        making.append(Query(load("migrations/create_schema").with_identifiers(schema=schema)))
    if not status.table_exists:
        seeds = identifier(SUPABASE_SCHEMA, TABLE)
        making.append(Query(load("migrations/create_seed_files").with_identifiers(seeds=seeds)))
    return [Part(key="", title=f"make {SUPABASE_SCHEMA}.{TABLE}", scripts=(), record=tuple(making))] if making else []


def _parts_of(seed: Seed, *, run: bool) -> tuple[list[Part], list[str]]:
    """The parts of a file, its row in the last of them, and what it loses. ConfigurationProblem if it was changed."""
    seeds = identifier(SUPABASE_SCHEMA, TABLE)
    binds = {"path": seed.path, "hash": seed.sha256}
    record = Query(load("migrations/record_seed").with_identifiers(seeds=seeds), binds)
    recorded = Query(load("migrations/seed_is_recorded").with_identifiers(**_parts()), binds)
    if not run:
        title = f"{seed.path} (its hash alone)"
        return [Part(key=seed.path, title=title, scripts=(), record=(record,), recorded=recorded)], []
    data = seed.file.read_bytes()
    if hashlib.sha256(data).hexdigest() != seed.sha256:
        raise ConfigurationProblem(f"{seed.path} is being changed.", "It is another file than a moment ago.")
    script = read_script(data, Tool.SUPABASE)
    refuse_unsendable(seed.path, script.text, Tool.SUPABASE)
    cut = segments(script)
    found: list[Part] = []
    lost: list[str] = []
    for number, segment in enumerate(cut, 1):
        said = [classify(piece.text) for piece in segment.pieces]
        lost += [each.loses for each in said if each.loses]
        last = number == len(cut)
        found.append(
            Part(
                key=seed.path,
                title=seed.path if len(cut) == 1 else f"{seed.path} ({number}/{len(cut)})",
                scripts=tuple(map(script_of, segment.pieces, said)),
                record=(record,) if last else (),
                recorded=recorded if last else None,
                digest=digest_of(data),
                **running(segment, said),
            )
        )
    return found or [Part(key=seed.path, title=seed.path, scripts=(), record=(record,), recorded=recorded)], lost


def _parts() -> dict[str, Any]:
    return {"seeds": identifier(SUPABASE_SCHEMA, TABLE), "path": identifier("path"), "hash": identifier("hash")}
