"""What a finding is of, as it stands now: its fingerprint, which a mute remembers. It judges nothing.

Two servers on which the thing is the same give the same fingerprint: names are in it and no oids.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from console.audit.checks import advisor_checks, all_checks
from console.core.finding import Finding
from console.core.unknown import Unknown
from console.database.session import CHECK, Database, ReadSession

LENGTH = 16
"""Hex digits of a fingerprint."""


async def read_definitions(database: Database, findings: Iterable[Finding]) -> Mapping[str, str | Unknown]:
    """The fingerprint of what each finding is of, by the finding's own. Unknown where it could not be read.

    A policy's has its clauses and roles, a function's its body and settings, a table's what the check looks at; what is
    granted belongs to it where the check is of security. Raises ConnectionProblem alone.
    """
    wanted = tuple({each.fingerprint: each for each in findings}.values())
    if not wanted:
        return {}
    answers: dict[str, str | Unknown] = {}
    found = await _read(database, wanted)
    if isinstance(found, Unknown) and len(wanted) > 1:  # somebody holds a lock on one of them
        for each in wanted:
            alone = await _read(database, [each])
            answers |= {each.fingerprint: alone} if isinstance(alone, Unknown) else alone
        return answers
    return {each.fingerprint: found for each in wanted} if isinstance(found, Unknown) else found


async def _read(database: Database, wanted: Sequence[Finding]) -> dict[str, str | Unknown] | Unknown:
    secure = {check.name for check in (*all_checks(), *advisor_checks()) if check.area == "security"}
    document = json.dumps([_item(place, each, each.check in secure) for place, each in enumerate(wanted)])

    async def read(session: ReadSession) -> Sequence[Mapping[str, object]]:
        await session.mappings("schema/settle")
        return await session.mappings("audit/facts/definitions", {"wanted": document})

    (rows,) = await database.ask_each([read], CHECK)
    if isinstance(rows, Unknown):
        return rows
    found: dict[str, str | Unknown] = {
        each.fingerprint: Unknown("nothing is kept of what such a finding is of") for each in wanted
    }
    for row in rows:
        key = wanted[int(str(row["place"]))].fingerprint
        found[key] = Unknown("somebody holds a lock on it") if row["held"] else _digest(str(row["definition"]))
    return found


def _item(place: int, finding: Finding, secures: bool) -> Mapping[str, object]:
    return {
        "place": place,
        "kind": finding.object_type,
        "schema": finding.schema,
        "object": finding.object,
        "parts": dict(finding.parts),
        "secures": secures,
    }


def _digest(definition: str) -> str:
    return hashlib.sha256(definition.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
