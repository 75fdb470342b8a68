"""settings set, add, remove and import, through the guard: what is in the table afterwards, and in the journal."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.content.test_settings import TYPED
from tests.content.writing import SECRET, Run, Typed, entry_of, journalled
from tests.servers import Database, Pooled


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone: configuration, journal, and a home without anybody's passwords."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def cms(system: Callable[..., Database]) -> Database:
    return system("event_cms")


def row(database: Database, key: str) -> str:
    """The whole row of a setting."""
    return database.psql(f"select * from site_settings where key = '{key}'")


def value(database: Database, key: str) -> str:
    return database.psql(f"select value from site_settings where key = '{key}'")


def test_set_shows_the_plan_then_writes_and_undo_brings_the_row_back(
    cms: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before = row(cms, "site_name")
    typed = Typed(capsys, cms)
    plan = typed.plan("set", "site_name", "New name")
    assert plan.status == 4
    assert 'update "public"."site_settings"' in plan.out
    assert "'New name'" in plan.out
    assert row(cms, "site_name") == before
    done = typed.do("set", "site_name", "New name")
    assert (done.status, value(cms, "site_name")) == (0, "New name")
    assert row(cms, "site_name") != before
    undone = typed.other("journal", "undo", entry_of(done), "--confirm", "y")
    assert undone.status == 0, undone.err
    assert value(cms, "site_name") == "Back of House"


def test_nothing_to_do_is_fine(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    same = Typed(capsys, cms).do("set", "site_name", "Back of House")
    assert (same.status, same.out) == (0, "")
    assert "is that already" in same.err
    document = Typed(capsys, cms).do("set", "site_name", "Back of House", "--json")
    assert document.json["changed"] is False


def test_adding_or_removing_what_shuts_the_site_says_so(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    typed = Typed(capsys, cms)

    def adding(key: str, value: str, kind: str) -> tuple[str, bool]:
        run = typed.plan("add", key, value, "--type", kind, "--group", "GENERAL", "--json")
        assert "plan" in run.json, run.out
        plan = run.json["plan"]
        return plan["risk"], plan["consequence"] == "every visitor sees the maintenance page"

    assert adding("bar_maintenance", "true", "BOOLEAN") == ("careful", True)
    assert adding("bar_maintenance", "false", "BOOLEAN") == ("routine", False)
    assert adding("maintenance_text", "true", "TEXT") == ("routine", False)
    for key, said in (("maintenance_mode", True), ("site_name", False)):
        plan = typed.plan("remove", key, "--json").json["plan"]
        assert plan["risk"] == "careful"
        assert ("every visitor sees the maintenance page" in plan["consequence"]) is said


def test_maintenance_mode_says_that_every_visitor_sees_it(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    plan = Typed(capsys, cms).plan("set", "maintenance_mode", "on", "--json")
    document = plan.json["plan"]
    assert document["consequence"] == "every visitor sees the maintenance page"
    assert document["risk"] == "careful"
    assert document["changes"][0]["after"] == "true"  # in the words that stand there
    assert Typed(capsys, cms).do("set", "maintenance_mode", "on").status == 0
    assert value(cms, "maintenance_mode") == "true"


@pytest.mark.parametrize(
    ("key", "wrong", "why"),
    [
        ("maintenance_mode", "maybe", "neither true nor false"),
        ("booking_timeout_minutes", "12x", "not a number"),
        ("business_hours", '{"a": 1,}', "line 1, column"),
        ("logo_url", "http://x/y.png", "not encrypted"),
        ("logo_url", "nonsense", "neither an https address"),
        ("primary_color", "#12", "not a colour"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_sent(
    cms: Database, capsys: pytest.CaptureFixture[str], places: Path, key: str, wrong: str, why: str
) -> None:
    before = row(cms, key)
    assert before
    refused = Typed(capsys, cms).do("set", key, wrong)
    assert refused.status == 2
    assert why in refused.err
    assert row(cms, key) == before
    assert not (places / "state" / "journal.sqlite").exists() or b"settings.set" not in journalled(places / "state")


def test_a_guessed_kind_gives_way_to_text(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert Typed(capsys, cms).do("set", "primary_color", "as the season", "--as-text").status == 0
    assert value(cms, "primary_color") == "as the season"
    declared = Typed(capsys, cms).do("set", "maintenance_mode", "perhaps", "--as-text")
    assert declared.status == 2


def test_values_come_from_files_pipes_and_null(
    cms: Database, capsys: pytest.CaptureFixture[str], places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Typed(capsys, cms)
    (places / "css").write_text("a {\n  b: c\n}\n")
    assert typed.do("set", "custom_css", "--file", str(places / "css")).status == 0
    assert value(cms, "custom_css") == "a {\n  b: c\n}"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"from a pipe\n")))
    assert typed.do("set", "custom_css", "-").status == 0
    assert value(cms, "custom_css") == "from a pipe"
    assert typed.do("set", "custom_css", "--null").status == 0
    assert cms.psql("select value is null from site_settings where key = 'custom_css'") == "t"
    for words in ((), ("a", "--null"), ("a", "--file", "b")):
        assert typed.do("set", "custom_css", *words).status == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert "not UTF-8" in typed.do("set", "custom_css", "-").err


def test_a_secret_is_written_and_nowhere_in_clear(
    cms: Database, capsys: pytest.CaptureFixture[str], places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = Typed(capsys, cms)
    said = ""
    for answer in ((), ("--confirm", "y"), ("--json",)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{SECRET}{len(answer)}".encode())))
        run = typed.plan("set", "payment_webhook_secret", "-", *answer)
        said += run.out + run.err
    assert value(cms, "payment_webhook_secret").startswith(SECRET)
    assert "••••" in said
    assert SECRET not in said
    assert SECRET.encode() not in journalled(places / "state")
    old = typed.plan("set", "payment_webhook_secret", "x")
    assert SECRET not in old.out + old.err
    assert "list of processes" in old.err


def test_a_public_secret_is_refused(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    key = "sk_live_abcdefgh12345678"
    refused = Typed(capsys, cms).do("set", "site_name", key)
    assert refused.status == 2
    assert "looks like a secret and is public" in refused.err
    assert key not in refused.err
    added = Typed(capsys, cms).do("add", "mail_token", "x", "--public")
    assert "looks like a secret and is public" in added.err
    document = Typed(capsys, cms).do("add", "mail", '{"password": "x"}', "--type", "JSON", "--public")
    assert "looks like a secret and is public" in document.err
    assert cms.psql("select count(*) from site_settings where key in ('mail_token', 'mail')") == "0"


def test_add_and_remove_and_both_are_taken_back(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    typed = Typed(capsys, cms)
    words = ("--type", "NUMBER", "--group", "SEO", "--description", "how many", "--public")
    added = typed.do("add", "sitemap_depth", " 3 ", *words)
    assert added.status == 0, added.err
    columns = 'value, type, "group", description, is_public'
    assert cms.psql(f"select {columns} from site_settings where key = 'sitemap_depth'") == "3|NUMBER|SEO|how many|t"
    again = typed.do("add", "sitemap_depth", "4")
    assert again.status == 4
    assert "there already" in again.err
    whole = row(cms, "sitemap_depth")
    removed = typed.do("remove", "sitemap_depth")
    assert (removed.status, row(cms, "sitemap_depth")) == (0, "")
    assert typed.other("journal", "undo", entry_of(removed), "--confirm", "y").status == 0
    assert row(cms, "sitemap_depth") == whole
    assert typed.other("journal", "undo", entry_of(added), "--confirm", "y").status in (0, 4)
    assert "no type" in typed.do("add", "b", "1", "--type", "NUMBR").err


def test_import_is_one_plan_and_one_transaction(
    cms: Database, capsys: pytest.CaptureFixture[str], places: Path
) -> None:
    typed = Typed(capsys, cms)
    path = places / "settings.toml"
    Run(capsys, "settings", "export", "--output", str(path), *typed.here)
    nothing = typed.do("import", str(path))
    assert nothing.status == 0, nothing.err
    assert "nothing to change" in nothing.err
    assert "1 masked in the file and left alone: payment_webhook_secret" in nothing.err
    before = cms.psql("select key, value from site_settings order by key")
    cms.psql("update site_settings set value = 'x' where key in ('site_name', 'custom_css')")
    cms.psql("update site_settings set value = null where key = 'primary_color'")
    plan = typed.plan("import", str(path), "--json")
    assert plan.status == 4
    assert len(plan.json["plan"]["statements"]) == 3
    assert plan.json["plan"]["subject"] == "3 settings"
    done = typed.do("import", str(path))
    assert done.status == 0, done.err
    assert cms.psql("select key, value from site_settings order by key") == before
    undone = typed.other("journal", "undo", entry_of(done), "--confirm", "y")
    assert undone.status == 0, undone.err
    assert cms.psql("select string_agg(key, ',' order by key) from site_settings where value = 'x'") == (
        "custom_css,site_name"
    )


def test_one_bad_row_rolls_the_whole_import_back(
    database: Database, capsys: pytest.CaptureFixture[str], places: Path
) -> None:
    database.psql(
        TYPED + "alter table site_settings add check (value <> 'never');"
        "insert into site_settings (key, value) values ('a', '1'), ('b', '2'), ('c', '3')"
    )
    items = [{"key": "a", "value": "x"}, {"key": "b", "value": "never"}, {"key": "c", "value": "y"}]
    path = places / "settings.json"
    path.write_text(json.dumps({"format": "greenroom-settings-1", "items": items}))
    failed = Typed(capsys, database).do("import", str(path))
    assert failed.status == 3
    assert "check constraint" in failed.err
    assert database.psql("select string_agg(value, ',' order by key) from site_settings") == "1,2,3"


def test_import_names_what_it_does_not_know(cms: Database, capsys: pytest.CaptureFixture[str], places: Path) -> None:
    typed = Typed(capsys, cms)
    path = places / "settings.json"

    def write(*items: dict[str, object], **head: object) -> str:
        path.write_text(json.dumps({"format": "greenroom-settings-1", "items": items} | head))
        return str(path)

    unknown = typed.do("import", write({"key": "site_nam", "value": "x"}))
    assert unknown.status == 2
    assert "site_nam" in unknown.err
    assert "Did you mean site_name?" in unknown.err
    added = typed.do("import", write({"key": "site_nam", "value": "x"}, {"key": "site_name", "value": "y"}), "--add")
    assert added.status == 0, added.err
    assert (value(cms, "site_nam"), value(cms, "site_name")) == ("x", "y")
    for items, head, why in (
        ([{"value": "x"}], {}, "no key"),
        ([{"key": "a"}], {}, "needs a value"),
        ([{"key": "a", "value": "x", "null": True}], {}, "more than one"),
        ([{"key": "a", "value": 5}], {}, "another type"),
        ([{"key": "a", "valu": "5"}], {}, "Did you mean value?"),
        ([{"key": "a", "null": True}, {"key": "a", "null": True}], {}, "twice"),
        ([{"key": "no_such_token", "masked": True}], {}, "has no setting"),
        ([], {"format": "x"}, "no export of settings"),
        ([], {"itmes": []}, "Did you mean items?"),
    ):
        run = typed.do("import", write(*items, **head))
        assert (run.status, why in run.err) == (2, True), (items, run.err)
    hidden = typed.do("import", write({"key": "no_such_token", "masked": True}), "--add")
    assert "cannot be added" in hidden.err


@dataclass(frozen=True)
class Shape:
    """A settings table of some other system. `insert` takes a quoted key, `value` reads what is at it."""

    create: str
    insert: str = "insert into settings (key, value) values ({}, 'old')"
    value: str = "select value from settings"
    dump: str = "select * from settings order by 1, 2"
    table: str = "public.settings"
    before: str = ""


SHAPES = {
    "text": Shape("create table settings (key text primary key, value text)"),
    "jsonb": Shape(
        "create table settings (key text primary key, value jsonb)",
        "insert into settings values ({}, '\"old\"')",
        "select value #>> '{}' from settings",
    ),
    "camel": Shape(
        'create table "Settings" ("settingKey" varchar(80) primary key, "settingValue" text)',
        "insert into \"Settings\" values ({}, 'old')",
        'select "settingValue" from "Settings"',
        'select * from "Settings"',
        "public.Settings",
    ),
    "scoped": Shape(
        'create table settings ("group" text, name text, payload jsonb not null, unique ("group", name))',
        "insert into settings values ('mail', {}, '\"old\"'), ('shop', 'x', '\"not touched\"')",
        "select payload #>> '{}' from settings where \"group\" = 'mail'",
        before="mail/",
    ),
    "updated": Shape("create table settings (key text primary key, value text, updated_at timestamp)"),
}
KEYS = ("plain", "50%", "a'b\"c", "{x} %(y)s", "Ünïcode 漢", "[/]", "-dash")
VALUES = ("new", 'it\'s \\ "q" %s {0}\n$$', "[/]\u202e")


@pytest.mark.parametrize("name", SHAPES)
def test_foreign_shapes_and_hostile_keys(database: Database, capsys: pytest.CaptureFixture[str], name: str) -> None:
    shape = SHAPES[name]
    typed = Typed(capsys, database)
    for number, key in enumerate(KEYS[list(SHAPES).index(name) % 2 :: 2]):
        database.psql(f'drop table if exists settings, "Settings"; {shape.create}')
        database.psql(shape.insert.replace("{}", "'" + key.replace("'", "''") + "'"))
        before, new = database.psql(shape.dump), VALUES[number % 3]
        done = typed.do("set", "--table", shape.table, f"--file={written(new)}", "--", shape.before + key)
        assert done.status == 0, (key, done.err)
        assert database.psql(shape.value) == new
        if name == "updated":
            assert database.psql("select updated_at > now() - interval '1 day' from settings") == "t"
        undone = typed.other("journal", "undo", entry_of(done), "--confirm", "y")
        assert undone.status == 0, undone.err
        assert database.psql(shape.dump) == before


def written(text: str) -> Path:
    """A file that holds this text."""
    path = Path(os.environ["HOME"]) / "value"
    path.write_text(text)
    return path


def test_through_a_transaction_pooler(pgbouncer: Pooled, capsys: pytest.CaptureFixture[str]) -> None:
    pgbouncer.database.psql("create table settings (key text primary key, value text)")
    pgbouncer.database.psql("insert into settings values ('a', 'old'), ('b', 'old')")
    typed = Typed(capsys, pgbouncer.database, url=pgbouncer.uri)
    done = typed.do("set", "a", "new")
    assert done.status == 0, done.err
    assert pgbouncer.database.psql("select string_agg(value, ',' order by key) from settings") == "new,old"
    assert typed.other("journal", "undo", entry_of(done), "--confirm", "y").status == 0
    assert pgbouncer.database.psql("select string_agg(value, ',' order by key) from settings") == "old,old"


def test_do_and_operations(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    listed = Run(capsys, "operations", "setting", "site_name")
    assert "greenroom do settings.set site_name" in listed.out
    typed = Typed(capsys, cms)
    done = typed.other("do", "settings.set", "site_name", "--set", "value=By name", "--confirm", "y")
    assert (done.status, value(cms, "site_name")) == (0, "By name"), done.err
    both = typed.other("do", "settings.set", "site_name", "--set", "value=x", "--set", "null=true")
    assert both.status == 2
    assert typed.other("do", "settings.add", "by_do", "--set", "value=1", "--confirm", "y").status == 0
    assert typed.other("do", "settings.remove", "by_do", "--confirm", "y").status == 0
    assert row(cms, "by_do") == ""
