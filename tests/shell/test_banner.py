"""What the top line says of the open target."""

from __future__ import annotations

from dataclasses import replace

from console.core.target import Access, Environment, Identity, Target
from console.shell.banner import banner_state
from console.shell.contacts import Contacts
from tests.guard.journals import SHOP


async def no_secret(_: Target) -> None:
    return None


def known(*targets: Target) -> Contacts:
    """What is known of these targets before any server was asked."""
    return Contacts(targets, no_secret, lambda _: None, lambda _: None)


def test_the_strictest_name_of_a_database_counts() -> None:
    shop = replace(SHOP, environment=Environment.DEVELOPMENT, access=Access.GUARDED)
    alone = banner_state(shop, known(shop), "")
    assert (alone.environment, alone.access) == (Environment.DEVELOPMENT, "guarded")

    live = replace(shop, name="live", host="pooler.example.org", environment=Environment.PRODUCTION)
    state = banner_state(shop, known(shop, live), "")
    assert (state.environment, state.name, state.access) == (Environment.PRODUCTION, "shop", "guarded, closed")
    assert banner_state(shop, known(shop, live), "09:45").access == "guarded until 09:45"

    other = replace(live, identity=Identity("1", 2))
    assert banner_state(shop, known(shop, other), "").environment is Environment.DEVELOPMENT
