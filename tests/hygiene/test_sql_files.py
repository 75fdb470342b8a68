"""The files under sql/: header, one statement each, names qualified, binds that somebody gives, none forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

import pytest

from console.database.sql import parse
from tests.hygiene.source import ROOT, modules, strings

SQL = ROOT / "sql"
KEYS = {"title", "level", "area", "since", "needs", "why", "fix", "advisor", "waits"}
KEYS |= {
    "threshold",
    "detail",
    "figure",
    "operation",
    "remedy",
    "part",
}  # a health check's words, filled in with its rows
REQUIRED = {"title", "why"}
REQUIRED_OF_JOURNAL = {"title"}  # SQLite's: the schema of one file, whose titles say all

# What looks like a call and is grammar, or an aggregate whose arguments match exactly and cannot be overtaken.
GRAMMAR = set(
    re.findall(
        r"\w+",
        """all and any array as between bit bit_and bit_or bool_and bool_or by case cast char character coalesce
        conflict count cross cube current_date decimal distinct else every except exists explain extract filter float
        from full gin greatest group grouping having in inner insert intersect interval is join lateral least left
        like limit materialized max min not nullif numeric on operator or over overlay partition position
        reset returning rollup row select set sets similar some substring sum then time timestamp treat trim union
        update using vacuum values varchar when where with within""",
    )
)

_TEXTS = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", re.DOTALL)
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_BIND = re.compile(r"%\((\w+)\)s")


def bare(text: str) -> str:
    """The statement without comments and with every string empty."""
    without = _COMMENTS.sub(lambda found: " ", _TEXTS.sub("''", text))
    return re.sub(r'"(?:[^"]|"")*"', '"quoted"', without)


def files() -> list[Path]:
    """Every statement of ours; sample systems are scripts, and have their own tests."""
    return [path for path in sorted(SQL.rglob("*.sql")) if path.relative_to(SQL).parts[0] != "systems"]


def name_of(path: Path) -> str:
    return path.relative_to(SQL).with_suffix("").as_posix()


FILES = pytest.mark.parametrize("path", files(), ids=name_of)


def is_journal(path: Path) -> bool:
    """The journal and the record are SQLite: they have no catalogue to qualify, and binds of their own."""
    return path.is_relative_to(SQL) and path.relative_to(SQL).parts[0] in ("journal", "record")


def header_faults(path: Path, text: str) -> Iterable[str]:
    header = parse(path.stem, text).header
    missing = (REQUIRED_OF_JOURNAL if is_journal(path) else REQUIRED) - set(header)
    if missing:
        yield f"the header has no {', '.join(sorted(missing))}"
    if unknown := set(header) - KEYS:
        yield f"the header has {', '.join(sorted(unknown))}, which means nothing"
    if not text.startswith("-- title: "):
        yield "the header does not begin with its title"
    if path.suffixes[:-1] and not re.fullmatch(r"[a-z0-9_]+\.since-\d+\.sql", path.name):
        yield "a variant is called NAME.since-MAJOR.sql"


def statement_faults(path: Path, text: str) -> Iterable[str]:
    statement = parse(path.stem, text).text
    words = bare(statement)
    if is_journal(path):
        words = re.sub(r"\bbegin\b(?!\s+immediate).*\bend\b", "", words, flags=re.DOTALL)
    if not words.strip():
        yield "no statement"
    if ";" in words:
        yield "more than one statement"
    if words != words.lower():
        yield "not in lower case"
    if "%" in _BIND.sub("", statement):
        yield "a literal percent sign"


def name_faults(text: str) -> Iterable[str]:
    """Names of the catalogue that the search path would look for."""
    words = bare(parse("", text).text)
    for found in re.finditer(r"(?<![\w.{])(pg_\w+)(\s*\.)?", words):
        if found[1] != "pg_catalog" and not found[2]:
            yield f"{found[1]} without pg_catalog."
    made = {found[1] for found in re.finditer(r"\b(?:as|with|recursive|into|,)\s+(\w+)\s*\(", words)}
    for found in re.finditer(r"(?<![\w.\"}])([a-z_]\w*)\s*\(", words):
        if found[1] not in GRAMMAR | made and not found[1].startswith("pg_"):
            yield f"{found[1]}() without pg_catalog."


@FILES
def test_each_file_is_one_statement_with_a_header(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [*header_faults(path, text), *statement_faults(path, text)] == []


@pytest.mark.parametrize("path", [path for path in files() if not is_journal(path)], ids=name_of)
def test_names_of_the_catalogue_are_qualified(path: Path) -> None:
    assert list(name_faults(path.read_text(encoding="utf-8"))) == []


@cache
def _words(folder: str) -> frozenset[str]:
    """Every name and every string of a package's code."""
    found: set[str] = set()
    for module in modules(folder):
        found.update(text for _, text in strings(module))
        for node in ast.walk(module.tree):
            match node:
                case ast.keyword(arg=str(word)) | ast.Name(id=word) | ast.arg(arg=word) | ast.Attribute(attr=word):
                    found.add(word)
    return frozenset(found)


