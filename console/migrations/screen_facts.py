"""What the screen of migrations shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.core.unknown import Unknown

if TYPE_CHECKING:
    from console.changesets.migration import Folder
    from console.core.finding import Finding
    from console.migrations.status import Status, Version


@dataclass(frozen=True, slots=True)
class Facts:
    """The folders that were found, and how the chosen one stands.

    `findings` are by the file's name; None while the check still runs, Unknown where it could not be made.
    """

    folders: tuple[Folder, ...]
    status: Status | None = None
    findings: Mapping[str, Sequence[Finding]] | Unknown | None = None

    @property
    def versions(self) -> tuple[Version, ...]:
        known = self.status.versions if self.status else ()
        return () if isinstance(known, Unknown) else known

    def found_in(self, version: Version) -> Sequence[Finding]:
        """What the check found in the version's file, as far as it is known."""
        if version.file is None or self.findings is None or isinstance(self.findings, Unknown):
            return ()
        return self.findings.get(version.file.path.name, ())
