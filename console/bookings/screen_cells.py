"""How full something is, as a bar and in words."""

from __future__ import annotations

from console.bookings.places import Places
from console.widgets.blocks import Block, Facts, Section
from console.widgets.text import Line, Span, Tone, cell, join, meter

_NEARLY = 0.9


def fill_cell(taken: int, capacity: int | None, *, width: int = 8) -> Line:
    """A bar, and `55/180`; what is over is wrong, what is nearly full stands out."""
    if capacity is None:
        return cell(f"{taken:,}", Tone.DIM)
    fraction = taken / capacity if capacity > 0 else 1.0
    tone = Tone.WRONG if taken > capacity else Tone.LOOK if fraction >= _NEARLY else Tone.FINE
    return join(meter(fraction, width=width, tone=tone), (Span(f"{taken:,}/{capacity:,}", tone),), gap=" ")


def places_blocks(places: Places) -> list[Block]:
    """How full it is, and why it cannot be booked where it cannot."""
    pairs: list[tuple[str | Line, Line]] = [
        ("", fill_cell(places.taken, places.capacity, width=24)),
        ("", cell(places.words, Tone.DIM)),
    ]
    if places.price is not None:
        pairs.append(("price now", cell(places.price)))
    pairs += [("closed", (Span("▲ ", Tone.LOOK), *cell(f"not so: {says}", Tone.LOOK))) for says in places.closed]
    return [Section("Places"), Facts(pairs)]
