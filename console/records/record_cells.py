"""How records look: a state in its tone, money with its currency, a moment in this zone and how long ago."""

from __future__ import annotations

from datetime import UTC, datetime

from console.core.present import NULL, ago
from console.records.catalogue import Column
from console.records.definition import States
from console.records.resource import Resource
from console.widgets.text import GLYPHS, Line, Span, Tone, cell, glyph

_TONES = {"good": Tone.FINE, "look": Tone.LOOK, "bad": Tone.WRONG, "info": Tone.MOVING, "muted": Tone.FAINT}
_GUESSED = {
    Tone.FINE: ("confirmed", "paid", "active", "published", "completed", "attended", "approved", "succeeded", "ready"),
    Tone.LOOK: ("pending", "draft", "awaiting", "waitlist", "under_review", "processing", "past_due", "preparing"),
    Tone.WRONG: ("overdue", "failed", "rejected", "declined", "no_show", "banned", "suspended", "error"),
    Tone.FAINT: ("cancelled", "canceled", "archived", "refunded", "expired", "inactive", "closed", "withdrawn"),
}


def state_tone(states: States | None, state: str | None) -> Tone:
    """How a state looks: as its definition says, else as its word suggests."""
    if states is None or state is None:
        return Tone.DIM
    if state in states.tone:
        return _TONES.get(states.tone[state], Tone.DIM)
    return next((tone for tone, words in _GUESSED.items() if state.casefold() in words), Tone.DIM)


def state_cell(states: States | None, state: str | None) -> Line:
    """A state as glyph, word and colour."""
    if state is None:
        return cell(None)
    tone = state_tone(states, state)
    return (*(glyph(tone) if tone in GLYPHS else (Span("·", tone),)), Span(" "), *cell(words_of(state), tone))


def words_of(text: str) -> str:
    """`under_review` as people say it; what is all capitals as a word."""
    return text.replace("_", " ").casefold() if text.isupper() or "_" in text else text


def value_cell(resource: Resource, path: str, text: str | None) -> Line:
    """One value of a list, by what its column is."""
    states = resource.definition.states
    if states is not None and path == states.column:
        return state_cell(states, text)
    if text is None:
        return cell(None)
    column = resource.places[path].column
    if resource.mask_of_path(path) is not None:
        return cell(text, Tone.FAINT)
    if column.temporal:
        return cell(moment(column, text))
    if column.truth:
        return cell("yes" if text in ("true", "t") else "no", Tone.DIM)
    if column.labels:
        return cell(words_of(text), Tone.DIM)
    return cell(text)


def moment(column: Column, text: str) -> str:
    """A moment on this machine's clock; a date, a wall's time, infinity and years before Christ as the server says."""
    at = parsed(column, text)
    return text if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


def local(at: str) -> str:
    """A moment of a timeline on this machine's clock; as it is told where it is none."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return at[:16].replace("T", " ")
    return f"{(when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone():%Y-%m-%d %H:%M}"


def parsed(column: Column, text: str) -> datetime | None:
    """The moment that a text of the server's is; None where Python has no such moment or there is no zone."""
    if not column.zoned:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def age(column: Column, text: str, now: datetime | None = None) -> str:
    """How long ago, or in how long; empty where that cannot be said."""
    at = parsed(column, text)
    if at is None:
        return ""
    seconds = ((now or datetime.now(UTC)) - at).total_seconds()
    return ago(seconds) if seconds >= 0 else f"in {ago(-seconds).removesuffix(' ago')}"


def money(resource: Resource, text: str | None, values: dict[str, str | None] | None = None) -> str:
    """An amount as it is stored, with its currency."""
    currency = resource.definition.currency
    currency = (values or {}).get(currency) or (currency if currency.isupper() else "")
    return NULL if text is None else f"{text} {currency}".strip()


def heading_of(path: str) -> str:
    """What a path is called above its column: `user_id.name` is the user."""
    parts = path.split(".")
    if len(parts) > 1 and parts[-1] in ("name", "title", "number", "stage_name", "display_name", "reference", "email"):
        return parts[-2].removesuffix("_id").replace("_", " ")
    return path.replace("_id.", " ").replace(".", " ").replace("_", " ")
