"""The definitions that come with greenroom, each on the system that it is about: every path, expression and list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from console.database.compile import compiled
from console.database.session import Database, ReadSession
from console.records.listing import Lister, Request
from console.records.opened import Records
from console.records.resource import Resource
from console.records.session import record_session
from console.records.sources import Source, expression
from console.records.transitions import written
from tests.records.reading import on
from tests.servers import Database as OnServer

SYSTEMS = ("event_cms", "standup_sydney", "coffee_yoga", "fitnudge", "ops_framework")
NOBODY_LOOKS = {
    "event_cms": {"private.state_transition", "public.notes", "public.public_site_settings"},
    "standup_sydney": {"private.state_transition"},
    "coffee_yoga": {"private.state_transition", "public.schema_migrations"},
    "fitnudge": {"private.state_transition"},
    "ops_framework": set[str](),
}
"""Tables that no person of the counter looks at: they are plain records."""


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_is_defined_and_its_definitions_fit(system18: Callable[..., OnServer], name: str) -> None:
    async def read(database: Database, records: Records) -> list[str]:
        faults = [str(problem) for problem in records.problems]
        defined = {each.table for each in records.definitions.values()}
        plain = {each.qualified for each in records.catalogue.relations if each.kind in "rp" and not each.platform}
        faults += [f"{table} has no definition" for table in sorted(plain - defined - NOBODY_LOOKS[name])]
        for kind in records.definitions:
            async with record_session(database) as session:
                resource = await records.resource(session, kind)
                faults += [f"{kind}: {problem}" for problem in resource.problems]
                faults += await _expressions(session, records, resource)
        return faults

    assert on(system18(name), read) == []


async def _expressions(session: ReadSession, records: Records, resource: Resource) -> list[str]:
    """Run every list, check and rule of a kind once; say what a transition names that is not there."""
    lister = Lister(records.catalogue, resource)
    definition = resource.definition
    await lister.page(session, Request(size=3))
    for view in definition.views:
        await lister.page(session, Request(view=view, size=3))
        await lister.count(session, Request(view=view))
    source = Source(records.catalogue, resource.shape)
    rules = [each.sql for each in definition.checks]
    for transition in definition.transitions:
        rules += [rule.sql for rule in (*transition.requires, *transition.refuses, *transition.holds)]
    for sql in rules:
        await session.mappings(*compiled(sa.select(expression(sql).label("so")).select_from(source.this).limit(1)))
    return _faults_of_transitions(resource)


def _faults_of_transitions(resource: Resource) -> list[str]:
    definition = resource.definition
    states = definition.states
    column = resource.shape.column(states.column) if states else None
    faults = []
    for transition in definition.transitions:
        named = {*transition.sources, *([transition.to] if transition.to else [])}
        if column is not None and column.labels:
            faults += [f"{definition.name} has no state {state}" for state in named - set(column.labels)]
        for name in written(_Of(resource), transition):  # type: ignore[arg-type]
            if resource.shape.column(name) is None:
                faults.append(f"{definition.name}.{transition.name} sets {name}, which is not there")
    return faults


class _Of:
    """Enough of a record to ask what a transition writes."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
