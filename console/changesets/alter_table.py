"""ALTER TABLE and its like: each action with the lock that PostgreSQL's own table of them gives."""

from __future__ import annotations

from collections.abc import Callable

from console.changesets.claims import (
    ACCESS_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    Claims,
)
from console.changesets.columns import adding_column, adding_constraint, is_constraint
from console.changesets.migration import Effect, Named
from console.changesets.tokens import Kind, Reader

_EXCLUSIVE_OPTIONS = frozenset({"user_catalog_table", "security_barrier", "security_invoker", "check_option"})
_OF_COLUMN = (
    "drop default",
    "set default",
    "drop not null",
    "set not null",
    "drop identity",
    "drop expression",
    "set statistics",
    "set storage",
    "set compression",
    "restart",
    "add generated",
    "set generated",
    "set expression",
    "set data type",
    "type",
    "options",
    "set",
    "reset",
)
_OTHERS = (
    "enable always trigger",
    "enable replica trigger",
    "enable trigger",
    "disable trigger",
    "enable always rule",
    "enable replica rule",
    "enable rule",
    "disable rule",
    "enable row level security",
    "disable row level security",
    "no force row level security",
    "force row level security",
    "cluster on",
    "set without cluster",
    "set without oids",
    "set logged",
    "set unlogged",
    "set access method",
    "set tablespace",
    "set schema",
    "no inherit",
    "inherit",
    "not of",
    "of",
    "owner to",
    "replica identity",
    "options",
    "set",
    "reset",
)
_REWRITES = ("set logged", "set unlogged", "set access method", "set tablespace")


def alter_relation(claims: Claims, reader: Reader, kind: str) -> None:
    """Read on behind `ALTER TABLE` (or VIEW, INDEX, …)."""
    if reader.take("all", "in", "tablespace"):
        return
    reader.take("if", "exists")
    reader.take("only")
    table = reader.named(kind)
    reader.take("*")
    if table is None:
        return
    claims.touch(table)
    claims.guarded = kind not in ("index", "sequence") and all(_repeats(part) for part in Reader(reader.rest).parts())
    if kind in ("index", "sequence"):
        _alter_other(claims, table, reader)
        return
    for part in reader.parts():
        action, name = _action(claims, table, part)
        if action:
            claims.actions.append((action, name))


def _repeats(part: Reader) -> bool:
    """Whether running the action twice is no error: setting is, making and dropping are if they say IF."""
    if part.word in ("rename", "attach", "detach", "inherit"):
        return False
    if part.word == "alter":
        return not (part.has("add", "generated") or part.has("drop", "identity") or part.has("drop", "expression"))
    return part.word not in ("add", "drop") or part.has("if")


def _alter_other(claims: Claims, thing: Named, reader: Reader) -> None:
    """Indexes and sequences have few actions of their own, and weaker locks."""
    action = reader.take_any(
        "rename to", "owner to", "set schema", "set tablespace", "attach partition", "restart", "set"
    )
    name = (reader.identifier() or "") if action else ""
    if not action:
        action = reader.word
    mode, effect = ACCESS_EXCLUSIVE, Effect.NONE
    if thing.kind == "index":
        mode = (
            SHARE_UPDATE_EXCLUSIVE if action in ("rename to", "set", "reset", "attach partition") else ACCESS_EXCLUSIVE
        )
        effect = Effect.REWRITE if action == "set tablespace" else Effect.NONE
    elif action not in ("rename to", "owner to", "set schema", "set logged"):
        mode = SHARE_ROW_EXCLUSIVE
    if action == "rename to":
        claims.drops.append(thing)
        claims.makes.append(Named(thing.kind, name, thing.schema))
    if action:
        claims.actions.append((action.upper(), name))
    claims.lock(thing, mode, effect)


