"""Findings that were accepted: audit.toml, each with who, why and until when. It hides nothing: muted ones are shown.

The file stands in the config folder, or in a repository and is named; never read from the working folder unasked.
A mute whose day is over mutes nothing and is said; so is one whose thing is no longer as it was accepted, and one that
matches nothing any more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from console.audit.definitions import read_definitions
from console.config import config_text
from console.core.atomic import locked, write_private
from console.core.finding import Finding, Findings, Level
from console.core.nearest import nearest
from console.core.places import config_dir, private
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import ConfigurationProblem

FILE = "audit.toml"
ENDED = "mute-ended"
UNUSED = "mute-unused"
CHANGED = "mute-changed"
_WHAT = ("check", "fingerprint", "schema", "object", "sub", "target")
_KEYS = (*_WHAT, "definition", "reason", "by", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """One [[mute]] of the file. What is empty matches anything; `until` is its last day.

    `definition` is the fingerprint of what the finding is of, as it was accepted: of another it mutes nothing.
    """

    reason: str
    until: date
    by: str = ""
    check: str = ""
    fingerprint: str = ""
    schema: str = ""
    object: str = ""
    sub: str = ""
    target: str = ""
    definition: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether it is meant for this finding; the day and the target are not asked."""
        for name in ("check", "fingerprint", "schema", "object", "sub"):
            wanted = getattr(self, name)
            if wanted and wanted != getattr(finding, name):
                return False
        return True

    @property
    def named(self) -> str:
        """What it mutes, in a few words."""
        return " ".join(part for part in (self.check or self.fingerprint, self.schema, self.object, self.sub) if part)

    @property
    def said(self) -> str:
        """What stands at a muted finding."""
        return f"{self.reason} (until {self.until.isoformat()}{', ' + self.by if self.by else ''})"


def load_mutes(path: Path | None = None) -> tuple[Mute, ...]:
    """The mutes of a file, else of the one in the config folder; none where that is not there.

    ConfigurationProblem where it cannot be used: a mute without a reason or an end is none.
    """
    wanted = path or config_dir() / FILE
    if path is not None and not path.is_file():
        raise ConfigurationProblem(f"{path} is not there.", "", "Check the path.")
    text, _ = config_text(wanted)
    return parse_mutes(text, wanted)


