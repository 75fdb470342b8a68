"""The top line: it fits, it keeps its colours in every theme, and it never drops where we are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from console.core.present import visible
from console.core.target import Environment
from console.theme.themes import ENVIRONMENTS, THEMES
from console.widgets.areabar import AreaBar
from console.widgets.banner import Banner, BannerState, banner_line
from console.widgets.notice import Notice
from tests.widgets.gallery import Gallery, gallery, lines
from tests.widgets.hostile import HOSTILE, dangerous

FULL = BannerState(
    environment=Environment.PRODUCTION,
    name="event-cms",
    access="read-only",
    parts=("ANOTHER DATABASE THAN BEFORE", "postgres (superuser)", "18.4 primary", "", "TLS", "2 ms"),
    freshness="seen 3 s ago",
)


def test_what_is_said_last_goes_first() -> None:
    dropped = [banner_line(FULL, width).plain for width in (200, 110, 90, 60)]
    assert "2 ms" in dropped[0]
    for narrower in dropped[1:]:
        assert "2 ms" not in narrower
        assert narrower.endswith("seen 3 s ago")
    assert "ANOTHER DATABASE" in dropped[2]
    assert "superuser" not in dropped[3]


@given(
    st.sampled_from([None, *Environment]),
    st.text(min_size=1, max_size=80),
    st.sampled_from(["", "read-only", "guarded until 09:45"]),
    st.lists(st.text(max_size=80), max_size=6),
    st.sampled_from(["", "live", "seen 12 min ago"]),
    st.integers(60, 200),
)
def test_it_fits_and_says_where_we_are(
    environment: Environment | None, name: str, access: str, parts: list[str], freshness: str, width: int
) -> None:
    state = BannerState(environment, name, access, tuple(parts), freshness)
    shown = banner_line(state, width)
    assert shown.cell_length <= width
    word = environment.value.upper() if environment else "GREENROOM"
    assert shown.plain.startswith(f" {word} ")
    assert access in shown.plain
    assert shown.plain.removeprefix(f" {word}   ").startswith(visible(name)[:8])


async def test_hostile_names() -> None:
    banner, bar, notice = Banner(), AreaBar([("home", "1", "Home"), ("content", "8", "Content")], "home"), Notice()
    async with gallery(banner, bar, notice, size=(60, 10)) as pilot:
        for value in HOSTILE:
            banner.show(BannerState(Environment.PRODUCTION, value, "read-only", (value, value), value))
            await pilot.pause()
            top = lines(pilot.app)[0]
            assert top.startswith(" PRODUCTION ")
            assert "read-only" in top
            assert not dangerous("".join(lines(pilot.app)))


def colours(app: App[None], words: str) -> tuple[str, str]:
    strip = app.screen._compositor.render_strips(app.size)[0]
    style = next(segment.style for segment in strip if words in segment.text)
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex


@pytest.mark.parametrize("theme", list(THEMES))
async def test_no_theme_changes_the_colours_of_an_environment(theme: str) -> None:
    banner = Banner()
    async with gallery(banner, size=(80, 3)) as pilot:
        pilot.app.theme = theme
        for environment in Environment:
            banner.show(BannerState(environment, "shop", "read-only"))
            await pilot.pause()
            word = environment.value
            assert colours(pilot.app, word.upper()) == (ENVIRONMENTS["env-ink"], ENVIRONMENTS[f"env-{word}"])
            assert colours(pilot.app, "shop") == (ENVIRONMENTS["env-text"], ENVIRONMENTS[f"env-{word}-ground"])


def test_environments_look_different() -> None:
    assert len({ENVIRONMENTS[f"env-{each.value}"] for each in Environment}) == len(Environment)
    assert len({ENVIRONMENTS[f"env-{each.value}-ground"] for each in Environment}) == len(Environment)


async def test_an_area_is_clicked() -> None:
    bar = AreaBar([("home", "1", "Home"), ("content", "8", "Content")], "home")
    async with gallery(bar, size=(60, 3)) as pilot:
        assert isinstance(pilot.app, Gallery)
        line = lines(pilot.app)[0]
        await pilot.click(AreaBar, offset=(line.index("Content") + 2, 0))
        await pilot.click(AreaBar, offset=(line.index("Home"), 0))
        await pilot.click(AreaBar, offset=(55, 0))
        chosen = dict.fromkeys(pilot.app.heard(AreaBar.Chosen))
        assert [message.name for message in chosen] == ["content", "home"]
