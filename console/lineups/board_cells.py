"""How a board looks: its rows, and the act under the cursor whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from console.core.present import ago
from console.lineups.board import Answer, Application, Board, Concern, Spot, clock, totals, warnings
from console.lineups.draft import moved, name_of, three_way
from console.lineups.night_blocks import door_blocks, money_cell
from console.lineups.sheet import amount, words_of
from console.records.record_cells import state_cell
from console.records.resource import Resource
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join, meter

COLUMNS = (
    Column("place", "#", align="right", least=2, most=3),
    Column("act", "act", least=12, most=32, grow=True),
    Column("spot", "spot", least=6, most=14, rank=3),
    Column("minutes", "min", align="right", least=3, most=4),
    Column("at", "on stage", least=8, most=9, rank=2),
    Column("fee", "fee", align="right", most=11, rank=4),
    Column("answer", "answer", least=11, most=20),
    Column("note", "", most=16, rank=1),
)
_TONES = {
    Answer.CONFIRMED: Tone.FINE,
    Answer.AWAITED: Tone.LOOK,
    Answer.PASSED: Tone.LOOK,
    Answer.DECLINED: Tone.WRONG,
    Answer.NONE: Tone.FAINT,
}
_MARK = "queue "


def application_key(row: Row) -> str:
    """The application that a row stands for; empty where it is a spot."""
    return row.key.removeprefix(_MARK) if row.key.startswith(_MARK) else ""


def board_rows(board: Board, spots: Sequence[Spot], applications: Resource | None, now: datetime) -> list[Row]:
    """The spots in their order, the drafted marked, and the queue below them."""
    concerns = warnings(board, now, spots)
    places = moved(board, spots)
    known = {each.id for each in board.spots}
    rows = []
    for number, (spot, at) in enumerate(zip(spots, clock(board.night, spots), strict=True), start=1):
        mine = [each for each in concerns if each.spot == spot.id]
        note = _note(spot, places.get(spot.id), number, spot.id not in known, mine)
        rows.append(_spot_row(board, spot, number, at, note, now))
    listed = {each.application for each in spots if each.application}
    queue = [each for each in board.applications if each.waits or each.key not in listed]
    if queue:
        waiting = sum(each.waits for each in queue)
        title = join(
            cell("Applications", Tone.DIM, bold=True),
            cell(f"{waiting} to decide" if waiting else "none to decide", Tone.LOOK if waiting else Tone.FAINT),
            gap="   ",
        )
        rows.append(Row("applications", group=title))
        rows += [_application_row(each, applications) for each in queue]
    return rows


def _spot_row(board: Board, spot: Spot, number: int, at: datetime | None, note: Line, now: datetime) -> Row:
    answer = spot.answer(now)
    on_stage = f"{at.astimezone():%H:%M}" if at else None
    bold = spot.type in board.needs
    cells = (
        cell(str(number), Tone.DIM),
        cell(name_of(spot), bold=bold),
        cell(None if spot.type is None else words_of(spot.type), Tone.DIM),
        cell(spot.minutes),
        cell(on_stage, Tone.DIM),
        cell(None if spot.fee is None else amount(spot.fee)),
        answer_cell(spot, answer, now) if "answer" in board.has else cell(None),
        note,
    )
    said = answer.value if "answer" in board.has else None
    values = (number, name_of(spot), spot.type, spot.minutes, on_stage, spot.fee, said, spot.notes)
    return Row(spot.id, cells, values, marks=(("is", answer.value),))


def answer_cell(spot: Spot, answer: Answer, now: datetime) -> Line:
    """An answer as glyph, word and colour; how long there is to give it."""
    tone = _TONES[answer]
    words: str = answer.value
    if answer is Answer.AWAITED and spot.deadline is not None:
        words = f"due in {ago((spot.deadline - now).total_seconds()).removesuffix(' ago')}"
    mark = glyph(tone) if tone is not Tone.FAINT else (Span("·", Tone.FAINT),)
    return (*mark, Span(" "), *cell(words, tone))


def _note(spot: Spot, was: int | None, number: int, new: bool, concerns: Sequence[Concern]) -> Line:
    if new:
        return (Span("+ new", Tone.MOVING),)
    if was is not None:
        return (Span(f"{'↑' if was > number else '↓'} from {was}", Tone.MOVING),)
    worst = next((each for each in concerns if each.serious), concerns[0] if concerns else None)
    return cell(worst.short or worst.says, Tone.WRONG if worst.serious else Tone.LOOK) if worst else ()


def _application_row(each: Application, kind: Resource | None) -> Row:
    applied = ago((datetime.now(UTC) - each.applied_at).total_seconds()) if each.applied_at else ""
    state = state_cell(kind.definition.states if kind else None, each.state)
    more = join(
        cell(f"{each.gigs} gigs", Tone.DIM) if each.gigs is not None else (),
        stars(each),
    )
    cells = (
        (),
        cell(each.act or each.person, Tone.INK if each.waits else Tone.DIM),
        cell(each.experience, Tone.DIM) if each.experience else (),
        cell(each.minutes, Tone.INK if each.waits else Tone.DIM),
        cell(applied, Tone.DIM),
        (),
        state,
        more,
    )
    values = (None, each.act, each.experience, each.minutes, applied, None, each.state, each.gigs)
    return Row(f"{_MARK}{each.key}", cells, values, marks=(("is", "waiting" if each.waits else "decided"),))


def stars(each: Application) -> Line:
    """The mean of the ratings as stars, and how many there are."""
    if not each.vouches:
        return ()
    if each.rating is None:
        return cell(f"{each.vouches} vouches", Tone.DIM)
    return join(cell("★" * max(1, round(each.rating)), Tone.LOOK), cell(str(each.vouches), Tone.DIM), gap=" ")


# ---- beside it -----------------------------------------------------------------------------------------------------


def night_line(board: Board, spots: Sequence[Spot]) -> Line:
    """What the line-up adds up to, in one line."""
    sums, night = totals(board.night, spots), board.night
    over = night.minutes is not None and sums.minutes > night.minutes
    room = () if not night.minutes else meter(min(1.0, sums.minutes / night.minutes), tone=Tone.LOOK)
    of = f" of {night.minutes}" if night.minutes else ""
    return join(
        join(cell(f"{sums.minutes}{of} min", Tone.LOOK if over else Tone.DIM), room),
        cell(f"fees {amount(sums.fees)}", Tone.DIM) if "fee" in board.has else (),
        gap="   ",
    )


def board_blocks(board: Board, spots: Sequence[Spot], now: datetime) -> list[Block]:
    """The night: what is wrong with it, what it costs and what it brings."""
    sums, night = totals(board.night, spots), board.night
    called = {each.id: name_of(each) for each in spots}
    lines = [
        (*glyph(Tone.WRONG if each.serious else Tone.LOOK), Span(" "), *_concern(each, called))
        for each in warnings(board, now, spots)
    ]
    blocks: list[Block] = [Section("To look at"), Words(lines)] if lines else []
    unknown = f", {sums.unknown_minutes} of unknown length" if sums.unknown_minutes else ""
    planned = f" of {night.minutes}" if night.minutes else ""
    pairs: list[tuple[str | Line, Line]] = [
        ("minutes", cell(f"{sums.minutes}{planned}{unknown}")),
        ("fees", money_cell(sums.fees, board.currency) if "fee" in board.has else cell(None)),
    ]
    if sums.share is not None:
        pairs.append(("door split", money_cell(sums.share, board.currency)))
    if sums.margin is not None:
        pairs.append(("margin", join(money_cell(sums.margin, board.currency), cell("net − fees − split", Tone.FAINT))))
    return [*blocks, Section("The night"), Facts(pairs), *door_blocks(night, board.currency), *_sales(board, now)]


def _sales(board: Board, now: datetime) -> list[Block]:
    """Platform by platform: how many, what came of it, and how old that is."""
    pairs: list[tuple[str | Line, Line]] = []
    for each in board.sales:
        seen = "never reported" if each.synced is None else ago((now - each.synced).total_seconds())
        line = join(
            cell(f"{each.tickets}"),
            money_cell(each.net, board.currency),
            cell(seen, Tone.DIM),
            cell("not active", Tone.LOOK) if each.active is False else (),
        )
        pairs.append((each.name, line))
    return [Section("Sold by: tickets, net, last report"), Facts(pairs)] if pairs else []


def _concern(each: Concern, called: dict[str, str]) -> Line:
    says = cell(each.says, Tone.WRONG if each.serious else Tone.LOOK)
    return join(cell(called.get(each.spot)), says) if each.spot else says


def spot_blocks(board: Board, spots: Sequence[Spot], spot: Spot, now: datetime) -> list[Block]:
    """The act under the cursor."""
    mine = [each for each in warnings(board, now, spots) if each.spot == spot.id]
    head = join(cell(name_of(spot), bold=True), cell(words_of(spot.type), Tone.DIM) if spot.type else (), gap="   ")
    blocks: list[Block] = [Heading(head)]
    if mine:
        tones = [(each, Tone.WRONG if each.serious else Tone.LOOK) for each in mine]
        blocks.append(Words([(*glyph(tone), Span(" "), *cell(each.says, tone)) for each, tone in tones]))
    pairs: list[tuple[str | Line, Line]] = []
    if "answer" in board.has:
        pairs.append(("answer", answer_cell(spot, spot.answer(now), now)))
        pairs.append(("deadline", cell(None if spot.deadline is None else f"{spot.deadline.astimezone():%d %b %H:%M}")))
    pairs.append(("fee", money_cell(spot.fee, board.currency) if "fee" in board.has else cell(None)))
    if "application" in board.has:
        state = words_of(spot.application_state) if spot.application_state else "none"
        pairs.append(("application", cell(state, Tone.FINE if spot.application_state == board.approved else Tone.LOOK)))
    if spot.notes:
        pairs.append(("notes", cell(spot.notes)))
    return [*blocks, Facts(pairs)]


def application_blocks(each: Application, kind: Resource | None) -> list[Block]:
    """An application: who wants what, and what speaks for it."""
    states = kind.definition.states if kind else None
    head = join(cell(each.act or each.person, bold=True), state_cell(states, each.state), gap="   ")
    at = None if each.applied_at is None else f"{each.applied_at.astimezone():%d %b %Y %H:%M}"
    return [
        Heading(head),
        Facts(
            [
                ("wants", cell(None if each.minutes is None else f"{each.minutes} min")),
                ("experience", cell(each.experience)),
                ("gigs", cell(each.gigs)),
                ("vouches", stars(each) or cell(None)),
                ("applied", cell(at)),
            ]
        ),
    ]


def conflict_blocks(seen: Board, now: Board, wanted: Sequence[Spot]) -> list[Block]:
    """What was seen, what is there now, what is wanted: place by place where they differ."""
    blocks: list[Block] = [
        Heading(cell("Somebody changed this line-up", Tone.WRONG, bold=True)),
        Words([cell("Nothing of the draft was sent. u begins anew from what is there now.", Tone.DIM)]),
    ]
    for each in three_way(seen, now, wanted):
        if each.differs:
            blocks.append(Section(f"place {each.place}"))
            tone = Tone.LOOK if each.now != each.seen else Tone.DIM
            blocks.append(
                Facts(
                    [
                        ("you saw", cell(each.seen or None, Tone.DIM)),
                        ("is there", cell(each.now or None, tone)),
                        ("you want", cell(each.wanted or None, Tone.MOVING)),
                    ]
                )
            )
    return blocks
