"""The checks of the audit: what each says of itself, read from the headers of sql/audit. It asks no server.

A check is a file. Its rows have `schema`, `object`, `object_type`, `sub` (a JSON object, what of it it is: a policy, a
column) and `detail`; `confidence` where it is not certain, `level` where it differs from the header's, `advisor` where
the header has several names, and `held` or `hidden` where an object was left unread, because of a lock or for want of a
right. What else a row has is SQL, quoted by the server, for the template of the fix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from string import Formatter

from console.core.finding import Level
from console.core.nearest import nearest
from console.core.report_rule import Rule
from console.database.sql import parse, sql_folder
from console.errors import UsageProblem


class Profile(StrEnum):
    """Whose rules: ours, or those of Supabase's advisor."""

    DEFAULT = "default"
    ADVISOR = "advisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: `name` is its file's with dashes. `advisor` is what Supabase's advisor calls the same thing.

    `fix` is a template, `needs` what the role must be able to read, `since` the first major version that has it, `file`
    the name of its statement, for `ReadSession`.
    """

    name: str
    title: str
    level: Level
    area: str
    why: str
    fix: str = ""
    advisor: str = ""
    needs: str = ""
    since: int = 0
    file: str = ""
    profile: Profile = Profile.DEFAULT

    @property
    def rule(self) -> Rule:
        """What a report says of it."""
        return Rule(name=self.name, title=self.title, level=self.level, why=self.why, fix=self.fix)

    @property
    def fields(self) -> frozenset[str]:
        """The columns that the template of its fix asks for."""
        return _fields(self.fix)


@cache
def _fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check there is, by name. A version's variant (`since-17`) is the same check."""
    files = (path for path in sql_folder().joinpath("audit").glob("*.sql") if "." not in path.stem)
    return tuple(_check(path.stem, path.read_text(encoding="utf-8")) for path in sorted(files))


def _check(stem: str, text: str) -> Check:
    header = parse(f"audit/{stem}", text).header
    return Check(
        name=stem.replace("_", "-"),
        title=header["title"],
        level=Level(header["level"]),
        area=header["area"],
        why=header["why"],
        fix=header.get("fix", ""),
        advisor=header.get("advisor", ""),
        needs=header.get("needs", ""),
        since=int(header.get("since", "0")),
        file=f"audit/{stem}",
    )


@cache
def advisor_checks() -> tuple[Check, ...]:
    """Supabase's advisor's lints, under its names, judging as it does: for comparison with a dashboard."""
    files = sorted(sql_folder().joinpath("audit", "advisor").glob("*.sql"))
    made = (_check(f"advisor/{path.stem}", path.read_text(encoding="utf-8")) for path in files)
    return tuple(
        replace(check, name=name, advisor=name, profile=Profile.ADVISOR)
        for check in made
        for name in [check.file.rpartition("/")[2]]
    )


def checks_of(profile: Profile) -> tuple[Check, ...]:
    """The checks of a profile."""
    return advisor_checks() if profile is Profile.ADVISOR else all_checks()


def checks_named(names: Collection[str], among: Iterable[Check] | None = None) -> tuple[Check, ...]:
    """Those of these names, all of them for none. UsageProblem, with the nearest name, for one that is not there."""
    known = {check.name: check for check in (all_checks() if among is None else among)}
    if not names:
        return tuple(known.values())
    for name in names:
        if name not in known:
            raise UsageProblem(f"There is no check {name}.", "", nearest(name, known) or "audit --list shows them all.")
    return tuple(check for name, check in known.items() if name in names)
