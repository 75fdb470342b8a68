"""The two lines above every view of health: the views, and the vitals with what they were."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from console.core.present import size
from console.core.unknown import Unknown
from console.health.screen_view import Place, Tab
from console.health.window import window
from console.widgets.plots import spark
from console.widgets.text import Line, Span, Tone, cell, join, meter, plain_text

_XID_END = 2_000_000_000
_SECONDS = 300.0
_CELLS = 10


def heading(tabs: Sequence[Tab], current: Tab, words: Line, room: int) -> Line:
    """All views where there is room, else those around the current one; behind them what the view says of itself."""
    words = _cut(words, max(0, room - 34))
    said = plain_text(words)
    left = room - cell_len(said) - 5 if said and room >= 60 else room
    for gap in (3, 2):
        if sum(len(each.title) for each in tabs) + gap * (len(tabs) - 1) <= left:
            return join(_named(tabs, current, gap), words if left < room else (), gap="     ")
    first, last = _around(tabs, tabs.index(current), max(24, left) - 4)
    shown = join(
        (Span("‹", Tone.FAINT),) if first else (),
        _named(tabs[first : last + 1], current, 2),
        (Span("›", Tone.FAINT),) if last < len(tabs) - 1 else (),
        gap=" ",
    )
    return join(shown, words if left < room else (), gap="   ")


def _cut(line: Line, room: int) -> Line:
    """The pieces of a line that fit."""
    kept: list[Span] = []
    for span in line:
        room -= cell_len(span.text)
        if room < 0:
            break
        kept.append(span)
    return tuple(kept)


def _named(tabs: Sequence[Tab], current: Tab, gap: int) -> Line:
    return join(
        *(cell(each.title, Tone.INK if each is current else Tone.FAINT, bold=each is current) for each in tabs),
        gap=" " * gap,
    )


def _around(tabs: Sequence[Tab], at: int, room: int) -> tuple[int, int]:
    """First and last of those that have room, the current one among them."""
    first = last = at
    width = len(tabs[at].title)
    grown = True
    while grown:
        grown = False
        for place in (last + 1, first - 1):
            if 0 <= place < len(tabs) and width + 2 + len(tabs[place].title) <= room:
                width += 2 + len(tabs[place].title)
                first, last, grown = min(first, place), max(last, place), True
    return first, last


def vitals_line(place: Place, room: int) -> Line:
    """Connections, transactions, cache, WAL and wraparound: as many as have room."""
    counters = place.counters
    if counters is None or isinstance(counters, Unknown):
        return join(cell("vitals", Tone.FAINT), cell(counters), gap=" ")
    now = place.looks[-1].figures if place.looks else {}
    cache = now.get("cache_percent", counters.cache_percent)
    wal, age = now.get("wal_octets"), counters.xid_age / _XID_END
    transactions = now.get("transactions")
    parts = [
        _connections(counters.connections, place.usable),
        _curve(place, "tps", "transactions", None if transactions is None else f"{transactions:,.0f}", Tone.FINE),
    ]
    if cache is not None:
        tone = Tone.FINE if cache >= 95 else Tone.LOOK
        parts.append(_filled("cache", cache / 100, f"{cache:.1f} %", tone))
    parts.append(_curve(place, "wal", "wal_octets", None if wal is None else f"{size(wal)}/s", Tone.MOVING))
    tone = Tone.FINE if age < 0.25 else Tone.LOOK if age < 0.6 else Tone.WRONG
    parts.append(_filled("wraparound", age, f"{100 * age:.0f} %", tone))
    return _fitting(parts, room)


def _connections(count: int, usable: int | None) -> Line:
    if not usable:
        return join(cell("connections", Tone.FAINT), cell(f"{count}"), gap=" ")
    tone = Tone.FINE if count < 0.8 * usable else Tone.LOOK if count < 0.92 * usable else Tone.WRONG
    return _filled("connections", count / usable, f"{count}/{usable}", tone)


def _filled(name: str, share: float, words: str, tone: Tone) -> Line:
    return join(cell(name, Tone.FAINT), meter(share, width=6, tone=tone), cell(words), gap=" ")


def _curve(place: Place, name: str, series: str, words: str | None, tone: Tone) -> Line:
    curve: Line = ()
    if len(place.looks) > 2:
        until = place.looks[-1].at
        since = max(until - _SECONDS, place.looks[0].at)
        curve = spark(window(place.looks, series, since, until, _CELLS), _CELLS, tone)
    return join(cell(name, Tone.FAINT), curve, cell(words), gap=" ")


def _fitting(parts: Sequence[Line], room: int) -> Line:
    """The first of them that fit."""
    shown: list[Line] = []
    left = room
    for part in parts:
        width = cell_len(plain_text(part)) + (3 if shown else 0)
        if width <= left:
            shown.append(part)
            left -= width
    return join(*shown, gap="   ")
