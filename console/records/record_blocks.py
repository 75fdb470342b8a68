"""A record as what stands in a detail: what it is, its fields, what is wrong, what belongs to it, what happened."""

from __future__ import annotations

from collections.abc import Sequence

from console.core.unknown import Unknown
from console.records.record import FieldValue
from console.records.record_cells import age, local, moment, money, state_cell
from console.records.related import Group
from console.records.showing import RecordPage
from console.records.timeline import Moment
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.text import Line, Span, Tone, cell, join

_LABEL = 18


def record_blocks(page: RecordPage) -> Sequence[Block]:
    """The whole page."""
    whole = page.whole
    resource = whole.resource
    amount = whole.values.get(resource.definition.money) if resource.definition.money else None
    head = join(
        cell(whole.title, bold=True),
        state_cell(resource.definition.states, whole.state) if whole.state else (),
        cell(money(resource, amount, dict(whole.values)), Tone.INK) if amount is not None else (),
        gap="   ",
    )
    blocks: list[Block] = [Heading(head)]
    if whole.subtitle:
        blocks += [Words([cell(whole.subtitle, Tone.DIM)])]
    blocks += _wrong(page)
    allowed = [each for each in page.allowed if not each.why_not]
    if page.allowed:
        blocks.append(Section("What may be done: o"))
        words = ", ".join(each.transition.name for each in allowed) or "nothing, as it stands"
        blocks.append(Words([cell(words, Tone.FINE if allowed else Tone.DIM)]))
    blocks.append(Section("Fields"))
    blocks.append(Facts([(each.column.name, field_line(each)) for each in whole.fields], label=_LABEL))
    for group in page.groups:
        blocks += _group(group)
    blocks += _timeline(page.timeline)
    return blocks


def _wrong(page: RecordPage) -> list[Block]:
    if isinstance(page.broken, Unknown):
        return [Section("Checks"), Words([cell(page.broken)])]
    if not page.broken:
        return []
    lines: list[Line] = []
    for each in page.broken:
        lines.append((Span("✖ ", Tone.WRONG), *cell(each.name, Tone.WRONG)))
        lines += [cell(each.why, Tone.DIM)] if each.why else []
    return [Section("Not as it should be"), Words(lines)]


def field_line(each: FieldValue) -> Line:
    """One field's value."""
    if not each.readable:
        return cell(Unknown("this role may not read it"))
    if each.text is None:
        return cell(None)
    if each.target is not None:
        return join(cell(each.target[2] or each.text), cell(f"→ {each.target[0]}", Tone.FAINT))
    if each.mask is not None:
        return join(cell(each.text, Tone.FAINT), cell(f"masked: {each.mask.value}", Tone.FAINT), gap="   ")
    if each.column.temporal:
        return join(cell(moment(each.column, each.text)), cell(age(each.column, each.text), Tone.DIM))
    return cell(each.text)


def _group(group: Group) -> list[Block]:
    if isinstance(group.records, Unknown):
        return [Section(group.name), Words([cell(group.records)])]
    if not group.records:
        return []
    count = f"{group.count}{'+' if group.more else ''}"
    lines = [
        join(cell(one.title), cell(one.state, Tone.DIM) if one.state else (), gap="   ") for one in group.records[:5]
    ]
    return [Section(f"{group.name}  {count}"), Words(lines)]


def _timeline(timeline: tuple[Moment, ...] | Unknown) -> list[Block]:
    if isinstance(timeline, Unknown):
        return [Section("What happened"), Words([cell(timeline)])]
    if not timeline:
        return []
    return [Section("What happened"), Words([moment_line(each) for each in timeline[:8]])]


def moment_line(each: Moment) -> Line:
    """One moment: when, what, who."""
    return join(cell(local(each.at), Tone.DIM), cell(each.what), cell(each.who, Tone.DIM) if each.who else ())
