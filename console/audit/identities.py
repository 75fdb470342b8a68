"""Whom to be by name: the three that every Supabase project knows, and those of config.toml. It asks no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.audit.asking import Who
from console.config import Config, IdentitySetting
from console.core.nearest import nearest
from console.errors import UsageProblem

NOBODYS = "00000000-0000-0000-0000-000000000000"
"""The id of a user who owns nothing."""
SHIPPED: Mapping[str, IdentitySetting] = {
    "anon": IdentitySetting("anon", {}, "whoever has the public key"),
    "authenticated": IdentitySetting(
        "authenticated", {"sub": NOBODYS, "aud": "authenticated", "aal": "aal1"}, "who has just signed up: owns nothing"
    ),
    "service_role": IdentitySetting("service_role", {}, "the servers of the application"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """One identity. `saved` is set where it is from config.toml."""

    name: str
    who: Who
    note: str
    saved: bool


def identities(config: Config) -> tuple[Named, ...]:
    """All that have a name. One of config.toml stands for a shipped one of the same name."""
    every = {**SHIPPED, **config.identities}
    return tuple(
        Named(
            name, Who(each.role, each.claims, "" if name == each.role else name), each.note, name in config.identities
        )
        for name, each in every.items()
    )


def identity_named(config: Config, name: str) -> Who:
    """The one of that name. UsageProblem where there is none."""
    known = {each.name: each.who for each in identities(config)}
    if name not in known:
        remedy = nearest(name, known) or "greenroom probe --list-identities"
        raise UsageProblem(f"There is no identity {name}.", "config.toml has it as [identities.NAME].", remedy)
    return known[name]
