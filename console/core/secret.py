"""A password in memory that does not show itself: not in a repr, a log line, a traceback or a dataclass."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """Holds one secret. Only `reveal()` gives it away, so that every place that needs it can be found by that name."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The secret itself, to be handed to the driver, the keyring or a child's environment and nowhere else."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __str__(self) -> str:
        return "••••"

    def __repr__(self) -> str:
        return "Secret(••••)"
