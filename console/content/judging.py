"""Whether a relation holds settings: sure, likely or not, weighed on what the catalogue says, with the reasons.

Pure. Evidence is of several independent kinds (names, keys, types, size), because a wrong "sure" is worse than none.
"""

from __future__ import annotations

from console.content import words
from console.content.shape import Confidence, Relation, SettingsTable, unreadable
from console.content.words import LOOSE, PERSON, SCOPE, STRONG, WEAK

SURE = 7
LIKELY = 5
SMALL = 1_000
LARGE = 5_000


def judge(relation: Relation) -> SettingsTable | None:
    """The relation as a settings table, if it is surely or likely one."""
    title = words.words(relation.name)
    table = frozenset(title)
    roles = assign(relation, table)
    if roles is None:
        return None
    case = _Case(relation, title, roles)
    case.weigh()
    confidence = case.confidence()
    if confidence is Confidence.NONE:
        return None
    used = [name for name in roles.values() if name] + list(case.scope)
    return SettingsTable(
        relation=relation,
        **roles,  # type: ignore[arg-type]  # its keys are the fields of roles
        scope=case.scope,
        confidence=confidence,
        score=case.score,
        reasons=tuple(case.reasons),
        unreadable=unreadable(relation, used),
    )


def assign(relation: Relation, table: frozenset[str]) -> dict[str, str | None] | None:
    """Which column plays which role, or None if there is no key or no value."""
    free = list(relation.columns)

    def take(role: tuple[str, ...], categories: str, unique: bool = False) -> str | None:
        ranked = [
            (place == words.KEY.index("id") if unique else False, not _alone(relation, column.name), place, column)
            for column in free
            if column.category in categories.split() and (place := words.rank(column.name, table, role)) is not None
        ]
        if not ranked:
            return None
        best = min(ranked, key=lambda entry: entry[:3])[3]
        free.remove(best)
        return best.name

    value = take(words.VALUE, "S json")
    key = take(words.KEY, "S E", unique=True)
    if key is None or value is None:
        return None
    return {
        "key": key,
        "value": value,
        "type": take(words.TYPE, "S E"),
        "group": take(words.GROUP, "S E"),
        "description": take(words.DESCRIPTION, "S json"),
        "public": take(words.PUBLIC, "B S E N"),
        "secret": take(words.SECRET, "B"),
        "updated_at": take(words.UPDATED, "D"),
    }


