"""Choosing whom to be and which table to look at: dialogs one after the other, and back with an answer or None."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.audit.access import Access, Relation
from console.audit.asking import Who
from console.audit.claims import USERS, find_user, read_claims
from console.audit.identities import identities, identity_named
from console.audit.people import people_tables, read_people
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.choice import Choice, Item
from console.widgets.find import Find
from console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

SUBJECT = "authenticated"
"""The role that a person of the platform is."""


async def choose_table(screen: AuditScreen, access: Access, title: str = "Which table?") -> Relation | None:
    """A table or view, ours before the platform's."""
    every = sorted(access.relations.values(), key=lambda one: (one.schema in PLATFORM_SCHEMAS, one.label))
    items = [Item(str(each.oid), each.label, _about(each)) for each in every]
    if not items:
        raise Problem("There is no table here.", "", "A migration makes one.")
    found = await screen.console.push_screen_wait(Find(title, items))
    return access.relations[int(found.key)] if found is not None else None


def _about(relation: Relation) -> str:
    kind = {"v": "view", "m": "materialized view", "f": "foreign table"}.get(relation.kind, "")
    return kind or ("" if relation.secured else "row security is off")


async def choose_who(screen: AuditScreen, access: Access, title: str = "As whom?") -> Who | None:
    """A person, an identity that has a name (shipped, or of config.toml), any role, or a role with claims."""
    known = [each for each in identities(screen.console.config) if access.role_named(each.who.role) is not None]
    named = [Item(f"named {each.name}", each.name, each.note) for each in known]
    people = [Item(f"people {each.oid}", f"A person of {each.label}…") for each in people_tables(access)]
    rest = (
        Item("other", "Another role…", f"{len(access.roles)} are here"),
        Item("claims", "A role with claims…", "as a token has them, in JSON"),
    )
    # A person first: it is what is asked most.
    key = await screen.console.push_screen_wait(Choice(title, [*people[:3], *named, *rest]))
    if key is None:
        return None
    kind, _, name = key.partition(" ")
    match kind:
        case "named":
            return identity_named(screen.console.config, name)
        case "people":
            return await _person(screen, access, access.relations[int(name)])
        case "other":
            role = await choose_role(screen, access)
            return Who(role) if role else None
    return await with_claims(screen, access, None)


async def choose_role(screen: AuditScreen, access: Access, title: str = "Which role?") -> str | None:
    """Any role of the cluster."""
    every: Sequence[str] = sorted(
        (each.name for each in access.roles.values()), key=lambda name: (name.startswith("pg_"), name)
    )
    found = await screen.console.push_screen_wait(Find(title, [Item(name, name) for name in every]))
    return found.key if found is not None else None


async def _person(screen: AuditScreen, access: Access, table: Relation) -> Who | None:
    role = SUBJECT if access.role_named(SUBJECT) else await choose_role(screen, access, "As which role do they come?")
    if role is None:
        return None
    database = await screen.console.database()
    people = await screen.working("Reading people", lambda _: read_people(database, table, role))
    if people is None:
        return None
    if isinstance(people, Unknown):
        raise Problem("The people cannot be listed.", people.reason, people.remedy)
    items = [
        Item(str(number), who.name, f"{about}   {str(who.claims['sub'])[:8]}".strip())
        for number, (who, about) in enumerate(people)
    ]
    platform = (table.schema, table.name) == USERS
    free = "enter looks for that id or address" if platform else ""
    if not items:
        raise Problem(f"Nobody stands in {table.label}.", "It has no row that says who somebody is.", "Choose a role.")
    found = await screen.console.push_screen_wait(Find(f"Who of {table.label}?", items, hint="name or id", free=free))
    if found is None:
        return None
    if found.key:
        return people[int(found.key)][0]
    other = await find_user(database, found.title, role=role)
    if isinstance(other, Unknown):
        raise Problem("That user cannot be asked for.", other.reason, other.remedy)
    return other


async def with_claims(screen: AuditScreen, access: Access, who: Who | None) -> Who | None:
    """The same identity with other claims, typed as JSON; a role is asked for where there is none yet."""
    role = who.role if who is not None else await choose_role(screen, access)
    if role is None:
        return None
    before = json.dumps(dict(who.claims), ensure_ascii=False) if who and who.claims else '{"sub": ""}'
    question = f"The claims of the token that {role} comes with, as JSON, or @FILE."
    said = await screen.console.push_screen_wait(Prompt("Claims", question, value=before))
    if said is None:
        return None
    claims = read_claims(said)
    return Who(role, claims, who.name if who and claims.get("sub") == who.claims.get("sub") else "")


def with_factor(who: Who) -> Who:
    """The same with the other assurance level: logged in with one factor, or with two."""
    level = "aal1" if who.claims.get("aal") == "aal2" else "aal2"
    return Who(who.role, {**who.claims, "aal": level}, who.name)
