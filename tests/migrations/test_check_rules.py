"""Each rule on the text of a file: broken, mended, muted."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.changesets.folders import read_folder
from console.changesets.new import Kind, new_migration, placeholders
from console.core.finding import Finding, Level
from console.migrations.check import check_file, check_folder
from console.migrations.rules import rules
from tests.migrations.checked import FIRST, SECOND, asked, check, folder, names, of

TABLE = "-- a\ncreate table t (id bigint primary key, name text);\nalter table t enable row level security;\n"

# Rule, what breaks it (with its line, in a second file), what mends it.
CASES: tuple[tuple[str, int, str, str], ...] = (
    ("nothing-in-it", 0, "-- later\n", "-- now\nselect 1;\n"),
    ("placeholder-left", 2, "select 1\nfrom {{table}};\n", "select '{{other}}';\n"),
    ("psql-command", 2, "select 1;\n\\echo done\n", "select 1;\nselect '\\echo';\n"),
    ("psql-command", 1, "select 'x' \\gexec\n", "select 'x';\n"),
    ("copy-data", 2, "-- x\ncopy t (id) from stdin;\n1\n2\n\\.\n", "-- x\ninsert into t values (1);\n"),
    ("splitters-disagree", 1, "select E'it\\'s; x';\n", "select 'it''s; x';\n"),
    ("block-not-in-comment", 3, "create table b ();\n-- ROLLBACK\ndrop table b;\n",
     "create table b ();\n-- ROLLBACK\n-- drop table b;\n"),
    ("missing-header", 1, "select 1;\n", "-- why\nselect 1;\n"),
    ("missing-reverse", 0, "select 1;\n", "select 1;\n-- ROLLBACK\n-- select 2;\n"),
    ("transaction-in-file", 1, "begin;\nselect 1;\ncommit;\n", "select 1;\n"),
    ("transaction-unclosed", 1, "begin;\nselect 1;\n", "begin;\nselect 1;\nend;\n"),
    ("not-transactional", 2, "select 1;\ncreate index concurrently i on t (id);\n",
     "create index concurrently i on t (id);\n"),
    ("not-transactional", 1, "vacuum t;\nselect 1;\n", "vacuum t;\n"),
    ("needs-transaction", 2, "vacuum t;\nlock table t;\n", "lock table t;\n"),
    ("enum-value-used", 2, "alter type kind add value if not exists 'new';\nupdate t set name = 'new';\n",
     "alter type kind add value 'new';\nupdate t set name = 'old';\n"),
    ("table-without-rls", 2, "\ncreate table if not exists public.b (id bigint primary key);\n",
     "\ncreate table b (id bigint primary key);\nalter table only public.b enable row level security;\n"),
    ("policy-without-rls", 2, "create table b ();\ncreate policy p on b using (true);\n",
     "create table b ();\ncreate policy p on b using (true);\nalter table b enable row level security;\n"),
    ("grant-to-everybody", 1, "grant select on t to authenticated, anon;\n", "grant select on t to authenticated;\n"),
    ("grant-to-everybody", 1, "grant execute on function f() to public;\n", "grant usage on schema public to anon;\n"),
    ("grant-to-everybody", 1, "alter default privileges in schema public grant all on tables to anon;\n",
     "revoke all on t from anon;\n"),
    ("definer-without-search-path", 1,
     "create function f() returns int language sql security definer as $$ select 1 $$;\n",
     "create function f() returns int language sql security definer set search_path = '' as $$ select 1 $$;\n"),
    ("definer-without-search-path", 1,
     "create or replace procedure f(a int) security definer language sql as 'set search_path = 1';\n",
     "create procedure f(a int) security definer language sql as '';\nalter procedure f(int) set search_path to '';\n"),
    ("foreign-key-without-index", 3,
     "\n\nalter table t add column parent bigint references t;\n",
     "alter table t add column parent bigint references t;\ncreate index on public.t (parent, id);\n"),
    ("foreign-key-without-index", 2,
     'create table b (id int, "A" int,\nforeign key ("A", id) references c (x, y), unique (id));\n',
     'create table b (id int, "A" int, foreign key ("A", id) references c (x, y), primary key (id, "A"));\n'),
    ("timestamp-without-zone", 2, "alter table t\nadd at timestamp(3) without time zone;\n",
     "alter table t add at timestamptz, add more timestamp (3) with time zone;\n"),
    ("timestamp-without-zone", 1, "alter table t alter column name type timestamp using now();\n",
     "alter table t alter column name type timestamptz using now()::timestamp;\n"),
    ("required-without-default", 2, "alter table t\nadd column a int not null;\n",
     "alter table t add column a int not null default 0, add b int generated always as (1) stored not null;\n"),
    ("destructive", 1, "drop table t;\n", "alter table t rename to u;\n"),
    ("destructive", 1, "alter table t drop column name;\n", "comment on table t is '';\n"),
    ("lock-timeout-missing", 1, "alter table t add column a int;\n",
     "set local lock_timeout = '2s';\nalter table t add column a int;\n"),
    ("ignore-without-reason", 1, "-- greenroom: ignore destructive\ndrop table t;\n",
     "-- greenroom: ignore destructive it is empty\ndrop table t;\n"),
    ("ignore-unknown", 1, "-- greenroom: ignore drops it is empty\nselect 1;\n", "select 1;\n"),
    ("ignore-unused", 1, "-- greenroom: ignore destructive it is empty\nselect 1;\n",
     "drop table t; -- greenroom: ignore destructive it is empty\n"),
)  # fmt: skip


def found(root: Path, text: str, rule: str) -> list[Finding]:
    findings = check(root, {FIRST: TABLE, SECOND: text})
    return [each for each in of(findings, rule) if each.object.endswith(SECOND) and not each.muted]


@pytest.mark.parametrize(("rule", "line", "broken", "mended"), CASES)
def test_a_rule_finds_what_breaks_it_and_nothing_else(
    tmp_path: Path, rule: str, line: int, broken: str, mended: str
) -> None:
    (finding,) = found(tmp_path, broken, rule)
    assert finding.line == line
    assert finding.object == f"supabase/migrations/{SECOND}"
    assert finding.title
    assert finding.why
    assert "{" not in finding.fix
    assert found(tmp_path, mended, rule) == []


MUTED = sorted({case[0] for case in CASES} - {"missing-header"})  # the comment itself is the header


@pytest.mark.parametrize("rule", [rule for rule in MUTED if not rule.startswith("ignore-")])
def test_a_rule_is_muted_by_a_comment_with_a_reason(tmp_path: Path, rule: str) -> None:
    broken = next(case[2] for case in CASES if case[0] == rule)
    text = f"-- greenroom: ignore-file {rule} the reason is here\n{broken}"
    findings = check(tmp_path, {FIRST: TABLE, SECOND: text})
    assert {each.muted for each in of(findings, rule) if each.object.endswith(SECOND)} == {"the reason is here"}


def test_every_rule_is_tried_somewhere() -> None:
    elsewhere = Path(__file__).parent.glob("test_check*.py")
    tried = "\n".join(path.read_text(encoding="utf-8") for path in elsewhere)
    assert [rule for rule in rules() if f'"{rule}"' not in tried] == []


def test_a_comment_mutes_its_own_statement_alone(tmp_path: Path) -> None:
    text = """
