"""Events as documents and back: what of an event stands in clear in the journal, without what looks like a secret.

`payload` never stands in a document: it is encrypted by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from console.core.scrub import scrub, scrub_sql
from console.core.target import Identity
from console.guard.events import End, HookResult, Intent, Mark, Note, Result, Writer

_LOOSE = frozenset({"output", "problem", "command"})
"""What a program of somebody else's wrote or was told: there `token x` is taken for a secret, elsewhere for words."""


def document_of(event: Intent | Mark | End | HookResult | Note) -> dict[str, Any]:
    """An event as JSON-able values, scrubbed; its payload left out."""
    return {
        one.name: _safe(getattr(event, one.name), one.name in _LOOSE) for one in fields(event) if one.name != "payload"
    }


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


def _safe(value: Any, loose: bool) -> Any:
    match value:
        case Enum():
            return value.value
        case str():
            return scrub(value) if loose else scrub_sql(value)
        case None | bool() | int():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else str(value)
        case Mapping():
            return {str(key): _safe(one, loose or key in _LOOSE) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_safe(one, loose) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _safe(getattr(value, one.name), loose) for one in fields(value)}
        case _:
            return _safe(str(value), loose)
