"""No SQL stands in Python: not as a string, not in pieces, not handed to the driver."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest

from tests.hygiene.source import Module, called, modules, parse, strings

_OBJECT = (
    r"(table|view|index|schema|function|procedure|role|user|database|extension|type|policy|trigger|sequence|domain|"
    r"publication|subscription|server|materialized|unique|temp|temporary|unlogged|default|column|constraint|system)"
)
_NAME = r'[\w"{}.%()$]+'
# How a statement begins, in the shape that only a statement has. Select with one capital is English. A bare `begin` is
# found where it is executed.
SHAPES = re.compile(
    rf"""^\s*(?-i:(?![A-Z][a-z]))(
      select\s+(distinct\b|all\b|\*|\d+(\s|$)|'|{_NAME}\s*(,|::|\(|\bas\b|\bfrom\s+{_NAME}\s*(,|;|$|\bas\b|\bwhere\b|
        \bjoin\b|\border\s+by\b|\blimit\b|\bgroup\s+by\b|\binner\b|\bleft\b|\bcross\b)))
    | insert\s+into\s+{_NAME}\s*(\(|select\b|values\b|default\b|$)
    | update\s+(only\s+)?{_NAME}\s+(as\s+\w+\s+)?set\s+{_NAME}\s*=
    | delete\s+from\s+(only\s+)?{_NAME}\s*(as\b|where\b|using\b|returning\b|;|$)
    | merge\s+into\b | truncate\s+(table\s+)?{_NAME}\s*(,|;|$|cascade\b|restart\b)
    | create\s+(or\s+replace\s+)?{_OBJECT}\s+(if\s+not\s+exists\s+|concurrently\s+|index\b|view\b)*{_NAME}\s*(\(|;|$|
        as\b|on\b|with\b|login\b|for\b|using\b|in\b|before\b|after\b|returns\b)
    | (alter|drop)\s+{_OBJECT}\s+(if\s+exists\s+|concurrently\s+)?{_NAME}\s*(;|$|\w+)
    | with\s+(recursive\s+)?\w+(\s*\([^)]*\))?\s+as\s+(not\s+|materialized\s+)*\(
    | (grant|revoke)\s+[\w\s,()"{{}}]+\s+(on|to|from)\s+{_NAME}\s*
    | (begin|start)\s+(transaction|read|work|immediate|exclusive|isolation)\b
    | (release\s+)?savepoint\s+{_NAME}\s*;?$ | rollback\s+to\b
    | set\s+(local\s+|session\s+)?(role\b|[\w.]+\s*(=|to\b)|transaction\b|constraints\b)
    | reset\s+(all|role|[a-z]+_[a-z_]+)\s*;?$
    | (discard|listen|unlisten|notify|deallocate)\s+{_NAME}\s*;?$ | show\s+([a-z]+_[a-z_]+|all)\s*;?$
    | vacuum\s+(\(|{_NAME}\s*;?$) | analyze\s+{_NAME}\s*;?$ | (reindex|cluster|refresh)\s+(table|index|materialized)\b
    | copy\s+{_NAME}\s*(\([^)]*\)\s*)?(from|to)\s+(stdin|stdout|program|')
    | lock\s+table\b | explain\s*(\(|select|analyze\b)
    | comment\s+on\s+{_OBJECT} | do\s+\$ | pragma\s+\w+ | values\s*\(
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# A piece of a statement, to be glued to another.
PIECES = re.compile(
    rf"""%\(\w+\)s | \b(inner|left|right|cross|full)\s+join\s+{_NAME}\s
    | ^\s*(where|and|or|having)\s+{_NAME}\s*(=|<|>|\bin\b\s*\(|\bis\s+(not\s+)?null|~|\blike\b)
    | ^\s*order\s+by\s+{_NAME} | ^\s*group\s+by\s+{_NAME} | ^\s*returning\s+[\w,\s*]+$ | ^\s*limit\s+(\d|{{|%)
    | \bpg_catalog\.\w+\s*\( """,
    re.IGNORECASE | re.VERBOSE,
)

# What speaks of SQL without being any. Each with its reason.
ALLOWED = {
    "grant pg_read_all_stats to it": "advice to a person, who fills in the rest",
    "%(asctime)s %(levelname)s %(name)s %(message)s": "the format of the log",
}
# What a command is called, where commands are told apart: `CREATE TABLE AS`, `EXPLAIN ANALYZE {}`.
TAG = re.compile(r"[A-Z]+( [A-Z]+)*( \{\})?")
TELL_COMMANDS_APART = "console.changesets."


def sql_in(module: Module) -> Iterable[str]:
    """Where a module holds a statement or a piece of one."""
    for node, text in strings(module):
        if module.name.startswith(TELL_COMMANDS_APART) and TAG.fullmatch(text):
            continue
        if (SHAPES.search(text) or PIECES.search(text)) and text not in ALLOWED:
            yield f"{module.at(node)} {text[:60]!r}"
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and node.args)
    for call in calls:
        first = call.args[0]
        literal = isinstance(first, ast.JoinedStr | ast.BinOp) or isinstance(getattr(first, "value", None), str | bytes)
        if called(call) in {"execute", "executemany", "executescript", "copy", "stream"} and literal:
            yield f"{module.at(call)} {called(call)}() of a literal"
        if called(call) == "SQL" and isinstance(first, ast.Constant) and re.match(r"\s*\w+\s+\w+", str(first.value)):
            yield f"{module.at(call)} SQL() of a literal"


def test_no_sql_in_python() -> None:
    assert [found for module in modules() for found in sql_in(module)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "select oid from pg_class",
        "SELECT 1",
        "  select count(*) from t",
        "select * from {}",
        "insert into t (a) values (1)",
        "update t set a = 1",
        "delete from t where a = 1",
        "create table t (a int)",
        "create index concurrently i on t (a)",
        "alter role r login",
        "drop table if exists t",
        "with x as (select 1) select 2",
        "set local role anon",
        "begin read only",
        "rollback to savepoint a",
        "grant select on t to r",
        "vacuum (analyze) t",
        "a = %(a)s",
        " where a = 1",
        "order by a",
        "pragma journal_mode = wal",
    ],
)
def test_a_statement_is_found(statement: str) -> None:
    assert list(sql_in(parse(f"query = {statement!r}")))
    assert list(sql_in(parse(f"'''{statement}'''"))) == [], "a docstring is prose"


def test_the_name_of_a_command_is_no_statement_where_commands_are_told_apart() -> None:
    assert not list(sql_in(parse("tag = 'CREATE TABLE AS'", "console.changesets.creating")))
    assert list(sql_in(parse("tag = 'CREATE TABLE AS'", "console.audit.operations")))
    assert list(sql_in(parse("tag = 'drop table t'", "console.changesets.creating")))


def test_a_statement_in_an_f_string_and_one_that_is_executed_are_found() -> None:
    assert list(sql_in(parse("query = f'select * from {table}'")))
    assert list(sql_in(parse("async def read(c):\n    await c.execute('table ' + name)")))
    assert list(sql_in(parse("c.execute(f'table {name}')")))
    assert list(sql_in(parse("c.execute('begin')")))


@pytest.mark.parametrize(
    "words",
    [
        "Select a target first.",
        "Update the target, then test it.",
        "Delete from the list",
        "Create a role with fewer privileges.",
        "Drop it",
        "With this it works",
        "Begin again.",
        "Set the environment",
        "Show all targets",
        "Copy cell",
        "select",
        "grant of the table",
        "and so on",
        "limit",
    ],
)
def test_english_is_not_sql(words: str) -> None:
    assert list(sql_in(parse(f"words = {words!r}"))) == []
