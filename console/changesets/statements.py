"""What a statement is: its tag, what it makes and drops, the locks it takes, the data it loses. From its text alone.

Locks and effects are those of PostgreSQL 15 to 18, measured by the tests on real servers. They are the most that a
statement can cost by what it says. A new column type may turn out to need no rewrite (`varchar(10)` to `varchar(20)`),
a function that is not known may be steady, a column may refuse nulls already; only the server knows. What the text does
not say is not claimed: the table of an index that is dropped, tables at the other end of a foreign key that is dropped,
what a function or a DO block does, and the reading of tables by a query.

The `schema` of a column, a constraint or an attribute is its table, as far as the text qualifies it: `public.t`.
"""

from __future__ import annotations

from collections.abc import Callable

from console.changesets.alter_table import alter_relation
from console.changesets.claims import ACCESS_EXCLUSIVE, RELATIONS, SHARE_UPDATE_EXCLUSIVE, Claims
from console.changesets.creating import create, is_off
from console.changesets.dropping import drop
from console.changesets.kinds import LOOSE, ON_TABLE, take_kind
from console.changesets.migration import Named, Statement
from console.changesets.rows import copy, delete, insert, lock, merge, select, truncate, update, with_queries
from console.changesets.tokens import Kind, Reader, tokenize
from console.changesets.upkeep import analyze, cluster, refresh, reindex, vacuum

