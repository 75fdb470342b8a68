"""Upkeep: VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH. Most of it the server refuses inside a transaction."""

from __future__ import annotations

from console.changesets.claims import (
    ACCESS_EXCLUSIVE,
    EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    Claims,
)
from console.changesets.migration import Effect
from console.changesets.tokens import Reader


def _options(reader: Reader, *words: str) -> set[str]:
    """Options in parentheses, or the old ones without."""
    if reader.sees("("):
        return {
            part.word for part in reader.group().parts() if "off" not in _values(part) and "false" not in _values(part)
        }
    found = set()
    while word := reader.take_any(*words):
        found.add(word)
    return found


def _values(part: Reader) -> set[str]:
    return {token.value for token in part.tokens[1:]}


def vacuum(reader: Reader) -> Claims:
    """Read on behind VACUUM."""
    options = _options(reader, "full", "freeze", "verbose", "analyze", "analyse")
    full = "full" in options
    claims = Claims("VACUUM FULL" if full else "VACUUM", transactional=False)
    for part in reader.parts():
        part.take("only")
        mode, effect = (ACCESS_EXCLUSIVE, Effect.REWRITE) if full else (SHARE_UPDATE_EXCLUSIVE, Effect.SCAN)
        claims.touch(part.named("table"), mode, effect)
    return claims


def analyze(reader: Reader) -> Claims:
    """Read on behind ANALYZE. It reads a sample, of a small table all rows."""
    claims = Claims("ANALYZE")
    _options(reader, "verbose")
    for part in reader.parts():
        part.take("only")
        claims.touch(part.named("table"), SHARE_UPDATE_EXCLUSIVE, Effect.SCAN)
    return claims


def cluster(reader: Reader) -> Claims:
    """Read on behind CLUSTER."""
    claims = Claims("CLUSTER")
    _options(reader, "verbose")
    table = reader.named("table")
    if reader.take("on"):  # the old form, `cluster index on table`
        table = reader.named("table")
    claims.transactional = table is not None
    claims.touch(table, ACCESS_EXCLUSIVE, Effect.REWRITE)
    return claims


def reindex(reader: Reader) -> Claims:
    """Read on behind REINDEX."""
    options = _options(reader, "verbose")
    what = reader.take_any("index", "table", "schema", "database", "system")
    concurrently = reader.take("concurrently") or "concurrently" in options
    claims = Claims(f"REINDEX {what.upper()}".strip() + (" CONCURRENTLY" if concurrently else ""))
    claims.transactional = not concurrently and what in ("index", "table")
    if what in ("index", "table"):
        mode = ACCESS_EXCLUSIVE if what == "index" else SHARE
        claims.touch(reader.named(what), SHARE_UPDATE_EXCLUSIVE if concurrently else mode, Effect.BUILD)
    return claims


def refresh(reader: Reader) -> Claims:
    """Read on behind REFRESH."""
    reader.take("materialized", "view")
    concurrently = reader.take("concurrently")
    claims = Claims("REFRESH MATERIALIZED VIEW" + (" CONCURRENTLY" if concurrently else ""))
    effect = Effect.ROWS if concurrently else Effect.REWRITE
    claims.touch(reader.named("materialized view"), EXCLUSIVE if concurrently else ACCESS_EXCLUSIVE, effect)
    return claims
