"""Policies from templates: which there are, what each wants to be told, and its SQL with names filled in.

Names come from the catalogue (`template_ground`) and are quoted here. It runs nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from console.database.names import quoted
from console.database.sql import parse
from console.errors import UsageProblem

FOLDER = Path(__file__).parent / "templates"
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_FOUR = "four"
LONGEST = 63
"""Bytes of a name."""
_MADE = ("select_policy", "insert_policy", "update_policy", "delete_policy", "all_policy", "rows", "table")
_COLUMNS = ("column", "near_key", "near_user", "near_role")


@dataclass(frozen=True, slots=True)
class PolicyTemplate:
    """One template. `rows` is the condition of a row, where the same holds for every command; `wants` its blanks.

    `indexes` are what its condition should find an index on.
    """

    name: str
    title: str
    why: str
    text: str
    rows: str = ""
    indexes: tuple[str, ...] = ()

    @property
    def wants(self) -> tuple[str, ...]:
        """The names of what has to be filled in, in the order of their first use."""
        every = _PLACEHOLDER.findall(self.text + self.rows + "".join(self.indexes))
        return tuple(name for name in dict.fromkeys(every) if name not in _MADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a template is filled in with. Names are as they are, unquoted; `near` is (schema, table).

    `published` is a column that is true or false, empty for everything. `value` is the role's name as a text. `user`
    and `tenant` are SQL that says who asks, from `who`.
    """

    schema: str
    table: str
    column: str = ""
    near: tuple[str, str] = ("", "")
    near_key: str = ""
    near_user: str = ""
    near_role: str = ""
    value: str = "admin"
    published: str = ""
    role: str = "authenticated"
    visitor: str = "anon"
    service: str = "service_role"
    user: str = ""
    tenant: str = ""
    indexed: frozenset[tuple[str, str, str]] = frozenset()
    """(schema, table, column) that begin an index already."""

    @property
    def words(self) -> str:
        """The filling in a few words: `owner_id`, `profile_id → profiles.user_id`."""
        near = f"{self.near[1]}.{self.near_user}" if self.near[1] else ""
        return " → ".join(part for part in (self.column or self.published, near) if part) or "the whole table"


@cache
def policy_templates() -> tuple[PolicyTemplate, ...]:
    """Every template, by name."""
    four = (FOLDER / f"{_FOUR}.sql").read_text(encoding="utf-8").strip()
    found = []
    for path in sorted(FOLDER.glob("*.sql")):
        if path.stem == _FOUR:
            continue
        read = parse(path.stem, path.read_text(encoding="utf-8") + "\n;")
        header, text = read.header, read.text.strip().removesuffix(";").strip()
        found.append(
            PolicyTemplate(
                path.stem,
                header["title"],
                header["why"],
                f"{text};" if text else four,
                header.get("rows", ""),
                tuple(header[key] for key in ("index", "beside") if key in header),
            )
        )
    return tuple(found)


@cache
def words(platform: bool) -> Mapping[str, str]:
    """How SQL says who asks (`user`) and for which tenant (`tenant`), with the platform or without it."""
    with (FOLDER / "words.toml").open("rb") as file:
        said: dict[str, dict[str, str]] = tomllib.load(file)
    return said["platform" if platform else "plain"]


def who(platform: bool, column_type: str, kind: str = "user") -> str:
    """The SQL that says who asks, as a value that can be compared with a column of this type."""
    said = words(platform)
    text = said[kind].replace("{type}", column_type)
    return text if said.get(f"{kind}_type", column_type) == column_type else f"({text})::{column_type}"


def fill(template: PolicyTemplate, filling: Filling) -> str:
    """The statements, ready to be read and then run. UsageProblem where the template wants what is not filled in."""
    values = _values(template, filling)
    for name in template.wants:
        if not values.get(name):
            raise UsageProblem(f"The template {template.name} wants to be told: {name.replace('_', ' ')}.")
    values["rows"] = _put(template.rows, values)
    return "\n".join([_put(template.text, values).strip(), *_indexes(template, filling, values)]) + "\n"


def _put(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _values(template: PolicyTemplate, filling: Filling) -> dict[str, str]:
    named = {name: quoted(value) for name in (*_COLUMNS, "role", "visitor", "service") if (value := _of(filling, name))}
    policies = {
        f"{command}_policy": quoted(_name(filling.table, template.name, command))
        for command in ("select", "insert", "update", "delete", "all")
    }
    return {
        **named,
        **policies,
        "table": quoted(filling.schema, filling.table),
        "near_table": quoted(*filling.near) if all(filling.near) else "",
        "value": "'" + filling.value.replace("'", "''") + "'",
        "published": quoted(filling.published) if filling.published else "true",
        "user": filling.user,
        "tenant": filling.tenant,
    }


def _of(filling: Filling, name: str) -> str:
    value: str = getattr(filling, name)
    return value


def _indexes(template: PolicyTemplate, filling: Filling, values: Mapping[str, str]) -> list[str]:
    """An index for each column that the condition looks for, where none begins with it."""
    statement = (FOLDER / "index.txt").read_text(encoding="utf-8").strip()
    lines = []
    for place in template.indexes:
        own = (filling.schema, filling.table, filling.column)
        schema, table, column = (*filling.near, filling.near_user) if "near" in place else own
        if (schema, table, column) not in filling.indexed:
            parts = {"index": quoted(_name(table, column, "idx", joint="_")), "place": _put(place, values)}
            lines.append(f"\n{_put(statement, parts)}")
    return lines


def _name(*parts: str, joint: str = " ") -> str:
    """A name of at most LONGEST bytes; what is cut is the first part, so that the others still tell names apart."""
    first, *rest = parts
    tail = joint.join(("", *rest))
    room = LONGEST - len(tail.encode())
    return first.encode()[: max(room, 8)].decode(errors="ignore") + tail