CONTROL = frozenset(
    {"BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "PREPARE TRANSACTION", "COMMIT PREPARED", "ROLLBACK PREPARED"}
)
_IN_COLUMNS = frozenset({"table", "foreign table", "view", "materialized view", "index", "sequence", "type"})


def classify(text: str) -> Statement:
    """What the piece is. One that cannot be read has its leading words as tag and no claims; one without any statement,
    comments alone, has no tag. Never raises."""
    return _claims(Reader(tokenize(text))).made()


def _claims(reader: Reader) -> Claims:
    while reader.take("("):  # a query in parentheses
        pass
    if read := _COMMANDS.get(reader.word):
        reader.at += 1
        return read(reader)
    if reader.word in ("select", "values", "table"):
        return select(reader)
    return Claims(_leading(reader))


def _leading(reader: Reader) -> str:
    words = []
    for token in reader.tokens[reader.at : reader.at + 2]:
        if token.kind is not Kind.WORD:
            break
        words.append(token.value.upper())
    return " ".join(words)


def _alter(reader: Reader) -> Claims:
    if reader.take("system"):
        return Claims("ALTER SYSTEM", transactional=False)
    if reader.take("default", "privileges"):
        return Claims("ALTER DEFAULT PRIVILEGES")
    kind = take_kind(reader)
    claims = Claims(f"ALTER {(kind or reader.word).upper()}".strip())
    if kind == "database":
        named = reader.named(kind)
        claims.transactional = not reader.take("set", "tablespace")
        claims.touch(named)
    elif kind == "type" and _alters_values(claims, reader):
        pass
    elif kind in _IN_COLUMNS:
        alter_relation(claims, reader, kind)
    elif kind in ON_TABLE:
        _alter_on_table(claims, reader, kind)
    elif kind in ("publication", "subscription"):
        _alter_replication(claims, reader, kind)
    elif kind and kind not in LOOSE:
        claims.guarded = reader.take("if", "exists")
        named = reader.named(kind)
        claims.touch(named)
        if named and reader.find("rename", "to"):
            claims.drops.append(named)
            claims.makes.append(Named(kind, reader.identifier() or "", named.schema))
    return claims


def _alters_values(claims: Claims, reader: Reader) -> bool:
    """ADD VALUE and RENAME VALUE of an enum. A value that is added cannot be used in the same transaction."""
    at = reader.at
    named = reader.named("type")
    action = reader.take_any("add value", "rename value")
    if not action:
        reader.at = at
        return False
    claims.guarded = reader.take("if", "not", "exists")
    claims.touch(named)
    claims.actions.append((action.upper(), reader.next().value))
    return True


def _alter_on_table(claims: Claims, reader: Reader, kind: str) -> None:
    claims.guarded = reader.take("if", "exists")
    claims.touch(reader.named(kind))
    if reader.take("on"):
        claims.touch(reader.named("table"), ACCESS_EXCLUSIVE)


def _alter_replication(claims: Claims, reader: Reader, kind: str) -> None:
    claims.touch(reader.named(kind))
    action = reader.take_any(
        "refresh", "add publication", "drop publication", "set publication", "add table", "drop table"
    )
    if action == "set publication" or action.endswith(" publication"):
        claims.transactional = is_off(reader, "refresh")
    elif action == "refresh":
        claims.transactional = False
    elif action == "add table":
        for part in reader.parts():
            part.take("only")
            claims.touch(part.named("table"), SHARE_UPDATE_EXCLUSIVE)
    elif not action and kind == "subscription" and reader.take("set"):
        claims.transactional = not {"failover", "two_phase"} & {token.value for token in reader.group().tokens}


def _comment(reader: Reader) -> Claims:
    claims = Claims("COMMENT")
    reader.take("on")
    kind = take_kind(reader)
    if kind in RELATIONS:
        claims.touch(reader.named(kind), SHARE_UPDATE_EXCLUSIVE)
    elif kind == "column":
        path = reader.path()
        if len(path) > 1:
            claims.touch(Named("table", path[-2], path[-3] if len(path) > 2 else None), SHARE_UPDATE_EXCLUSIVE)
    elif kind and kind not in LOOSE:
        claims.touch(reader.named(kind))
    return claims


def _privileges(tag: str) -> Callable[[Reader], Claims]:
    def read(reader: Reader) -> Claims:
        claims = Claims(tag)
        if not reader.find("on"):
            claims.tag += " ROLE"
            return claims
        if reader.take("all"):
            return claims
        kind = take_kind(reader) or "table"
        end = "to" if tag == "GRANT" else "from"
        start = reader.at
        stop = reader.at - 1 if reader.find(end) else len(reader.tokens)
        for part in Reader(reader.tokens[start:stop]).parts():
            claims.touch(part.named(kind))
        return claims

    return read


def _explain(reader: Reader) -> Claims:
    """EXPLAIN runs nothing; EXPLAIN ANALYZE runs its statement."""
    runs = reader.take("analyze") or any(token.value == "analyze" for token in reader.group().tokens)
    reader.take("verbose")
    if not runs or reader.word == "explain":
        return Claims("EXPLAIN")
    claims = _claims(reader)
    claims.tag = f"EXPLAIN ANALYZE {claims.tag}".strip()
    return claims


def _import(reader: Reader) -> Claims:
    return Claims("IMPORT FOREIGN SCHEMA")


def _discard(reader: Reader) -> Claims:
    return Claims(f"DISCARD {reader.word.upper()}".strip(), transactional=not reader.sees("all"))


def _begin(reader: Reader) -> Claims:
    return Claims("BEGIN", control=True)


def _start(reader: Reader) -> Claims:
    return Claims("START TRANSACTION", control=True) if reader.sees("transaction") else Claims("START")


def _end(tag: str) -> Callable[[Reader], Claims]:
    def read(reader: Reader) -> Claims:
        if reader.take("prepared"):
            return Claims(f"{tag} PREPARED", transactional=False, control=True)
        reader.take_any("work", "transaction")
        if tag == "ROLLBACK" and reader.take("to"):
            return Claims("ROLLBACK TO SAVEPOINT")
        chain = reader.take("and", "chain")
        return Claims(f"{tag} AND CHAIN" if chain else tag, control=True)

    return read


def _prepare(reader: Reader) -> Claims:
    return Claims("PREPARE TRANSACTION", control=True) if reader.sees("transaction") else Claims("PREPARE")


def _reassign(reader: Reader) -> Claims:
    return Claims("REASSIGN OWNED")


def _set(reader: Reader) -> Claims:
    return Claims((reader.take_any("constraints") and "SET CONSTRAINTS") or "SET")


def _bare(tag: str) -> Callable[[Reader], Claims]:
    return lambda reader: Claims(tag)


_COMMANDS: dict[str, Callable[[Reader], Claims]] = {
    "abort": _end("ROLLBACK"),
    "alter": _alter,
    "analyse": analyze,
    "analyze": analyze,
    "begin": _begin,
    "cluster": cluster,
    "comment": _comment,
    "commit": _end("COMMIT"),
    "copy": copy,
    "create": create,
    "delete": delete,
    "discard": _discard,
    "do": _bare("DO"),
    "drop": drop,
    "end": _end("COMMIT"),
    "explain": _explain,
    "grant": _privileges("GRANT"),
    "import": _import,
    "insert": insert,
    "lock": lock,
    "merge": merge,
    "prepare": _prepare,
    "reassign": _reassign,
    "refresh": refresh,
    "reindex": reindex,
    "release": _bare("RELEASE SAVEPOINT"),
    "revoke": _privileges("REVOKE"),
    "rollback": _end("ROLLBACK"),
    "set": _set,
    "start": _start,
    "truncate": truncate,
    "update": update,
    "vacuum": vacuum,
    "with": with_queries,
} | {
    word: _bare(word.upper())
    for word in (
        "call",
        "checkpoint",
        "close",
        "declare",
        "deallocate",
        "execute",
        "fetch",
        "listen",
        "load",
        "move",
        "notify",
        "reset",
        "savepoint",
        "show",
        "unlisten",
    )
}
