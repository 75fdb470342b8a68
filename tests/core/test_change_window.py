"""When a target may be changed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from console.core.change_window import ChangeWindow, parse_freeze, parse_hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ("20:00-23:00", "2026-07-01T20:00", "2026-07-01T23:00"),
        ("mon-fri 20:00-23:00", "2026-07-03T22:59", "2026-07-04T22:59"),
        ("sun 02:00-04:00", "2026-07-05T03:00", "2026-07-06T03:00"),
        ("fri-mon 08:00-09:00", "2026-07-06T08:30", "2026-07-07T08:30"),
        ("sat,sun 10:00-12:00", "2026-07-05T11:00", "2026-07-06T11:00"),
        ("mon-wed,fri 10:00-12:00", "2026-07-03T11:00", "2026-07-02T11:00"),
        ("sun 00:00-24:00", "2026-07-05T23:59:59", "2026-07-06T00:00"),
        ("20:00-24:00", "2026-07-05T23:59", "2026-07-06T00:00"),
        # Over midnight: the small hours belong to the day before.
        ("fri 22:00-02:00", "2026-07-04T01:59", "2026-07-03T01:59"),
        ("fri 22:00-02:00", "2026-07-03T22:00", "2026-07-04T22:00"),
    ],
)
def test_hours(hours: str, inside: str, outside: str) -> None:
    window = ChangeWindow((parse_hours(hours),))
    assert window.outside(at(inside)) == ""
    assert window.outside(at(outside)) == "outside of the change window"


def test_a_freeze_is_stronger_than_the_hours() -> None:
    window = ChangeWindow((parse_hours("00:00-23:59"),), (parse_freeze("2026-12-20/2027-01-03"),))
    assert window.outside(at("2026-12-19T12:00")) == ""
    assert window.outside(at("2026-12-20T00:00")) == "a freeze until 2027-01-03"
    assert window.outside(at("2027-01-03T23:58")) == "a freeze until 2027-01-03"


def test_without_hours_it_is_always_open() -> None:
    assert ChangeWindow().outside(at("2026-07-01T03:00")) == ""
    assert parse_freeze("2026-12-24") == (date(2026, 12, 24), date(2026, 12, 24))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20-23",
        "mon 8:00-9:00",
        "someday 08:00-09:00",
        "25:00-26:00",
        "mon-tue-wed 01:00-02:00",
        "mon-xyz 01:00-02:00",
    ],
)
def test_what_are_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_hours(text)


@pytest.mark.parametrize("text", ["", "soon", "2026-12-20/2026-12-01", "2026-13-01"])
def test_what_is_no_freeze(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_freeze(text)
