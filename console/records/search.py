"""One box over every kind of record: what names a row exactly first, in one statement; then what holds the words, one
kind after another as it comes. Never a scan of a large table: what was left out is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.core.unknown import Unknown
from console.database.session import SEARCH_ARM, Database, ReadSession
from console.errors import Problem
from console.records.arms import Skipped, kinds_worth
from console.records.classify import Input, classify
from console.records.definition import MaskKind
from console.records.learnt import read_patterns
from console.records.listing import key_as_text
from console.records.masks import masked
from console.records.opened import Records
from console.records.resource import Resource, filled_in
from console.records.sentences import Searched, Sentences, shown_paths
from console.records.session import record_session


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: its kind and key, what it is called, where it stands, by which column it was found."""

    kind: str
    key: tuple[str, ...]
    title: str
    subtitle: str
    state: str | None
    column: str
    rank: int

    @property
    def id(self) -> str:
        """The key as `greenroom show KIND KEY` takes it."""
        return key_as_text(self.key)


@dataclass(frozen=True, slots=True)
class Found:
    """What one step of a search brought: hits best first, arms that were left out, kinds that could not be asked."""

    hits: tuple[Hit, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[tuple[str, Unknown], ...] = ()


async def search(
    database: Database, records: Records, text: str, kinds: Iterable[str] | None = None
) -> AsyncIterator[Found]:
    """The records that a text finds, in steps. Raises Problem only where the server is gone."""
    given = classify(text)
    if not given.text:
        return
    sentences = _sentences(records)
    names = tuple(kinds if kinds is not None else records.searched)
    resources = kinds_worth(await _opened(database, records, names))
    wanted = sentences.unlearnt(resources)
    if wanted:
        learnt = await database.ask(read_patterns, wanted)
        sentences.patterns |= {} if isinstance(learnt, Unknown) else learnt
    known: set[tuple[str, str]] = set()
    async for found in _step(database, sentences, resources, given, exact=True):
        known |= {(hit.kind, hit.column) for hit in found.hits}
        yield found
    if "uuid" in given.kinds or "processor" in given.kinds or (known and "email" in given.kinds):
        return  # none of them is a part of a text that people remember
    async for found in _step(database, sentences, resources, given, exact=False, found=known):
        yield found


def _sentences(records: Records) -> Sentences:
    if records.sentences is None:
        records.sentences = Sentences(records.catalogue)
    found: Sentences = records.sentences
    return found


async def _opened(database: Database, records: Records, names: Sequence[str]) -> Sequence[Resource]:
    known = [records.known(name) for name in names]
    there = [each for each in known if each is not None]
    if len(there) == len(names):
        return there
    async with record_session(database) as session:
        return await records.resources(session, names)


async def _step(
    database: Database,
    sentences: Sentences,
    resources: Sequence[Resource],
    given: Input,
    *,
    exact: bool,
    found: Collection[tuple[str, str]] = (),
) -> AsyncIterator[Found]:
    """All arms in one statement; kind by kind where one of them stands in the way of the others."""
    by_name = {each.name: each for each in resources}
    together = await _asked(database, by_name, sentences.statement(resources, given, exact=exact, found=found))
    if not together.unknown:
        yield together
        return
    for resource in resources:
        made = sentences.statement([resource], given, exact=exact, found=found)
        if made.text is not None or made.skipped:
            yield await _asked(database, by_name, made)


async def _asked(database: Database, resources: Mapping[str, Resource], made: Searched) -> Found:
    if made.text is None:
        return Found((), made.skipped)

    async def read(session: ReadSession) -> tuple[dict[str, Any], ...]:
        await session.mappings("records/search_begins")
        return await session.mappings(made.text, made.binds)

    try:
        (rows,) = await database.ask_each([read], SEARCH_ARM)
    except Problem as problem:
        rows = Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)
    if isinstance(rows, Unknown):
        return Found((), made.skipped, tuple((kind, rows) for kind in made.kinds))
    best: dict[tuple[str, tuple[str, ...]], Hit] = {}
    for row in rows:
        hit = _hit(resources[row["kind"]], row)
        held = best.get((hit.kind, hit.key))
        if held is None or hit.rank > held.rank:
            best[hit.kind, hit.key] = hit
    return Found(tuple(sorted(best.values(), key=lambda hit: -hit.rank)), made.skipped)


def _hit(resource: Resource, row: Mapping[str, Any]) -> Hit:
    values: dict[str, str | None] = {}
    for path, text in zip(shown_paths(resource), row["shown"], strict=True):
        kind = resource.mask_of_path(path)
        values[path] = masked(kind, text) if kind is not None and kind is not MaskKind.SECRET else text
    states = resource.definition.states
    key = tuple(row["key"])
    return Hit(
        resource.name,
        key,
        filled_in(resource.definition.title, values) or key_as_text(key),
        filled_in(resource.definition.subtitle, values),
        values.get(states.column) if states else None,
        row["found_by"],
        int(row["rank"]),
    )
