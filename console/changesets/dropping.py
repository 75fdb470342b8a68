"""DROP: what goes, and which data goes with it."""

from __future__ import annotations

from console.changesets.claims import ACCESS_EXCLUSIVE, RELATIONS, SHARE_UPDATE_EXCLUSIVE, Claims
from console.changesets.kinds import LOOSE, ON_TABLE, take_kind
from console.changesets.migration import Named
from console.changesets.tokens import Reader

_OUTSIDE = ("database", "tablespace", "subscription")
_LOST = {
    "table": "The rows of {}.",
    "materialized view": "The rows of {}, which its query can make again.",
    "sequence": "Where {} had counted to.",
    "database": "All of database {}.",
    "foreign table": "",
}


def drop(reader: Reader) -> Claims:
    """Read on behind DROP."""
    if reader.take("owned"):
        return Claims(
            "DROP OWNED", loses=["Everything that the named roles own in this database, tables with their rows."]
        )
    kind = take_kind(reader)
    if not kind:
        return Claims(f"DROP {reader.word.upper()}".strip())
    claims = Claims(f"DROP {kind.upper()}", transactional=kind not in _OUTSIDE)
    concurrently = kind == "index" and reader.take("concurrently")
    if concurrently:
        claims.tag += " CONCURRENTLY"
        claims.transactional = False
    claims.guarded = reader.take("if", "exists")
    if kind in LOOSE:
        return claims
    if kind in ON_TABLE:
        _of_table(claims, reader, kind)
        return claims
    cascade = reader.has("cascade")
    for part in reader.parts():
        if (named := part.named(kind)) is None:
            continue
        claims.drops.append(named)
        if kind in RELATIONS:
            claims.lock(named, SHARE_UPDATE_EXCLUSIVE if concurrently else ACCESS_EXCLUSIVE)
        _lost(claims, named, cascade)
    return claims


def _of_table(claims: Claims, reader: Reader, kind: str) -> None:
    if named := reader.named(kind):
        claims.drops.append(named)
    if reader.take("on"):
        claims.touch(reader.named("table"), ACCESS_EXCLUSIVE)


def _lost(claims: Claims, named: Named, cascade: bool) -> None:
    if sentence := _LOST.get(named.kind):
        claims.loses.append(sentence.format(named.label))
    elif cascade and named.kind == "schema":
        claims.loses.append(f"Everything in schema {named.label}, tables with their rows.")
    elif cascade and named.kind in ("type", "domain", "extension"):
        claims.loses.append(f"The columns whose type is of {named.kind} {named.label}.")
