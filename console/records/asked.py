"""Lists of records as they are asked for in words: a kind, a filter, a saved list, a column to sort by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from console.core.nearest import nearest
from console.core.target import Target
from console.database.session import EXPORT, Database
from console.errors import Problem, UsageProblem
from console.records.definition import View
from console.records.filters import Filter
from console.records.listing import MOST_PAGE, Cursor, Lister, Page, Record, Request, Sort, understood
from console.records.opened import Records, open_records
from console.records.resource import Resource
from console.records.session import record_session
from console.records.suggested import accept


def request_of(
    records: Records,
    resource: Resource,
    text: str,
    *,
    view: str | None = None,
    sort: str | None = None,
    only_wrong: bool = False,
    fixed: Filter | None = None,
) -> Request:
    """The request that words mean, beside conditions that stay. UsageProblem where a view, a column or a value is not
    there.
    """
    found: View | None = None
    if view is not None:
        found = resource.definition.view(view)
        if found is None:
            names = [each.name for each in resource.definition.views]
            raise UsageProblem(f"{resource.definition.many} have no saved list {view}.", "", nearest(view, names))
    if only_wrong:
        found = _wrong(resource, found)
    by = None
    if sort:
        path = sort.removeprefix("-")
        by = Sort(resource_path(records, resource, path), sort.startswith("-"))
    today = datetime.now().astimezone().date()
    wanted = understood(records.catalogue, resource, text, today)
    if fixed is not None:
        wanted = replace(wanted, conditions=(*fixed.conditions, *wanted.conditions))
    return Request(view=found, filter=wanted, sort=by)


def resource_path(records: Records, resource: Resource, path: str) -> str:
    """The path itself, if it leads anywhere. UsageProblem where it does not."""
    from console.records.sources import place_of

    place_of(records.catalogue, resource.shape, path)
    return path


def _wrong(resource: Resource, view: View | None) -> View:
    checks = [each.sql for each in resource.definition.checks]
    if not checks:
        raise UsageProblem(f"{resource.definition.many} have no checks.", "", "A definition file can give them some.")
    either = " or ".join(f"coalesce({sql}, false)" for sql in checks)
    sql = f"({either})" if view is None else f"({either}) and ({view.sql})"
    return replace(view or View("wrong", sql), sql=sql)


async def list_once(
    database: Database,
    target: str,
    kind: str,
    text: str,
    *,
    view: str | None = None,
    sort: str | None = None,
    limit: int = 50,
    whole_count: bool = False,
    only_wrong: bool = False,
) -> tuple[Resource, Page, int, str]:
    """A kind, its first records, how many there are, and that in words: `1,000+`, `42`."""
    async with record_session(database) as session:
        records = await open_records(session, target)
        resource = await records.resource(session, kind)
    request = request_of(records, resource, text, view=view, sort=sort, only_wrong=only_wrong)
    lister = Lister(records.catalogue, resource)
    page = await read_pages(database, lister, request, limit)
    async with record_session(database, EXPORT) if whole_count else record_session(database) as session:
        if whole_count:
            count = await lister.count(session, request, most=None)
            return resource, page, count, f"{count:,}"
        count = await lister.count(session, request)
    return resource, page, count, "1,000+" if count > 1_000 else f"{count:,}"


async def read_pages(database: Database, lister: Lister, request: Request, limit: int) -> Page:
    """As many records as are wanted, page by page, each its own transaction."""
    if not lister.paged:
        async with record_session(database) as session:
            return await lister.page(session, replace(request, size=limit))
    found: list[Record] = []
    after: Cursor | None = request.after
    while True:
        size = min(MOST_PAGE, limit - len(found))
        async with record_session(database) as session:
            page = await lister.page(session, replace(request, after=after, size=size))
        found += page.records
        if not page.more or len(found) >= limit:
            return Page(tuple(found), page.more)
        after = page.records[-1].cursor


async def kinds_of(database: Database, target: Target) -> tuple[list[dict[str, Any]], Sequence[Problem]]:
    """Every kind of a database with its table, estimated rows and saved lists, and what is suggested for tables without
    a definition; and what is wrong in definitions.
    """
    async with record_session(database) as session:
        records = await open_records(session, target.name)
        await records.look_around(session)
    found = []
    for kind in records.kinds:
        relation = records.relation(kind)
        definition = records.definitions.get(kind)
        suggestion = None if definition else records.suggestion(relation)
        found.append(
            {
                "kind": kind,
                "table": relation.qualified,
                "estimate": round(relation.estimate) if relation.estimate >= 0 else None,
                "views": ", ".join(each.name for each in definition.views) if definition else "",
                "defined": definition is not None,
                "suggestion": suggestion.sureness.value if suggestion else None,
                "archetype": definition.archetype if definition else suggestion.archetype if suggestion else "",
                "reasons": list(suggestion.reasons) if suggestion else [],
            }
        )
    return found, records.wrong()


async def accept_kind(database: Database, target: Target, kind: str) -> Path:
    """The file that a suggestion was written to. UsageProblem where nothing is suggested or a definition is there."""
    async with record_session(database) as session:
        records = await open_records(session, target.name)
        resource = await records.resource(session, kind)
    suggestion = records.suggestion(resource.relation)
    if resource.name in records.definitions or suggestion is None:
        raise UsageProblem(f"{resource.name} has a definition.", records.definitions[resource.name].source, "Edit it.")
    return accept(resource, suggestion)
