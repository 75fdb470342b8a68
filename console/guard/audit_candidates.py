"""Tables of a target that look like its own audit log, and what a row in one of them would need.

They are offered, and used only once config.toml names one. Nothing is written here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from console.config import AuditMapping
from console.core.qualified import qualified
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.session import ReadSession
from console.guard.audit_row import read_needs, writes_into

_NAMES: dict[str, tuple[str, ...]] = {
    "actor": ("actor", "username", "user_name", "changed_by", "performed_by", "admin", "admin_email"),
    "action": ("action", "operation", "event", "event_type", "op"),
    "table": ("table_name", "entity", "entity_type", "resource", "resource_type", "object_type", "target_table"),
    "row": ("row_id", "record_id", "entity_id", "resource_id", "object_id", "row_key", "target_id"),
    "before": ("before", "old", "old_value", "old_values", "old_data", "before_data", "previous"),
    "after": ("after", "new", "new_value", "new_values", "new_data", "after_data"),
    "reason": ("reason", "comment", "note"),
    "host": ("host", "hostname", "client_host"),
    "result": ("result", "outcome"),
}
"""What the columns of audit tables are called, by what we know."""

_SOMETIMES = ("before", "after", "reason")
"""What we know of some changes and not of others: a row that is new has no before."""


@dataclass(frozen=True, slots=True)
class AuditCandidate:
    """A table that looks like an audit log. `columns` maps what we know to the table's columns.

    `grants` are the statements without which this role may not write there. `unfilled` are columns that want a value
    and get none from us, `strict` those that we cannot always fill. `filtered`: row security applies to this role.
    `writers` are the triggers (`name on schema.table`) that write there already, `triggers` those on the table itself.
    """

    schema: str
    relation: str
    columns: Mapping[str, str]
    grants: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    filtered: bool = False
    writers: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`schema.relation`, as config.toml and the command line name it."""
        return qualified(self.schema, self.relation)

    @property
    def mapping(self) -> AuditMapping:
        """What config.toml says once it is accepted."""
        return AuditMapping(self.name, dict(self.columns))


async def read_audit_candidates(session: ReadSession) -> tuple[AuditCandidate, ...]:
    """Tables with at least four known columns, the likeliest first, twenty at most."""
    roles = {name: role for role, names in _NAMES.items() for name in names}
    binds = {"roles": json.dumps(roles), "platform_schemas": list(PLATFORM_SCHEMAS)}
    found = await session.mappings("guard/audit_candidates", binds)
    if not found:
        return ()
    names = [row["relation"].lower().replace('"', '""') for row in found]
    writers = await session.mappings("guard/audit_writers", {"names": names})
    candidates = []
    for row in found:
        columns: dict[str, str] = {}
        for column in row["names"]:
            columns.setdefault(roles[column.lower()], column)
        needs = await read_needs(session, row["oid"], columns.values())
        if needs is None:
            continue  # dropped meanwhile
        candidates.append(
            AuditCandidate(
                schema=row["schema"],
                relation=row["relation"],
                columns=columns,
                grants=needs.grants,
                unfilled=needs.unfilled,
                strict=tuple(columns[role] for role in _SOMETIMES if columns.get(role) in needs.strict),
                filtered=needs.filtered,
                writers=tuple(
                    f"{trigger['trigger']} on {qualified(trigger['schema'], trigger['relation'])}"
                    for writer in writers
                    if writes_into(writer["source"], row["schema"], row["relation"])
                    for trigger in writer["triggers"]
                ),
                triggers=needs.triggers,
            )
        )
    return tuple(candidates)
