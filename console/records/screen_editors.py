"""Asking for a value by what its column is: one of a few words, yes or no, a record to point at, a line, a text."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.records.catalogue import Column
from console.records.resource import Resource
from console.records.screen_spot import Desk
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt

_NULL = "\0null"


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as text; None is NULL."""

    text: str | None = field(repr=False)


async def ask_value(
    desk: Desk, resource: Resource, column: Column, now: str | None, *, question: str = ""
) -> Answer | None:
    """The value that a column is to have; None where the question was left."""
    title = question or f"{resource.definition.one}: {column.name}"
    words = list(column.labels) or (["true", "false"] if column.truth else [])
    if words:
        items = [Item(word, word, "as it is now" if word == now else "") for word in words]
        items += [Item(_NULL, "no value", "NULL")] if column.nullable else []
        chosen = await desk.console.push_screen_wait(Choice(title, items))
        if chosen is None:
            return None
        return Answer(None if chosen == _NULL else chosen)
    masked = resource.mask_of_path(column.name) is not None
    about = f"{column.type}{'; empty is NULL' if column.nullable else ''}"
    typed = await desk.console.push_screen_wait(Prompt(title, about, value="" if masked else now or ""))
    if typed is None:
        return None
    return Answer(None if typed == "" and column.nullable else typed)


async def ask_all(desk: Desk, resource: Resource) -> dict[str, str | None] | None:
    """The values of a new record: each column that must be given. None where a question was left."""
    values: dict[str, str | None] = {}
    for column in resource.shape.columns:
        wanted = not column.nullable and not column.filled and not column.generated and column.insertable
        if wanted:
            answer = await ask_value(desk, resource, column, None)
            if answer is None:
                return None
            values[column.name] = answer.text
    return values
