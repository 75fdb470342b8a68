"""The operations of `offers`, made from `KIND/EVENT` and the arguments of --set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.errors import UsageProblem
from console.guard.operation import Operation
from console.lineups.operations import Wanted, arrange, read_whole, wanted_from
from console.lineups.reading import Lineups, board_of, read_board
from console.records.ordering import Order, read_order
from console.records.session import record_session

if TYPE_CHECKING:
    from console.database.opening import Link
    from console.database.session import Database
    from console.lineups.board import Board


async def make_arrange(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A line-up as it is wanted, from its keys or from what the journal kept."""
    kind, slash, event = key.partition("/")
    if not slash:
        kind, event = "", key
    lineups, board = await board_of(link.database, link.target.name, event, kind)
    async with record_session(link.database) as session:
        order = await read_order(session, lineups.spots, board.night.key)
    return await made(link.database, lineups, board, order, wanted_from(arguments["spots"], order))


async def made(database: Database, lineups: Lineups, board: Board, order: Order, wanted: Wanted) -> Operation:
    """The operation, with what is needed to take it back."""
    whole: dict[str, str] = {}
    if wanted.gone:
        async with record_session(database) as session:
            whole = await read_whole(session, lineups, order.parent, wanted.gone)
    return arrange(lineups, order, board, wanted, whole)


async def read_now(database: Database, lineups: Lineups, event: str) -> tuple[Order, Board]:
    """The order and the board of an event at one moment. UsageProblem where it is gone."""
    async with record_session(database) as session:
        order = await read_order(session, lineups.spots, event)
        board = await read_board(session, lineups, event)
    if board is None:
        raise UsageProblem("The event is not there any more.", "", "esc goes back.")
    return order, board
