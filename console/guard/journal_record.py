"""Events as documents and back: what of an event stands in clear in the journal, without what looks like a secret.

`payload` never stands in a document: it is encrypted by itself, and so is whatever scrubbing changed of what an undo
must put back to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite
from typing import Any

from console.core.scrub import scrub, scrub_sql
from console.core.target import Identity
from console.guard.events import End, HookResult, Intent, Mark, Note, Result, Writer

_EXACT = ("before", "after", "reverse", "call")
_LOOSE = frozenset({"output", "problem", "command"})
"""What a program of somebody else's wrote or was told: there `token x` is taken for a secret, elsewhere for words."""


def document_of(event: Intent | Mark | End | HookResult | Note) -> dict[str, Any]:
    """An event as JSON-able values, scrubbed; its payload left out.

    `scrubbed` stands in it where that took something away which an undo needs.
    """
    raw = {one.name: _json(getattr(event, one.name)) for one in fields(event) if one.name != "payload"}
    found: dict[str, Any] = _scrubbed(raw, False)
    return {**found, "scrubbed": True} if isinstance(event, Intent) and _exact(event) else found


def sealed_of(event: Intent | Mark) -> dict[str, Any]:
    """What must be encrypted of an event: its payload, and what an undo needs that its document has only scrubbed."""
    exact = _exact(event)
    return {"payload": _json(event.payload), "exact": exact} if event.payload or exact else {}


def _exact(event: Any) -> dict[str, Any]:
    """Those fields that an undo must put back to the letter and scrubbing changes."""
    raw = {name: _json(getattr(event, name)) for name in _EXACT if hasattr(event, name)}
    return {name: value for name, value in raw.items() if value != _scrubbed(value, False)}


def writer_document(writer: Writer) -> dict[str, Any]:
    """Who wrote an event."""
    return {one.name: getattr(writer, one.name) for one in fields(writer)}


def writer_from(document: Mapping[str, Any]) -> Writer:
    """Who wrote an event, from its document."""
    return Writer(**_known(Writer, document))


def intent_from(document: Mapping[str, Any]) -> Intent:
    """The intent, without its payload."""
    values = _known(Intent, document)
    identity = values.get("identity")
    values["identity"] = Identity(**identity) if identity else None
    values["statements"] = tuple(values.get("statements", ()))
    values["before"] = tuple(values.get("before", ()))
    return Intent(**values)


def mark_from(document: Mapping[str, Any]) -> Mark:
    """The mark, without its payload."""
    values = _known(Mark, document)
    values["after"] = tuple(values.get("after", ()))
    return Mark(**values)


def end_from(document: Mapping[str, Any]) -> End:
    """The end."""
    values = _known(End, document)
    values["result"] = Result(values["result"])
    values["difference"] = tuple(values.get("difference", ()))
    return End(**values)


def hook_from(document: Mapping[str, Any]) -> HookResult:
    """What a hook said."""
    return HookResult(**_known(HookResult, document))


def note_from(document: Mapping[str, Any]) -> Note:
    """What was noted."""
    return Note(**_known(Note, document))


def _known(kind: type, document: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the class knows: a version after this one may have written more."""
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in document.items() if name in names}


def _json(value: Any) -> Any:
    """The value as JSON has it."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case Mapping():
            return {str(key): _json(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_json(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _json(getattr(value, one.name)) for one in fields(value)}
        case _:
            return str(value)


def _scrubbed(value: Any, loose: bool) -> Any:
    """A value of JSON without what looks like a secret."""
    match value:
        case str():
            return scrub(value) if loose else scrub_sql(value)
        case dict():
            return {key: _scrubbed(one, loose or key in _LOOSE) for key, one in value.items()}
        case list():
            return [_scrubbed(one, loose) for one in value]
        case _:
            return value
