"""Log-ins as a view: whether what logging in stands on works, what policies ask who somebody is, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.audit.auth import DAYS, AuthHealth, Health, read_auth
from console.audit.screen_view import View
from console.core.unknown import Unknown
from console.widgets.blocks import Block, Facts, Heading, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join

_TITLES = {
    "schema": "Schema",
    "table": "Tables",
    "function": "Functions that say who somebody is",
    "role": "Roles",
    "api": "The API",
    "policy": "What policies ask",
    "events": f"Log-ins of the last {DAYS} days",
}
_TONES = {Health.OK: Tone.FINE, Health.WRONG: Tone.WRONG, Health.MISSING: Tone.FAINT, Health.UNKNOWN: Tone.UNKNOWN}


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing of any kind, ready to be shown."""

    group: str
    name: str
    tone: Tone
    state: str
    detail: str
    remedy: str = ""


class AuthView(View[AuthHealth]):
    """The health of who may log in."""

    async def read(self) -> AuthHealth:
        return await read_auth(await self.console.database())

    def heading(self, facts: AuthHealth) -> Line:
        if not facts.platform:
            words = "This is no Supabase project: what follows is what policies ask here instead."
            return cell(words, Tone.DIM)
        wrong = len(facts.wrong)
        said = cell(f"{wrong} wrong", Tone.WRONG) if wrong else cell("all that was looked at works", Tone.FINE)
        return join(
            said, cell("wrong passwords stand in the log of the platform's service alone", Tone.FAINT), gap="   "
        )

    def columns(self, facts: AuthHealth) -> Sequence[Column]:
        return (
            Column("mark", "", least=1, most=1),
            Column("name", "what", least=16, most=44),
            Column("state", "state", most=8),
            Column("detail", "what was seen", least=20, most=120, grow=True),
        )

    def rows(self, facts: AuthHealth) -> Sequence[Row]:
        rows: list[Row] = []
        group = ""
        for number, each in enumerate(_lines(facts)):
            if each.group != group:
                group = each.group
                title = _TITLES.get(group, group)
                rows.append(Row(f"group {group}", group=cell(title, Tone.DIM, bold=True)))
            tone = each.tone if each.tone in (Tone.WRONG, Tone.UNKNOWN) else Tone.DIM
            cells = (glyph(each.tone), cell(each.name), cell(each.state, tone), cell(each.detail, Tone.DIM))
            rows.append(Row(str(number), cells, (each.state, each.name, each.state, each.detail)))
        return rows

    def detail(self, facts: AuthHealth, row: Row) -> Sequence[Block]:
        each = _lines(facts)[int(row.key)]
        head = join((*glyph(each.tone), *cell(f" {each.state}", each.tone)), cell(each.name, bold=True))
        blocks: list[Block] = [Heading(head)]
        if each.detail:
            blocks.append(Words((cell(each.detail, limit=2_000), ())))
        return [*blocks, Facts((("to do", cell(each.remedy, limit=2_000)),))] if each.remedy else blocks

    def crumbs(self, facts: AuthHealth, row: Row) -> tuple[str, ...]:
        return (_lines(facts)[int(row.key)].name,)

    def link(self, facts: AuthHealth, row: Row) -> str:
        return f"greenroom describe --target {self.target} --list auth"


def _lines(facts: AuthHealth) -> list[_Line]:
    found: list[_Line] = []
    for each in facts.parts:
        health = Health.WRONG if facts.platform and each.health is Health.MISSING else each.health
        found.append(_Line(each.group, each.name, _TONES[health], each.health.value, each.detail, each.remedy))
    if isinstance(facts.identities, Unknown):
        found.append(_unknown("policy", "functions that policies ask", facts.identities))
    else:
        for one in facts.identities:
            words = f"{one.policies} policies ask it; {one.detail}".rstrip("; ")
            tone = Tone.LOOK if one.settable else Tone.FINE
            remedy = (
                "A session that may run SQL sets it itself: only an API that sets it first is safe."
                if one.settable
                else ""
            )
            found.append(
                _Line("policy", f"{one.schema}.{one.name}()", tone, "settable" if one.settable else "ok", words, remedy)
            )
    if isinstance(facts.events, Unknown):
        found.append(_unknown("events", "log-ins", facts.events))
    else:
        for event in facts.events:
            words = f"{event.number:,} times from {event.addresses} addresses, the last {_moment(event.latest)}"
            state, tone = ("failed", Tone.LOOK) if event.failed else ("ok", Tone.FINE)
            found.append(_Line("events", event.action, tone, state, words))
    order = list(_TITLES)
    return sorted(found, key=lambda one: order.index(one.group) if one.group in order else len(order))


def _moment(value: object) -> str:
    return str(value)[:16] if value is not None else "at a time that is not written down"


def _unknown(group: str, name: str, why: Unknown) -> _Line:
    return _Line(group, name, Tone.UNKNOWN, "unknown", why.reason, why.remedy)
