"""What can be done on a board beside arranging it: answers, applications, the event's state, sheets and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.lineups.board import Application, Board, Night, chased
from console.lineups.board import Spot as Place
from console.lineups.draft import name_of
from console.lineups.reading import Lineups
from console.lineups.sheet import sheet
from console.records.changing import add
from console.records.definition import MaskKind
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.revealing import reveal
from console.records.screen_actions import Actions
from console.records.screen_spot import Desk, Doing
from console.records.session import record_session
from console.records.showing import RecordPage, read_page
from console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from console.database.session import Database
    from console.lineups.screen_board import BoardSpot

_CONTACTS = (MaskKind.EMAIL, MaskKind.PHONE)


@dataclass(frozen=True, slots=True)
class Near:
    """What belongs to a row: the person, and the records whose states can be moved, the nearest first."""

    person: Whole | None
    pages: tuple[RecordPage, ...]


async def read_near(
    database: Database,
    desk: Desk,
    lineups: Lineups,
    night: Night,
    place: Place | None,
    application: Application | None,
) -> Near:
    """The person of a spot or an application, its confirmation, its application, and the event."""
    records = desk.records()
    key = place.person if place is not None else application.person if application is not None else None
    person = None
    if key is not None and lineups.people is not None:
        async with record_session(database) as session:
            person = await read_record(session, records, lineups.people, (key,))
    wanted: list[tuple[Resource | None, str | None]] = []
    if place is not None:
        wanted += [(lineups.confirmations, place.confirmation), (lineups.applications, place.application)]
    if application is not None:
        wanted.append((lineups.applications, application.key))
    wanted.append((lineups.events, night.key))
    pages = []
    for resource, one in wanted:
        if resource is not None and one is not None:
            page = await read_page(database, records, resource, (one,), target=desk.target)
            pages += [page] if page is not None else []
    return Near(person, tuple(pages))


def board_doings(
    spot: BoardSpot, board: Board, place: Place | None, application: Application | None, near: Near | None
) -> Sequence[Doing]:
    """Everything that `o` offers on a board."""
    found: list[Doing] = []
    if place is not None and place.key and place.confirmation is None and spot.lineups.confirmations is not None:
        found.append(_asking(spot, spot.lineups.confirmations, place))
    for page in near.pages if near is not None else ():
        found += _moves(spot, page, application)
    return [*found, *_sheets(spot, board), *_chasing(spot, board)]


def _moves(spot: BoardSpot, page: RecordPage, application: Application | None) -> Sequence[Doing]:
    """The transitions of a record. One that approves an application puts the act into the draft too."""
    approved = spot.lineups.lineup.approved
    wins = {each.transition.name for each in page.allowed if approved and each.transition.to == approved}
    found = []
    for each in Actions(spot.desk).of_record(page):
        kind, _, name = each.id.partition(" ")
        if kind != "move":
            continue
        made = replace(each, id=f"{page.whole.resource.name} {each.id}")
        if application is not None and name in wins:
            found.append(_into_a_spot(spot, made, application))
        found.append(made)
    return found


def _into_a_spot(spot: BoardSpot, approve: Doing, application: Application) -> Doing:
    async def run() -> bool:
        if not await approve.run():
            return False
        place = Place(
            person=application.person,
            act=application.act,
            minutes=application.minutes,
            application=application.key,
            application_state=spot.lineups.lineup.approved,
        )
        draft = spot.begun()
        draft.insert(place, len(draft.spots))
        return True

    return replace(approve, id=f"{approve.id} into a spot", title=f"{approve.title} into a spot", run=run)


def _asking(spot: BoardSpot, confirmations: Resource, place: Place) -> Doing:
    """A spot that nobody was asked about gets its confirmation, with a deadline."""

    async def run() -> bool:
        to = next(each for each in confirmations.shape.references_out if each.oid == spot.lineups.spots.relation.oid)
        values: dict[str, str | None] = {to.columns[0]: place.key}
        for column in confirmations.shape.columns:
            wanted = not column.nullable and not column.filled and not column.generated
            if wanted and column.name not in values:
                title = f"{confirmations.definition.one.capitalize()} of {name_of(place)}"
                typed = await spot.desk.console.push_screen_wait(Prompt(title, f"{column.name}, {column.type}"))
                if not typed:
                    return False
                values[column.name] = typed
        return await spot.desk.console.carry_out(add(confirmations, values))

    return Doing("ask", f"Ask {name_of(place)} for an answer", run, "with a deadline", spot.closed())


def _sheets(spot: BoardSpot, board: Board) -> Sequence[Doing]:
    def copier(form: str) -> Doing:
        async def run() -> bool:
            spot.desk.console.copy(sheet(board, form, datetime.now(UTC)))
            return False

        return Doing(f"sheet {form}", f"Copy the run sheet as {form}", run, "to the clipboard", writes=False)

    return [copier("text"), copier("markdown")]


def _chasing(spot: BoardSpot, board: Board) -> Sequence[Doing]:
    """Who must be asked again: their names, or their contacts too, which the journal writes down."""
    open_ = chased(board, datetime.now(UTC))
    why = "" if open_ else "everybody has answered"

    async def names() -> bool:
        spot.desk.console.copy("\n".join(_line(each, ()) for each in open_))
        return False

    async def contacts() -> bool:
        spot.desk.console.copy("\n".join([_line(each, await _contacts(spot, each)) for each in open_]))
        return False

    note = f"{len(open_)} of {len(board.spots)}"
    return [
        Doing("chase", "Copy who must be chased", names, note, why, writes=False),
        Doing("contacts", "Copy their contacts too", contacts, "written into the journal", why, writes=False),
    ]


def _line(place: Place, contacts: Sequence[str]) -> str:
    by = f"by {place.deadline.astimezone():%d %b %H:%M}" if place.deadline else "no deadline"
    return "\t".join([name_of(place), by, *contacts])


async def _contacts(spot: BoardSpot, place: Place) -> Sequence[str]:
    """E-mail and telephone of an act, once it is written down that they are looked at."""
    people, target = spot.lineups.people, spot.desk.console.current
    if people is None or place.person is None or target is None:
        return ()
    wanted = frozenset(
        each.name for each in people.shape.columns if people.mask_of_path(each.name) in _CONTACTS and each.readable
    )
    shown = await reveal(target, people, (place.person,), wanted)
    async with record_session(await spot.desk.console.database()) as session:
        whole = await read_record(session, spot.desk.records(), people, (place.person,), reveal=shown)
    if whole is None:
        return ()
    return [each.text or "" for each in whole.fields if each.column.name in shown]
