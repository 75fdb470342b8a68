"""The records of an open database: its catalogue, the definitions that fit it, and each kind of record when it is asked
for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from console.core.nearest import nearest
from console.core.qualified import qualified, split_qualified
from console.database.session import ReadSession
from console.errors import Problem, UsageProblem
from console.records.catalogue import Catalogue, Relation, read_catalogue, read_shapes
from console.records.definition import Definition
from console.records.definition_files import definitions_of, shipped_files, user_files
from console.records.expressions import tried
from console.records.resource import Resource, make_resource
from console.records.suggest import Suggestion, suggest
from console.records.suggested import suggested

FEW = 60
"""Tables without a definition that one search may ask beside the others."""

MANY = 300
"""Tables without a definition that are looked at by themselves, so that it can be said what they hold."""


@dataclass(slots=True)
class Records:
    """What there is to look up in one database. Kept while it is open; shapes are read once."""

    catalogue: Catalogue
    definitions: dict[str, Definition]
    problems: tuple[Problem, ...] = ()
    sentences: Any = None
    """The statements of its search, as far as they were written: `search` makes them."""
    _made: dict[str, Resource] = field(default_factory=dict)
    _tables: dict[str, str] = field(default_factory=dict)
    _suggested: dict[int, Suggestion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tables = {each.table: each.name for each in self.definitions.values()}

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of all kinds: defined ones in the order of their file, then every other readable table."""
        plain = [
            self.name_of(each)
            for each in self.catalogue.relations
            if each.readable and not each.platform and not each.partition and each.qualified not in self._tables
        ]
        return (*self.definitions, *plain)

    @property
    def searched(self) -> tuple[str, ...]:
        """The kinds that a search looks at by itself: all that are defined, and other tables while they are few."""
        plain = [kind for kind in self.kinds if kind not in self.definitions]
        return (*self.definitions, *(plain if len(plain) <= FEW else ()))

    @property
    def unsearched(self) -> int:
        """How many tables a search leaves out because there are too many of them."""
        return len(self.kinds) - len(self.searched)

    def name_of(self, relation: Relation) -> str:
        """What the kind of record of a relation is called."""
        defined = self._tables.get(relation.qualified)
        return defined or (relation.name if relation.schema == "public" else relation.qualified)

    def relation(self, kind: str) -> Relation:
        """The relation of a kind, by its name, its table's or `schema.table`. UsageProblem where there is none."""
        definition = self.definitions.get(kind)
        name = definition.table if definition else qualified(*split_qualified(kind))
        found = self.catalogue.named(name)
        if found is None:
            found = next((each for each in self.catalogue.relations if each.name == kind and each.readable), None)
        if found is None:
            raise UsageProblem(f"There are no records called {kind}.", "", nearest(kind, self.kinds))
        return found

    def archetype(self, *wanted: str) -> tuple[Definition, ...]:
        """The definitions of these archetypes, in the order that these are given in."""
        return tuple(each for kind in wanted for each in self.definitions.values() if each.archetype == kind)

    def known(self, kind: str) -> Resource | None:
        """The kind, if it was looked at already."""
        return self._made.get(self.name_of(self.relation(kind)))

    async def resource(self, session: ReadSession, kind: str) -> Resource:
        """The kind of that name, with its table's shape and those around it. UsageProblem where there is none."""
        relation = self.relation(kind)
        name = self.name_of(relation)
        if name not in self._made:
            await self._look(session, [relation.oid])
            definition = self.definitions.get(name)
            shape = self.catalogue.shapes.get(relation.oid)
            if shape is None:
                raise UsageProblem(f"{relation.qualified} is not there any more.", "It was dropped meanwhile.", "")
            if definition is None:
                suggestion = self.suggestion(relation)
                self._made[name] = make_resource(self.catalogue, shape, suggested(shape, suggestion))
            else:
                made = make_resource(self.catalogue, shape, definition)
                self._made[name] = await tried(session, self.catalogue, made)
        return self._made[name]

    def suggestion(self, relation: Relation) -> Suggestion | None:
        """What a table without a definition probably holds; None where it was not looked at."""
        shape = self.catalogue.shapes.get(relation.oid)
        if shape is None:
            return None
        if relation.oid not in self._suggested:
            self._suggested[relation.oid] = suggest(shape, self.catalogue.shapes)
        return self._suggested[relation.oid]

    def wrong(self) -> tuple[Problem, ...]:
        """What is wrong in definitions, as far as they were looked at."""
        made = [problem for each in self._made.values() for problem in each.problems]
        return (*self.problems, *made)

    async def look_around(self, session: ReadSession) -> None:
        """Look at every definition, and at other tables while they are few enough."""
        plain = [kind for kind in self.kinds if kind not in self.definitions]
        await self.resources(session, (*self.definitions, *plain[:MANY]))

    async def resources(self, session: ReadSession, kinds: Iterable[str]) -> tuple[Resource, ...]:
        """Several kinds; their tables are looked at together."""
        names = tuple(kinds)
        await self._look(session, [self.relation(kind).oid for kind in names])
        return tuple([await self.resource(session, kind) for kind in names])

    async def _look(self, session: ReadSession, oids: Iterable[int]) -> None:
        """Read these shapes, and those that their foreign keys lead to, two steps far: paths go no further."""
        at = set(oids)
        for _ in range(3):
            await read_shapes(session, self.catalogue, at)
            at = {
                each.oid
                for oid in at
                if oid in self.catalogue.shapes
                for each in self.catalogue.shapes[oid].references_out
            }


async def open_records(session: ReadSession, target: str = "") -> Records:
    """The records of the database that the session reads. `target` is the name that definition files may ask for."""
    catalogue = await read_catalogue(session)
    mine, missing = user_files()
    definitions, problems = definitions_of((*shipped_files(), *mine), catalogue.names, target)
    kept: dict[str, Definition] = {}
    for each in definitions:
        if catalogue.named(each.table) is None:
            missing.append(
                UsageProblem(f"{each.name}: there is no table {each.table}.", "", nearest(each.table, catalogue.names))
            )
        else:
            kept[each.name] = each
    return Records(catalogue, kept, (*problems, *missing))