class _Case:
    """The weighing of one relation: points with their reasons, and what speaks against it."""

    def __init__(self, relation: Relation, title: tuple[str, ...], roles: dict[str, str | None]) -> None:
        self.relation = relation
        self.title = title
        self.roles = roles
        self.score = 0
        self.reasons: list[str] = []
        self.scope: tuple[str, ...] = ()
        self.doubtful = False  # at most likely
        self.excluded = False  # not at all

    def confidence(self) -> Confidence:
        if self.excluded or self.score < LIKELY:
            return Confidence.NONE
        return Confidence.LIKELY if self.doubtful or self.score < SURE else Confidence.SURE

    def weigh(self) -> None:
        self._weigh_name()
        self._weigh_key()
        self._weigh_columns()
        self._weigh_size()

    def _for(self, points: int, reason: str) -> None:
        self.score += points
        self.reasons.append(reason)

    def _against(self, reason: str, *, excluded: bool = False) -> None:
        self.doubtful = True
        self.excluded = self.excluded or excluded
        self.reasons.append("but " + reason)

    @property
    def _strong(self) -> bool:
        return bool(STRONG & set(self.title))

    @property
    def _details(self) -> int:
        return sum(self.roles[role] is not None for role in ("type", "group", "public", "description"))

    def _other_words(self) -> list[str]:
        """Words of the name that say neither settings nor site; short ones are taken for a product's prefix."""
        return [word for word in self.title if word not in STRONG | WEAK | SCOPE and len(word) > 3]

    def _weigh_name(self) -> None:
        title = set(self.title)
        named_after = [name for name in (self.roles["key"], self.roles["value"]) if name and _prefixed(name)]
        if self._strong:
            self._for(3, f"it is called {self.relation.name}")
        elif title & WEAK:
            self._for(2, f"it is called {self.relation.name}")
            others = self._other_words()
            said = named_after or self.roles["public"] or (self.roles["type"] and self.roles["group"])
            if others and not said:
                self._against(f"it may belong to each {others[0]}")
            elif not said and not title & SCOPE and title & WEAK <= LOOSE:
                self._against("it does not say of what")
        elif self._details < 3:
            self._against("its name does not say so")
        if title & SCOPE:
            self._for(1, "its name speaks of the whole site")
        if len(named_after) == 2:
            self._for(1, "its columns are named for it")
        for word in self.title:
            other = words.OTHER_THINGS.get(word)
            if other:
                self._against(f"its name speaks of {other}", excluded=other in words.NOT_AT_ALL and not self._strong)
        if title & PERSON and not title & {"site", "app", "system", "global"}:
            self._against("its name speaks of persons")

    def _weigh_key(self) -> None:
        key = str(self.roles["key"])
        if _alone(self.relation, key):
            self._for(3, f"{key} is unique")
            return
        others = min((k - {key} for k in self.relation.keys if key in k and len(k) <= 3), key=len, default=None)
        if self.relation.kind in "vm":
            self._against("a view cannot say that a key is unique")
        elif others is None:
            self._against(f"{key} is not unique", excluded=bool(self._owners()) and not self._strong)
        if others is None:
            if person := [name for name in self._names() if set(words.words(name)) & PERSON and _points(name)]:
                self._against(f"its rows belong to each {_thing(person[0])}", excluded=True)
            return
        self.scope = tuple(name for name in self._names() if name in others)
        self._weigh_scope(key)

    def _weigh_scope(self, key: str) -> None:
        together = f"{key} is unique with {' and '.join(self.scope)}"
        things = {word for name in self.scope for word in words.words(name) if word != "id"}
        if set(self.scope) == {self.roles["group"]}:
            self._for(3, together)
        elif things & PERSON:
            self._against(f"{together}: one for each person", excluded=True)
        elif things & words.LOCALE:
            self._against(f"{together}: one for each language", excluded=not self._strong)
        elif things & SCOPE:
            self._for(1, together)
            self._against(f"there is a set of them for each {_thing(self.scope[0])}")
        else:
            self._against(f"{together}: one for each {_thing(self.scope[0])}", excluded=not self._strong)

    def _weigh_columns(self) -> None:
        value = str(self.roles["value"])
        if words.rank(value, frozenset(self.title), words.VALUE) in (0, 1):
            self.score += 2
        else:
            self.score += 1
            if others := self._other_words():
                self._against(f"{value} may be the whole of each {others[0]}")
        self.score += words.bare(str(self.roles["key"]), frozenset(self.title)) != "id"
        self.reasons.append(f"{self.roles['key']} and {value} are key and value")
        for role, points in (("type", 2), ("group", 1), ("public", 1), ("description", 1)):
            if self.roles[role]:
                self._for(points, f"{self.roles[role]} is its {role}")
        used = {name for name in self.roles.values() if name}
        rest = [name for name in self._names() if name not in used]
        for name in rest:
            parts = set(words.words(name))
            if parts & words.EXPIRY:
                self._against(f"its rows run out ({name})", excluded=not self._strong)
            elif parts & words.QUEUE:
                self._against(f"its rows are worked off ({name})", excluded=not self._strong)
        if len(rest) > 10:
            self._against(f"it has {len(rest)} columns more")

    def _weigh_size(self) -> None:
        rows = self.relation.estimate
        if 0 <= rows <= SMALL:
            self._for(1, "it is small")
        elif rows > LARGE:
            self._against(f"it has about {rows:,.0f} rows", excluded=not self._strong)

    def _names(self) -> list[str]:
        return [column.name for column in self.relation.columns]

    def _owners(self) -> list[frozenset[str]]:
        """Foreign keys that are not only "who changed it"."""
        return [key for key in self.relation.foreign_keys if not any("by" in words.words(name) for name in key)]


def _alone(relation: Relation, name: str) -> bool:
    return frozenset({name}) in relation.keys


def _prefixed(name: str) -> bool:
    parts = words.words(name)
    return len(parts) > 1 and parts[0] in STRONG | WEAK


def _points(name: str) -> bool:
    parts = words.words(name)
    return parts[-1] == "id" and "by" not in parts


def _thing(name: str) -> str:
    return " ".join(word for word in words.words(name) if word != "id") or name
