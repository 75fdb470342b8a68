"""The forms of an address: a URL, key=value pairs, a service. The password is split off here, before anything else.

It reads text and service files. It opens no connection and looks at no variable but those that say where files are.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from console.core.secret import Secret
from console.core.target import Tls
from console.errors import UsageProblem
from console.targets.conninfo import SCHEMES, parse_pairs, parse_url, single_host
from console.targets.services import find_service, require_service, service_file
from console.targets.supabase import Supabase, recognise
from console.targets.transport import choose_tls

DEFAULT_PORT = 5432
_USED = frozenset(
    {"host", "hostaddr", "port", "dbname", "user", "password", "passfile"}
    | {"sslmode", "sslrootcert", "service", "options", "requiressl"}
)
_IGNORED = frozenset(
    {"application_name", "fallback_application_name", "connect_timeout", "client_encoding", "tcp_user_timeout"}
    | {"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "gssencmode", "gsslib"}
    | {"krbsrvname", "target_session_attrs", "load_balance_hosts", "channel_binding", "sslcompression", "sslsni"}
    | {"sslnegotiation", "pgbouncer", "connection_limit", "pool_timeout", "prepareThreshold", "schema"}
    | {"statement_cache_size"}
)
"""Real parameters, of libpq or of others who write such URLs, that greenroom decides by itself."""
_REFUSED = {
    "sslcert": "Client certificates are not supported yet.",
    "sslkey": "Client certificates are not supported yet.",
    "sslpassword": "Client certificates are not supported yet.",
    "sslcrl": "Revocation lists are not supported yet.",
    "sslcrldir": "Revocation lists are not supported yet.",
    "replication": "greenroom speaks SQL, not the replication protocol.",
    "require_auth": "It is not supported yet.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What an address says. None is what it does not say; `complete` fills that in. `notes` are words for the user."""

    host: str | None = None
    port: int | None = None
    database: str | None = None
    user: str | None = None
    sslmode: str | None = None
    root_certificate: str | None = None
    passfile: str | None = None
    service: str | None = None
    password: Secret | None = field(default=None, repr=False, compare=False)
    password_of_service: bool = False
    service_file: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def supabase(self) -> Supabase | None:
        """The Supabase project at this address, if it is one. UsageProblem if a pooler's user lacks the project."""
        return recognise(self.host or "", self.port or DEFAULT_PORT, self.user or "")

    @property
    def tls(self) -> Tls:
        """How the wire is protected: as said, else by where the host is."""
        return choose_tls(self.host or "localhost", self.sslmode)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes, and what is to be known about this kind of address."""
        supabase = self.supabase
        return self.notes + ((supabase.warning,) if supabase and supabase.warning else ())


def parse(text: str, *, environ: Mapping[str, str]) -> Address:
    """What a URL, `key=value` pairs, `service=NAME` or a service's bare name says, its service looked up.

    UsageProblem where it is none of these, names several hosts, or has a parameter that is unknown or refused.
    """
    text = text.strip()
    if text.lower().startswith(SCHEMES) or "://" in text.partition("=")[0]:
        said = parse_url(text)
    elif "=" in text:
        said = parse_pairs(text)
    else:
        said = _bare_name(text, environ)
    _check_names(said)
    single_host(said)
    own_password = bool(said.get("password"))
    if service := said.get("service"):
        said = _from_service(service, said, environ)
    address = _address(said)
    file = service_file(service, environ) if service else None
    return replace(
        address,
        password_of_service=address.password is not None and not own_password,
        service_file=str(file.absolute()) if file else None,
    )


def complete(address: Address, variables: Mapping[str, str], *, home_user: str) -> Address:
    """The address with its gaps filled as libpq would: from PG* `variables` (none for a saved target), then defaults.

    `home_user` is the operating system's name of the user: the default role.
    """
    user = address.user or variables.get("PGUSER") or home_user
    port = address.port or _port(variables.get("PGPORT"), "PGPORT")
    port = port or DEFAULT_PORT
    host = address.host or variables.get("PGHOST") or variables.get("PGHOSTADDR") or _own_socket(port)
    if "," in host:
        single_host({"host": host})
    return replace(
        address,
        host=host,
        port=port,
        user=user,
        database=address.database or variables.get("PGDATABASE") or user,
        sslmode=address.sslmode or variables.get("PGSSLMODE") or None,
        root_certificate=address.root_certificate or _certificate(variables.get("PGSSLROOTCERT")),
        passfile=address.passfile or variables.get("PGPASSFILE") or None,
    )


def _bare_name(text: str, environ: Mapping[str, str]) -> dict[str, str]:
    if text and re.fullmatch(r"[\w.-]+", text) and find_service(text, environ) is not None:
        return {"service": text}
    raise UsageProblem(
        "This is not the address of a database.",
        "It is not a URL, not key=value pairs, and no service file has a service of that name.",
        "Write postgresql://USER@HOST:5432/DATABASE, or service=NAME.",
    )


def _from_service(service: str, said: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    found = require_service(service, environ)
    _check_names(found)
    single_host(found)
    moved = any(said.get(key, found.get(key)) != found.get(key) for key in ("host", "hostaddr", "port", "user"))
    if moved:
        # The service's password is for the service's server and role, not for others named beside it.
        found.pop("password", None)
    return {**found, **said}


def _check_names(said: Mapping[str, str]) -> None:
    before = ""
    for name in said:
        if name in _REFUSED:
            raise UsageProblem(f"The address has {name}.", _REFUSED[name], "Leave it out.")
        if name not in _USED | _IGNORED:
            # Where a password was not quoted, an "unknown parameter" is a piece of it: then it is not repeated.
            shown = name if before not in {"", "password"} and re.fullmatch(r"[A-Za-z_]{1,40}", name) else "one"
            near = difflib.get_close_matches(name, sorted(_USED | _IGNORED), 1, 0.7) if shown == name else []
            raise UsageProblem(
                f"The address has a parameter that is not known: {shown}.",
                "" if shown == name else "Perhaps it is a piece of a password that needs quotes or %-encoding.",
                f"Did you mean {near[0]}?" if near else "Leave it out.",
            )
        before = name


def _address(said: Mapping[str, str]) -> Address:
    host, numeric = said.get("host"), said.get("hostaddr")
    if host and numeric and host != numeric:
        raise UsageProblem(
            "The address has both host and hostaddr.", "greenroom looks names up by itself.", "Leave hostaddr out."
        )
    user, notes = _tenant(said)
    ignored = sorted(name for name in said if name in _IGNORED)
    if ignored:
        notes.append(f"Not used, greenroom decides it by itself: {', '.join(ignored)}.")
    sslmode = said.get("sslmode") or ("require" if said.get("requiressl") == "1" else None)
    certificate = _certificate(said.get("sslrootcert"))
    if sslmode is None and said.get("sslrootcert"):
        sslmode = "verify-full"
    return Address(
        host=host or numeric or None,
        port=_port(said.get("port"), "the port"),
        database=said.get("dbname") or None,
        user=user,
        sslmode=sslmode,
        root_certificate=certificate,
        passfile=said.get("passfile") or None,
        service=said.get("service") or None,
        password=Secret(said["password"]) if said.get("password") else None,
        notes=tuple(notes),
    )


def _tenant(said: Mapping[str, str]) -> tuple[str | None, list[str]]:
    """The user, with the Supabase project that older URLs put into `options=reference=REF`."""
    user, options = said.get("user") or None, said.get("options", "").strip()
    if not options:
        return user, []
    reference = re.fullmatch(r"reference=([a-z0-9]+)", options)
    if reference is None:
        raise UsageProblem(
            "The address has options.",
            "What they set would last longer than one transaction, and leak behind a pooler.",
            "Leave options out: greenroom sets its limits in each transaction.",
        )
    plain = user or "postgres"
    return (plain if plain.endswith(f".{reference[1]}") else f"{plain}.{reference[1]}"), []


def _certificate(named: str | None) -> str | None:
    """A file, or None for the operating system's own bundle, which libpq calls `system`."""
    return str(Path(named).expanduser()) if named and named != "system" else None


def _port(text: str | None, what: str) -> int | None:
    if not text:
        return None
    # The text is not repeated: where the host was forgotten, the "port" is the password.
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65_535:
        raise UsageProblem(f"In the address, {what} is not a number from 1 to 65535.", "", "PostgreSQL's is 5432.")
    return int(text)


def _own_socket(port: int) -> str:
    for folder in ("/var/run/postgresql", "/tmp"):  # noqa: S108  # where libpq's builders put the socket
        if os.path.exists(f"{folder}/.s.PGSQL.{port}"):
            return folder
    return "localhost"
