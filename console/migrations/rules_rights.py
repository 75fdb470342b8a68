"""Rules on who may do what: tables and policies without row level security, grants to everybody, security definer.

They follow the folder from its first file to its last and judge what is there in the end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from console.core.finding import Confidence, Finding
from console.core.schemas import PLATFORM_SCHEMAS
from console.migrations.check_code import NAME, QUALIFIED, Key, altered_table, created_table, key, parts, written
from console.migrations.check_reading import Checked, Said

CHECKS = ("table-without-rls", "policy-without-rls", "grant-to-everybody", "definer-without-search-path")

_ROW_SECURITY = re.compile(r"\s*(enable|disable)\s+row\s+level\s+security\b", re.IGNORECASE)
_SAYS_ROW_SECURITY = re.compile(r"\b(?:enable|force)\s+row\s+level\s+security\b", re.IGNORECASE)
_CATALOGUE = {"pg_tables", "pg_class", "information_schema", "pg_event_trigger_ddl_commands"}
_RENAME = re.compile(rf"\s*rename\s+to\s+({NAME})|\s*set\s+schema\s+({NAME})", re.IGNORECASE)
_DROP = re.compile(r"\s*drop\s+(?P<kind>table|schema)\s+(?:if\s+exists\s+)?(?P<names>.*)", re.IGNORECASE | re.DOTALL)
_POLICY = re.compile(rf"\s*create\s+policy\s+{NAME}\s+on\s+({QUALIFIED})", re.IGNORECASE)
_GRANT = re.compile(
    rf"(?:\s*alter\s+default\s+privileges\b.*?)?\s*\bgrant\s+(?P<what>.*?)\s+on\s+(?P<on>.*?)\s+to\s+(?P<to>(?:{NAME}|[\s,])+)",
    re.IGNORECASE | re.DOTALL,
)
_ROUTINE = re.compile(
    rf"\s*(?P<verb>create\s+(?:or\s+replace\s+)?|alter\s+|drop\s+)(?:function|procedure|routine)\s+(?:if\s+exists\s+)?"
    rf"(?P<name>{QUALIFIED})",
    re.IGNORECASE,
)
_DEFINER = re.compile(r"\bsecurity\s+definer\b", re.IGNORECASE)
_PATH = re.compile(rf"\s*set\s+(?:local\s+|session\s+)?search_path\s*(?:=|\bto\b)\s*({NAME})", re.IGNORECASE)
_SEARCH_PATH = re.compile(r"\bset\s+search_path\b", re.IGNORECASE)


def check_rights(files: Sequence[Checked], *, served: Collection[str], supabase: bool) -> Iterator[Finding]:
    """All findings on rights. `served` are the schemas that an API gives to everybody, `supabase` whether there is one.

    Elsewhere row level security is asked for only where the folder uses it.
    """
    security = supabase or any(_SAYS_ROW_SECURITY.search(said.code) for file in files for said in file.said)
    yield from _row_security(files, served if security else ())
    for file in files:
        for said in file.said:
            yield from _grants(file, said)
    yield from _definers(files)


@dataclass(frozen=True, slots=True)
class _Table:
    file: Checked
    line: int
    schema: str
    secured: bool = False
    policies: tuple[tuple[Checked, int], ...] = ()


def _hides_row_security(said: Said) -> bool:
    """Whether it may enable it by other words: a DO block, or EXECUTE in a function."""
    return bool(_SAYS_ROW_SECURITY.search(said.piece.text)) and not _SAYS_ROW_SECURITY.search(said.code)


def _row_security(files: Sequence[Checked], served: Collection[str]) -> Iterator[Finding]:
    hidden = any(_hides_row_security(said) for file in files for said in file.said)
    sure = Confidence.STATIC if hidden else Confidence.OBSERVED
    tables: dict[Key, _Table] = {}
    for file in files:
        home = "public"
        for said in file.said:
            if path := _PATH.match(said.code):
                home = key(path[1])[1]
            _follow(tables, file, said, home)
    for name, table in tables.items():
        if table.secured or name[0] in PLATFORM_SCHEMAS:
            continue
        shown = written(name)
        if table.schema in served:
            yield table.file.place.found(
                "table-without-rls", f"{shown}.", line=table.line, sub=shown, confidence=sure, table=shown
            )
        for at, (policy_file, line) in enumerate(table.policies):
            sub = f"{shown} {at}" if at else shown
            detail = f"{shown} has not got it enabled in any file."
            yield policy_file.place.found(
                "policy-without-rls", detail, line=line, sub=sub, confidence=sure, table=shown
            )


def _follow(tables: dict[Key, _Table], file: Checked, said: Said, home: str) -> None:
    """Take a statement into what is there. `home` is where a name without a schema goes."""
    if _hides_row_security(said):
        _secure_hidden(tables, said.piece.text)
    if made := created_table(said.code):
        if made[1]:
            schema = home if made[0][0] == "public" else made[0][0]
            tables.setdefault(made[0], _Table(file, said.line, schema))
    elif policy := _POLICY.match(said.code):
        name = key(policy[1])
        if name in tables:
            before = tables[name]
            tables[name] = replace(before, policies=(*before.policies, (file, said.line)))
    elif dropped := _DROP.match(said.code):
        for _, text in parts(dropped["names"]):
            gone = key(text)
            for name in [each for each in tables if _goes(dropped["kind"].lower(), gone, each)]:
                del tables[name]
    elif altered := altered_table(said.code):
        _alter(tables, file, altered)


def _secure_hidden(tables: dict[Key, _Table], text: str) -> None:
    """Believe a block that enables it by itself: for the tables that it names, for all where it asks the catalogue."""
    words = set(re.findall(r"\w+", text.lower()))
    every = bool(words & _CATALOGUE)
    for name, table in tables.items():
        if every or name[1].lower() in words:
            tables[name] = replace(table, secured=True)


def _goes(kind: str, gone: Key, name: Key) -> bool:
    return name[0] == gone[1] if kind == "schema" else name == gone


def _alter(tables: dict[Key, _Table], file: Checked, altered: tuple[Key, tuple[tuple[int, str], ...]]) -> None:
    name, actions = altered
    for _, action in actions:
        if name not in tables:
            return
        if security := _ROW_SECURITY.match(action):
            tables[name] = replace(tables[name], secured=security[1].lower() == "enable")
        elif renamed := _RENAME.match(action):
            new = (name[0], key(renamed[1])[1]) if renamed[1] else (key(renamed[2])[1], name[1])
            before = tables.pop(name)
            tables[new] = before if renamed[1] else replace(before, schema=new[0])
            name = new


def _grants(file: Checked, said: Said) -> Iterator[Finding]:
    found = _GRANT.match(said.code)
    if found is None or re.match(r"\s*usage\s*$", found["what"], re.IGNORECASE):
        return
    roles = {key(text)[1] for _, text in parts(found["to"].split(" with ")[0])} & {"anon", "public"}
    if roles:
        who = " and ".join("PUBLIC" if role == "public" else role for role in sorted(roles))
        what, on = (" ".join(found[each].split())[:60] for each in ("what", "on"))
        detail = f"{what} on {on} to {who}."
        yield file.place.found("grant-to-everybody", detail, line=said.line, sub=detail)


def _definers(files: Sequence[Checked]) -> Iterator[Finding]:
    """The last word on each function counts; ALTER FUNCTION may mend it later."""
    open_: dict[tuple[Key, str], Finding] = {}
    for file in files:
        for said in file.said:
            found = _ROUTINE.match(said.code)
            if found is None:
                continue
            name, verb = key(found["name"]), found["verb"].lower()
            arguments = _arguments(said.code[found.end() :])
            same = [each for each in open_ if each[0] == name and (verb[0] != "c" or each[1] == arguments)]
            mended = bool(_SEARCH_PATH.search(said.code))
            if verb[0] in "cd" or mended:
                for each in same:
                    del open_[each]
            if verb[0] in "ca" and _DEFINER.search(said.code) and not mended:
                shown = written(name)
                open_[name, arguments] = file.place.found(
                    "definer-without-search-path", f"{shown}.", line=said.line, sub=f"{shown}{arguments}", name=shown
                )
    yield from open_.values()


def _arguments(text: str) -> str:
    """The list of arguments as it is written, in one line; it tells overloaded functions apart."""
    if not text.lstrip().startswith("("):
        return ""
    depth = 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == ")" and depth == 0:
            return " ".join(text[: at + 1].split()).lower()
    return ""
