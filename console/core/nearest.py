"""What a mistyped word may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST = 12
"""So many valid words are listed; with more, the list helps nobody."""


def nearest(word: str, valid: Iterable[str]) -> str:
    """`Did you mean X?`, else the words there are, as one sentence. Empty where there are none, or too many."""
    words = list(valid)
    folded = {one.lower(): one for one in reversed(words)}
    near = difflib.get_close_matches(word.lower(), folded, 1, 0.5)
    if near:
        return f"Did you mean {folded[near[0]]}?"
    return f"There are: {', '.join(words)}." if 0 < len(words) <= MOST else ""
