"""What a text means: kinds, problems, secrets, colours. No server is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.content.settings_value import MASK, Kind, is_secret, is_true, kind_of, names_a_secret, problem_of, swatch
from console.core.json_text import NotJsonError, parse, pretty, same


@pytest.mark.parametrize(
    ("key", "text", "declared", "kind"),
    [
        ("a", "5", "NUMBER", Kind.NUMBER),
        ("a", "abc", "integer", Kind.NUMBER),
        ("a", "{", "json", Kind.JSON),
        ("a", "5", "TEXT", Kind.TEXT),
        ("a", "true", "string", Kind.TEXT),
        ("primary_color", "#b3382c", "TEXT", Kind.COLOUR),
        ("logo", "https://x.example/a", "TEXT", Kind.IMAGE),
        ("site", "https://x.example/a", "TEXT", Kind.URL),
        ("a", "5", None, Kind.NUMBER),
        ("a", "-5.25e3", None, Kind.NUMBER),
        ("phone", "0212345678", None, Kind.TEXT),
        ("phone", "+61", None, Kind.TEXT),
        ("a", "true", None, Kind.BOOLEAN),
        ("a", "off", None, Kind.BOOLEAN),
        ("is_open", "1", None, Kind.BOOLEAN),
        ("per_page", "1", None, Kind.NUMBER),
        ("middle_initial", "y", None, Kind.TEXT),
        ("a", '{"a": 1}', None, Kind.JSON),
        ("a", '{"a": 1', None, Kind.JSON),
        ("a", "[draft] hello", None, Kind.TEXT),
        ("a", "{{ mustache }}", None, Kind.TEXT),
        ("a", "[1, 2]", None, Kind.JSON),
        ("a", 'a:1:{s:1:"x";i:1;}', None, Kind.TEXT),
        ("a", None, None, Kind.TEXT),
        ("a", "", None, Kind.TEXT),
        ("cover", "/media/x.PNG?v=1", None, Kind.IMAGE),
        ("a", "5", "a type that nobody knows", Kind.NUMBER),
    ],
)
def test_kinds(key: str, text: str | None, declared: str | None, kind: Kind) -> None:
    assert kind_of(key, text, declared) is kind


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (Kind.NUMBER, "5e4", None),
        (Kind.NUMBER, " 5 ", None),
        (Kind.NUMBER, "1,5", "not a number"),
        (Kind.NUMBER, "٥", "not a number"),
        (Kind.NUMBER, "NaN", "not a number"),
        (Kind.BOOLEAN, "yes", None),
        (Kind.BOOLEAN, "maybe", "neither true nor false"),
        (Kind.IMAGE, "/static/x.png", None),
        (Kind.IMAGE, "http://x.example/a.png", "not encrypted"),
        (Kind.IMAGE, "javascript:alert(1)", "neither an https address"),
        (Kind.COLOUR, "#12", "not a colour"),
        (Kind.COLOUR, "rebeccapurple", None),
        (Kind.COLOUR, "rgb(256,0,0)", "not a colour"),
        (Kind.URL, "htps://x", "not a web address"),
        (Kind.JSON, '{"a": 1,}', "line 1, column"),
        (Kind.JSON, '{\n "a": 1\n "b": 2}', "line 3, column 2"),
        (Kind.JSON, '{"a": NaN}', "NaN is not a number"),
        (Kind.JSON, '{"a": 1, "a": 2}', "a key stands twice"),
        (Kind.JSON, "[" * 500 + "]" * 500, "nested"),
        (Kind.JSON, "[" * 200_000, "nested"),
        (Kind.JSON, "1" * 10_000, None),
        (Kind.TEXT, "\x1b[31m", None),
    ],
)
def test_problems(kind: Kind, text: str, problem: str | None) -> None:
    said = problem_of(kind, text)
    assert (said is None) if problem is None else (said is not None and problem in said)
    assert problem_of(kind, None) is None


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#abc", "#aabbcc"),
        ("#AABBCC", "#aabbcc"),
        ("#abcd", "#aabbcc"),
        ("#aabbccdd", "#aabbcc"),
        ("rgb(1, 2, 3)", "#010203"),
        ("rgba(1,2,3,.5)", "#010203"),
        ("rgb(1 2 3 / 50%)", "#010203"),
        ("rgb(300,0,0)", None),
        ("abc", None),
        ("#12345", None),
        ("#xyz", None),
    ],
)
def test_swatches(text: str, colour: str | None) -> None:
    assert swatch(text) == colour


def test_words_that_are_true_or_false() -> None:
    assert [is_true(word) for word in ("TRUE", "on", "1", "public")] == [True] * 4
    assert [is_true(word) for word in ("f", "No", "0", "private")] == [False] * 4
    assert is_true("maybe") is None
    assert is_true(None) is None


SECRET_KEYS = (
    "smtp_password",
    "apiKey",
    "API_KEY",
    "stripe.secret",
    "jwtToken",
    "privateKey",
    "db-passwd",
    "aws_access_key",
)


@pytest.mark.parametrize("key", SECRET_KEYS)
def test_keys_that_name_a_secret(key: str) -> None:
    assert names_a_secret(key)
    assert is_secret(key, "x", None, Kind.TEXT)


@pytest.mark.parametrize(
    "key", ["site_name", "password_min_length", "token_expiry_hours", "keyboard", "monkey", "secretary", "api_url"]
)
def test_keys_that_do_not(key: str) -> None:
    assert not names_a_secret(key) or key == "secretary"  # rather one too many


@pytest.mark.parametrize(
    "value",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.abc",
        "sk_live_abcdef",
        "-----BEGIN RSA PRIVATE KEY-----\nx",
        "postgresql://user:hunter2@db/x",
        '{"host": "x", "smtp_password": "y",}',  # not JSON: nothing in it can be told apart
    ],
)
def test_values_that_look_like_one(value: str) -> None:
    assert is_secret("plain", value, None, Kind.TEXT)


def test_a_switch_is_no_secret_and_a_declared_one_is() -> None:
    assert not is_secret("private_beta", "true", None, Kind.BOOLEAN)
    assert not is_secret("smtp_password", None, None, Kind.TEXT)
    assert is_secret("plain", "x", "password", Kind.TEXT)


# ---- JSON


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=10) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


@given(documents)
def test_pretty_is_the_same_document(document: Any) -> None:
    text = json.dumps(document)
    shown, masked = pretty(parse(text))
    assert json.loads(shown) == document
    assert not masked
    assert same(text, shown)


def test_numbers_are_printed_as_they_were_written() -> None:
    text = "[1.10, 1e400, 12345678901234567890123456789, -0, 0.1234567890123456789]"
    assert pretty(parse(text))[0] == text


def test_secrets_inside_are_masked() -> None:
    document = parse('{"host": "x", "auth": {"password": "hunter2", "apiKey": "k", "token_count": 3, "token": ""}}')
    shown, masked = pretty(document, names_a_secret, MASK)
    assert masked
    assert "hunter2" not in shown
    assert json.loads(shown)["auth"] == {"password": MASK, "apiKey": MASK, "token_count": 3, "token": ""}


def test_half_a_character_can_be_printed() -> None:
    pretty(parse('"\\ud800"'))[0].encode()


def test_a_reason_never_repeats_the_text() -> None:
    with pytest.raises(NotJsonError) as caught:
        parse('{"a": hunter2}')
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
