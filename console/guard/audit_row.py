"""The target's own audit table: its row is written in the transaction of the change that it tells of.

Which table that is comes from config.toml, or was matched by four known columns and accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Where the row goes: `columns` maps what we know (actor, action, before, …) to the table's columns."""

    schema: str
    relation: str
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """`schema.relation`."""
        return f"{self.schema}.{self.relation}"
