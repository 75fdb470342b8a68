"""The detail: every block fits its width and loses nothing of what it holds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.core.present import visible
from console.widgets.blocks import CODE_LIMIT, Block, Code, Facts, Heading, Section, Words
from console.widgets.detail import Detail
from console.widgets.text import cell, paragraphs
from tests.widgets.gallery import gallery, lines, text
from tests.widgets.hostile import HOSTILE, dangerous

WIDTHS = st.integers(20, 120)


def letters(block: Block, width: int) -> str:
    """What is shown without the breaks and blanks that wrapping may move."""
    shown = block.render(width)
    assert all(line.cell_length <= width for line in shown), [line.plain for line in shown]
    return "".join("".join(line.plain for line in shown).split())


def squeezed(value: str) -> str:
    return "".join(visible(value, lines=True).split())


@given(st.text(), WIDTHS)
@example("e\u0301" * 60, 20)
@example("名" * 60, 21)
@example("a\tb" * 40, 20)
def test_words_are_wrapped_and_whole(value: str, width: int) -> None:
    assert letters(Words(paragraphs(value)), width) == squeezed(value)
    assert letters(Heading(cell(value)), width) == "".join(visible(value).split())


@given(st.text(), st.text(max_size=30), WIDTHS)
@example("e\u0301" * 60, "label", 20)
@example("x", "a label that is wider than its column", 20)
def test_facts_are_wrapped_under_themselves(value: str, name: str, width: int) -> None:
    block = Facts([(visible(name), cell(value)), ("next", cell("1"))])
    assert letters(block, width).endswith("next1")
    assert "".join(visible(value).split()) in letters(Facts([("", cell(value))]), width)


@settings(max_examples=30)
@given(st.text(), WIDTHS)
@example("e\u0301" * 60, 20)
@example("e\u0301" * 10 + "and the rest of it", 20)
@example("名" * 60, 21)
def test_code_is_folded_and_whole(value: str, width: int) -> None:
    for language in ("sql", "json", "text"):
        assert letters(Code(value, language), width) == squeezed(value)


def test_code_keeps_its_lines_and_is_bounded() -> None:
    shown = [line.plain for line in Code('{\n  "a": 1\n}', "json").render(40)]
    assert shown == ["{", '  "a": 1', "}"]
    assert len("".join(line.plain for line in Code("x" * 5_000_000).render(80))) < CODE_LIMIT + 60


@pytest.mark.parametrize("size", [(120, 40), (60, 16), (20, 5), (5, 3)])
async def test_a_detail_of_hostile_texts_at_any_size(size: tuple[int, int]) -> None:
    blocks: list[Block] = []
    for value in HOSTILE:
        blocks += [Heading(cell(value)), Section("about"), Facts([("name", cell(value)), (cell(value), cell(value))])]
        blocks += [Words(paragraphs(value)), Code(value), Code(value, "json")]
    detail = Detail()
    async with gallery(detail, size=size) as pilot:
        detail.show(blocks)
        await pilot.pause()
        detail.scroll_end(animate=False)
        await pilot.pause()
        assert not dangerous("".join(lines(pilot.app)))


async def test_a_detail_scrolls_by_keys_and_starts_at_the_top() -> None:
    detail = Detail()
    async with gallery(detail, size=(40, 10)) as pilot:
        detail.focus()
        detail.show([Words([cell(f"line {number:02}") for number in range(50)])])
        await pilot.pause()
        await pilot.press("G")
        await pilot.pause()
        assert "line 49" in text(pilot.app)
        detail.show(detail.blocks, keep_place=True)
        await pilot.pause()
        assert "line 49" in text(pilot.app)
        detail.show(detail.blocks)
        await pilot.pause()
        assert "line 00" in text(pilot.app)
        await pilot.press("j")
        await pilot.pause()
        assert "line 00" not in text(pilot.app)
        await pilot.press("g")
        await pilot.pause()
        assert "line 00" in text(pilot.app)


async def test_a_detail_wraps_anew_when_it_is_resized() -> None:
    detail = Detail()
    async with gallery(detail, size=(100, 10)) as pilot:
        detail.show([Words([cell("word " * 15 + "end")])])
        await pilot.pause()
        assert "end" in lines(pilot.app)[0]
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "end" not in lines(pilot.app)[0]
        assert "end" in text(pilot.app)