def parse_mutes(text: str, path: Path) -> tuple[Mute, ...]:
    """The mutes of a text; `path` stands in what is said of it. ConfigurationProblem where it is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationProblem(f"{path} is not valid TOML.", str(error), "Mend that line.") from None
    if unknown := set(document) - {"mute"}:
        raise ConfigurationProblem(f"{path}: {min(unknown)} means nothing.", "", "It has [[mute]] alone.")
    entries = document.get("mute", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigurationProblem(f"{path}: mute is no list.", "", "Write [[mute]] above each.")
    return tuple(_mute(entry, f"{path}: mute {number}") for number, entry in enumerate(entries, 1))


def _mute(entry: Mapping[str, Any], place: str) -> Mute:
    for key, value in entry.items():
        if key not in _KEYS:
            raise ConfigurationProblem(f"{place}: {key} means nothing.", "", nearest(key, _KEYS))
        if key != "until" and not isinstance(value, str):
            raise ConfigurationProblem(f"{place}: {key} is no text.", "", "Put it between quotes.")
    if not entry.get("reason", "").strip():
        raise ConfigurationProblem(f"{place} has no reason.", "", 'Say why: reason = "…".')
    until = entry.get("until")
    if type(until) is not date:
        raise ConfigurationProblem(f"{place} has no end.", "", "Say its last day: until = 2027-01-31.")
    if not entry.get("check") and not entry.get("fingerprint"):
        raise ConfigurationProblem(f"{place} does not say what.", "", "Name a check or a fingerprint.")
    return Mute(**dict(entry))


def mute(
    findings: Findings,
    mutes: Sequence[Mute],
    *,
    target: str,
    today: date,
    schemas: Iterable[str] = (),
    definitions: Mapping[str, str | Unknown] = MappingProxyType({}),
) -> Findings:
    """The same findings, those that are muted with the reason, and what is to be said of the mutes themselves.

    A mute for a check that did not run, or for a schema that was left out, is not called unused. `definitions` are of
    the findings, by fingerprint, as they are now: what a mute remembers and is not among them is taken for changed.
    """
    mine = [each for each in mutes if each.target in ("", target)]
    used: set[Mute] = set()
    shown, kept = [], set[Mute]()
    for finding in findings.findings:
        matching = [each for each in mine if each.covers(finding)]
        used.update(matching)
        now = definitions.get(finding.fingerprint)
        same = [each for each in matching if each.definition in ("", now)]
        kept.update(same)
        current = next((each for each in same if each.until >= today), None)
        shown.append(replace(finding, muted=current.said) if current else finding)
    looked = set(schemas)
    idle = [
        each
        for each in mine
        if each not in used
        and (each.check in findings.checks or not each.check)
        and not any(unknown.check == each.check for unknown in findings.unknown)
        and (not looked or each.schema in looked)
    ]
    ended = [each for each in mine if each in used and each.until < today]
    changed = [each for each in mine if each in used and each not in kept and each.until >= today]
    said = (*_said(ended, ENDED), *_said(changed, CHANGED), *_said(idle, UNUSED))
    return Findings(tuple(shown) + said, findings.unknown, findings.checks)


async def mute_on(
    database: Database,
    findings: Findings,
    mutes: Sequence[Mute],
    *,
    target: str,
    today: date,
    schemas: Iterable[str] = (),
) -> Findings:
    """The same, with the definitions read of what a mute remembers one of; without such a mute nothing is asked."""
    remembered = [each for each in mutes if each.definition and each.target in ("", target)]
    wanted = [finding for finding in findings.findings if any(each.covers(finding) for each in remembered)]
    definitions = await read_definitions(database, wanted)
    return mute(findings, mutes, target=target, today=today, schemas=schemas, definitions=definitions)


_TITLES = {
    ENDED: "Mute that is over",
    CHANGED: "Mute of what has changed since",
    UNUSED: "Mute that mutes nothing",
}
_WHY = {
    ENDED: "What was accepted until that day counts again: mend it, or give it another day.",
    CHANGED: "What was accepted is no longer as it was: look at it again, mend it, or accept it anew.",
    UNUSED: "What it was for is mended or has another name: take it out of the file.",
}


def _said(mutes: Iterable[Mute], check: str) -> Iterator[Finding]:
    for named, each in {each.named: each for each in mutes}.items():
        detail = f"{named}: {each.said}"
        yield Finding(
            check=check,
            level=Level.INFO,
            title=_TITLES[check],
            object=named,
            object_type="mute",
            detail=detail,
            why=_WHY[check],
        )


def add_mute(new: Mute, path: Path | None = None) -> Path:
    """Write one more mute at the end of the file, mode 0600, and give back which file it is.

    ConfigurationProblem where the file cannot be used or written.
    """
    path = path or config_dir() / FILE
    try:
        private(path.parent)
        with locked(path):
            before, _ = config_text(path)
            parse_mutes(before, path)
            gap = "\n" if before and not before.endswith("\n") else ""
            after = before + gap + ("\n" if before else "") + _section(new)
            parse_mutes(after, path)
            write_private(path.resolve(), after)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigurationProblem(f"{path} cannot be written.", reason, "Check the file and its folder.") from None
    return path


def _section(new: Mute) -> str:
    import tomlkit

    table = tomlkit.table()
    for key in _KEYS:
        if value := getattr(new, key):
            table.add(key, value)
    listed = tomlkit.aot()
    listed.append(table)
    document = tomlkit.document()
    document.add("mute", listed)
    return tomlkit.dumps(document)
