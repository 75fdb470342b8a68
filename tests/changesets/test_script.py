"""Reading a migration file: encodings, directives, reverse and verification blocks, dbmate's sections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.changesets.blocks import blocks
from console.changesets.migration import Script, Tool
from console.changesets.script import down_pieces, exposed, read_script
from console.errors import Problem

TEMPLATE = """BEGIN;
create table x ();
COMMIT;

-- ============================================
-- ROLLBACK SCRIPT
-- ============================================
-- Save this for emergency rollback:
/*
BEGIN;
-- Drop in reverse order of creation
drop table if exists x;
COMMIT;
*/

-- ============================================
-- VERIFICATION QUERIES
-- ============================================
-- Run these after migration to verify success:
/*
-- Check table exists
select * from x limit 1;
select 2;
*/
"""
"""The form of the reference system's own template."""


def supabase(text: str) -> Script:
    return read_script(text.encode(), Tool.SUPABASE)


def test_a_plain_file() -> None:
    script = supabase("select 1;\nselect 2;\n")
    assert [piece.text for piece in script.pieces] == ["select 1", "select 2"]
    assert (script.bom, script.crlf, script.transaction, script.down, script.verify) == (False, False, True, None, ())


def test_a_byte_order_mark_and_crlf_are_seen() -> None:
    script = read_script(b"\xef\xbb\xbfselect 1;\r\n-- x\r\nselect 2;\r\n", Tool.SUPABASE)
    assert (script.bom, script.crlf) == (True, True)
    assert [piece.text for piece in script.pieces] == ["select 1", "-- x\r\nselect 2"]
    assert script.pieces[1].line == 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"select 1;\nselect '\xe9';\n", "line 2, byte 19 (0xe9)"),
        (b"\xef\xbb\xbf\xff", "line 1, byte 4 (0xff)"),
        ("select 1".encode("utf-16"), "UTF-16"),
        (b"select 1;\n\0", "line 2"),
    ],
)
def test_what_is_not_utf8_is_refused(data: bytes, expected: str) -> None:
    with pytest.raises(Problem) as caught:
        read_script(data, Tool.SUPABASE)
    assert expected in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_the_directive_of_the_cli(end: str) -> None:
    assert not supabase(f"-- pg-delta: transaction=false{end}").transaction
    assert supabase(f"\n-- pg-delta: transaction=false{end}").transaction


def test_the_template_with_block_comments() -> None:
    script = supabase(TEMPLATE)
    assert script.down is not None
    assert [piece.text for piece in down_pieces(script)] == [
        "BEGIN",
        "-- Drop in reverse order of creation\ndrop table if exists x",
        "COMMIT",
    ]
    assert [piece.line for piece in down_pieces(script)] == [10, 11, 13]
    assert script.down_line == 10
    assert [(piece.text, piece.line) for piece in script.verify] == [
        ("-- Check table exists\nselect * from x limit 1", 21),
        ("select 2", 23),
    ]
    assert "drop table if exists x" in script.pieces[-1].text, "what the CLI records holds the comment"
    assert not exposed(script)


def test_blocks_of_line_comments() -> None:
    script = supabase(
        "create table x ();\n\n-- ROLLBACK\n-- takes it back\n-- drop table x\n--   cascade;\n-- -- and\n"
        "-- drop table y;\n-- ----\n-- VERIFY\n-- select 1;\n-- select 'a;\n-- b';\n"
    )
    assert script.down == "drop table x\n  cascade;\n-- and\ndrop table y;"
    assert script.down_line == 5
    assert [(piece.text, piece.line) for piece in down_pieces(script)] == [
        ("drop table x\n  cascade", 5),
        ("-- and\ndrop table y", 7),
    ]
    assert [piece.line for piece in script.verify] == [11, 12]
    assert script.verify[1].text.startswith("select 'a;\n")


def test_plain_sql_below_a_marker_is_no_reverse_but_runs() -> None:
    script = supabase("create table x ();\n-- ROLLBACK\ndrop table x;\n-- VERIFY\n-- select 1;\n")
    assert script.down is None
    (found,) = exposed(script)
    assert (found.kind, found.line, found.piece.text, found.piece.line) == ("rollback", 2, "drop table x", 3)
    assert [piece.text for piece in script.pieces][1] == "-- ROLLBACK\ndrop table x"


@pytest.mark.parametrize(
    "text",
    [
        "select '\n-- ROLLBACK\n-- drop table x;\n'",
        "do $$\n-- ROLLBACK\n-- drop table x;\n$$",
        "-- rollback: see the wiki\n-- drop table x;",
        "-- ROLLBACK is impossible\n-- drop table x;",
        "select 1; -- ROLLBACK\n-- drop table x;",
        "/*\n-- ROLLBACK\n-- drop table x;\n*/",
        "-- ROLLBACK\n-- restore the backup",
        "-- ROLLBACK",
    ],
)
def test_what_is_no_reverse(text: str) -> None:
    assert supabase(text).down is None


def test_dbmate() -> None:
    text = (
        "-- first\n-- migrate:up transaction:false\ncreate table x ();\nselect 1;\n\n-- migrate:down\n  drop table x;\n"
    )
    script = read_script(text.encode(), Tool.DBMATE)
    assert [(piece.text, piece.line) for piece in script.pieces] == [("create table x ()", 3), ("select 1", 4)]
    assert (script.transaction, script.down, script.down_line) == (False, "drop table x;", 7)


def test_a_block_of_dbmates_up_ends_with_it() -> None:
    text = (
        "-- migrate:up\ncreate table a ();\n-- VERIFY\n-- select 1;\n\n"
        "-- migrate:down\n-- Select what is gone first.\ndrop table a;\n"
    )
    script = read_script(text.encode(), Tool.DBMATE)
    assert [piece.text for piece in script.verify] == ["select 1"]
    assert not exposed(script)
    assert script.down
    assert script.down.endswith("drop table a;")


def test_dbmate_without_a_down_has_the_block() -> None:
    script = read_script(b"-- migrate:up\nselect 1;\n-- ROLLBACK\n-- select 2;\n", Tool.DBMATE)
    assert (script.transaction, script.down, script.down_line) == (True, "select 2;", 4)


@pytest.mark.parametrize("text", ["select 1;", "select 1;\n-- migrate:up\nselect 2;", "-- migrate:down\nselect 1;"])
def test_what_dbmate_refuses(text: str) -> None:
    with pytest.raises(Problem, match="migrate:up"):
        read_script(text.encode(), Tool.DBMATE)


@given(
    st.lists(
        st.sampled_from(["-- ROLLBACK\n", "-- VERIFY\n", "-- ", "/*", "*/", "drop table x;", "\n", "'", "$$", "é"])
    )
)
def test_any_text(parts: list[str]) -> None:
    """Nothing raises, and what is taken out of the file stands in it at the line that is said."""
    text = "".join(parts)
    script = supabase(text)
    lines = text.split("\n")
    for piece in (*script.verify, *down_pieces(script)):
        assert piece.text.split("\n")[0].strip() in lines[piece.line - 1]
    for block in blocks(text):
        assert lines[block.line - 1].lstrip().startswith("--")
    exposed(script)
