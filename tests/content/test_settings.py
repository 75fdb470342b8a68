"""Settings as they are read from real servers: typed, grouped, masked, cut, whatever the rows hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from console.content.difference import Change, diff
from console.content.settings import MOST, Setting, Settings, read_settings
from console.content.settings_value import MASK, Kind
from console.core.output import emit_json
from console.core.unknown import Unknown
from tests.content.opened import ask, find, read, table_in
from tests.servers import Database

TYPED = """create type kind as enum ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
create type area as enum ('ZULU', 'ALPHA', 'MIKE');
create table site_settings (key text primary key, value text, type kind not null default 'TEXT',
  "group" area not null default 'ALPHA', description text, is_public boolean not null default false,
  updated_at timestamptz default '2025-06-13 10:00+02');
"""


def one(settings: Settings, key: str) -> Setting:
    return next(setting for setting in settings if setting.key == key)


def test_the_sample_system(system: Callable[..., Database]) -> None:
    settings = read(system("event_cms"))
    assert not settings.cut
    assert settings.groups == ("GENERAL", "CONTACT", "SOCIAL_MEDIA", "SEO", "APPEARANCE")
    assert [setting.name for setting in settings if setting.problem] == []
    hours = one(settings, "business_hours")
    assert hours.kind is Kind.JSON
    assert hours.value is not None
    assert hours.value.startswith('{\n  "tue": ["12:00", "20:00"],')
    assert "\n" not in str(hours.exact())
    secret = one(settings, "payment_webhook_secret")
    assert (secret.value, secret.exact(), secret.secret, secret.characters) == (MASK, MASK, True, 0)
    assert one(settings, "primary_color").kind is Kind.COLOUR
    assert one(settings, "announcement").value is None
    assert {setting.kind for setting in settings} >= {Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.JSON, Kind.IMAGE}


def test_values_are_typed_and_checked(database: Database) -> None:
    database.psql(
        TYPED
        + """insert into site_settings (key, value, type, "group", is_public) values
        ('n', '12x', 'NUMBER', 'MIKE', true), ('b', 'maybe', 'BOOLEAN', 'ZULU', true),
        ('j', '{"a": 1,}', 'JSON', 'ALPHA', true), ('i', 'ftp://x', 'IMAGE', 'ALPHA', false),
        ('ok', '5', 'NUMBER', 'ALPHA', true)"""
    )
    settings = read(database)
    assert settings.groups == ("ZULU", "ALPHA", "MIKE")  # the order of the enum, not of the alphabet
    assert [setting.key for setting in settings] == ["b", "i", "j", "ok", "n"]
    assert one(settings, "n").problem == "not a number"
    assert "line 1, column" in str(one(settings, "j").problem)
    assert one(settings, "ok").problem is None
    updated = one(settings, "ok").updated_at
    assert updated is not None
    assert updated.isoformat() == "2025-06-13T08:00:00+00:00"
    assert [setting.key for setting in settings.matching("is:wrong")] == ["b", "i", "j", "n"]
    assert [setting.key for setting in settings.matching("is:private")] == ["i"]


def test_secrets_do_not_leave(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    marked = "MARKED-7f3a"
    database.psql(TYPED)
    database.psql(
        """insert into site_settings (key, value, type, is_public) values
        ('smtp_password', 'MARKED-7f3a', 'TEXT', false), ('api_key', 'MARKED-7f3a-longer', 'TEXT', true),
        ('mail', '{"host": "x", "password": "MARKED-7f3a"}', 'JSON', false),
        ('token_json', '{"a": "MARKED-7f3a",}', 'JSON', false), ('empty_secret', '', 'TEXT', false),
        ('token_number', 'MARKED-7f3a', 'NUMBER', false)"""
    )
    settings = read(database)
    emit_json(list(settings))
    shown = repr(settings) + capsys.readouterr().out + "".join(str(setting) for setting in settings)
    assert marked not in shown
    assert [one(settings, key).value for key in ("smtp_password", "api_key", "token_json")] == [MASK] * 3
    assert one(settings, "smtp_password").problem is None
    assert "public" in str(one(settings, "api_key").problem)
    assert '"host": "x"' in str(one(settings, "mail").value)
    assert one(settings, "empty_secret").value == ""
    assert settings.matching(marked.lower()) == ()
    assert one(settings, "smtp_password").exact() == MASK
    assert one(settings, "smtp_password").exact(reveal=True) == marked


def test_a_column_may_say_what_is_secret_or_public(database: Database) -> None:
    database.psql(
        """create table app_config (name text unique, value text, is_encrypted boolean, visibility text);
        insert into app_config values ('a', 'x', true, 'private'), ('b', 'y', false, 'public'),
        ('c', 'z', null, 'odd')"""
    )
    settings = read(database)
    assert [(setting.secret, setting.public) for setting in settings] == [(True, False), (False, True), (False, None)]


def test_json_columns_are_unwrapped(database: Database) -> None:
    database.psql(
        """create table app_config (key text primary key, value jsonb);
        insert into app_config values ('a', '"text"'), ('b', '5'), ('c', 'true'), ('d', '{"x": [1.10]}'),
          ('e', 'null'), ('f', null), ('g', '"{not json"'), ('h', '[]')"""
    )
    settings = read(database)
    assert [(setting.value, setting.kind) for setting in settings] == [
        ("text", Kind.TEXT),
        ("5", Kind.NUMBER),
        ("true", Kind.BOOLEAN),
        ('{\n  "x": [1.10]\n}', Kind.JSON),
        (None, Kind.TEXT),
        (None, Kind.TEXT),
        ("{not json", Kind.TEXT),
        ("[]", Kind.JSON),
    ]
    assert [setting.problem for setting in settings] == [None] * 8


HOSTILE = """insert into site_settings (key, value, description, type, updated_at) values
  ('[/]', '[@click=app.quit]x[/]', '[bold', 'TEXT', 'infinity'),
  (E'esc\\x1b]0;x\\x07', E'\\x1b[2J\\u202e\\n\\t', E'\\x1b[31m', 'JSON', '-infinity'),
  ('%s %(x)s {0} {key}', '%(wanted)s', '{', 'NUMBER', '9999-12-31'),
  ('', '', '', 'TEXT', '294000-01-01'),
  ('big', repeat('[', 2500000) || repeat(']', 2500000), repeat('d', 100000), 'JSON', '0001-01-01 BC'),
  ('wide', repeat(E'\\u6f22', 30000), null, 'TEXT', null);"""


def test_hostile_rows(database: Database) -> None:
    database.psql(TYPED + HOSTILE)
    settings = read(database)
    assert len(settings) == 6
    big = one(settings, "big")
    assert big.cut
    assert big.characters == 5_000_000
    assert len(str(big.value)) == 20_000
    assert big.problem is None  # what was not read whole is not judged
    assert len(str(big.description)) == 2_000
    assert one(settings, "%s %(x)s {0} {key}").value == "%(wanted)s"
    whole = ask(database, lambda session: read_settings(session, settings.table, key="big", characters=10_000_000))
    assert not isinstance(whole, Unknown)
    assert "nested" in str(one(whole, "big").problem)


def test_no_more_than_5000_rows_and_it_says_so(database: Database) -> None:
    database.psql("create table settings (key text primary key, value text)")
    table = table_in(database)
    database.psql("insert into settings select 'k' || i, i from generate_series(1, 5001) as i")
    settings = ask(database, read_settings, table)
    assert not isinstance(settings, Unknown)
    assert (len(settings), settings.cut) == (MOST, True)
    database.psql("delete from settings where key = 'k5001'")
    settings = ask(database, read_settings, table)
    assert not isinstance(settings, Unknown)
    assert (len(settings), settings.cut) == (MOST, False)


def test_keys_that_are_unique_only_in_their_group(database: Database) -> None:
    database.psql(
        """create table settings (id serial primary key, "group" text, name text, payload jsonb,
        unique ("group", name));
        insert into settings ("group", name, payload) values ('b', 'host', '"x"'), ('a', 'host', '"y"')"""
    )
    assert [(setting.name, setting.value) for setting in read(database)] == [("a/host", "y"), ("b/host", "x")]


def test_keys_that_are_not_unique_still_have_names_of_their_own(database: Database) -> None:
    database.psql(
        "create view site_settings as select 'k'::text as key, i::text as value, 't'::text as type"
        " from generate_series(1, 3) as i"
    )
    settings = ask(database, read_settings, find(database)[0])
    assert not isinstance(settings, Unknown)
    assert [setting.name for setting in settings] == ["k", "k (2)", "k (3)"]


def test_row_security_is_said(database: Database) -> None:
    role = f"reader_{database.name}"
    database.psql(
        "create table settings (key text primary key, value text); insert into settings values ('a', 'b');"
        "alter table settings enable row level security"
    )
    database.psql(f"create role {role} login; grant select on settings to {role}")
    try:
        settings = read(database, user=role)
        assert len(settings) == 0
        assert settings.table.filtered
        assert not read(database).table.filtered
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


def test_search_needs_every_word_and_takes_columns(system: Callable[..., Database]) -> None:
    settings = read(system("event_cms"))
    assert [setting.key for setting in settings.matching("CSS custom")] == ["custom_css"]
    assert [setting.key for setting in settings.matching("key:site_")] == ["site_description", "site_name"]
    assert {setting.group for setting in settings.matching("group:seo")} == {"SEO"}
    assert {setting.declared_type for setting in settings.matching("type:number")} == {"NUMBER"}
    assert settings.matching("nothing has this") == ()
    assert len(settings.matching("")) == len(settings)


# ---- two targets


def setting(key: str, value: str, kind: Kind = Kind.TEXT, **more: object) -> Setting:
    from console.core.secret import Secret

    made = Setting(key=key, value=value, kind=kind, _stored=Secret(value))
    return replace(made, **more)  # type: ignore[arg-type]


def test_diff() -> None:
    left = [setting("same", "1"), setting("gone", "1"), setting("other", "1"), setting("flag", "1", public=True)]
    right = [setting("same", "1"), setting("new", "1"), setting("other", "2"), setting("flag", "1", public=False)]
    assert [(one.name, one.change, one.fields) for one in diff(left, right)] == [
        ("flag", Change.CHANGED, ("public",)),
        ("gone", Change.LEFT, ()),
        ("new", Change.RIGHT, ()),
        ("other", Change.CHANGED, ("value",)),
    ]


def test_diff_reads_json_as_documents() -> None:
    one = setting("j", '{"a": 1, "b": [1, 2]}', Kind.JSON)
    assert diff([one], [setting("j", '{ "b": [1,2], "a": 1}', Kind.JSON)]) == ()
    assert diff([one], [setting("j", '{"a": 1, "b": [2, 1]}', Kind.JSON)])[0].fields == ("value",)


def test_diff_compares_secrets_without_showing_them(database: Database) -> None:
    database.psql(TYPED)
    database.psql("insert into site_settings (key, value) values ('a_token', 'MARKED-1'), ('b_token', 'same')")
    left = read(database)
    database.psql("update site_settings set value = 'MARKED-2' where key = 'a_token'")
    found = diff(left, read(database))
    assert [(one.name, one.fields) for one in found] == [("a_token", ("value",))]
    assert "MARKED" not in repr(found)