def loads(said: Set[str], name: str) -> bool:
    """Whether strings name a statement: whole, or with an end that is filled in, as in `f"journal/{name}"`."""
    if name in said:
        return True
    folders = [folder for text in said for folder, filled, _ in [text.partition("{}")] if filled and "/" in folder]
    for folder in folders:
        rest = name.removeprefix(folder)
        if rest != name and (rest in said or set(said) & set(rest.split("/")[:-1]) or rest.startswith(tuple(folders))):
            return True
    return False


@cache
def packages() -> dict[str, frozenset[str]]:
    """Every string of each folder of the console."""
    folders = {module.path.parent.relative_to(ROOT).as_posix() for module in modules()}
    return {
        folder: frozenset(text for module in modules(folder) for _, text in strings(module))
        for folder in sorted(folders - {"console"})
    }


@FILES
def test_each_file_is_loaded_and_each_bind_is_given(path: Path) -> None:
    name = re.sub(r"\.since-\d+$", "", name_of(path))
    found = [folder for folder, said in packages().items() if loads(said, name)]
    # A check is found by its folder.
    if not found and "level" in parse(path.stem, path.read_text(encoding="utf-8")).header:
        area = f"console/{path.relative_to(SQL).parts[0]}"
        found = [area] if "*.sql" in packages().get(area, ()) else []
    assert found, f"nobody loads {name}"
    given = frozenset[str]().union(*(_words(folder) for folder in found))
    assert set(_BIND.findall(path.read_text(encoding="utf-8"))) - given == set()


def test_what_nobody_loads_is_found() -> None:
    said = {"catalog/server", "journal/{}", "head", "open", "schema/{}"}
    names = ("catalog/server", "journal/head", "journal/open/1_wal", "journal/schema/1/10_event")
    assert all(loads(said, name) for name in names)
    assert not any(loads(said, name) for name in ("catalog/role", "journal/tail", "content/head"))


DESCRIBED = {"system.toml", "mistakes.toml", "accepted.toml", ".sqlfluff"}
"""What tells of the sample systems, and how files are written."""


def test_only_statements_stand_under_sql() -> None:
    strange = [
        path.relative_to(ROOT).as_posix()
        for path in SQL.rglob("*")
        if path.is_file() and path.suffix != ".sql" and path.name not in DESCRIBED
    ]
    assert strange == []


HEADER = "-- title: A\n-- why: b\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("select 1", "title, why"),
        (f"{HEADER}-- wyh: c\nselect 1", "wyh"),
        (f"{HEADER}select 1; select 2", "more than one"),
        (f"{HEADER}-- a comment alone", "no statement"),
        (f"{HEADER}SELECT 1", "lower case"),
        (f"{HEADER}select 'a%'", "percent"),
    ],
)
def test_a_bad_file_is_found(text: str, fault: str) -> None:
    path = Path("sample.sql")
    assert fault in " ".join([*header_faults(path, text), *statement_faults(path, text)])


def test_a_name_without_its_schema_is_found() -> None:
    bad = "select now(), c.relname, 'pg_class' from pg_class as c where pg_catalog.pg_has_role('a', 'b')"
    assert list(name_faults(bad)) == ["pg_class without pg_catalog.", "now() without pg_catalog."]
    assert list(name_faults("select pg_catalog.now(), count(*) from pg_catalog.pg_class as c")) == []
