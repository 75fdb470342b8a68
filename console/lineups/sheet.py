"""The run sheet of a night: what hangs backstage, as Markdown, CSV, plain text and one JSON document. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from console.core.export import csv_text
from console.core.present import NULL, visible
from console.core.table import table
from console.lineups.board import Board, Night, Spot, clock, totals, warnings
from console.lineups.draft import name_of

FORMS = ("markdown", "csv", "text")
_SOLD = ("tickets", "gross", "fees", "net", "wrong", "twice")
_HEADINGS = ("#", "on stage", "act", "spot", "min", "fee", "answer", "notes")


def sheet(board: Board, form: str, now: datetime) -> str:
    """The run sheet in one of `FORMS`, with a line feed at its end."""
    rows = [_row(board, *each, now) for each in enumerate(board.spots)]
    if form == "csv":
        return csv_text([each.replace(" ", "_") for each in _HEADINGS], _exact(board, now))
    if form == "markdown":
        return "\n".join(_markdown(board, rows, now)) + "\n"
    lines = [visible(board.night.name), _when(board.night), ""]
    lines += [table(rows, [each.upper() for each in _HEADINGS], limit=40)] if rows else ["Nobody is in the line-up."]
    return "\n".join([*lines, "", _sums(board), *(f"! {each}" for each in _said(board, now))]) + "\n"


def _row(board: Board, number: int, spot: Spot, now: datetime) -> tuple[str, ...]:
    at = clock(board.night, board.spots)[number]
    return (
        str(number + 1),
        f"{at.astimezone():%H:%M}" if at else NULL,
        visible(name_of(spot), limit=60),
        words_of(spot.type),
        NULL if spot.minutes is None else str(spot.minutes),
        amount(spot.fee),
        str(spot.answer(now).value) if "answer" in board.has else NULL,
        visible(spot.notes or "", limit=80),
    )


def _exact(board: Board, now: datetime) -> Sequence[tuple[Any, ...]]:
    times = clock(board.night, board.spots)
    answers = [spot.answer(now).value if "answer" in board.has else None for spot in board.spots]
    return [
        (number + 1, at and at.astimezone(), name_of(spot), spot.type, spot.minutes, spot.fee, answer, spot.notes)
        for number, (spot, at, answer) in enumerate(zip(board.spots, times, answers, strict=True))
    ]


def _markdown(board: Board, rows: Sequence[tuple[str, ...]], now: datetime) -> list[str]:
    lines = [f"# {_plain(board.night.name)}", "", _plain(_when(board.night)), ""]
    lines += [f"| {' | '.join(_HEADINGS)} |", f"|{'|'.join('---' for _ in _HEADINGS)}|"]
    lines += [f"| {' | '.join(_plain(each) for each in row)} |" for row in rows]
    lines += ["", _plain(_sums(board))]
    said = _said(board, now)
    return [*lines, "", *(f"- {_plain(each)}" for each in said)] if said else lines


def _plain(text: str) -> str:
    """Text that Markdown takes as nothing but text."""
    shown = visible(text, limit=200)
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>#|" else each for each in shown)


def _when(night: Night) -> str:
    at = f"{night.starts.astimezone():%A %d %B %Y, %H:%M}" if night.starts else "no date"
    return ", ".join(each for each in (at, night.place) if each)


def _sums(board: Board) -> str:
    sums = totals(board.night, board.spots)
    parts = [f"{len(board.spots)} acts", f"{sums.minutes} min"]
    parts += [f"fees {amount(sums.fees)} {board.currency}".strip()] if "fee" in board.has else []
    return ", ".join(parts)


def _said(board: Board, now: datetime) -> list[str]:
    called = {each.id: name_of(each) for each in board.spots}
    return [
        visible(f"{called[each.spot]}: {each.says}" if each.spot else each.says, limit=160)
        for each in warnings(board, now)
    ]


def amount(value: Decimal | None) -> str:
    """Money as it is stored, with commas between thousands; `–` where there is none."""
    return NULL if value is None else f"{value:,}"


def words_of(text: str | None) -> str:
    """`under_review` as people say it."""
    return NULL if text is None else visible(text.replace("_", " "), limit=40)


def night_document(night: Night) -> dict[str, Any]:
    """A night for JSON; money as text, exactly as it is stored."""
    names = ("key", "name", "state", "starts", "place", "capacity", "tickets", "gross", "ticket_fees", "net", "split")
    more = ("minutes", "planned", "filled", "confirmed", "declined", "passed", "awaited", "fees")
    return {name: _exactly(getattr(night, name)) for name in (*names, *more)}


def document(board: Board, now: datetime) -> dict[str, Any]:
    """A whole board for JSON."""
    sums = totals(board.night, board.spots)
    names = ("key", "act", "person", "type", "minutes", "fee", "deadline", "notes", "application_state", "elsewhere")
    return {
        "event": night_document(board.night),
        "spots": [
            {"place": number + 1, "on_stage": at}
            | {name: _exactly(getattr(spot, name)) for name in names}
            | {"answer": spot.answer(now).value if "answer" in board.has else None}
            for number, (spot, at) in enumerate(zip(board.spots, clock(board.night, board.spots), strict=True))
        ],
        "totals": {
            name: _exactly(getattr(sums, name)) for name in ("minutes", "unknown_minutes", "fees", "share", "margin")
        },
        "warnings": [{"spot": each.spot, "says": each.says, "serious": each.serious} for each in warnings(board, now)],
        "sales": [
            {name: _exactly(getattr(each, name)) for name in ("name", "active", "synced", *_SOLD)}
            for each in board.sales
        ],
        "applications": [
            {"key": each.key, "act": each.act, "state": each.state, "minutes": each.minutes, "waits": each.waits}
            for each in board.applications
        ],
    }


def _exactly(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
