"""A database of a test as the console opens it, for one fact."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from console.config import SettingsMapping
from console.content.settings import Settings, read_settings
from console.content.settings_table import choose_settings_table, find_settings_tables
from console.content.shape import SettingsTable
from console.core.target import SecretSource, Target, Tls
from console.core.unknown import Unknown
from console.database.connect import connect
from console.database.session import Database
from tests.servers import Database as OnServer

R = TypeVar("R")


def target_of(database: OnServer, *, user: str | None = None) -> Target:
    """The test's database as a target."""
    params = database.params
    return Target(
        name="test",
        host=str(params["host"]),
        port=int(params["port"]),
        database=database.name,
        user=user or str(params["user"]),
        tls=Tls.OFF,
        secret=SecretSource.NONE,
    )


def ask(database: OnServer, read: Callable[..., Awaitable[R]], *arguments: Any, user: str | None = None) -> R | Unknown:
    """One fact through `Database.ask`: what it is, or Unknown."""

    async def run() -> R | Unknown:
        opened = Database(lambda: connect(target_of(database, user=user), None))
        try:
            return await opened.ask(read, *arguments)
        finally:
            await opened.close()

    return asyncio.run(run())


def find(
    database: OnServer, mapping: SettingsMapping | None = None, *, user: str | None = None
) -> tuple[SettingsTable, ...]:
    """The settings tables that are found."""
    found = ask(database, find_settings_tables, mapping, user=user)
    assert not isinstance(found, Unknown), found
    return found


def table_in(database: OnServer, mapping: SettingsMapping | None = None, *, user: str | None = None) -> SettingsTable:
    """The one settings table."""
    table = choose_settings_table(find(database, mapping, user=user))
    assert not isinstance(table, Unknown), table
    return table


def read(database: OnServer, mapping: SettingsMapping | None = None, *, user: str | None = None) -> Settings:
    """The settings in it."""
    settings = ask(database, read_settings, table_in(database, mapping, user=user), user=user)
    assert not isinstance(settings, Unknown), settings
    return settings
