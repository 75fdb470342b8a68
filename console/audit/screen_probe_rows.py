"""How what somebody sees looks: rows under who sees them, counts above, the standing of each identity beside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from console.audit.access import Relation
from console.audit.asking import Refused
from console.audit.comparing import Comparison
from console.audit.probe import Count, Probe, Standing
from console.core.present import present
from console.core.unknown import Unknown
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join

_NOWHERE = Relation(0, 0, "", "", "r", 0)


@dataclass(frozen=True, slots=True)
class Probed:
    """What one or two identities see of a table. `rows` are by key, Unknown where they cannot be told apart by us.

    Without sides nobody was asked.
    """

    relation: Relation
    sides: tuple[Probe, ...]
    rows: Comparison | Unknown

    @classmethod
    def none(cls) -> Probed:
        """Nothing was asked yet."""
        return cls(_NOWHERE, (), Unknown("nobody was asked yet", "p asks"))


def key_text(key: str) -> str:
    """`id=3`, from a key as JSON; any other text as it is."""
    if not key.startswith("{"):
        return key
    return ", ".join(f"{name}={value}" for name, value in json.loads(key).items())


def probe_columns(facts: Probed | None) -> Sequence[Column]:
    """The mark, the row, and a column for each of two identities."""
    columns = [Column("seen", "", least=1, most=1), Column("row", "row", least=20, most=110, grow=True)]
    if facts is not None and len(facts.sides) > 1:
        columns += [
            Column(f"side{number}", each.who.name or each.who.role, least=6, most=14)
            for number, each in enumerate(facts.sides)
        ]
    return columns


def probe_heading(facts: Probed | None, *, narrow: bool) -> Line:
    """Who, where, and how many of how many."""
    if facts is None or not facts.sides:
        return ()
    parts: list[Line] = []
    for each in facts.sides:
        who = each.who
        role = cell(who.role, Tone.FAINT) if who.name and not narrow else ()
        parts.append(
            join(cell(who.name or who.label, bold=True), role, cell("sees", Tone.FAINT), count_line(each.seen), gap=" ")
        )
    there = join(cell("of", Tone.FAINT), count_line(facts.sides[0].everything), gap=" ")
    return join(*parts, there, cell(f"rows of {facts.relation.label}", Tone.DIM), gap="  ")


def count_line(fact: Count | Refused | Unknown) -> Line:
    """A count, a refusal, or why it is not known."""
    match fact:
        case Count():
            return cell(fact.text, bold=True)
        case Refused():
            return cell("nothing: refused", Tone.WRONG)
        case _:
            return cell("? not known", Tone.UNKNOWN)


def probe_rows(facts: Probed | None) -> list[Row]:
    """The rows that are seen, below the words that say by whom; else samples of what is seen."""
    if facts is None or not facts.sides:
        return []
    if isinstance(facts.rows, Unknown):
        return _samples(facts)
    found, two = facts.rows, len(facts.sides) > 1
    left, right = facts.sides[0].who.label, facts.sides[-1].who.label
    groups: list[tuple[str, tuple[str, ...], tuple[bool, bool]]] = (
        [
            (f"only {left}", found.only_left, (True, False)),
            (f"only {right}", found.only_right, (False, True)),
            ("both", found.both, (True, True)),
            ("neither of the two", found.nobody, (False, False)),
        ]
        if two
        else [(f"{left} sees", found.both, (True, True)), (f"{left} does not see", found.nobody, (False, False))]
    )
    rows: list[Row] = []
    for title, keys, seen in groups:
        if keys:
            more = f" of the first {len(found.looked_at):,}" if found.capped else ""
            head = join(cell(title, Tone.DIM, bold=True), cell(f"{len(keys):,}{more}", Tone.FAINT))
            rows.append(Row(f"group {title}", group=head))
            rows += [_row(key, seen, two=two) for key in keys]
    return rows


def _row(key: str, seen: tuple[bool, bool], *, two: bool) -> Row:
    words = key_text(key)
    mark = glyph(Tone.FINE) if any(seen) else glyph(Tone.FAINT)
    said = [cell("sees", Tone.FINE) if each else cell("–", Tone.FAINT) for each in seen] if two else []
    texts = ["sees" if each else "" for each in seen] if two else []
    tone = Tone.INK if any(seen) else Tone.DIM
    return Row(key, (mark, cell(words, tone), *said), ("seen" if any(seen) else "hidden", words, *texts))


def _samples(facts: Probed) -> list[Row]:
    rows: list[Row] = []
    for side in facts.sides:
        if not isinstance(side.samples, tuple) or not side.samples:
            continue
        head = join(cell(f"{side.who.label} sees, for example", Tone.DIM, bold=True))
        rows.append(Row(f"group {side.who.label}", group=head))
        for number, fields in enumerate(side.samples):
            words = "  ".join(f"{name}={present(value, limit=60)}" for name, value in fields.items())
            marks = [cell("sees", Tone.FINE)] * (len(facts.sides) if len(facts.sides) > 1 else 0)
            values = ["sees"] * len(marks)
            key = f"sample {side.who.label} {number}"
            rows.append(Row(key, (glyph(Tone.FINE), cell(words), *marks), ("seen", words, *values)))
    return rows


def row_blocks(facts: Probed, row: Row) -> list[Block]:
    """A row that was not asked about yet: what can be asked, and how each identity stands."""
    blocks: list[Block] = [Heading(cell(key_text(row.key) if row.key.startswith("{") else "a row", bold=True))]
    if row.key.startswith("{"):
        hint = join((Span("enter", Tone.FINE, True),), cell("asks every policy about this row", Tone.DIM), gap=" ")
        blocks.append(Words((hint,)))
    elif isinstance(facts.rows, Unknown):
        blocks.append(Words((cell(facts.rows, limit=600), cell(facts.rows.remedy, Tone.DIM))))
    for side in facts.sides:
        blocks += standing_blocks(side)
    if isinstance(facts.rows, Comparison) and facts.rows.capped:
        words = f"Only the first {len(facts.rows.looked_at):,} rows by key were looked at."
        blocks.append(Words(((), cell(words, Tone.LOOK))))
    return blocks


def standing_blocks(side: Probe) -> list[Block]:
    """What the server says of one identity there."""
    blocks: list[Block] = [Section(side.who.label)]
    pairs: list[tuple[str | Line, Line]] = []
    if isinstance(side.standing, Standing):
        standing = side.standing
        usage = cell("USAGE") if standing.schema_usage else cell("no USAGE: nothing can be reached", Tone.WRONG)
        binds = "binds this role" if standing.row_security else "does not bind this role"
        pairs += [
            ("schema", usage),
            ("granted", cell(", ".join(standing.granted) or "nothing")),
            ("row security", cell(binds, Tone.INK if standing.row_security else Tone.LOOK)),
            ("underneath", cell(f"{standing.login} (session_user stays)", Tone.DIM)),
        ]
    pairs.append(
        ("sees", cell(side.seen.reason, Tone.WRONG, limit=600) if isinstance(side.seen, Refused) else _of(side.seen))
    )
    pairs.append(("there are", _of(side.everything)))
    if side.who.claims:
        pairs.append(("claims", ()))
    for name, value in side.who.claims.items():
        pairs.append((f"  {name}", cell(value, Tone.DIM, limit=200)))
    blocks.append(Facts(pairs))
    return blocks + [Words([(), cell(f"▲ {each}", Tone.LOOK, limit=2_000)]) for each in side.warnings]


def _of(fact: Count | Unknown) -> Line:
    return cell(fact) if isinstance(fact, Unknown) else cell(f"{fact.text} rows")
