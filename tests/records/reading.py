"""Records of a test's database as the console reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from console.database.connect import connect
from console.database.session import Database
from console.records.listing import Lister, Page, Record, Request
from console.records.opened import Records, open_records
from console.records.resource import Resource
from console.records.session import record_session
from tests.content.opened import target_of
from tests.servers import Database as OnServer

R = TypeVar("R")


def on(database: OnServer, read: Callable[[Database, Records], Awaitable[R]], *, user: str | None = None) -> R:
    """What `read` gives of a database whose records are open."""

    async def run() -> R:
        opened = Database(lambda: connect(target_of(database, user=user), None))
        try:
            async with record_session(opened) as session:
                records = await open_records(session, "test")
            return await read(opened, records)
        finally:
            await opened.close()

    return asyncio.run(run())


async def kind(database: Database, records: Records, name: str) -> Resource:
    """The kind of that name."""
    async with record_session(database) as session:
        return await records.resource(session, name)


async def page(database: Database, records: Records, resource: Resource, request: Request) -> Page:
    """One page."""
    async with record_session(database) as session:
        return await Lister(records.catalogue, resource).page(session, request)


async def everything(
    database: Database, records: Records, resource: Resource, request: Request, *, size: int
) -> list[Record]:
    """All records, page by page, in the order in which they came."""
    found: list[Record] = []
    after = request.after
    while True:
        one = Request(
            view=request.view,
            filter=request.filter,
            sort=request.sort,
            after=after,
            backward=request.backward,
            size=size,
        )
        got = await page(database, records, resource, one)
        shown = list(got.records)
        found += reversed(shown) if request.backward else shown
        if not got.more:
            return found
        after = found[-1].cursor
