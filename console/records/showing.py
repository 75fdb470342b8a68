"""One record with everything that belongs to it, read and written out for the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from console.core.present import NULL, visible
from console.core.target import Target
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import UsageProblem
from console.records.definition import Check
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Request, key_from_text
from console.records.opened import Records, open_records
from console.records.record import Whole, read_checks, read_record
from console.records.related import Group, read_groups
from console.records.resource import Resource
from console.records.session import record_session
from console.records.timeline import Moment, read_timeline
from console.records.transitions import Allowed, read_allowed, read_standing


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record, the checks that it fails, what belongs to it, what happened to it, and what may be done with it."""

    whole: Whole
    broken: tuple[Check, ...] | Unknown
    groups: tuple[Group, ...]
    allowed: tuple[Allowed, ...]
    timeline: tuple[Moment, ...] | Unknown


async def read_page(
    database: Database,
    records: Records,
    resource: Resource,
    key: tuple[str, ...],
    *,
    target: str,
    reveal: frozenset[str] = frozenset(),
) -> RecordPage | None:
    """The page of a record; None where there is none that this role may see."""
    async with record_session(database) as session:
        whole = await read_record(session, records, resource, key, reveal=reveal)
        if whole is None:
            return None
        standing = await read_standing(session)
    broken, groups, allowed, timeline = await asyncio.gather(
        database.ask(read_checks, resource, records, key),
        read_groups(database, records, whole),
        read_allowed(database, records, whole, standing),
        read_timeline(database, records, whole, target),
    )
    return RecordPage(whole, broken, groups, allowed, timeline)


def shown(kind: str, key: str, *, reveal: bool) -> Callable[[Database, Target], Awaitable[RecordPage]]:
    """A read of the record of that key, or of that title where it is no key. UsageProblem where there is none."""

    async def read(database: Database, target: Target) -> RecordPage:
        async with record_session(database) as session:
            records = await open_records(session, target.name)
            resource = await records.resource(session, kind)
        found = await key_named(database, records, resource, key)
        columns: frozenset[str] = frozenset()
        if reveal:
            from console.records.revealing import reveal as journalled

            columns = await journalled(target, resource, found)
        page = await read_page(database, records, resource, found, target=target.name, reveal=columns)
        if page is None:
            raise none_such(resource, key)
        return page

    return read


async def key_named(database: Database, records: Records, resource: Resource, text: str) -> tuple[str, ...]:
    """The key that a text is, or that of the one record with this title."""
    from console.records.arms import fits

    key = resource.key
    columns = [resource.shape.column(name) for name in key]
    if not key:
        raise UsageProblem(f"{resource.definition.many} have no key.", "No row can be named.", "List them instead.")
    if len(key) > 1 or all(column is not None and fits(column, text) for column in columns):
        parts = key_from_text(text, len(key))
        if len(key) > 1 or not (columns[0] and columns[0].textual):
            return parts
    titles = resource.title_paths
    if len(titles) == 1 and "." not in titles[0]:
        request = Request(filter=Filter((Condition(titles[0], "=", text),)), size=2)
        async with record_session(database) as session:
            page = await Lister(records.catalogue, resource).page(session, request)
        if len(page.records) == 1:
            return page.records[0].key
    if not (columns[0] and fits(columns[0], text)):
        raise none_such(resource, text)
    return key_from_text(text, len(key))


def none_such(resource: Resource, text: str) -> UsageProblem:
    """There is no record of that key or title; or row security hides it."""
    seen = " that this role may see" if resource.shape.filtered else ""
    what = f"There is no {resource.definition.one} {visible(text)}{seen}."
    return UsageProblem(what, "", "greenroom find TEXT looks for it.")


# ---- written out ---------------------------------------------------------------------------------------------------


def page_of(page: RecordPage) -> str:
    """The page as text of many lines."""
    whole = page.whole
    lines = [f"{visible(whole.title)}   {visible(whole.state or '')}".rstrip()]
    lines += [visible(whole.subtitle)] if whole.subtitle else []
    lines.append("")
    width = max((len(each.column.name) for each in whole.fields), default=0)
    for each in whole.fields:
        lines.append(f"  {visible(each.column.name):<{width}}  {_field_text(each)}")
    if isinstance(page.broken, Unknown):
        lines += ["", f"? UNKNOWN whether its checks hold: {page.broken.reason}"]
    lines += [f"✖ {visible(each.name)}" for each in page.broken or ()] if not isinstance(page.broken, Unknown) else []
    for group in page.groups:
        lines += ["", *_group_lines(group)]
    if page.allowed:
        lines += ["", "what may be done"]
        lines += [f"  {visible(each.transition.name):<16}  {each.why_not or 'allowed'}" for each in page.allowed]
    lines += ["", *_timeline_lines(page.timeline)]
    return "\n".join(lines).rstrip()


def _field_text(each: Any) -> str:
    if not each.readable:
        return "? UNKNOWN this role may not read it"
    text = NULL if each.text is None else visible(each.text, limit=400)
    return f"{text}   → {visible(each.target[0])} {visible(each.target[2])}" if each.target else text


def _group_lines(group: Group) -> list[str]:
    if isinstance(group.records, Unknown):
        return [f"{visible(group.name)}   ? UNKNOWN {group.records.reason}"]
    count = f"{group.count}{'+' if group.more else ''}"
    lines = [f"{visible(group.name)}   {count}"]
    return lines + [
        f"  {visible(one.title, limit=60)}   {visible(one.state or '')}   {visible(one.id)}".rstrip()
        for one in group.records
    ]


def _timeline_lines(timeline: tuple[Moment, ...] | Unknown) -> list[str]:
    if isinstance(timeline, Unknown):
        return [f"what happened   ? UNKNOWN {timeline.reason}"]
    if not timeline:
        return []
    lines = ["what happened"]
    return lines + [f"  {each.at:<25}  {visible(each.what)}   {visible(each.who or '')}".rstrip() for each in timeline]


def document_of(page: RecordPage) -> dict[str, Any]:
    """The page as JSON."""
    whole = page.whole
    return {
        "kind": whole.resource.name,
        "key": whole.id,
        "title": whole.title,
        "subtitle": whole.subtitle,
        "state": whole.state,
        "fields": [
            {
                "column": each.column.name,
                "type": each.column.type,
                "value": each.text,
                "masked": each.mask.value if each.mask else None,
                "readable": each.readable,
                "points_at": {"kind": each.target[0], "key": each.target[1], "title": each.target[2]}
                if each.target
                else None,
            }
            for each in whole.fields
        ],
        "failed_checks": _unknown(page.broken) or [each.name for each in page.broken],  # type: ignore[union-attr]
        "related": [_group_document(group) for group in page.groups],
        "transitions": [
            {
                "name": each.transition.name,
                "to": each.transition.to,
                "allowed": not each.why_not,
                "why_not": each.why_not,
            }
            for each in page.allowed
        ],
        "timeline": _unknown(page.timeline)
        or [{"at": each.at, "what": each.what, "who": each.who, "source": each.source} for each in page.timeline],  # type: ignore[union-attr]
    }


def _unknown(value: Any) -> dict[str, Any] | None:
    return {"unknown": value.reason, "remedy": value.remedy} if isinstance(value, Unknown) else None


def _group_document(group: Group) -> dict[str, Any]:
    if isinstance(group.records, Unknown):
        return {"name": group.name, "kind": group.kind} | (_unknown(group.records) or {})
    items = [{"key": one.id, "title": one.title, "state": one.state} for one in group.records]
    return {"name": group.name, "kind": group.kind, "count": group.count, "more": group.more, "items": items}
