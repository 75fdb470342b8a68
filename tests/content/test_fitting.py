"""What is stored when a value is given: as its kind and its column write it, or why it does not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from console.content.fitting import NothingToDo, fitted, stored, switch_word
from console.content.settings import Setting
from console.content.settings_value import Kind, is_declared, kind_of
from console.content.shape import Column, Confidence, Relation, SettingsTable
from console.core.secret import Secret
from console.errors import UsageProblem


def table_of(**value: Any) -> SettingsTable:
    """A settings table whose value column is like that."""
    given: dict[str, Any] = {"name": "value", "type": "text", "category": "S", "readable": True} | value
    columns = (Column("key", "text", "S", True), Column(**given))
    keys = (frozenset({"key"}),)
    relation = Relation(1, "public", "settings", "r", 10.0, False, columns, keys, ())
    return SettingsTable(relation=relation, key="key", value="value", confidence=Confidence.SURE)


TEXT = table_of()
JSONB = table_of(type="jsonb", category="json")


def setting(key: str, text: str | None, declared: str | None = None, **more: Any) -> Setting:
    """A setting as it is read."""
    made = Setting(
        key=key,
        value=text,
        kind=kind_of(key, text, declared),
        declared_type=declared,
        declared=is_declared(declared),
        _stored=None if text is None else Secret(text),
    )
    return replace(made, **more)


def given(table: SettingsTable, old: Setting, typed: str | None, **more: Any) -> str | None:
    """What would be stored."""
    return fitted(table, old, typed, **more).stored


@pytest.mark.parametrize(
    ("old", "typed", "new"),
    [
        ("true", "off", "false"),
        ("1", "off", "0"),
        ("0", "true", "1"),
        ("yes", "n", "no"),
        ("No", "on", "Yes"),
        ("ON", "0", "OFF"),
        ("t", "false", "f"),
        ("Y", "false", "N"),
    ],
)
def test_a_switch_is_turned_in_the_words_that_stand_there(old: str, typed: str, new: str) -> None:
    assert given(TEXT, setting("shop_open", old, "BOOLEAN"), typed) == new
    assert switch_word(None, True) == "true"
    assert switch_word("maybe", False) == "false"


def test_spaces_around_what_is_no_text_are_dropped() -> None:
    assert given(TEXT, setting("a", "1", "NUMBER"), " 2 ") == "2"
    assert given(TEXT, setting("a", "x"), " y ") == " y "
    assert given(TEXT, setting("c", "#fff"), " #000 ") == "#000"


def test_what_it_is_already_is_nothing_to_do() -> None:
    for old, typed in (("x", "x"), (None, None), ("", "")):
        with pytest.raises(NothingToDo):
            given(TEXT, setting("a", old), typed)
    with pytest.raises(NothingToDo):
        given(TEXT, setting("a", "true", "BOOLEAN"), "on")
    with pytest.raises(NothingToDo):
        given(TEXT, setting("a", '{"a":1,"b":2}', "JSON"), '{ "b": 2, "a": 1 }')
    assert given(TEXT, setting("a", '{"a":"1"}', "JSON"), '{"a":1}') == '{"a":1}'  # a text is no number
    assert given(TEXT, setting("a", "", None), None) is None
    assert given(TEXT, setting("a", None, None), "") == ""


def test_documents_keep_their_style_and_their_numbers() -> None:
    typed = '{\n  "a": 1.10,\n  "b": [1e3]\n}'
    assert given(TEXT, setting("j", '{"a": 1}', "JSON"), typed) == '{"a": 1.10, "b": [1e3]}'
    assert given(TEXT, setting("j", '{"a":1}', "JSON"), typed) == '{"a":1.10,"b":[1e3]}'
    assert given(TEXT, setting("j", '{\n"a": 1}', "JSON"), typed) == typed
    assert given(TEXT, setting("j", None, "JSON"), typed) == typed


@pytest.mark.parametrize(
    ("declared", "typed"),
    [
        ("NUMBER", "12,5"),
        ("NUMBER", ""),
        ("NUMBER", "NaN"),
        ("NUMBER", "１２"),
        ("INTEGER", "1.5"),
        ("int", "1e3"),
        ("BOOLEAN", "maybe"),
        ("BOOLEAN", ""),
        ("JSON", ""),
        ("JSON", "{'a': 1}"),
        ("JSON", '{"a": NaN}'),
        ("JSON", '{"a": 1, "a": 2}'),
        ("JSON", "[" * 200 + "]" * 200),
        ("IMAGE", "http://x/y.png"),
        ("IMAGE", "javascript:alert(1)"),
        ("COLOR", "#12345"),
        ("COLOR", "rgb(1,2,999)"),
        ("URL", "ftp://x"),
        ("TEXT", "a\x00b"),
        ("TEXT", "\ud800"),
    ],
)
def test_what_does_not_fit_is_refused_without_being_repeated(declared: str, typed: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        given(TEXT, setting("the_key", "1" if declared == "NUMBER" else None, declared), typed)
    assert refused.value.why
    assert len(typed) < 3 or typed not in str(refused.value)
    with pytest.raises(UsageProblem):  # a declared kind cannot be got around
        given(TEXT, setting("the_key", None, declared), typed, as_text=declared != "TEXT")


def test_a_guessed_kind_can_be_got_around() -> None:
    guessed = setting("home", "https://example.org")
    with pytest.raises(UsageProblem, match="a web address"):
        given(TEXT, guessed, "mailto:x")
    assert given(TEXT, guessed, "mailto:x", as_text=True) == "mailto:x"


def test_the_column_has_a_say() -> None:
    short = table_of(type="character varying(5)")
    assert given(short, setting("a", "x"), "12345") == "12345"
    with pytest.raises(UsageProblem, match="5 characters at most"):
        given(short, setting("a", "x"), "123456")
    with pytest.raises(UsageProblem, match="cannot be NULL"):
        given(table_of(nullable=False), setting("a", "x"), None)
    with pytest.raises(UsageProblem, match="one of high, low"):
        given(table_of(type="state", category="E", labels=("high", "low")), setting("a", "low"), "none")


def test_a_column_of_json_keeps_what_is_a_text_and_what_is_a_number() -> None:
    assert given(JSONB, setting("a", "x", quoted=True), 'say "hi"') == '"say \\"hi\\""'
    assert given(JSONB, setting("a", "5"), "6") == "6"
    assert given(JSONB, setting("a", "5", quoted=True), "6") == '"6"'
    assert given(JSONB, setting("a", "true"), "off") == "false"
    assert given(JSONB, setting("a", "true", quoted=True), "off") == '"false"'
    assert given(JSONB, setting("a", '{"a": 1}'), '{"a": 2}') == '{"a": 2}'
    assert given(JSONB, setting("a", None), '{"a": 2}') == '{"a": 2}'
    assert given(JSONB, setting("a", None), "12") == "12"
    assert given(JSONB, setting("a", None), "a text") == '"a text"'
    assert given(JSONB, setting("a", "x", quoted=True), None) is None
    never = table_of(type="json", category="json", nullable=False)
    assert given(never, setting("a", "x", quoted=True), None) == "null"
    for typed in (".5", "+5", "5.", "007"):
        with pytest.raises(UsageProblem, match="JSON writes numbers another way"):
            given(JSONB, setting("a", "5"), typed)
    for typed in ('{"a": "\\u0000"}', '{"\\ud800": 1}'):
        with pytest.raises(UsageProblem, match="jsonb has no text for"):
            given(JSONB, setting("a", "{}"), typed)
    assert stored(TEXT, Kind.TEXT, "x") == "x"


def test_a_public_secret_is_refused_and_can_be_emptied() -> None:
    public = setting("api_token", "x", public=True, secret=True)
    for typed in ("sk_live_1", "y"):
        with pytest.raises(UsageProblem, match="looks like a secret"):
            given(TEXT, public, typed)
    assert given(TEXT, public, "") == ""
    assert given(TEXT, public, None) is None
    document = setting("mail", "{}", "JSON", public=True)
    with pytest.raises(UsageProblem, match="looks like a secret"):
        given(TEXT, document, '{"password": "x"}')
    assert given(TEXT, document, '{"password": ""}') == '{"password": ""}'


def test_a_value_that_is_a_secret_is_one_whatever_it_is_called() -> None:
    assert fitted(TEXT, setting("a", "x"), "sk_live_abc").secret
    assert fitted(TEXT, setting("a", "{}", "JSON"), '{"token": "x"}').secret
    assert not fitted(TEXT, setting("a", "x"), "y").secret
    assert "sk_live_abc" not in repr(fitted(TEXT, setting("a", "x"), "sk_live_abc"))


def test_what_is_declared_whole_takes_whole_numbers() -> None:
    assert given(TEXT, setting("max_cart", "20", "INTEGER"), " -21 ") == "-21"
    assert given(TEXT, setting("max_cart", "20", "INTEGER"), None) is None
    with pytest.raises(UsageProblem, match="It has to be a whole number"):
        given(TEXT, setting("max_cart", "20", "integer"), "1.5")
    with pytest.raises(UsageProblem, match="It has to be a number, and is not a number"):
        given(TEXT, setting("max_cart", "20", "integer"), "many")
    assert given(TEXT, setting("ratio", "0.5", "number"), "1.5") == "1.5"
