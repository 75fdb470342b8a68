"""Writing a new migration from a template: its version, its name, its text. Nothing that is there is ever touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.changesets.naming import safe_name
from console.changesets.numbering import next_versions
from console.changesets.written import write_new
from console.errors import Problem, UsageProblem

_TEMPLATES = Path(__file__).parent / "templates"
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_DIRECTIVE = "-- pg-delta: transaction=false\n"
_USUAL = {"schema": "public", "batch": "1000", "pause": "0.1"}
_OURS = {"header", "title", "written"}
_IDENTIFIERS = {"schema", "table", "column", "new_column", "enum", "index", "constraint", "key"}


class Kind(StrEnum):
    """What a new migration is to do. Some take several files, each for its own release or its own transaction."""

    PLAIN = "plain"
    TABLE = "table"
    REQUIRED_COLUMN = "required-column"
    DROP_COLUMN = "drop-column"
    RENAME_COLUMN = "rename-column"
    ENUM_VALUE = "enum-value"
    CONSTRAINT = "constraint"
    INDEX = "index"
    BACKFILL = "backfill"

    @property
    def summary(self) -> str:
        """What it does, in a few words for a list."""
        return _SUMMARIES[self]


_SUMMARIES = {
    Kind.PLAIN: "An empty migration with its checklist, reverse and verification",
    Kind.TABLE: "A table with row level security, policies and grants",
    Kind.REQUIRED_COLUMN: "A required column in three phases: add, fill, require",
    Kind.DROP_COLUMN: "A column that goes, its values kept: release, drop",
    Kind.RENAME_COLUMN: "A column's new name without a stop: expand, copy, contract",
    Kind.ENUM_VALUE: "A new value of an enum",
    Kind.CONSTRAINT: "A constraint: not valid first, validated after",
    Kind.INDEX: "An index that is built while the table is in use",
    Kind.BACKFILL: "Rows filled in batches, with progress and pauses",
}


@dataclass(frozen=True, slots=True)
class Template:
    """One file of a kind. `step` is its part of the name, empty where the kind has one file."""

    step: str
    text: str


def new_migration(
    folder: Folder,
    name: str,
    kind: Kind = Kind.PLAIN,
    values: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> tuple[Path, ...]:
    """Write the files of a new migration behind all that the folder has now, and give back where they are, in order.

    `values` fill the template's placeholders; `{{those}}` that are left out stay, and no server takes them. All files
    are written or none. Problem where the tool's files are not ours to write, or a file is in the way.
    """
    if not folder.tool.driven:
        raise Problem(
            f"greenroom writes no migrations for {folder.tool.value}.",
            "Its files are shown only.",
            f"Write it with {folder.tool.value} itself.",
        )
    now = now or datetime.now(UTC)
    safe, filled = safe_name(name), _checked(values or {})
    templates = read_templates(kind)
    present = read_folder(folder.path, folder.tool)
    baseline = {"0"} if folder.tool is Tool.PRISMA else set()  # 0_init stands in front of all times
    numbered = [file.version for file in present.files if file.version.isdecimal() and file.version not in baseline]
    written: list[Path] = []
    try:
        for version, template in zip(next_versions(numbered, len(templates), now), templates, strict=True):
            label = "_".join(part for part in (version, safe, template.step) if part)
            title = " ".join(part for part in (safe, template.step) if part).replace("_", " ")
            text = _filled(
                template.text, filled | {"title": title, "written": f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"}
            )
            written.append(_write(folder, label, _for_dbmate(text) if folder.tool is Tool.DBMATE else text))
    except BaseException:
        for path in written:
            _take_back(folder, path)
        raise
    return tuple(written)


def write_migration(
    folder: Folder, name: str, sql: str, remark: str, now: datetime | None = None, *, alone: bool = False
) -> Path:
    """Write SQL that stands already as a new migration behind all that the folder has. Problem as `new_migration`.

    `alone` says that its statements want no transaction.
    """
    (path,) = new_migration(folder, name, now=now)
    text = f"-- {safe_name(name).replace('_', ' ')}\n-- {remark}\n\n{sql.strip()}\n"
    text = _DIRECTIVE + text if alone else text
    try:
        path.write_text(_for_dbmate(text) if folder.tool is Tool.DBMATE else text, encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be written.", f"{error.strerror}.", "Check the folder.") from None
    return path


def read_templates(kind: Kind) -> tuple[Template, ...]:
    """The files of a kind, in order, with the header in them and their placeholders open."""
    paths = sorted(path for path in _TEMPLATES.glob("*.sql") if path.name.split(".")[0] == kind.value)
    header = (_TEMPLATES / "header.sql").read_text(encoding="utf-8").rstrip("\n")
    found = []
    for path in paths:
        step = path.name.removeprefix(kind.value).removesuffix(".sql").lstrip(".").replace("-", "_")
        text = path.read_text(encoding="utf-8").replace("{{header}}", header)
        found.append(Template(step.partition("_")[2], text))
    return tuple(found)


def placeholders(kind: Kind) -> dict[str, str]:
    """What a kind's templates ask for, in the order of their first use, with the usual value where there is one."""
    names = (name for template in read_templates(kind) for name in _PLACEHOLDER.findall(template.text))
    return {name: _USUAL.get(name, "") for name in names if name not in _OURS}


def unfilled(text: str) -> tuple[str, ...]:
    """The placeholders of our templates that a migration's text still holds."""
    known = {name for kind in Kind for name in placeholders(kind)}
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name in known))


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    """The values that were given. UsageProblem for one that would leave its place: a line, a name, a text in quotes."""
    for name, value in values.items():
        plain = re.fullmatch(r"[a-z_][a-z0-9_]*", value) if name in _IDENTIFIERS else True
        number = re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) if name in {"batch", "pause"} else True
        quoted = name == "label" and re.search(r"['\\%]", value)
        if not value or not plain or not number or quoted or re.search(r"[\n\r]|--|\$\$", value):
            raise UsageProblem(
                f"{value!r} cannot stand for {name} in a template.",
                "Names are lower case letters, digits and underscores; no value has comments or lines.",
                "Leave it out, and write it into the file.",
            )
    return dict(values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or _USUAL.get(found[1]) or found[0], text)


def _write(folder: Folder, label: str, text: str) -> Path:
    if folder.tool is not Tool.PRISMA:
        path = folder.path / f"{label}.sql"
        write_new(path, text)
        return path
    path = folder.path / label / "migration.sql"
    try:
        path.parent.mkdir()
    except OSError as error:
        raise Problem(f"{path.parent} cannot be made.", f"{error.strerror}.", "Choose another name.") from None
    try:
        write_new(path, text)
    except BaseException:
        path.parent.rmdir()
        raise
    return path


def _take_back(folder: Folder, path: Path) -> None:
    with suppress(OSError):
        path.unlink()
        if folder.tool is Tool.PRISMA:
            path.parent.rmdir()


def _for_dbmate(text: str) -> str:
    """The same with dbmate's marks: what takes it back is its down part and stands last."""
    alone = text.startswith(_DIRECTIVE)
    body, _, rest = text.removeprefix(_DIRECTIVE).partition("\n-- ROLLBACK\n")
    back, _, verify = rest.partition("\n-- VERIFY\n")
    down = re.sub(r"^-- ?", "", back, flags=re.MULTILINE).strip("\n")
    mark = " transaction:false" if alone else ""
    return f"-- migrate:up{mark}\n{body}\n-- migrate:down{mark}\n{down}\n\n-- VERIFY\n{verify}"
