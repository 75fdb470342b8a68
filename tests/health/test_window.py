"""Windows of time, plots and progress as values."""

from __future__ import annotations

import pytest

from console.health.activity import Command
from console.health.cells import Paces, amount
from console.health.partitioning import partitioning
from console.health.window import Look, summary, window
from console.widgets.plots import Plot, spark, squeezed
from console.widgets.text import plain_text


def look(since: float, at: float, value: float) -> Look:
    return Look(since, at, {"tps": value})


def test_a_window_has_gaps_where_nobody_looked() -> None:
    looks = [look(0, 10, 4.0), look(10, 20, 8.0), look(70, 80, 2.0)]
    found = window(looks, "tps", 0, 100, parts=10)
    assert found[0] == 4.0
    assert found[1] == 6.0  # two looks reach into it
    assert found[3:7] == [None] * 4
    assert found[9] is None
    assert window(looks, "wal", 0, 100, parts=10) == [None] * 10
    known = summary(found)
    assert known is not None
    assert (known.now, known.low, known.high) == (2.0, 2.0, 8.0)
    assert summary([None]) is None


def test_a_look_after_a_long_silence_says_nothing_of_it() -> None:
    assert window([look(0, 1_000, 5.0)], "tps", 0, 1_000, parts=100) == [None] * 100


def test_values_become_as_many_as_there_are_cells() -> None:
    assert squeezed([1.0, 3.0, None, None], 2) == [2.0, None]
    assert squeezed([1.0], 3) == [1.0, 1.0, 1.0]
    assert squeezed([], 3) == []


def test_a_sparkline_tells_nothing_from_zero() -> None:
    assert plain_text(spark([None, 0.0, 4.0, 8.0], 4)) == " ▁▄█"


@pytest.mark.parametrize("width", [5, 20, 61])
def test_a_plot_fits_its_width(width: int) -> None:
    values = [float(n % 7) for n in range(120)]
    lines = Plot(values, lambda value: f"{value:.0f}/s", "10:00", "now", height=5, limit=4.0).render(width)
    assert len(lines) == 7
    assert max(line.cell_length for line in lines) <= max(width, 15)
    assert "█" in str(lines[4])


def test_how_long_a_command_may_take_is_said_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command("ANALYZE", 1, None, None, "x", 25, 100, None, None, None, None, None, "blocks")
    clock = [100.0]
    monkeypatch.setattr("console.health.cells.time.monotonic", lambda: clock[0])
    paces = Paces()
    paces.look([command])
    assert paces.left(command) is None
    clock[0] += 10
    later = Command("ANALYZE", 1, None, None, "x", 50, 100, None, None, None, None, None, "blocks")
    paces.look([later])
    assert paces.left(later) == pytest.approx(20)
    paces.look([])
    assert paces.left(later) is None  # it has ended: another one of that name begins anew
    assert amount(later) == "50 of 100 blocks"
    assert not partitioning([])
