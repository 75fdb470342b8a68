"""Sessions that do something while a picture of Health is taken: readers, a vacuum, and one that holds others up.

What they write is taken back: the demo is afterwards as it was.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import psycopg

from console.core.target import Target

_HELD = (
    ("report", "select status, count(*) from bookings group by status"),
    ("deploy", "alter table bookings add column channel text"),
    ("web", "select id, status from bookings where booking_date > now() - interval '1 day'"),
    ("web", "select count(*) from bookings where status = 'pending'"),
    ("worker", "update bookings set status = status where expires_at < now()"),
)
"""The first one forgets its transaction, the second waits for it, the others behind that."""


@contextlib.contextmanager
def traffic(target: Target) -> Iterator[None]:
    """Sessions on a target for as long as the block lasts."""
    over = threading.Event()
    root = _connect(target, _HELD[0][0])
    root.execute(_HELD[0][1])
    threads = [_started(partial(_wait, target, *each)) for each in _HELD[1:]]
    threads += [_started(partial(_read, target, over)), _started(partial(_vacuum, target, over))]
    try:
        yield
    finally:
        over.set()
        with _connect(target, "greenroom") as ending:  # who waits first: what waits must not come to be
            ending.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = any(%s)",
                [["deploy", "web", "worker"]],
            )
        root.close()
        for thread in threads:
            thread.join(20)


def _connect(target: Target, name: str, *, autocommit: bool = False) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=target.host,
        port=target.port,
        dbname=target.database,
        user=target.user,
        application_name=name,
        autocommit=autocommit,
    )


def _started(run: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    time.sleep(0.3)
    return thread


def _wait(target: Target, name: str, statement: str) -> None:
    with contextlib.suppress(psycopg.Error), _connect(target, name) as connection:
        connection.execute(statement)
        connection.rollback()


def _read(target: Target, over: threading.Event) -> None:
    """A shop in the evening: now more, now less."""
    with contextlib.suppress(psycopg.Error), _connect(target, "shop", autocommit=True) as connection:
        turn = 0
        while not over.wait(0.05):
            turn += 1
            for _ in range(random.randint(2, 6) + turn // 40 % 4 * 4):  # noqa: S311
                connection.execute("select count(*) from events")
            with connection.transaction(force_rollback=True):
                connection.execute("update venues set name = name")


def _vacuum(target: Target, over: threading.Event) -> None:
    """Slowly, so that it can be seen how far it is."""
    with contextlib.suppress(psycopg.Error), _connect(target, "maintenance", autocommit=True) as connection:
        connection.execute("set vacuum_cost_delay = 100")
        connection.execute("set vacuum_cost_limit = 1")
        while not over.is_set():
            connection.execute("vacuum events")
