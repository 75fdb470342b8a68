"""The health of who may log in and who somebody is: the platform's schema auth, its functions, its roles, its log.

On a Postgres without it, what policies ask instead. It only reads; functions are called in a read-only transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from console.audit.surroundings import Surroundings, read_surroundings
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.errors import NotPermitted, QueryProblem

TABLES = ("users", "identities", "sessions", "refresh_tokens", "mfa_factors", "audit_log_entries")
"""Tables of the schema auth without which something of logging in is missing."""
EVENTS = ("auth", "audit_log_entries")
DAYS = 7
MOST_EVENTS = 100_000
_FAILED = ("fail", "invalid", "denied", "reject", "locked", "blocked", "repeated_signup")
"""What the name of an event has in it that did not go well."""
SUBJECT = "00000000-0000-4000-8000-000000000000"
_CLAIMS = {"sub": SUBJECT, "role": "authenticated", "email": "nobody@example.org"}
_ANSWERS: Mapping[str, Callable[[str | None], bool]] = {
    "uid": lambda answer: answer == SUBJECT,
    "role": lambda answer: answer == _CLAIMS["role"],
    "email": lambda answer: answer == _CLAIMS["email"],
    "jwt": lambda answer: answer is not None and json.loads(answer) == _CLAIMS,
}


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    WRONG = "wrong"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AuthPart:
    """One thing that logging in stands on. `group` is what it is one of: schema, table, function, role, api, policy."""

    group: str
    name: str
    health: Health
    detail: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class IdentityFunction:
    """A function that policies call. `settable` says that it believes a setting, which a session may set itself."""

    schema: str
    name: str
    policies: int
    settable: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SignInEvents:
    """One kind of event in the log of log-ins: how often lately, the last time, from how many addresses.

    `failed` is read from its name.
    """

    action: str
    number: int
    latest: datetime | None
    addresses: int
    failed: bool


@dataclass(frozen=True, slots=True)
class AuthHealth:
    """All of it. `platform` is false on a Postgres without the schema auth: then its parts are missing, not wrong."""

    platform: bool
    parts: tuple[AuthPart, ...]
    identities: tuple[IdentityFunction, ...] | Unknown
    events: tuple[SignInEvents, ...] | Unknown

    @property
    def wrong(self) -> tuple[AuthPart, ...]:
        """What does not work, and on the platform what is missing."""
        bad = (Health.WRONG, Health.MISSING) if self.platform else (Health.WRONG,)
        return tuple(each for each in self.parts if each.health in bad)


async def read_auth(database: Database, *, days: int = DAYS) -> AuthHealth:
    """The health of it, each fact by itself: what could not be read is UNKNOWN. ConnectionProblem where it is lost."""
    parts = await database.ask(_read_parts)
    roles = await database.ask(_read_roles)
    platform = isinstance(parts, dict) and bool(parts["there"])
    found = [*_of_schema(parts), *_of_roles(roles, platform)]
    if isinstance(parts, dict):
        for each in parts["functions"]:
            if each["name"] in _ANSWERS:
                found.append(await _of_function(database, each))
        found += _absent_functions(parts)
    try:
        found.append(_of_api(await read_surroundings(database)))
    except (NotPermitted, QueryProblem) as problem:
        found.append(AuthPart("api", "exposed schemas", Health.UNKNOWN, problem.what, problem.remedy))
    return AuthHealth(platform, tuple(found), await database.ask(_read_identities), await read_events(database, days))


async def _read_parts(session: ReadSession) -> dict[str, Any]:
    return (await session.mappings("audit/auth/parts"))[0]


async def _read_roles(session: ReadSession) -> tuple[dict[str, Any], ...]:
    return await session.mappings("audit/auth/roles", {"names": list(_ROLES)})


def _of_schema(parts: Mapping[str, Any] | Unknown) -> Iterator[AuthPart]:
    if isinstance(parts, Unknown):
        yield AuthPart("schema", "auth", Health.UNKNOWN, parts.reason, parts.remedy)
        return
    if not parts["there"]:
        yield AuthPart("schema", "auth", Health.MISSING, "This is no Supabase project: nothing of it is there.")
        return
    detail = "" if parts["usable"] else "This role may not look into it."
    yield AuthPart("schema", "auth", Health.OK, detail)
    tables = {each["name"]: each for each in parts["tables"]}
    for name in TABLES:
        table = tables.get(name)
        if table is None:
            yield AuthPart("table", f"auth.{name}", Health.MISSING, "There is no such table.", _UPGRADE)
        elif name == "users" and not table["secured"]:
            why = "Its row security is off: one grant shows everybody's address and password hash."
            yield AuthPart("table", f"auth.{name}", Health.WRONG, why, "Turn row level security on.")
        else:
            rows = table["rows"]
            yield AuthPart("table", f"auth.{name}", Health.OK, "" if rows < 0 else f"~{int(rows):,} rows")


_UPGRADE = "The platform's service for log-ins makes it when it starts: look at its version."


def _absent_functions(parts: Mapping[str, Any]) -> Iterator[AuthPart]:
    there = {each["name"] for each in parts["functions"]}
    for name in _ANSWERS:
        if name not in there:
            why = "There is no such function." if parts["there"] else "Policies ask something else here."
            yield AuthPart("function", f"auth.{name}()", Health.MISSING, why)


async def _of_function(database: Database, each: Mapping[str, Any]) -> AuthPart:
    """Whether it answers what the claims say. It is called in a transaction of its own."""
    label = f"auth.{each['name']}()"

    async def ask(session: ReadSession) -> str | None:
        await session.mappings("audit/auth/claim", {"claims": json.dumps(_CLAIMS)})
        call = session.statement("audit/auth/answer").with_identifiers(function=identifier("auth", each["name"]))
        answer: str | None = (await session.mappings(call))[0]["answer"]
        return answer

    if not each["callable"]:
        return AuthPart("function", label, Health.UNKNOWN, "This role may not call it.", "Grant EXECUTE on it.")
    answer = await database.ask(ask)
    if isinstance(answer, Unknown):
        return AuthPart("function", label, Health.UNKNOWN, answer.reason, answer.remedy)
    try:
        right = _ANSWERS[each["name"]](answer)
    except ValueError:
        right = False
    if not right:
        why = "It does not answer what the claims of the request say, so policies decide by something else."
        return AuthPart("function", label, Health.WRONG, why, "Compare it with the platform's own.")
    if not each["stable"]:
        return AuthPart(
            "function", label, Health.WRONG, "It is not STABLE: policies call it for each row, or once.", ""
        )
    return AuthPart("function", label, Health.OK, f"answers what the claims say, as {each['gives']}")


_Attributes = Mapping[str, Any]


def _may_not_log_in(role: _Attributes) -> str:
    if role["superuser"] or role["bypasses"]:
        return "It passes row security: whoever comes through the API sees every row."
    return "It may log in by itself, past the API." if role["login"] else ""


def _passes(role: _Attributes) -> str:
    if role["superuser"]:
        return "It is a superuser: more than the API needs."
    return "" if role["bypasses"] else "It does not pass row security, so what runs as it sees no rows."


def _becomes(role: _Attributes) -> str:
    if role["superuser"] or role["bypasses"]:
        return "It passes row security, and it is the role that the API comes in with."
    if role["inherits"] and role["member_of"]:
        return f"It inherits the rights of {', '.join(role['member_of'])} before it has become anybody."
    absent = [name for name in ("anon", "authenticated") if name not in role["member_of"]]
    return f"It cannot become {', '.join(absent)}." if absent else ""


_ROLES: Mapping[str, Callable[[_Attributes], str]] = {
    "anon": _may_not_log_in,
    "authenticated": _may_not_log_in,
    "service_role": _passes,
    "authenticator": _becomes,
}
"""The platform's roles, and what must be true of each: a sentence where it is not."""


