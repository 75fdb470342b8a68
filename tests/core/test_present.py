"""Whatever a value holds, what comes out cannot drive a terminal, hide or reorder what stands beside it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.present import ABSENT, LIMIT, NULL, ago, duration, plain, present, size, visible

HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;cm0gLXJm\x1b\\",  # writes to the clipboard
    "\x9b31m",
    "\x90tmux;\x9c",
    "\x00nul\x00",
    "\u202ednegsj.exe",
    "\u2066a\u2069\u200e\u200f\u061c",
    "zero\u200bwidth\u200d\u2060\ufeff",
    "\U000e0041tags\U000e007f",
    "\ud800\udfff\udc80",
    "a\rb\nc\td\x0be\x0cf\x85g\u2028h\u2029i",
    "\x7f\x80\x9f",
    "\x1c\x1d\x1e\x1f",
    "\ufff9anchored\ufffb",
    "soft\u00adhyphen",
    "hangul\u3164filler\u115f\uffa0",
    "braille\u2800blank",
    "selected\ufe00\U000e0100",
    "private\ue000\U0010fffd",
    "unassigned\u0378\uffff\U0010ffff",
    "[@click=app.quit]x[/]",
]


def is_safe(text: str, *, lines: bool = False) -> bool:
    """Whether nothing in the text moves a cursor, changes direction or is invisible; with `lines` it may have lines."""
    allowed = {"\n"} if lines else set()
    return all(
        character in allowed or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        for character in text
    )


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text(text: str) -> None:
    for lines in (False, True):
        shown = visible(text, lines=lines)
        assert is_safe(shown, lines=lines)
        assert shown.encode()  # no half of a surrogate pair is left
        assert len(shown) >= len(text) or lines
    assert "\n" not in visible(text)


def test_every_character_there_is() -> None:
    """But for the ideographs and syllables, of which one is like another."""
    ranges = (range(0x3400), range(0xA000, 0xAC00), range(0xD7B0, 0x20000), range(0xE0000, 0xE1000))
    everything = "".join(chr(code) for codes in ranges for code in codes)
    shown = visible(everything, limit=len(everything))
    assert is_safe(shown)
    assert "\x1b" not in shown
    assert shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain ~ text", "plain ~ text"),
        ("Grüße 日本 👩 ❤\ufe0f ½", "Grüße 日本 👩 ❤\ufe0f ½"),
        ("\x1b[31m", "␛[31m"),
        ("a\x00b", "a␀b"),
        ("a\nb\tc\rd", "a⏎b⇥c␍d"),
        ("\u202e", "⟨202E⟩"),
        ("\x9b", "⟨009B⟩"),
        ("\U000e0041", "⟨E0041⟩"),
        ("\ud800", "⟨D800⟩"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_is_seen_instead(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_are_kept_where_they_are_asked_for() -> None:
    assert visible("a\r\nb\tc\x1b", lines=True) == "a\nb    c␛"


@given(st.text(st.characters(exclude_categories=[])), st.integers(0, 50), st.booleans())
def test_any_text_is_safe_and_stays_so(text: str, limit: int, lines: bool) -> None:
    shown = visible(text, limit=limit, lines=lines)
    assert is_safe(shown, lines=lines)
    assert "\x1b" not in shown
    assert visible(shown, limit=10_000, lines=lines) == shown
    assert is_safe(visible(shown, limit=limit))


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x7FF)))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1, 5_000_000])
def test_long_text_is_cut_and_says_so(length: int) -> None:
    shown = visible("\x1b" * length)
    assert shown.startswith("␛" * LIMIT)
    if length > LIMIT:
        assert shown == "␛" * LIMIT + f"… (+{length - LIMIT:,} characters)"
    else:
        assert shown == "␛" * LIMIT


# ---- values


class Odd:
    def __str__(self) -> str:
        return "odd\x1b"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, NULL),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1.5, "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), "2026-01-02 03:04:05+00:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (b"\x1b\x00", "\\x1b00 (2 B)"),
        (bytearray(b"\x1b"), "\\x1b (1 B)"),
        (memoryview(bytes(20)), "\\x" + "00" * 16 + "… (20 B)"),
        ({"a": "\x1b"}, '{"a": "\\u001b"}'),
        ({"ä": Decimal(1)}, '{"ä": "1"}'),
        ([1, None, "\x1b", [True]], "{1, ∅, ␛, {true}}"),
        (Odd(), "odd␛"),
    ],
)
def test_values(value: Any, shown: str) -> None:
    assert present(value) == shown


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[]))
        | st.binary() | st.decimals() | st.datetimes() | st.timedeltas(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)  # fmt: skip
def test_any_value_is_one_safe_line(value: Any) -> None:
    assert is_safe(present(value))
    assert isinstance(plain(value), str)


# ---- sizes and times


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1023, "1023 B"),
        (1024, "1.0 kB"),
        (10 * 1024, "10 kB"),
        (41 * 1024**3, "41 GB"),
        (1024**4, "1.0 TB"),
        (5_000 * 1024**4, "5000 TB"),
        (-2048, "-2.0 kB"),
    ],
)
def test_sizes(octets: float, text: str) -> None:
    assert size(octets) == text
    assert size(octets, estimate=True) == f"~{text}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 ms"),
        (0.0204, "20 ms"),
        (0.999, "999 ms"),
        (0.9999, "1 s"),
        (1, "1 s"),
        (59.99, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 d"),
        (6.9 * 86_400, "6 d"),
        (-3, "-3 s"),
        (float("inf"), "∞"),
        (float("-inf"), "-∞"),
        (float("nan"), ABSENT),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_ago() -> None:
    assert [ago(seconds) for seconds in (-5, 0.4, 3, 200_000)] == ["now", "now", "3 s ago", "2 d ago"]


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_of_seconds_has_words(seconds: float) -> None:
    assert duration(seconds)
    assert "1000 ms" not in duration(seconds)
    assert size(seconds)
