"""The preflight check of a folder of migrations: every rule over every file, without a server.

It reads files, git and, where it is installed, asks squawk. What a server knows is given to it in `Asked`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.changesets.migration import Folder, MigrationFile, Tool
from console.core.finding import Finding, Findings, Level, Unchecked
from console.core.report_rule import Rule
from console.core.unknown import Unknown
from console.migrations import check_names, check_text, muting, rules_rights, rules_tables
from console.migrations.check_project import GIT, LINKED, check_git, check_link, is_supabase, served_schemas
from console.migrations.check_reading import Checked, label, read_bytes, read_file
from console.migrations.rules import Place, rules
from console.migrations.squawk import lint

_SQL = (Tool.SUPABASE, Tool.DBMATE, Tool.PRISMA, Tool.FLYWAY, Tool.GOLANG_MIGRATE, Tool.SQITCH)
"""Tools whose files are SQL."""
_OF_APPLIED = {"duplicate-version", "gap-in-sequence", "ambiguous-order", "git-other-content", "applied-changed"}
"""What still matters of a file that is applied: it cannot be changed any more."""
_UNLINTABLE = {"psql-command", "copy-data", "placeholder-left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the check is told. `base` is what paths are named relative to, the working folder where it is None.

    Of a target: `ref` is its Supabase project, `major` its version, `applied` the files that it has, `changed` those of
    them whose text there is another, `uses` what uses a dropped thing. None: no server was asked; an Unknown: it did
    not say. Findings on applied files are left out where nothing can be done about them any more. `git` and `squawk`
    may be turned off, for a look while somebody writes.
    """

    base: Path | None = None
    ref: str = ""
    major: int = 17
    applied: Collection[Path] | Unknown | None = None
    changed: Collection[Path] = ()
    uses: rules_tables.Uses | None = None
    git: bool = True
    squawk: bool = True
    now: datetime | None = None

    @property
    def done(self) -> Collection[Path]:
        """The files that are known to be applied."""
        return () if self.applied is None or isinstance(self.applied, Unknown) else self.applied


def check_folder(folder: Folder, asked: Asked | None = None) -> Findings:
    """Everything that can be said of a folder without a server, and of what could not be seen why not."""
    asked = asked or Asked()
    found: list[Finding | Unchecked] = list(check_names.check_names(folder, asked.base, asked.now))
    ran = [*check_names.CHECKS]
    files: list[Checked] = []
    if is_sql(folder):
        files = [read_file(file, folder.tool, asked.base) for file in folder.files]
        said, checks = _check_sql(folder, files, asked)
        found += said
        ran += checks
    if asked.ref:
        found += check_link(folder, asked.ref, asked.base)
        ran.append(LINKED)
    if isinstance(asked.applied, Unknown):
        found.append(Unchecked("applied-changed", Level.ERROR, asked.applied.reason, asked.applied.remedy))
    if asked.git:
        found += check_git(folder, asked.done, asked.changed, asked.base)
        ran += GIT
    return _gathered(files, found, ran, asked)


def check_file(file: MigrationFile, data: bytes, folder: Folder, asked: Asked | None = None) -> Findings:
    """What can be said of one file's bytes, written or not, as if it were the last of its folder. Without git."""
    asked = asked or Asked()
    place = Place(label(file.path, asked.base))
    before = [read_file(each, folder.tool, asked.base) for each in _before(folder, file)]
    files = [*before, read_bytes(file, folder.tool, place, data)]
    found, ran = _check_sql(folder, files, asked, only=files[-1])
    own = [each for each in found if isinstance(each, Unchecked) or each.object == place.label]
    return _gathered(files[-1:], own, ran, asked)


def is_sql(folder: Folder) -> bool:
    """Whether the migrations of its tool are SQL, so that their text can be checked."""
    return folder.tool in _SQL


def by_file(findings: Findings) -> Mapping[str, tuple[Finding, ...]]:
    """The open findings of each file, by the label that `check_reading.label` gives its path; in order of lines."""
    found: dict[str, list[Finding]] = {}
    for each in findings.open:
        if each.object_type == "file":
            found.setdefault(each.object, []).append(each)
    return {name: tuple(sorted(each, key=lambda one: one.line)) for name, each in found.items()}


def all_rules() -> Sequence[Rule]:
    """What every check is, for a report."""
    return tuple(rules().values())


def _before(folder: Folder, file: MigrationFile) -> Iterator[MigrationFile]:
    for each in folder.files:
        if each.path == file.path:
            return
        yield each


def _check_sql(
    folder: Folder, files: Sequence[Checked], asked: Asked, only: Checked | None = None
) -> tuple[list[Finding | Unchecked], list[str]]:
    looked = [only] if only else files
    found: list[Finding | Unchecked] = [each for file in looked for each in check_text.check_text(file, folder.tool)]
    odd = {each.object for each in found if isinstance(each, Finding) and each.check in _UNLINTABLE}
    served = served_schemas(folder)
    found += rules_rights.check_rights(files, served=served, supabase=is_supabase(folder))
    found += rules_tables.check_tables(files)
    ran = [*check_text.CHECKS, *rules_rights.CHECKS, *rules_tables.CHECKS, *muting.CHECKS]
    if asked.uses:
        pending = [file for file in looked if file.file.path not in asked.done]
        found += rules_tables.check_uses(pending, asked.uses)
        ran.append(rules_tables.USED)
    if asked.squawk:
        pending = [file for file in looked if file.file.path not in asked.done and file.place.label not in odd]
        linted = lint(pending, asked.major)
        found += [*linted.findings, *linted.unknown]
        ran += linted.checks
    return found, ran


def _gathered(
    files: Sequence[Checked], found: Iterable[Finding | Unchecked], ran: Sequence[str], asked: Asked
) -> Findings:
    """The findings that still matter, in the order of files and lines, with what comments mute."""
    several = list(found)
    unknown = tuple(each for each in several if isinstance(each, Unchecked))
    blind = {each.check for each in unknown}
    past = {label(path, asked.base) for path in asked.done}
    findings = muting.muted(
        files, (each for each in several if isinstance(each, Finding)), [each for each in ran if each not in blind]
    )
    kept = (each for each in findings if each.object not in past or each.check in _OF_APPLIED)
    return Findings(tuple(sorted(kept, key=lambda each: (each.object, each.line))), unknown, tuple(ran))
