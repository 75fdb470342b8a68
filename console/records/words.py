"""Names of tables and columns as words: `clinicAppointments` and `clinic_appointment` are the same two. Pure."""

from __future__ import annotations

import re

_IRREGULAR = {"people": "person", "children": "child", "staff": "staff", "media": "media", "data": "data"}
_KEPT = ("ss", "us", "is", "news", "series")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "z"), ("s", ""))


def words(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters, each in the singular."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return tuple(singular(word) for word in re.split(r"[^A-Za-z0-9]+", split.casefold()) if word)


def singular(word: str) -> str:
    """One of them: `entries` is `entry`."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_KEPT) or len(word) < 4:
        return word
    return next((word[: -len(ending)] + more for ending, more in _ENDINGS if word.endswith(ending)), word)
