"""How a setting looks: as a row of the list, and whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.content.settings_value import Kind, is_true
from console.content.settings_value import swatch as colour
from console.core.present import ago
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.rows import Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join, paragraphs, swatch

if TYPE_CHECKING:
    from console.content.settings import Setting
    from console.content.shape import SettingsTable

LIST_LIMIT = 200


def setting_row(setting: Setting) -> Row:
    """The setting as one line."""
    updated = setting.updated_at
    return Row(
        setting.name,
        (
            glyph(Tone.LOOK) if setting.problem else (Span(" "),),
            cell(setting.name),
            value_line(setting),
            cell(setting.declared_type or setting.kind.value, Tone.FAINT),
            visibility(setting),
            cell(since(updated), Tone.DIM),
        ),
        (
            setting.problem or "",
            setting.name,
            setting.exact(),
            setting.declared_type or setting.kind.value,
            None if setting.public is None else ("everybody" if setting.public else "admins"),
            updated,
        ),
        marks=_marks(setting),
    )


def _marks(setting: Setting) -> tuple[tuple[str, str], ...]:
    """What the filter knows beside the columns, as `greenroom settings list` does: `group:mail`, `is:wrong`."""
    found = {
        "public": setting.public is True,
        "private": setting.public is False,
        "secret": setting.secret,
        "wrong": setting.problem is not None,
    }
    return (("group", setting.group or ""), *(("is", name) for name, holds in found.items() if holds))


def since(when: datetime | None) -> str | None:
    """How long ago: `3 d ago`. A time without a zone is taken as UTC, which servers keep."""
    if when is None:
        return None
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return ago(max(0.0, (datetime.now(UTC) - moment).total_seconds()))


def value_line(setting: Setting) -> Line:
    """The value by its kind: a switch, a swatch, the size of a JSON document."""
    value = setting.value
    if setting.secret and setting.kind is not Kind.JSON:
        return join(cell(value, Tone.FAINT), (Span("secret", Tone.FAINT),)) if value else cell(None)
    if value is None:
        return cell(None)
    if value == "":
        return (Span("empty", Tone.FAINT),)
    match setting.kind:
        case Kind.BOOLEAN:
            on = is_true(value)
            if on is None:
                return cell(value, Tone.LOOK)
            return (
                (Span("━●", Tone.FINE), Span(" on", Tone.INK))
                if on
                else (Span("○━", Tone.FAINT), Span(" off", Tone.DIM))
            )
        case Kind.COLOUR:
            found = colour(value)
            return join(swatch(found), cell(value)) if found else cell(value)
        case Kind.JSON:
            return _json_line(value)
        case Kind.IMAGE | Kind.URL:
            return cell(value, Tone.MOVING, limit=LIST_LIMIT)
        case _:
            return cell(value, limit=LIST_LIMIT)


def _json_line(value: str) -> Line:
    try:
        document = json.loads(value)
    except ValueError:
        return cell(value, limit=LIST_LIMIT)
    compact = json.dumps(document, ensure_ascii=False, separators=(", ", ": "))
    return cell(compact, Tone.LITERAL, limit=LIST_LIMIT)


def visibility(setting: Setting) -> Line:
    """Who can read it on the site."""
    if setting.public is None:
        return cell(None)
    return cell("everybody") if setting.public else cell("admins", Tone.DIM)


def setting_blocks(setting: Setting, table: SettingsTable) -> list[Block]:
    """The setting whole: what it is for, its value, what is wrong with it, where it stands."""
    blocks: list[Block] = [Heading(join(cell(setting.name, bold=True), cell(setting.kind.value, Tone.DIM)))]
    if setting.description:
        blocks.append(Words((*paragraphs(setting.description, limit=2_000), ())))
    if setting.problem:
        blocks.append(Words(((Span("▲ ", Tone.LOOK), *cell(setting.problem, Tone.LOOK)), ())))
    blocks += _value_blocks(setting)
    facts: list[tuple[str, Line]] = []
    if setting.group is not None:
        facts.append(("group", cell(setting.group)))
    if setting.declared_type:
        facts.append(("type", cell(setting.declared_type)))
    if setting.public is not None:
        facts.append(("seen by", visibility(setting)))
    if setting.updated_at is not None:
        facts.append(("updated", join(cell(since(setting.updated_at)), cell(setting.updated_at, Tone.DIM))))
    if setting.characters > LIST_LIMIT:
        facts.append(("length", cell(f"{setting.characters:,} characters")))
    facts.append(("table", cell(table.name, Tone.DIM)))
    facts.append(("found by", cell(", ".join(table.reasons), Tone.FAINT)))
    return [*blocks, Section("about"), Facts(facts)]


def _value_blocks(setting: Setting) -> list[Block]:
    if setting.value is None:
        return [Words((cell(None),))]
    if setting.secret and setting.kind is not Kind.JSON:
        return [Words((cell("a secret: it is not shown", Tone.DIM),))]
    if setting.kind is Kind.JSON and not setting.problem:
        return [Code(setting.value, "json")]
    if setting.kind in {Kind.TEXT, Kind.JSON}:
        shown = Words(paragraphs(setting.value))
        cut = [Words((cell("… cut: export shows the whole", Tone.DIM),))] if setting.cut else []
        return [shown, *cut]
    return [Words((value_line(setting),))]
