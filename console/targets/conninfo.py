"""The two forms of libpq's connection strings as parameters by keyword. Reading only: it resolves and decides nothing.

https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
No problem raised here repeats a piece of the text that could belong to a password.
"""

from __future__ import annotations

import re

from console.errors import UsageProblem

SCHEMES = ("postgresql://", "postgres://")
_ENCODE = "Write @ in it as %40, / as %2F, ? as %3F, # as %23 and % as %25."


def parse_url(text: str) -> dict[str, str]:
    """The parameters that a postgresql:// URL holds, percent-decoded. UsageProblem for what is not one."""
    rest = next((text[len(scheme) :] for scheme in SCHEMES if text.lower().startswith(scheme)), None)
    if rest is None:
        raise UsageProblem("This URL is not PostgreSQL's.", "", "It begins with postgresql:// or postgres://.")
    rest, _, query = rest.partition("?")
    authority, slash, database = rest.partition("/")
    if "@" in query or "@" in database:
        raise UsageProblem("The password in the URL has a character that cannot stand there.", "", _ENCODE)
    found: dict[str, str] = {}
    credentials, at, place = authority.rpartition("@")
    if "@" in credentials:
        raise UsageProblem("The user or password in the URL holds an @.", "", _ENCODE)
    if at:
        user, colon, password = credentials.partition(":")
        if user:
            found["user"] = _decode(user)
        if colon:
            found["password"] = _decode(password)
    found |= _place(place)
    if slash and database:
        if "/" in database:
            raise UsageProblem("The URL has more than one part after its host.", "", "It ends in /DATABASE.")
        found["dbname"] = _decode(database)
    return found | _query(query)


def _place(place: str) -> dict[str, str]:
    if "," in place:
        raise _many_hosts()
    if place.startswith("["):
        host, bracket, port = place[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise UsageProblem("The IPv6 address in the URL is not closed.", "", "Write it as [::1]:5432.")
        port = port[1:]
    else:
        host, _, port = place.partition(":")
        if ":" in port:
            raise UsageProblem("The URL has an IPv6 address without brackets.", "", "Write it as [::1]:5432.")
    found = {"host": _decode(host)} if host else {}
    return found | ({"port": port} if port else {})


def _query(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in query.split("&") if query else ():
        key, equals, value = pair.partition("=")
        if not equals or "=" in value:
            raise UsageProblem("A parameter behind the ? is not KEY=VALUE.", "", f"If it is a password: {_ENCODE}")
        key, value = _decode(key), _decode(value)
        if (key, value) == ("ssl", "true"):
            key, value = "sslmode", "require"
        found[key] = value
    return found


def _decode(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})|%00", text):
        raise UsageProblem("A % in the URL is not followed by two hexadecimal digits.", "", "Write a real % as %25.")
    octets = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), text.encode())
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise UsageProblem("What the URL encodes with % is not UTF-8.", "", "Encode each octet of its UTF-8.") from None


_PAIR = re.compile(
    r"\s*(?P<key>[^\s=]+)\s*=\s*(?:'(?P<quoted>(?:[^'\\]|\\.)*)'(?=\s|$)|(?P<bare>(?:(?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?(?=\s|$)))",
    re.DOTALL,
)


def parse_pairs(text: str) -> dict[str, str]:
    """The parameters of a `key=value …` string; values may stand in single quotes. UsageProblem for what is not one."""
    found: dict[str, str] = {}
    at = 0
    text = text.strip()
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            raise UsageProblem(
                "The address is not a row of KEY=VALUE.",
                f"Character {at + 1} begins something else.",
                "A value with a space or a quote stands in single quotes, with \\ before a quote or \\ in it.",
            )
        value = match["quoted"] if match["quoted"] is not None else match["bare"]
        found[match["key"]] = re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
        at = match.end()
    return found


def single_host(parameters: dict[str, str]) -> None:
    """Refuse several hosts: a target is one server."""
    if any("," in parameters.get(key, "") for key in ("host", "hostaddr", "port")):
        raise _many_hosts()


def _many_hosts() -> UsageProblem:
    return UsageProblem(
        "The address names several hosts.",
        "A target is one server, so that what you see and write is always the same one's.",
        "Add one target for each.",
    )
