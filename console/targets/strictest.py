"""One database under two names: the stricter of them counts. Pure; who asks brings the saved targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from console.core.target import Access, Identity, Target
from console.core.unknown import Unknown


def strictest(target: Target, identity: Identity | Unknown | None, saved: Iterable[Target]) -> Target:
    """The target with the most severe environment that its database is saved with.

    `identity` is which database it turned out to be. A target that is not saved is also read-only where a saved one
    of the same database is; a saved one keeps its own access, because somebody gave it that.
    """
    same = twins(target, identity, saved)
    environment = max((each.environment for each in (target, *same)), key=lambda each: each.severity)
    read_only = not target.saved and any(other.access is Access.READ_ONLY for other in same)
    return replace(target, environment=environment, access=Access.READ_ONLY if read_only else target.access)


def twins(target: Target, identity: Identity | Unknown | None, saved: Iterable[Target]) -> tuple[Target, ...]:
    """The saved targets that are the same database under another name."""
    others = (other for other in saved if not target.saved or other.name != target.name)
    return tuple(other for other in others if _is_same(target, identity, other))


def _is_same(target: Target, identity: Identity | Unknown | None, other: Target) -> bool:
    """By what the servers said of themselves; by the address where one of them has not."""
    if isinstance(identity, Identity) and other.identity is not None:
        return identity == other.identity
    return (target.host, target.port, target.database, target.ssh) == (
        other.host,
        other.port,
        other.database,
        other.ssh,
    )
