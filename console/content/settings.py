"""A site's settings, read: typed, checked, secrets masked. It finds no table (settings_table.py) and writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from console.content.settings_value import (
    MASK,
    Kind,
    is_declared,
    is_secret,
    is_true,
    kind_of,
    names_a_secret,
    problem_of,
)
from console.content.shape import SettingsTable
from console.core import json_text
from console.core.secret import Secret
from console.database.names import NULL, identifier
from console.database.session import ReadSession

MOST = 5_000
"""Rows of a settings table that are read. One with more is not a list that people look through."""
CHARACTERS = 20_000
"""Characters of one value that a list reads."""
WHOLE = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. `value` is what may be shown: JSON on indented lines, a secret as four dots.

    `scope` holds the values of the columns that complete the key (None where one is NULL); `number` counts rows that
    still have the same. `declared` says that the table gives the kind, else it was guessed from key and value.
    `quoted` is a text in a column of JSON: a JSON string there.
    `public` is None where the table does not say.
    `problem` is what is wrong with the value, or with showing it. `cut` says that the value was longer than was read
    (`characters` is its whole length, 0 for a secret: that says nothing).
    """

    key: str
    value: str | None
    kind: Kind
    declared_type: str | None = None
    group: str | None = None
    description: str | None = None
    public: bool | None = None
    updated_at: datetime | None = None
    problem: str | None = None
    secret: bool = False
    cut: bool = False
    characters: int = 0
    scope: tuple[str | None, ...] = ()
    number: int = 1
    declared: bool = False
    quoted: bool = False
    _stored: Secret | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The key with what makes it unique in front of it: `mail/host`; `host (2)` where nothing makes it so."""
        name = "/".join((*(part for part in self.scope if part is not None), self.key))
        return name if self.number == 1 else f"{name} ({self.number})"

    def exact(self, *, reveal: bool = False) -> str | None:
        """The value as it is stored, for copying and exporting; a masked one as dots unless it is to be revealed."""
        if self.secret and not reveal:
            return self.value
        return self._stored.reveal() if self._stored is not None else None

    def same_value(self, other: Setting) -> bool:
        """Whether both hold the same value. Secrets are compared too, without being shown."""
        left, right = self.exact(reveal=True), other.exact(reveal=True)
        if left is None or right is None or left == right:
            return left == right
        return self.kind is Kind.JSON and other.kind is Kind.JSON and json_text.same(left, right)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings that were read, in the order of their groups. `cut` says that there are more."""

    table: SettingsTable
    items: tuple[Setting, ...]
    cut: bool = False

    def __iter__(self) -> Iterator[Setting]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def groups(self) -> tuple[str | None, ...]:
        """The groups that have settings, in their enum's order, else alphabetical."""
        return tuple(dict.fromkeys(item.group for item in self.items))

    def matching(self, words: str) -> tuple[Setting, ...]:
        """The settings in which every word is found, without regard to case.

        `column:word` looks in one place only: key, value, group, type, is (`is:public`, `is:private`, `is:secret`,
        `is:wrong`). Masked values are never searched.
        """
        wanted = words.casefold().split()
        return tuple(item for item in self.items if all(_matches(item, word) for word in wanted))


async def read_settings(
    session: ReadSession, table: SettingsTable, *, key: str | None = None, characters: int = CHARACTERS
) -> Settings:
    """The settings of a table: all (at most 5,000), or those with one key. Values are read up to `characters`."""
    columns = {
        f"{role}_column": _column(table, getattr(table, role))
        for role in ("key", "value", "type", "group", "description", "public", "secret", "updated_at")
    }
    scope = [*table.scope, None, None][:2]
    statement = session.statement("content/settings").with_identifiers(
        settings_table=identifier(table.relation.schema, table.relation.name),
        scope_1_column=_column(table, scope[0]),
        scope_2_column=_column(table, scope[1]),
        **columns,
    )
    rows = await session.mappings(statement, {"characters": characters, "wanted": key, "rows": MOST + 1})
    if table.relation.kind == "v":
        (takes,) = await session.mappings("content/view_changes", {"oid": table.relation.oid})
        changes = frozenset(name for name, possible in takes.items() if possible)
        table = replace(table, relation=replace(table.relation, takes=changes))
    items = (_setting(row, table.holds_json, len(table.scope)) for row in rows[:MOST])
    return Settings(table, _numbered(items), cut=len(rows) > MOST)


def _numbered(items: Iterable[Setting]) -> tuple[Setting, ...]:
    seen: Counter[tuple[str | None, ...]] = Counter()
    numbered: list[Setting] = []
    for item in items:
        place = (*item.scope, item.key)
        seen[place] += 1
        numbered.append(item if seen[place] == 1 else replace(item, number=seen[place]))
    return tuple(numbered)


def _column(table: SettingsTable, name: str | None) -> Any:
    return NULL if name is None or name in table.unreadable else identifier(name)


def _setting(row: dict[str, Any], unwrap: bool, scopes: int) -> Setting:
    key, declared = str(row["key"] or ""), row["type"]
    stored = row["value"]
    cut = stored is not None and row["characters"] > len(stored)
    text = _unwrapped(stored) if unwrap and not cut else stored
    kind = kind_of(key, text, declared)
    if unwrap and not cut and text is stored and kind is Kind.TEXT and stored is not None:
        kind = Kind.JSON
    public = None if row["public"] is None else is_true(row["public"])
    secret = is_true(row["secret"]) is True or is_secret(key, text, declared, kind)
    problem = None if cut else problem_of(kind, text)
    shown = text
    if kind is Kind.JSON and problem is None and text is not None and not cut and not secret:
        shown, secret = json_text.pretty(json_text.parse(text), names_a_secret, MASK)
    elif secret:
        shown = MASK if text else text
    if secret and public and text:
        problem = "a secret that is public: everybody can read it"
    return Setting(
        key=key,
        value=shown,
        kind=kind,
        declared_type=declared,
        group=row["group"],
        description=row["description"],
        public=public,
        updated_at=_time(row["updated_at"]),
        problem=problem,
        secret=secret,
        cut=cut,
        characters=0 if secret or stored is None else int(row["characters"]),
        scope=tuple(row[name] for name in ("scope_1", "scope_2")[:scopes]),
        declared=is_declared(declared),
        quoted=unwrap and text is not None and text is not stored,
        _stored=None if text is None else Secret(text),
    )


def _unwrapped(stored: str | None) -> str | None:
    """A text that is stored as a JSON string, as itself; whatever else is JSON stays as it is. JSON's null is None."""
    if stored is None or stored == "null":
        return None
    if stored.startswith('"'):
        try:
            text = json.loads(stored)
        except ValueError:
            return stored
        return text if isinstance(text, str) and not any("\ud800" <= one <= "\udfff" for one in text) else stored
    return stored


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:  # infinity, or a year that Python has not
        return None


def _matches(item: Setting, word: str) -> bool:
    place, colon, rest = word.partition(":")
    if colon and place == "is":
        return {
            "public": item.public is True,
            "private": item.public is False,
            "secret": item.secret,
            "wrong": item.problem is not None,
        }.get(rest, False)
    value = None if item.secret else item.value
    places = {"key": item.name, "value": value, "group": item.group, "type": item.declared_type or item.kind.value}
    if colon and place in places:
        return rest in (places[place] or "").casefold()
    texts = (item.name, value, item.group, item.description, item.problem)
    return any(word in text.casefold() for text in texts if text)
