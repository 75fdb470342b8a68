"""CREATE: what it makes, and the tables that making it locks."""

from __future__ import annotations

from collections.abc import Callable

from console.changesets.claims import (
    ACCESS_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Claims,
)
from console.changesets.columns import references_of
from console.changesets.kinds import LOOSE, take_kind
from console.changesets.migration import Effect, Named
from console.changesets.tokens import Reader

_OUTSIDE = ("database", "tablespace")


def create(reader: Reader) -> Claims:
    """Read on behind CREATE."""
    claims = Claims("CREATE")
    claims.guarded = reader.take("or", "replace")
    replaces = claims.guarded
    temporary = bool(reader.take_any("global temporary", "local temporary", "global temp", "local temp"))
    temporary |= bool(reader.take_any("temporary", "temp"))
    reader.take("unlogged")
    unique = reader.take("unique")
    reader.take_any("constraint", "default", "recursive")
    kind = take_kind(reader)
    if not kind:
        claims.tag = f"CREATE {reader.word.upper()}".strip()
        return claims
    claims.tag = f"CREATE {kind.upper()}"
    claims.transactional = kind not in _OUTSIDE
    if kind == "index":
        _index(claims, reader, unique)
        return claims
    claims.guarded |= reader.take("if", "not", "exists")
    if kind in LOOSE:
        return claims
    made = _schema(reader) if kind == "schema" else reader.named(kind)
    if made is None:
        return claims
    if temporary:
        made = Named(kind, made.name, "pg_temp")
    claims.makes.append(made)
    if replaces and kind == "view":
        claims.makes.clear()
        claims.touch(made, ACCESS_EXCLUSIVE)
    if read := _READERS.get(kind):
        read(claims, reader, made)
    if replaces and kind == "trigger":
        claims.guarded = True
    return claims


def _schema(reader: Reader) -> Named | None:
    """`create schema authorization r` makes a schema called r."""
    reader.take("authorization")
    return reader.named("schema")


def _index(claims: Claims, reader: Reader, unique: bool) -> None:
    concurrently = reader.take("concurrently")
    claims.guarded |= reader.take("if", "not", "exists")
    if concurrently:
        claims.tag += " CONCURRENTLY"
        claims.transactional = False
    made = None if reader.sees("on") else reader.named("index")
    reader.take("on")
    reader.take("only")
    table = reader.named("table")
    if made is not None:
        # An index lives in the schema of its table.
        claims.makes.append(Named("index", made.name, table.schema if table else None))
    if unique:
        claims.actions.append(("UNIQUE", ""))
    claims.touch(table, SHARE_UPDATE_EXCLUSIVE if concurrently else SHARE, Effect.BUILD)


def _table(claims: Claims, reader: Reader, made: Named) -> None:
    if reader.take("partition", "of"):
        claims.touch(reader.named("table"), ACCESS_EXCLUSIVE)
        return
    if reader.sees("("):
        for referenced in references_of(reader.group()):
            if (referenced.name, referenced.schema) != (made.name, made.schema):
                claims.touch(referenced, SHARE_ROW_EXCLUSIVE)
    if reader.take("inherits"):
        for part in reader.group().parts():
            claims.touch(part.named("table"), SHARE_UPDATE_EXCLUSIVE)
    if reader.has("as"):
        claims.tag = "CREATE TABLE AS"


def _on_table(mode: str) -> Callable[[Claims, Reader, Named], None]:
    def read(claims: Claims, reader: Reader, made: Named) -> None:
        if reader.find("on"):
            claims.touch(reader.named("table"), mode)

    return read


def _rule(claims: Claims, reader: Reader, made: Named) -> None:
    if reader.find("to"):
        claims.touch(reader.named("table"), ACCESS_EXCLUSIVE)


def _statistics(claims: Claims, reader: Reader, made: Named) -> None:
    if reader.find("from"):
        claims.touch(reader.named("table"), SHARE_UPDATE_EXCLUSIVE)


def _publication(claims: Claims, reader: Reader, made: Named) -> None:
    if not reader.take("for", "table"):
        return
    for part in reader.parts():
        part.take("table")
        part.take("only")
        if not part.sees("tables"):
            claims.touch(part.named("table"), SHARE_UPDATE_EXCLUSIVE)


def _subscription(claims: Claims, reader: Reader, made: Named) -> None:
    """Making the slot on the publisher cannot be taken back, so the server refuses it in a transaction."""
    options = reader.group() if reader.find("with") else Reader(())
    claims.transactional = any(
        token.value in ("create_slot", "connect") and _is_false(options, at) for at, token in enumerate(options.tokens)
    )


def _is_false(options: Reader, at: int) -> bool:
    options.at = at + 1
    options.take("=")
    return options.token.value.lower() in ("false", "off", "no", "0")


def is_off(reader: Reader, option: str) -> bool:
    """Whether an option of a WITH (…) list is there and off."""
    options = reader.group() if reader.find("with") else Reader(())
    return any(token.value == option and _is_false(options, at) for at, token in enumerate(options.tokens))


_READERS: dict[str, Callable[[Claims, Reader, Named], None]] = {
    "table": _table,
    "foreign table": _table,
    "trigger": _on_table(SHARE_ROW_EXCLUSIVE),
    "policy": _on_table(ACCESS_EXCLUSIVE),
    "rule": _rule,
    "statistics": _statistics,
    "publication": _publication,
    "subscription": _subscription,
}
