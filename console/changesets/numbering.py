"""The next version of a folder: a time in UTC or a number, as its files have it, and always behind all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from console.errors import Problem

_FORMS = {
    14: ("%Y%m%d%H%M%S", timedelta(seconds=1)),
    12: ("%Y%m%d%H%M", timedelta(minutes=1)),
    8: ("%Y%m%d", timedelta(days=1)),
}


def read_time(version: str) -> datetime | None:
    """The time in UTC that a version of 14, 12 or 8 digits says, None for a number."""
    form = _FORMS.get(len(version))
    if form is None or not re.fullmatch(r"(19|20|21)[0-9]+", version):
        return None
    try:
        return datetime.strptime(version, form[0]).replace(tzinfo=UTC)
    except ValueError:
        return None


def later(version: str) -> str:
    """The next version behind this one: a second, a minute or a day later, or one more where it is no time."""
    time = read_time(version)
    if time is None:
        return f"{int(version) + 1:0{len(version)}}"
    form, step = _FORMS[len(version)]
    return (time + step).strftime(form)


def next_versions(versions: Iterable[str], count: int, now: datetime) -> tuple[str, ...]:
    """The next versions in a folder that has these. Problem where its numbers leave no room behind the last one.

    Behind means by string and by number: the tools compare either way.
    """
    have = [each for each in versions if each]
    last = max(have, default="")
    last_time = read_time(last)
    if last and last_time is None:
        found = _numbers(last, have, count)
    else:
        found = _times(len(last) or 14, last_time, count, now)
    highest = max((int(each) for each in have), default=-1)
    if last and (found[0] <= last or int(found[0]) <= highest or list(found) != sorted(found)):
        raise Problem(
            f"There is no room for a new version behind {last}.",
            "The versions have different widths, or the last number of this width is used; tools compare them as text.",
            "Renumber what is nowhere applied: greenroom migrations check --fix.",
        )
    return found


def _numbers(last: str, have: Iterable[str], count: int) -> tuple[str, ...]:
    step = 10 if len(set(have)) > 1 and all(int(each) % 10 == 0 for each in have) else 1
    first = int(last) + step
    return tuple(f"{first + step * place:0{len(last)}}" for place in range(count))


def _times(width: int, last: datetime | None, count: int, now: datetime) -> tuple[str, ...]:
    form, step = _FORMS[width]
    first = datetime.strptime(now.astimezone(UTC).strftime(form), form).replace(tzinfo=UTC)
    if last is not None and first <= last:  # somebody's clock, or two in one second
        first = last + step
    return tuple((first + step * place).strftime(form) for place in range(count))
