"""A write that somebody would make, tried from the Probe view: what is asked before, and how what came of it looks.

It is tried on a copy of the schema on this machine. Nothing is sent to the target but SELECT.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.audit.asking import Who
from console.audit.predicates import Command
from console.audit.screen_probe_rows import Probed
from console.audit.screen_why import said_blocks
from console.audit.write_answer import Result
from console.audit.write_operation import answer_words
from console.audit.write_probe import WriteProbe, probe_write
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.prompt import Prompt
from console.widgets.text import Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

_TONES = {Result.ALLOWED: Tone.FINE, Result.REFUSED: Tone.WRONG, Result.NO_ROWS: Tone.LOOK, Result.FAILED: Tone.UNKNOWN}
_NEXT = re.compile(r",(?=\s*\w+\s*=)")
"""A comma before the next COLUMN=; others belong to the value."""


def pairs_of(said: str) -> dict[str, str]:
    """`id=42, note=a, b` as columns and values. UsageProblem where a part is none."""
    parts = [part.partition("=") for part in _NEXT.split(said)]
    if any(not name.strip() or not equals for name, equals, _ in parts):
        raise UsageProblem(f"{said} is not COLUMN=VALUE.", "", "Write it as COLUMN=VALUE, several with commas.")
    return {name.strip(): value.strip() for name, _, value in parts}


async def try_write(screen: AuditScreen, facts: Probed, command: Command, key: Mapping[str, str]) -> None:
    """Ask for the values, try it as each identity that is shown, and show what came of it."""
    changes: dict[str, str] = {}
    label = facts.relation.label
    if command is not Command.DELETE:
        question = f"The values for {label}: COLUMN=VALUE, several with commas. It is tried on a copy."
        said = await screen.console.push_screen_wait(Prompt(f"Try: {command.value}", question))
        if not said:
            return
        changes = pairs_of(said)
    database = await screen.console.database()

    async def ask() -> list[Block] | Unknown:
        blocks: list[Block] = []
        for each in facts.sides:
            found = await probe_write(database, facts.relation, each.who, command, key=key, changes=changes)
            if isinstance(found, Unknown):
                return found
            blocks += [*write_blocks(found), Words(((),))]
        return blocks

    answer = await screen.working("Trying it on a copy of the schema", lambda _: ask())
    if isinstance(answer, Unknown):
        raise UsageProblem("It cannot be tried.", answer.reason, answer.remedy)
    if answer is not None:
        screen.page(answer, label, command.value)


def write_blocks(found: WriteProbe) -> list[Block]:
    """One identity: what came of it and by what, the statement, each policy on the row, what is not covered."""
    tone = _TONES[found.answer.result]
    blocks: list[Block] = [
        Heading(join(glyph(tone), cell(found.answer.result.value, tone), cell(_whose(found.who, found), Tone.DIM))),
        Words(((), cell(answer_words(found.answer), limit=800), ())),
        Facts((("on", cell(found.place, Tone.DIM)),)),
        Code(found.statement),
    ]
    if found.why is not None and found.why.said:
        blocks.append(Section("each policy, asked about this row"))
        for each in found.why.said:
            blocks += said_blocks(each)
    if found.notes:
        blocks += [Section("not covered"), Words([cell(note, Tone.DIM, limit=600) for note in found.notes])]
    if found.stays:
        said = [cell(each, Tone.DIM, limit=600) for each in found.stays]
        blocks += [Section("what a rollback on a target would not take back"), Words(said)]
    return blocks


def _whose(who: Who, found: WriteProbe) -> str:
    return f"{found.command.value} on {found.relation} as {who.label}"
