"""A night in figures, and what may be done with a record: what stands beside a list and beside a board."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from console.lineups.board import Night
from console.lineups.sheet import amount
from console.records.showing import RecordPage
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.text import Line, Tone, cell, join, meter


def answers_cell(night: Night) -> Line:
    """How many have said what: `●3  ▲2  ✖1`."""
    if not night.filled:
        return cell(None)
    late = night.starts is not None and night.starts > datetime.now(UTC) and night.passed
    parts = [
        cell(f"● {night.confirmed}", Tone.FINE if night.confirmed else Tone.FAINT),
        cell(f"▲ {night.awaited}", Tone.LOOK if late else Tone.DIM) if night.awaited else (),
        cell(f"✖ {night.declined}", Tone.WRONG) if night.declined else (),
    ]
    return join(*parts)


def night_blocks(night: Night, currency: str) -> list[Block]:
    """A night in figures."""
    at = f"{night.starts.astimezone():%A %d %B %Y, %H:%M}" if night.starts else "no date"
    blocks: list[Block] = [
        Heading(cell(night.name, bold=True)),
        Facts([("when", cell(at)), ("where", cell(night.place))]),
        Section("Line-up"),
        Facts(
            [
                ("spots", cell(str(night.filled))),
                ("confirmed", cell(str(night.confirmed), Tone.FINE)),
                ("awaited", cell(str(night.awaited), Tone.LOOK if night.awaited else Tone.DIM)),
                ("late", cell(f"{night.passed} past the deadline", Tone.LOOK if night.passed else Tone.DIM)),
                ("declined", cell(str(night.declined), Tone.WRONG if night.declined else Tone.DIM)),
            ]
        ),
    ]
    return [*blocks, *door_blocks(night, currency)]


def door_blocks(night: Night, currency: str) -> list[Block]:
    """What was sold and what it brought; nothing where a schema does not say."""
    if night.tickets is None:
        return []
    sold: Line = cell(f"{night.tickets}")
    if night.capacity:
        share = night.tickets / night.capacity
        tone = Tone.WRONG if share > 1 else Tone.FINE
        sold = join(cell(f"{night.tickets} of {night.capacity}"), meter(min(share, 1.0), tone=tone))
    pairs: list[tuple[str | Line, Line]] = [("sold", sold)]
    for name, value in (("gross", night.gross), ("their fees", night.ticket_fees), ("net", night.net)):
        pairs.append((name, money_cell(value, currency)))
    if night.split is not None:
        pairs.append(("door split", cell(f"{night.split.normalize():f} % of the net to the acts")))
    return [Section("Tickets"), Facts(pairs)]


def money_cell(value: Decimal | None, currency: str) -> Line:
    """An amount with its currency."""
    return cell(None) if value is None else cell(f"{amount(value)} {currency}".strip())


def allowed_blocks(page: RecordPage | None) -> list[Block]:
    """What may be done with a record, and what each needs where it may not."""
    if page is None:
        return []
    lines: list[Line] = []
    for each in page.allowed:
        name = cell(each.transition.name, Tone.FAINT if each.why_not else Tone.FINE)
        lines.append(join(name, cell(each.why_not, Tone.DIM) if each.why_not else ()))
    return [Section("What may be done: o"), Words(lines)] if lines else []