def _of_roles(roles: tuple[dict[str, Any], ...] | Unknown, platform: bool) -> Iterator[AuthPart]:
    if isinstance(roles, Unknown):
        yield AuthPart("role", "all", Health.UNKNOWN, roles.reason, roles.remedy)
        return
    for role in roles:
        if not role["there"]:
            yield AuthPart("role", role["name"], Health.MISSING, "The API needs it." if platform else "")
        elif wrong := _ROLES[role["name"]](role):
            yield AuthPart("role", role["name"], Health.WRONG, wrong, "greenroom access shows what follows from it.")
        else:
            yield AuthPart("role", role["name"], Health.OK)


def _of_api(around: Surroundings) -> AuthPart:
    if around.exposed is not None:
        return AuthPart("api", "exposed schemas", Health.OK, ", ".join(around.exposed) or "none")
    if not around.has_api:
        return AuthPart("api", "exposed schemas", Health.MISSING, "No role of an API is there.")
    why = "The server does not say which schemas its API serves: each is judged as if it did."
    return AuthPart("api", "exposed schemas", Health.UNKNOWN, why, "Name them: --exposed public,api.")


async def _read_identities(session: ReadSession) -> tuple[IdentityFunction, ...]:
    return tuple(_identity(row) for row in await session.mappings("audit/auth/identity_functions"))


def _identity(row: Mapping[str, Any]) -> IdentityFunction:
    words = [
        *(["reads a setting that a session may set itself"] if row["reads_settings"] else []),
        *(["reads the role"] if row["reads_role"] else []),
        *(["as its owner"] if row["definer"] else []),
        *(["VOLATILE: called for each row"] if row["volatility"] == "v" else []),
    ]
    return IdentityFunction(row["schema"], row["name"], row["policies"], row["reads_settings"], "; ".join(words))


async def read_events(database: Database, days: int = DAYS) -> tuple[SignInEvents, ...] | Unknown:
    """What happened with log-ins in the last days, the most frequent first, of at most MOST_EVENTS entries.

    The platform writes down what was done and mostly not what failed: a wrong password stands in the log of its
    service alone. Unknown where there is no such table, it may not be read, or it has no entry at all.
    """

    async def ask(session: ReadSession) -> tuple[SignInEvents, ...]:
        statement = session.statement("audit/auth/events").with_identifiers(events=identifier(*EVENTS))
        rows = await session.mappings(statement, {"days": days, "most": MOST_EVENTS})
        return tuple(SignInEvents(**row, failed=any(word in row["action"].lower() for word in _FAILED)) for row in rows)

    found = await database.ask(ask)
    if not isinstance(found, Unknown) and not found:
        return Unknown(
            f"{'.'.join(EVENTS)} has no entry of the last {days} days: it may be turned off",
            "The service's own log has them.",
        )
    return found
