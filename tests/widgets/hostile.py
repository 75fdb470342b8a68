"""Texts that have crashed consoles, become buttons or driven terminals. Whatever shows data is shown these."""

from __future__ import annotations

import unicodedata

import pytest

MARKUP = (
    "[/]",
    "[/oops]",
    "[red]x[/red]",
    "[link=http://e]z[/link]",
    "[@click=app.quit]x[/]",
    "{[a=b]}",
    "\\[x]",
    "[",
    "[bold",
    "]]>[[",
    "$ink [$wrong]x[/$wrong] $",
    "[on red]   [/on red]",
)
"""What Textual's markup would crash on, swallow, or make a button of."""

CONTROL = (
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;title\x1b\\\x1b[2J\x1b[H",
    "\x9b31mC1",
    "a\nb\r\tc\x0b\x0c",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "zero\u200bwidth\ufeff\u2060",
    "\u2028line\u2029",
    "\U000e0041tag\ue000",
    "e\u0301\u0323 ไทย 名前 👩‍👩‍👧",
    "\x01\x7f\x80",
)
"""What would drive a terminal, or hide and turn round what stands beside it. All of it fits into a text of Postgres."""

HOSTILE = (*MARKUP, *CONTROL, "\x00", "w" * 3000, "名" * 3000)


def dangerous(text: str) -> list[str]:
    """The characters in painted text that a terminal would act on, or that hide or turn round others."""
    return [one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]


each_hostile = pytest.mark.parametrize(
    "value", [pytest.param(value, id=f"hostile{number}") for number, value in enumerate(HOSTILE)]
)
"""Runs a test once for each of them, as `value`."""
