"""What the screen of migrations shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from console.core.unknown import Unknown

if TYPE_CHECKING:
    from console.changesets.migration import Folder
    from console.core.finding import Finding
    from console.migrations.status import Status, Version


@dataclass(frozen=True, slots=True)
class Facts:
    """The folders that were found, and how the chosen one stands. `findings` are by the file's name."""

    folders: tuple[Folder, ...]
    status: Status | None = None
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    begun: Mapping[str, Any] = field(default_factory=dict)

    @property
    def versions(self) -> tuple[Version, ...]:
        known = self.status.versions if self.status else ()
        return () if isinstance(known, Unknown) else known
