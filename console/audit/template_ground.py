"""Which names of the catalogue fit a template of policies: who owns a row, by which table, and who asks. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from console.audit.policy_templates import Filling, PolicyTemplate, who
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.names import quoted
from console.database.session import Database, ReadSession
from console.errors import UsageProblem

USERS = ("auth", "users")
_OWNERS = ("user", "owner", "author", "created_by", "creator", "account", "member", "sub")
_TENANTS = ("tenant", "org", "organization", "organisation", "workspace", "company", "team")
_ROLES = ("role", "is_admin")
_PUBLISHED = ("publish", "is_public", "public", "visible", "is_active")


@dataclass(frozen=True, slots=True)
class NearColumn:
    """A column of the table (`own`) or of one near it, and the column that a foreign key of it points at."""

    own: bool
    schema: str
    relation: str
    name: str
    type: str
    is_key: bool
    indexed: bool
    to_schema: str | None
    to_relation: str | None
    to_column: str | None

    @property
    def place(self) -> tuple[str, str]:
        """Its table."""
        return self.schema, self.relation

    @property
    def target(self) -> tuple[str | None, str | None]:
        """The table that it points at."""
        return self.to_schema, self.to_relation

    def is_called(self, names: Sequence[str]) -> bool:
        """Whether its name has one of these in it."""
        return any(word in self.name.lower() for word in names)

    @property
    def is_user(self) -> bool:
        """Whether it says which user something belongs to: by its foreign key, else by its name."""
        if self.schema in PLATFORM_SCHEMAS:
            return False
        return self.target == USERS or (self.to_relation is None and not self.is_key and self.is_called(_OWNERS))


@dataclass(frozen=True, slots=True)
class TemplateGround:
    """What templates for one table are filled in from. `roles` are those of the cluster that may be meant."""

    schema: str
    table: str
    platform: bool
    columns: tuple[NearColumn, ...]
    roles: frozenset[str]

    @property
    def own(self) -> tuple[NearColumn, ...]:
        """The columns of the table itself."""
        return tuple(each for each in self.columns if each.own)

    def fillings(self, template: PolicyTemplate) -> tuple[Filling, ...]:
        """How this template can be filled in here, what fits best first. Empty where nothing fits."""
        usual = Filling(
            schema=self.schema,
            table=self.table,
            indexed=frozenset((*each.place, each.name) for each in self.columns if each.indexed),
        )
        return tuple(dict.fromkeys(_FILLERS[template.name](self, usual)))

    def asks(self, column: NearColumn, kind: str = "user") -> str:
        """The SQL that says who asks, as a value of that column's type."""
        return who(self.platform, column.type, kind)


async def read_ground(database: Database, schema: str, table: str) -> TemplateGround | Unknown:
    """The table and what stands near it. UsageProblem where there is no such table."""

    async def ask(session: ReadSession) -> TemplateGround:
        rows = await session.mappings("audit/templates/near", {"relation": quoted(schema, table)})
        platform: dict[str, Any] = (await session.mappings("schema/platform"))[0]
        roles = await session.mappings("access/roles")
        names = frozenset(row["name"] for row in roles)
        columns = tuple(NearColumn(**row) for row in rows)
        return TemplateGround(schema, table, bool(platform["supabase"]), columns, names)

    found = await database.ask(ask)
    if not isinstance(found, Unknown) and not found.own:
        raise UsageProblem(f"There is no table {schema}.{table}.")
    return found


def _own_rows(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    found = [each for each in ground.own if each.is_user]
    for each in sorted(found, key=lambda one: one.target != USERS):
        yield replace(usual, column=each.name, user=ground.asks(each))


def _through(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    """A column of the table points at the key of a near table, which says whose it is."""
    for each in ground.own:
        for user in ground.columns:
            if not user.own and user.is_user and user.place == each.target:
                yield _near(ground, usual, user, column=each.name, near_key=each.to_column or "")


def _participants(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    """A near table points at this one, or at what this one points at, and says which user takes part."""
    for other in ground.columns:
        if other.own or other.to_column is None or other.target == USERS or other.schema in PLATFORM_SCHEMAS:
            continue
        users = [each for each in ground.columns if each.place == other.place and each.is_user and not each.own]
        here = other.target == (ground.schema, ground.table)
        columns = [other.to_column] if here else [each.name for each in ground.own if each.target == other.target]
        for user in users:
            for column in columns:
                yield _near(ground, usual, user, column=column, near_key=other.name)


def _role_table(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    for role in ground.columns:
        if role.own or role.schema in PLATFORM_SCHEMAS or not role.is_called(_ROLES):
            continue
        for user in ground.columns:
            if user.place == role.place and user.is_user:
                value = "true" if role.type == "boolean" else usual.value
                yield replace(_near(ground, usual, user), near_role=role.name, value=value)


def _near(ground: TemplateGround, usual: Filling, user: NearColumn, **more: str) -> Filling:
    return replace(usual, near=user.place, near_user=user.name, user=ground.asks(user), **more)  # type: ignore[arg-type]


def _tenant(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    for each in ground.own:
        if each.is_called(_TENANTS):
            yield replace(usual, column=each.name, tenant=ground.asks(each, "tenant"))


def _public(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    for each in ground.own:
        if each.type == "boolean" and each.is_called(_PUBLISHED):
            yield replace(usual, published=each.name)
    yield usual


def _service(ground: TemplateGround, usual: Filling) -> Iterator[Filling]:
    yield usual


_FILLERS = {
    "own-rows": _own_rows,
    "through-profile": _through,
    "participants": _participants,
    "role-table": _role_table,
    "tenant": _tenant,
    "public-read": _public,
    "service-only": _service,
}
