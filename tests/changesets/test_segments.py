"""Cutting a script into transactions, and naming what no server takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.changesets.migration import Tool
from console.changesets.script import read_script
from console.changesets.segments import early_uses, segments, unsendable
from console.changesets.split import split
from tests.changesets.test_split import TEXTS


def cut(text: str) -> list[tuple[list[str], bool, bool]]:
    """The segments in short: the texts, whether in a transaction, whether the author's own."""
    found = segments(read_script(text.encode(), Tool.SUPABASE))
    return [([piece.text for piece in part.pieces], part.transactional, part.authored) for part in found]


def test_one_transaction() -> None:
    assert cut("select 1; select 2; -- end") == [(["select 1", "select 2"], True, False)]


def test_comments_alone_are_no_segment() -> None:
    assert cut("-- nothing") == []
    assert cut("vacuum; -- nothing") == [(["vacuum"], False, False)]


def test_a_statement_that_has_no_transaction() -> None:
    text = "create table t (a int);\ncreate index concurrently i on t (a);\nselect 1; savepoint a; rollback to a"
    assert cut(text) == [
        (["create table t (a int)"], True, False),
        (["create index concurrently i on t (a)"], False, False),
        (["select 1", "savepoint a", "rollback to a"], True, False),
    ]
    found = segments(read_script(text.encode(), Tool.SUPABASE))
    assert [part.why for part in found] == [
        "",
        "CREATE INDEX CONCURRENTLY at line 2 cannot run inside a transaction",
        "",
    ]


def test_the_authors_own_transactions() -> None:
    assert cut("select 0; begin; select 1; commit; select 2; start transaction; select 3; rollback") == [
        (["select 0"], True, False),
        (["begin", "select 1", "commit"], True, True),
        (["select 2"], True, False),
        (["start transaction", "select 3", "rollback"], True, True),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("begin; select 1", "BEGIN at line 1 is never closed"),
        ("begin; vacuum; commit", "VACUUM at line 1 cannot run inside the BEGIN of line 1"),
        ("begin; commit and chain; select 1; end", "the file has its own BEGIN at line 1"),
        ("commit", "COMMIT at line 1 ends a transaction that the file did not begin"),
        ("-- pg-delta: transaction=false\nselect 1", "the file says transaction=false"),
    ],
)
def test_why(text: str, why: str) -> None:
    (segment,) = segments(read_script(text.encode(), Tool.SUPABASE))
    assert segment.why == why


def test_without_a_transaction_each_stands_alone() -> None:
    text = "-- pg-delta: transaction=false\nselect 1;\nbegin; select 2; commit;\nselect 3"
    assert [(len(texts), inside) for texts, inside, _ in cut(text)] == [(1, False), (3, True), (1, False)]


@given(st.lists(st.sampled_from(["begin;", "commit;", "select 1;", "vacuum;", "-- x\n", "rollback;", "select '"])))
def test_no_statement_is_lost(parts: list[str]) -> None:
    script = read_script("".join(parts).encode(), Tool.SUPABASE)
    joined = [piece for segment in segments(script) for piece in segment.pieces]
    assert joined == [piece for piece in script.pieces if not _comment(piece.text)]


def _comment(text: str) -> bool:
    return all(line.startswith("--") for line in text.splitlines())


def test_early_use_of_a_value() -> None:
    pieces = split(
        "alter type mood add value 'glad'; select 'sad'::mood; insert into t values ('glad');"
        "create function f() returns mood language sql as $$ select 'glad'::mood $$"
    )
    assert [(use.value, use.used) for use in early_uses(pieces)] == [("glad", pieces[2]), ("glad", pieces[3])]
    assert not early_uses(pieces[1:])


def test_psql_commands() -> None:
    text = "\\set ON_ERROR_STOP on\nselect 1;\n\\i other.sql\nselect '\\d', $$\\d$$; -- \\d\n\\copy t from 'x' \\x"
    assert [(found.what, found.line) for found in unsendable(text)] == [("\\set", 1), ("\\i", 3), ("\\copy", 5)]


def test_rows_of_copy() -> None:
    text = (
        "select 1;\n-- rows\nCOPY t (a) FROM stdin;\n1\tit's\n\\.\n\nselect 2; copy u from stdin csv;\n\\N\n\\.\n\\q\n"
    )
    assert [(found.what, found.line) for found in unsendable(text)] == [
        ("COPY FROM STDIN", 3),
        ("COPY FROM STDIN", 7),
        ("\\q", 10),
    ]
    assert not unsendable("copy t from '/file'; select 'copy t from stdin'")


def test_many_copies_are_looked_at_once() -> None:
    """Were the rest of the file cut again behind each, this would take minutes."""
    assert len(unsendable("copy t from stdin;\n1\n\\.\n" * 20_000)) == 20_000


@given(TEXTS | st.text(max_size=60))
def test_any_text(text: str) -> None:
    unsendable(text)
    early_uses(split(text))
