"""What the references of a column look like, learnt from what the planner has sampled of it: `BK-` and ten capitals.

Who reads one out on the phone leaves the prefix away, or types small letters. Pure but for `read_patterns`, which asks
the statistics and never the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from console.database.session import ReadSession

ENOUGH = 20
"""Values that must have been sampled before they teach anything."""

_PREFIX = re.compile(r"^[A-Za-z]{1,8}[-_/#]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a column's values begin, whether they are written in capitals or in small letters, and how long they are."""

    prefix: str
    case: str
    """`upper`, `lower`, or empty where both occur."""
    least: int
    most: int

    def written(self, text: str) -> tuple[str, ...]:
        """The ways in which a text may stand in the column, as typed first; empty where it cannot be one of them."""
        asked = "".join(text.split())
        if self.case:
            asked = asked.upper() if self.case == "upper" else asked.lower()
        bare = self.prefix.rstrip("-_/#")
        ways = [text, asked]
        if self.prefix and not asked.casefold().startswith(self.prefix.casefold()):
            without = asked[len(bare) :] if bare and asked.casefold().startswith(bare.casefold()) else asked
            ways += [self.prefix + without, self.prefix + asked]
        return tuple(dict.fromkeys(way for way in ways if self.least <= len(way) <= self.most))

    def behind(self, text: str) -> str:
        """What comes behind the prefix of a text that begins with it; empty where it does not."""
        begins = bool(self.prefix) and text.casefold().startswith(self.prefix.casefold())
        return text[len(self.prefix) :] if begins else ""


def learn(values: Sequence[str]) -> Pattern | None:
    """The pattern that these values have in common; None where they have none, or are too few."""
    if len(values) < ENOUGH or any(any(sign.isspace() for sign in each) for each in values):
        return None
    pairs = zip(min(values), max(values), strict=False)
    prefix = _PREFIX.match("".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)))
    upper, lower = all(each == each.upper() for each in values), all(each == each.lower() for each in values)
    case = "" if upper == lower else "upper" if upper else "lower"
    lengths = [len(each) for each in values]
    if prefix is None and (not case or max(lengths) != min(lengths)):
        return None
    # What was not sampled may be a little longer: numbers grow.
    room = 0 if max(lengths) == min(lengths) else 4
    return Pattern(prefix[0] if prefix else "", case, min(lengths) - room, max(lengths) + room)


async def read_patterns(session: ReadSession, columns: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Pattern]:
    """The patterns of columns (oid of the table, name), of those that have one. Asks the planner's statistics."""
    wanted = list(columns)
    binds = {"oids": [oid for oid, _ in wanted], "names": [name for _, name in wanted]}
    found = {}
    for row in await session.mappings("records/sampled", binds) if wanted else ():
        pattern = learn(row["sampled"])
        if pattern is not None:
            found[row["oid"], row["name"]] = pattern
    return found