def _action(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    """One action: its name in capitals and the column or constraint that it names; two empty ones if unknown."""
    verb = reader.word
    if read := _VERBS.get(verb):
        reader.at += 1
        return read(claims, table, reader)
    action = reader.take_any(*_OTHERS)
    if not action:
        claims.lock(table, ACCESS_EXCLUSIVE)
        return "", ""
    if action.endswith("trigger"):
        claims.lock(table, SHARE_ROW_EXCLUSIVE)
    elif action in ("cluster on", "set without cluster"):
        claims.lock(table, SHARE_UPDATE_EXCLUSIVE)
    elif action in ("set", "reset") and table.kind == "table":
        options = {token.value for token in reader.group().tokens if token.kind is Kind.WORD}
        claims.lock(table, ACCESS_EXCLUSIVE if options & _EXCLUSIVE_OPTIONS else SHARE_UPDATE_EXCLUSIVE)
    else:
        claims.lock(table, ACCESS_EXCLUSIVE, Effect.REWRITE if action in _REWRITES else Effect.NONE)
    if action == "inherit":
        claims.lock(reader.named("table"), SHARE_UPDATE_EXCLUSIVE)
        return "INHERIT", ""
    return action.upper(), reader.identifier() or ""


def _add(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    if is_constraint(reader):
        return adding_constraint(claims, table, reader)
    if table.kind == "type" and reader.take("attribute"):
        claims.lock(table, ACCESS_EXCLUSIVE)
        return "ADD ATTRIBUTE", reader.identifier() or ""
    reader.take("column")
    reader.take("if", "not", "exists")
    name, _ = adding_column(claims, table, reader)
    claims.makes.append(Named("column", name, table.label))
    return "ADD COLUMN", name


def _drop(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    claims.lock(table, ACCESS_EXCLUSIVE)
    what = reader.take_any("constraint", "column", "attribute") or "column"
    reader.take("if", "exists")
    name = reader.identifier() or ""
    if what == "column":
        claims.loses.append(f"The data of column {name} of {table.label}.")
    claims.drops.append(Named(what, name, table.label))
    return f"DROP {what.upper()}", name


def _alter(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    if reader.take("constraint"):
        claims.lock(table, ACCESS_EXCLUSIVE)
        return "ALTER CONSTRAINT", reader.identifier() or ""
    reader.take("column")
    name = reader.identifier() or reader.next().value
    action = reader.take_any(*_OF_COLUMN)
    mode, effect = ACCESS_EXCLUSIVE, Effect.NONE
    if action in ("type", "set data type"):
        action, effect = "type", Effect.REWRITE
    elif action == "set not null":
        effect = Effect.SCAN
    elif action == "set expression":
        effect = Effect.REWRITE
    elif action == "set statistics" or (action in ("set", "reset") and reader.sees("(")):
        mode = SHARE_UPDATE_EXCLUSIVE
    claims.lock(table, mode, effect)
    return f"ALTER COLUMN {action.upper()}".strip() if action == "type" else action.upper(), name


def _rename(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    claims.lock(table, ACCESS_EXCLUSIVE)
    if reader.take("to"):
        new = reader.identifier() or ""
        claims.drops.append(table)
        claims.makes.append(Named(table.kind, new, table.schema))
        return "RENAME", new
    what = reader.take_any("constraint", "column", "attribute") or "column"
    old = reader.identifier() or ""
    if reader.take("to"):
        claims.drops.append(Named(what, old, table.label))
        claims.makes.append(Named(what, reader.identifier() or "", table.label))
    return f"RENAME {what.upper()}", old


def _validate(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    reader.take("constraint")
    claims.lock(table, SHARE_UPDATE_EXCLUSIVE, Effect.SCAN)
    return "VALIDATE CONSTRAINT", reader.identifier() or ""


def _attach(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    reader.take("partition")
    claims.lock(table, SHARE_UPDATE_EXCLUSIVE)
    part = reader.named("table")
    claims.touch(part, ACCESS_EXCLUSIVE, Effect.SCAN)
    return "ATTACH PARTITION", part.label if part else ""


def _detach(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    reader.take("partition")
    part = reader.named("table")
    how = reader.take_any("concurrently", "finalize")
    claims.transactional = how != "concurrently"
    claims.lock(table, SHARE_UPDATE_EXCLUSIVE if how else ACCESS_EXCLUSIVE)
    claims.touch(part, ACCESS_EXCLUSIVE)
    return f"DETACH PARTITION {how.upper()}".strip(), part.label if part else ""


_VERBS: dict[str, Callable[[Claims, Named, Reader], tuple[str, str]]] = {
    "add": _add,
    "drop": _drop,
    "alter": _alter,
    "rename": _rename,
    "validate": _validate,
    "attach": _attach,
    "detach": _detach,
}