-- greenroom: ignore destructive, missing-reverse nobody used it
drop table a;
drop table b; -- greenroom: ignore destructive -- old
drop table
  c; /* greenroom: ignore destructive: gone */
drop table d;
"""
    findings = check(tmp_path, {FIRST: text})
    assert [(each.line, each.muted) for each in of(findings, "destructive")] == [
        (3, "nobody used it"), (4, "old"), (5, "gone"), (7, "")
    ]  # fmt: skip
    (reverse,) = of(findings, "missing-reverse")
    assert reverse.muted == "nobody used it"


def test_a_comment_in_a_string_mutes_nothing(tmp_path: Path) -> None:
    text = "select $$ -- greenroom: ignore destructive no $$;\ndrop table t;\n"
    assert of(check(tmp_path, {FIRST: text}), "destructive")[0].muted == ""


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"-- a\nselect '\xff';\n", "not-utf8", 2),
        (b"-- a\n\nselect\0 1;\n", "null-byte", 3),
        (b"\xff\xfes\0e\0", "null-byte", 1),
        (b"\xef\xbb\xbfselect 1;\n", "byte-order-mark", 1),
        (b"-- a\nselect 1;\r\n", "windows-line-ends", 2),
    ],
)
def test_bytes(tmp_path: Path, data: bytes, rule: str, line: int) -> None:
    (finding,) = of(check(tmp_path, {FIRST: data}), rule)
    assert finding.line == line
    assert of(check(tmp_path, {FIRST: b"-- a\nselect 1;\n"}), rule) == []


def test_what_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    there = folder(tmp_path, {FIRST: "select 1;"})
    there.files[0].path.unlink()
    (finding,) = of(check_folder(there, asked(tmp_path)), "not-readable")
    assert "No such file" in finding.detail


def test_tables_are_followed_to_the_last_file(tmp_path: Path) -> None:
    first = "create table a (); create table b (); create table c (); create temp table d (); create table other.e ();"
    second = "drop table if exists a, x; alter table b rename to bb; alter table c set schema inner;"
    third = "alter table bb enable row level security;"
    assert not of(check(tmp_path, {FIRST: first, SECOND: second, "20240103000000_c.sql": third}), "table-without-rls")
    again = third + "alter table bb disable row level security;"
    found = of(check(tmp_path, {FIRST: first, SECOND: second, "20240103000000_c.sql": again}), "table-without-rls")
    assert [each.sub for each in found] == ["bb"]


def test_row_level_security_is_asked_for_where_it_is_used(tmp_path: Path) -> None:
    plain = {"001_a.sql": "create table a ();"}
    assert "table-without-rls" not in names(check(tmp_path, plain, place="plain/migrations"))
    plain["002_b.sql"] = "create table b (); alter table b enable row level security;"
    assert "table-without-rls" in names(check(tmp_path, plain, place="plain/migrations"))
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text('[api]\nschemas = ["api"]\n')
    served = check(tmp_path, {FIRST: "create table public.a (); create table api.b ();"})
    assert [each.sub for each in of(served, "table-without-rls")] == ["api.b"]


def test_one_file_is_checked_before_it_is_written(tmp_path: Path) -> None:
    there = folder(tmp_path, {FIRST: TABLE, SECOND: "select 1;\n"})
    text = b"alter table t add column parent bigint references t;\ncreate policy p on t using (true);\n"
    found = check_file(there.files[1], text, there, asked(tmp_path))
    assert {each.object for each in found.findings} == {f"supabase/migrations/{SECOND}"}
    assert "foreign-key-without-index" in names(found)
    assert "policy-without-rls" not in names(found), "the file before enabled it"


def test_a_large_file_is_checked_quickly_enough_to_wait_for(tmp_path: Path) -> None:
    text = "-- rows\n" + "insert into t values (1, 'x; y');\n" * 20_000
    assert names(check(tmp_path, {FIRST: text})) == {"missing-reverse"}


def test_applied_files_are_left_alone(tmp_path: Path) -> None:
    there = folder(tmp_path, {FIRST: "drop table a;", SECOND: "drop table b;"})
    found = check_folder(there, asked(tmp_path, applied=[there.files[0].path]))
    assert {each.object for each in found.findings} == {f"supabase/migrations/{SECOND}"}


def test_an_index_built_anew_is_no_warning(tmp_path: Path) -> None:
    text = "drop index concurrently if exists i;\ncreate index concurrently i on t (id);\n"
    levels = {each.level for each in of(check(tmp_path, {FIRST: TABLE, SECOND: text}), "not-transactional")}
    assert levels == {Level.INFO}


@pytest.mark.parametrize("kind", Kind)
def test_our_own_templates_are_fine(tmp_path: Path, kind: Kind) -> None:
    usual = {name: value or f"some_{name}" for name, value in placeholders(kind).items()}
    usual |= {"definition": "check (id > 0)"} if "definition" in usual else {}
    there = folder(tmp_path, {"20200101000000_first.sql": TABLE})
    new_migration(there, "some change", kind, usual)
    found = check_folder(read_folder(there.path), asked(tmp_path, squawk=True))
    assert [(each.check, each.detail) for each in found.open if each.level is Level.ERROR] == []
    assert not [each for each in found.open if each.check == "missing-header" and "first" not in each.object]


@pytest.mark.parametrize(
    ("block", "open_"),
    [
        ("foreach t in array array['a', 'b'] loop execute 'alter table ' || t || ' enable row level security'", ["c"]),
        ("for t in select tablename from pg_tables loop execute format('alter table %I enable row level security', t)",
         []),
        ("for t in select 1 loop raise notice 'row level security'", ["a", "b", "c"]),
    ],
)  # fmt: skip
def test_a_block_that_enables_it_in_a_loop_is_believed(tmp_path: Path, block: str, open_: list[str]) -> None:
    text = "create table a (); create table b (); create table c ();\ndo $$ declare t text; begin {}; end loop; end $$;"
    found = of(check(tmp_path, {FIRST: text.format(block)}), "table-without-rls")
    assert [each.sub for each in found] == open_


def test_a_name_without_a_schema_goes_where_the_search_path_says(tmp_path: Path) -> None:
    text = "set search_path to shop, public;\ncreate table a ();\nset local search_path = public;\ncreate table b ();"
    assert [each.sub for each in of(check(tmp_path, {FIRST: text}), "table-without-rls")] == ["b"]
