"""Settings tables are found by their shape on databases that nobody prepared, and decoys are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from console.config import SettingsMapping
from console.content import words
from console.content.settings_table import choose_settings_table, find_settings_tables
from console.content.shape import Confidence
from console.core.unknown import Unknown
from console.errors import ConfigurationProblem, UsageProblem
from tests.content.foreign import DECOYS, SETTINGS
from tests.content.opened import ask, find, read, table_in
from tests.servers import Database


def in_schemas(statements: Iterable[str]) -> str:
    """Each system in a schema of its own, so that one database serves them all."""
    parts = (
        f"create schema s{number}; set search_path = s{number};\n{text};" for number, text in enumerate(statements)
    )
    return "\n".join(parts) + "\nanalyze;"


def test_the_settings_of_the_sample_system_are_sure(system: Callable[..., Database]) -> None:
    first, *others = find(system("event_cms"))
    assert (first.name, first.confidence) == ("public.site_settings", Confidence.SURE)
    assert (first.key, first.value, first.type, first.group) == ("key", "value", "type", "group")
    assert (first.description, first.public, first.updated_at) == ("description", "is_public", "updated_at")
    assert first.labels("group")[:2] == ("GENERAL", "CONTACT")
    assert [table.name for table in others] == ["public.public_site_settings"]  # a view of it, and only likely
    assert choose_settings_table((first, *others)) == first


def test_recall_on_foreign_systems(database: Database) -> None:
    database.psql(in_schemas(text for text, _, _ in SETTINGS.values()))
    found = {(table.relation.schema, table.relation.name): table.confidence.value for table in find(database)}
    said = {
        name: found.pop((f"s{number}", table), "none") for number, (name, (_, table, _)) in enumerate(SETTINGS.items())
    }
    assert said == {name: wanted for name, (_, _, wanted) in SETTINGS.items()}
    assert sum(answer != "none" for answer in said.values()) >= 0.9 * len(SETTINGS)
    # What those systems have beside it: nothing of it is sure.
    assert [name for name, confidence in found.items() if confidence == "sure"] == []


def test_precision_on_decoys(database: Database) -> None:
    statements = {name: text for name, text in DECOYS.items() if name != "a platform's own"}
    database.psql(in_schemas(statements.values()))
    database.psql(DECOYS["a platform's own"])
    names = list(statements)
    found = {names[int(table.relation.schema[1:])]: table for table in find(database)}
    assert [name for name, table in found.items() if table.confidence is Confidence.SURE] == []
    # Not even offered: what belongs to persons, to languages, to a queue, a cache, or a platform.
    for name in ("translations", "preferences of users", "settings of users", "key-value queue", "cache", "sessions"):
        assert name not in found
    for name in ("message catalogue", "rails metadata", "prisma", "one wide row", "engine notes", "measurements"):
        assert name not in found


def test_each_answer_has_its_reasons(database: Database) -> None:
    database.psql("create table kv (key text primary key, value text)")
    (table,) = find(database)
    assert "but its name does not say so" in table.reasons
    answer = choose_settings_table((table,))
    assert isinstance(answer, Unknown)
    assert "public.kv" in answer.reason
    assert choose_settings_table((table,), "kv") == table


def test_two_that_are_sure_are_not_guessed_between(database: Database) -> None:
    database.psql(
        "create table settings (key text primary key, value text); create schema b;"
        "create table b.settings (key text primary key, value text)"
    )
    tables = find(database)
    answer = choose_settings_table(tables)
    assert isinstance(answer, Unknown)
    assert "public.settings" in answer.reason
    assert "b.settings" in answer.reason
    chosen = choose_settings_table(tables, "b.settings")
    assert not isinstance(chosen, Unknown)
    assert chosen.name == "b.settings"
    with pytest.raises(UsageProblem, match=r"Did you mean b\.settings"):
        choose_settings_table(tables, "b.setings")


def test_nothing_there_is_said_with_what_to_do(database: Database) -> None:
    assert find(database) == ()
    answer = choose_settings_table(())
    assert isinstance(answer, Unknown)
    assert "config.toml" in answer.remedy


def test_a_role_that_may_not_read_it_is_told_so(database: Database) -> None:
    role = f"reader_{database.name}"
    database.psql(
        f"create role {role} login; create schema hidden; create table hidden.site_settings (key text primary key,"
        "value text, type text)"
    )
    try:
        answer = choose_settings_table(find(database, user=role))
        assert isinstance(answer, Unknown)
        assert "key, value" in answer.reason
        assert "grant select on hidden.site_settings" in answer.remedy
        database.psql(
            f"grant usage on schema hidden to {role}; grant select (key, value) on hidden.site_settings to {role}"
        )
        table = table_in(database, user=role)
        assert table.unreadable == ("type",)
        database.psql("insert into hidden.site_settings values ('a', 'b', 'TEXT')")
        (setting,) = read(database, user=role)
        assert (setting.key, setting.value, setting.declared_type) == ("a", "b", None)
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


def test_a_locked_table_is_found_all_the_same(database: Database) -> None:
    database.psql("create table settings (key text primary key, value text)")
    with locked(database, "settings"):
        assert [table.name for table in find(database)] == ["public.settings"]


class locked:  # reads as a word in `with`
    """Holds a table ACCESS EXCLUSIVE."""

    def __init__(self, database: Database, table: str) -> None:
        import psycopg

        self.connection = psycopg.connect(**database.params)
        self.connection.execute(f"lock table {table} in access exclusive mode".encode())

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def test_a_locked_settings_table_is_unknown_and_the_rest_is_not(system: Callable[..., Database]) -> None:
    from console.content.settings import read_settings

    database = system("event_cms")
    table, view = find(database)
    with locked(database, "site_settings"):
        answer = ask(database, read_settings, table)
        assert isinstance(answer, Unknown)
        assert "lock" in answer.reason
        assert [one.name for one in find(database)] == [table.name, view.name]
    assert not isinstance(ask(database, read_settings, table), Unknown)


@pytest.mark.parametrize("change", ["drop table settings", "alter table settings drop column value"])
def test_what_is_gone_meanwhile_is_unknown(database: Database, change: str) -> None:
    from console.content.settings import read_settings

    database.psql("create table settings (key text primary key, value text)")
    table = table_in(database)
    database.psql(change)
    answer = ask(database, read_settings, table)
    assert isinstance(answer, Unknown)
    assert "not there" in answer.reason


# ---- config.toml


ODD = """create table "Odd %(x)s {y} Table" ("the key" text, "100% value" text, "group" text, extra text);
insert into "Odd %(x)s {y} Table" values ('a', 'b', 'g', 'e')"""


def test_a_mapping_is_believed_even_with_odd_names(database: Database) -> None:
    database.psql(ODD)
    mapping = SettingsMapping("public.Odd %(x)s {y} Table", {"key": "the key", "value": "100% value", "type": "extra"})
    (setting,) = read(database, mapping)
    assert (setting.key, setting.value, setting.group, setting.declared_type) == ("a", "b", None, "e")
    table = table_in(database, mapping)
    assert table.confidence is Confidence.MAPPED
    assert table.reasons == ("config.toml says so",)


def test_what_a_mapping_leaves_open_is_found(database: Database) -> None:
    database.psql("create table things (key text primary key, value text, type text, worth text)")
    table = table_in(database, SettingsMapping("things", {"value": "worth"}))
    assert (table.key, table.value, table.type) == ("key", "worth", "type")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (SettingsMapping("public.site_setings"), r"There is no table .* Did you mean public\.site_settings"),
        (SettingsMapping("site_settings", {"value": "valu"}), "no column valu.* Did you mean value"),
        (SettingsMapping("pages"), r"key was not found\. Its columns are id, body"),
    ],
)
def test_a_mapping_that_does_not_fit_names_the_nearest(
    database: Database, mapping: SettingsMapping, message: str
) -> None:
    database.psql(
        "create table site_settings (key text primary key, value text); create table pages (id int, body text)"
    )
    with pytest.raises(ConfigurationProblem, match=message):
        ask(database, find_settings_tables, mapping)


# ---- names


@pytest.mark.parametrize(
    ("name", "taken_apart"),
    [
        ("siteSettings", ("site", "setting")),
        ("SITE_SETTINGS", ("site", "setting")),
        ("HTTPConfig", ("http", "config")),
        ("appconfig", ("app", "config")),
        ("instancesetting", ("instance", "setting")),
        ("system_properties", ("system", "property")),
        ("userid", ("user", "id")),
        ("status", ("status",)),
        ("adoption", ("adoption",)),
        ("i18n_messages", ("i18n", "message")),
        ("name_", ("name",)),
        ("Настройки", ()),
    ],
)
def test_words_of_a_name(name: str, taken_apart: tuple[str, ...]) -> None:
    assert words.words(name) == taken_apart
