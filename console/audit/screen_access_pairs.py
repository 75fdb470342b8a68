"""Two roles, or two targets, side by side: the answers that differ. Pure, but for how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.audit.access import Access, Cell, Relation
from console.audit.access_compare import Direction, compare_access, direction_of
from console.audit.policy_text import formatted
from console.audit.screen_access_blocks import ASKED, words_of
from console.widgets.blocks import Block, Code, Facts, Heading, Section
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join, plain_text


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that both answer differently. `role` is empty where the two are roles."""

    relation: str
    role: str
    command: str
    left: Cell | None
    right: Cell | None
    direction: Direction


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and what differs between them."""

    left: str
    right: str
    answers: tuple[Answer, ...]
    targets: bool = False


def of_roles(access: Access, relations: Sequence[Relation], left: str, right: str) -> Pair:
    """What one role may and the other may not, or of other rows."""
    one, other = (access.role_named(name) for name in (left, right))
    found: list[Answer] = []
    if one is None or other is None:
        return Pair(left, right, ())
    for relation in relations:
        if access.gets_nothing(one.oid, relation.oid) and access.gets_nothing(other.oid, relation.oid):
            continue
        for command in ASKED:
            mine, theirs = (access.cell(role.oid, relation.oid, command) for role in (one, other))
            direction = direction_of(mine, theirs)
            if direction is not None:
                found.append(Answer(relation.label, "", command.value, mine, theirs, direction))
    return Pair(left, right, tuple(found))


def of_targets(access: Access, theirs: Access, relations: Sequence[Relation], left: str, right: str) -> Pair:
    """What is open on one target and not on the other, for the tables that are shown and those only the other has."""
    shown = {each.label for each in relations}
    ours = {each.label for each in access.relations.values()}
    found = tuple(
        Answer(each.relation, each.role, each.command, each.before, each.after, each.direction)
        for each in compare_access(access, theirs)
        if each.relation in shown or each.relation not in ours
    )
    return Pair(left, right, found, targets=True)


_MARKS: dict[Direction, tuple[Line, str]] = {
    Direction.WIDENED: (glyph(Tone.LOOK), "more"),
    Direction.NARROWED: (cell("▼", Tone.FINE), "less"),
    Direction.CHANGED: (cell("≠", Tone.DIM), "other rows"),
    Direction.UNKNOWN: (glyph(Tone.UNKNOWN), "not known"),
}


def pair_columns(pair: Pair) -> Sequence[Column]:
    """Where, which command, and what each of the two gets."""
    role = (Column("role", "role", least=8, most=20),) if pair.targets else ()
    return (
        Column("mark", "", least=1, most=1),
        Column("table", "table", least=16, most=50, grow=True),
        *role,
        Column("command", "command", most=10),
        Column("left", pair.left, least=9, most=26),
        Column("right", pair.right, least=9, most=26),
        Column("that", "that is", most=10, rank=1),
    )


def pair_rows(pair: Pair) -> list[Row]:
    """What differs, a line each."""
    return [_row(number, each, pair) for number, each in enumerate(pair.answers)]


def _row(number: int, answer: Answer, pair: Pair) -> Row:
    mark, word = _MARKS[answer.direction]
    left, right = words_of(answer.left), words_of(answer.right)
    role = (cell(answer.role),) if pair.targets else ()
    roles = (answer.role,) if pair.targets else ()
    cells = (mark, cell(answer.relation), *role, cell(answer.command, Tone.DIM), left, right, cell(word, Tone.DIM))
    values = (word, answer.relation, *roles, answer.command, plain_text(left), plain_text(right), word)
    return Row(str(number), cells, values)


def pair_blocks(pair: Pair, answer: Answer) -> list[Block]:
    """Both answers whole."""
    head = join(cell(answer.command, Tone.DIM), cell("on", Tone.FAINT), cell(answer.relation, bold=True), gap=" ")
    blocks: list[Block] = [Heading(head)]
    if answer.role:
        blocks.append(Facts((("role", cell(answer.role)),)))
    for name, each in ((pair.left, answer.left), (pair.right, answer.right)):
        blocks += [
            Section(name),
            Facts((("answer", words_of(each)), ("why", cell(each.why if each else None, limit=600)))),
        ]
        for part in (each.predicate, each.check) if each else ():
            if part is not None and not part.always and not part.never:
                blocks.append(Code(formatted(part.text), indent=13))
    return blocks
