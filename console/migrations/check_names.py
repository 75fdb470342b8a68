"""What the names of a folder's files say: no migrations, versions twice, gaps, lengths, order. No file is opened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from console.changesets.migration import Folder, MigrationFile, Tool
from console.changesets.naming import safe_name
from console.core.finding import Finding
from console.errors import Problem
from console.migrations.check_reading import label
from console.migrations.rules import Place

CHECKS = (
    "file-name",
    "name-unsafe",
    "duplicate-version",
    "gap-in-sequence",
    "mixed-width",
    "ambiguous-order",
    "version-no-time",
    "version-in-future",
)
_SEQUENCE = 6  # digits; more are a date or a time, which have gaps by nature
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NUMBERED = (Tool.SUPABASE, Tool.DBMATE, Tool.GOLANG_MIGRATE, Tool.RAILS)


def check_names(folder: Folder, base: Path | None = None, now: datetime | None = None) -> Iterator[Finding]:
    """All findings on names, whole files each. `now` is for tests."""
    for skipped in folder.skipped:
        if skipped.path.suffix == ".sql" and skipped.path.is_file():
            yield Place(label(skipped.path, base)).found("file-name", f"{skipped.why[:1].upper()}{skipped.why[1:]}.")
    files = [file for file in folder.files if file.version]
    yield from _doubles(files, base)
    if folder.tool not in _NUMBERED:
        return
    for file in files:
        place = Place(label(file.path, base))
        if file.name and not _PLAIN.fullmatch(file.name):
            detail = f"The name is {file.name!r}."
            yield place.found("name-unsafe", detail, label=_label(file))
        elif not file.name:
            yield place.found("name-unsafe", "There is no name after the version.", label=f"{file.version}_name")
    yield from _numbers([file for file in files if file.version.isdecimal()], base, now or datetime.now(UTC))


def _label(file: MigrationFile) -> str:
    try:
        return f"{file.version}_{safe_name(file.name)}"
    except Problem:
        return f"{file.version}_name"


def _doubles(files: Sequence[MigrationFile], base: Path | None) -> Iterator[Finding]:
    same: defaultdict[str, list[MigrationFile]] = defaultdict(list)
    for file in files:
        same[str(int(file.version)) if file.version.isdecimal() else file.version].append(file)
    for first, *others in same.values():
        for other in others:
            detail = f"{first.path.name} has the version {first.version} too."
            yield Place(label(other.path, base)).found("duplicate-version", detail)


def _numbers(files: Sequence[MigrationFile], base: Path | None, now: datetime) -> Iterator[Finding]:
    """Of versions that are digits: gaps between sequential ones, lengths, times."""
    ordered = sorted(files, key=lambda file: int(file.version))
    longest = max((len(file.version) for file in files), default=0)
    usual = max((len(file.version) for file in files), key=[len(f.version) for f in files].count, default=0)
    spaced = len(ordered) > 1 and all(int(file.version) % 10 == 0 for file in ordered)  # room is left by intention
    by_text = sorted(ordered, key=lambda file: file.version)
    for before, file in zip((None, *ordered), ordered, strict=False):
        place = Place(label(file.path, base))
        if (
            before
            and longest <= _SEQUENCE
            and not spaced
            and (missing := int(file.version) - int(before.version) - 1) > 0
        ):
            first = str(int(before.version) + 1).zfill(len(before.version))
            detail = f"{first} is missing" if missing == 1 else f"{missing} numbers are missing, from {first}"
            yield place.found("gap-in-sequence", f"{detail}, before this file.")
        if len(file.version) != usual:
            many = f"{len(file.version)} digits, where most here have {usual}."
            yield place.found("mixed-width", f"The version {file.version} has {many}")
        if len(file.version) == 14:
            yield from _time(file.version, place, now)
    for number, text in zip(ordered, by_text, strict=True):
        if int(number.version) != int(text.version):
            detail = f"As a number {number.version} comes here, as text {text.version} does."
            yield Place(label(number.path, base)).found("ambiguous-order", detail)
            return


def _time(version: str, place: Place, now: datetime) -> Iterator[Finding]:
    try:
        written = datetime.strptime(version, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        yield place.found("version-no-time", f"{version} is no date and time.")
        return
    if (written - now).total_seconds() > 86_400:  # less may be the local time of its writer
        yield place.found("version-in-future", f"{written:%Y-%m-%d %H:%M} UTC has not come yet.")
