"""A transition of a record that somebody else has moved meanwhile is never a plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from console.database.session import Database
from console.errors import GuardProblem
from console.records.opened import Records
from console.records.operations import move
from console.records.record import read_record
from console.records.session import record_session
from tests.records.reading import on
from tests.servers import Database as OnServer


def test_what_was_cancelled_meanwhile_is_not_cancelled_again(system18: Callable[..., OnServer]) -> None:
    shop = system18("event_cms")
    key = shop.psql(
        "update bookings set status = 'CANCELLED', cancelled_at = now(), status_reason = 'x'"
        " where id = (select id from bookings where status = 'CONFIRMED' limit 1) returning id"
    ).split("\n")[0]

    async def read(database: Database, records: Records) -> None:
        async with record_session(database) as session:
            resource = await records.resource(session, "bookings")
            whole = await read_record(session, records, resource, (key,))
        assert whole is not None
        cancel = resource.definition.transition("cancel")
        assert cancel is not None
        with pytest.raises(GuardProblem, match="It is CANCELLED"):
            move(records, whole, cancel)

    on(shop, read)
