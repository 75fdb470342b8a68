"""One connection to one target, with every libpq parameter given explicitly.

What the shell says (PGPASSWORD, PGHOSTADDR, PGOPTIONS, a service of somebody else's) has no say here: libpq looks at
its environment only for parameters that it was not given.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import AsyncConnection, pq
from psycopg.rows import TupleRow

from console.core.blocking import in_daemon
from console.core.secret import Secret
from console.core.target import Target, Tls
from console.database.explain import connection_problem
from console.errors import ConnectionProblem

CONNECT_SECONDS = 5
APPLICATION = "greenroom"
logging.getLogger("psycopg").addHandler(logging.NullHandler())  # else its warnings go to the terminal

_NOWHERE = "/nonexistent/greenroom"
"""A passfile that is not there: an empty value would mean ~/.pgpass, and libpq warns about others on the terminal."""

_ANY_LOGIN = "none,password,md5,scram-sha-256,gss,sspi"
"""Every way to log in: an empty list would forbid them all, and no list at all would be the shell's."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to dial instead of the target's own address: the near end of a tunnel."""

    host: str
    port: int
    hostaddr: str | None = None


def parameters(
    target: Target, password: Secret | None, *, endpoint: Endpoint | None = None, hostaddr: str | None = None
) -> dict[str, str]:
    """Every parameter that libpq knows, by keyword: ours, else the compiled default, else empty. Never the shell's."""
    explicit = {
        option.keyword.decode(): (option.compiled or b"").decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar and option.keyword != b"service"
    }
    if "require_auth" in explicit:
        explicit["require_auth"] = _ANY_LOGIN
    dial = endpoint or Endpoint(target.host, target.port, hostaddr)
    explicit |= {
        "host": dial.host,
        "hostaddr": dial.hostaddr or "",
        "port": str(dial.port),
        "dbname": target.database,
        "user": target.user,
        "password": password.reveal() if password else "",
        "passfile": _NOWHERE,
        "sslmode": target.tls.sslmode,
        "sslrootcert": root_certificate(target) or "",
        "connect_timeout": str(CONNECT_SECONDS),
        "application_name": APPLICATION,
        "client_encoding": "UTF8",
        "options": "",  # empty, it is not sent (PgBouncer refuses it), and PGOPTIONS is not looked at
        # Their defaults: libpq has no compiled word for these, and refuses empty ones.
        "sslcertmode": "allow",
        "min_protocol_version": "3.0",
        "max_protocol_version": "3.0",
    }
    return explicit


def root_certificate(target: Target) -> str | None:
    """The file that the server's certificate is checked against: the target's own, else the operating system's bundle.

    None where nothing is verified. The bundle is named by path: libpq's `system` asks the OpenSSL inside its wheel,
    which looks where the machine that built it kept its certificates.
    """
    if target.tls is not Tls.VERIFIED:
        return None
    if target.root_certificate:
        return str(Path(target.root_certificate).expanduser())
    return system_bundle() or "system"


def system_bundle() -> str | None:
    """The operating system's file of trusted certificates, if it is where it usually is."""
    usual = (
        ssl.get_default_verify_paths().cafile,
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
    )
    return next((path for path in usual if path and Path(path).is_file()), None)


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, in the system's order. ConnectionProblem if it has none or the answer takes too long."""

    def look_up() -> tuple[str, ...]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))

    try:
        return await in_daemon(look_up, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, UnicodeError) as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else str(error).partition("] ")[2] or str(error)
        raise ConnectionProblem(
            f"The name {host} was not found.", reason, "Check the host's spelling, your network, or the VPN."
        ) from error


async def connect(
    target: Target, password: Secret | None, *, endpoint: Endpoint | None = None
) -> AsyncConnection[TupleRow]:
    """An open connection that nothing was asked of yet. Raises ConnectionProblem, said for people.

    Neither named statements nor session settings are used on it, so that it may run through a transaction pooler.
    """
    addresses: tuple[str | None, ...] = (None,)
    if endpoint is None and not target.is_socket:
        addresses = await resolve(target.host, target.port)
    for number, address in enumerate(addresses, 1):
        try:
            return await _dial(target, parameters(target, password, endpoint=endpoint, hostaddr=address))
        except ConnectionProblem as problem:
            # Not one by one in the driver: it would offer a refused password to the next address as well.
            if problem.refused or number == len(addresses):
                raise
    raise AssertionError("unreachable: a name has an address, or `resolve` raises")


async def _dial(target: Target, options: dict[str, str]) -> AsyncConnection[TupleRow]:
    """One address. A password goes over the wire once at most.

    libpq's own `prefer` offers a password that was refused under TLS a second time without it. Here only a server
    that has no TLS, or that shuts us out before it asks for a password, is tried again in the clear.
    """
    modes = ("require", "disable") if options["sslmode"] == "prefer" and not target.is_socket else (options["sslmode"],)
    for mode in modes:
        try:
            async with asyncio.timeout(CONNECT_SECONDS + 1):
                return await AsyncConnection.connect(
                    **options | {"sslmode": mode},  # type: ignore[arg-type]  # every value is a string that libpq reads
                    prepare_threshold=None,
                )
        except (psycopg.Error, OSError, TimeoutError) as error:
            if mode != modes[-1] and re.search("does not support SSL|no pg_hba.conf entry", str(error)):
                continue
            raise connection_problem(error, target) from None
    raise AssertionError("unreachable: the last mode returns or raises")
