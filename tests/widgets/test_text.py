"""The door from data to the screen: nothing that goes through it is markup, drives a terminal, or is endless."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.widgets import Button, OptionList, Static

from console.core.target import Environment
from console.core.unknown import Unknown
from console.theme.themes import THEMES
from console.widgets.text import (
    Span,
    Tone,
    cell,
    content,
    environment,
    glyph,
    join,
    keys,
    label,
    meter,
    paragraphs,
    plain_text,
    swatch,
)
from tests.widgets.gallery import gallery, text
from tests.widgets.hostile import HOSTILE, MARKUP, dangerous, each_hostile

OUR_STYLES = {f"${tone.value}" for tone in Tone} | {f"bold ${tone.value}" for tone in Tone}


def is_inert(shown: Content) -> bool:
    """Whether it is text in our own tones, and nothing else."""
    return not dangerous(shown.plain.replace("\n", "")) and {str(span.style) for span in shown.spans} <= OUR_STYLES


@each_hostile
def test_hostile_text_is_text(value: str) -> None:
    for shown in (content(cell(value)), label(value), content(*paragraphs(value))):
        assert is_inert(shown)
    assert "\n" not in plain_text(cell(value))
    assert is_inert(content(cell(Unknown(value, value))))


@pytest.mark.parametrize("value", MARKUP)
def test_markup_is_shown_as_it_is(value: str) -> None:
    assert content(cell(value)).plain == value
    assert label(value).plain == value
    assert content(cell(Unknown(value))).plain == f"? {value}"


@given(st.text())
def test_no_text_escapes(value: str) -> None:
    assert is_inert(content(cell(value), *paragraphs(value)))
    assert is_inert(label(value))


@given(st.one_of(st.binary(), st.lists(st.text()), st.dictionaries(st.text(), st.text()), st.datetimes()))
def test_no_other_value_escapes(value: Any) -> None:
    assert is_inert(content(cell(value)))


@given(st.text())
def test_a_colour_of_the_data_is_a_colour_or_nothing(value: str) -> None:
    assert all(span.style == value for span in swatch(value))
    assert not swatch(f"{value} bold")


def test_a_swatch_takes_six_digits_and_no_style() -> None:
    assert swatch("#00ff7f") == (Span("███", style="#00ff7f"),)
    for other in ("red", "#fff", "#00ff7f bold", "#00ff7f\n", "@click=app.quit", "bold"):
        assert swatch(other) == ()


def test_what_is_huge_is_cut() -> None:
    assert plain_text(cell("x" * 5_000_000)) == "x" * 400 + "… (+4,999,600 characters)"


def test_absent_unknown_and_empty_are_three_things() -> None:
    shown = {plain_text(cell(value)) for value in (None, Unknown("no privilege"), "", 0, False)}
    assert shown == {"–", "? no privilege", "", "0", "false"}
    assert cell(Unknown("no privilege"))[0].tone is Tone.UNKNOWN


def test_a_state_is_never_colour_alone() -> None:
    marks = [plain_text(glyph(tone)) for tone in (Tone.FINE, Tone.LOOK, Tone.WRONG, Tone.UNKNOWN, Tone.MOVING)]
    assert len(set(marks)) == 5
    assert all(mark.strip() for mark in marks)
    assert [plain_text(environment(each)) for each in Environment] == ["LOCAL", "DEVELOPMENT", "STAGING", "PRODUCTION"]


def test_join_leaves_out_what_is_empty() -> None:
    assert plain_text(join((), cell("a"), cell(""), cell("b"))) == "a  b"
    assert join((), ()) == ()
    assert plain_text(keys([("o", "operations"), ("/", "filter")])) == "o operations   / filter"


@given(st.floats(allow_nan=False, allow_infinity=True), st.integers(1, 40))
def test_a_meter_is_as_wide_as_it_is_told(fraction: float, width: int) -> None:
    assert len(plain_text(meter(fraction, width=width))) == width


def test_every_tone_has_a_colour_in_every_theme() -> None:
    for theme in THEMES.values():
        assert {tone.value for tone in Tone} <= theme.variables.keys()


async def test_every_place_of_textual_shows_hostile_text_and_lives() -> None:
    """Each of them once: a static, a button, an option, a border's title, a tooltip and a toast."""
    options = OptionList(*(label(value[:60]) for value in HOSTILE), markup=False)
    static = Static(content(*(cell(value, limit=60) for value in HOSTILE)))
    button = Button(label("[/] [@click=app.quit]x[/]"))
    async with gallery(options, static, button, size=(100, 60)) as pilot:
        for value in HOSTILE:
            static.border_title = label(value)
            static.tooltip = label(value)
        await pilot.pause()
        painted = text(pilot.app)
        for value in MARKUP:
            assert painted.count(value) >= 2, value
        assert not dangerous(painted.replace("\n", ""))
        await pilot.click(button)
        assert pilot.app.is_running
