"""What a target is: an address, a role on it, what it is to the people who use it, and where its secret is kept.

A target never holds a password.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Environment(StrEnum):
    """What a mistake on this target would cost. Ordered from least to most by `severity`."""

    LOCAL = "local"
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"

    @property
    def severity(self) -> int:
        return list(Environment).index(self)


class Access(StrEnum):
    """Whether the guard may write here at all."""

    READ_ONLY = "read-only"
    GUARDED = "guarded"


class SecretSource(StrEnum):
    """The one place where a target's password comes from."""

    NONE = "none"  # trust, peer or certificate: no password is ever sent
    KEYRING = "keyring"
    PASSFILE = "passfile"
    SERVICE = "service"
    COMMAND = "command"
    ASK = "ask"


class Tls(StrEnum):
    """How the wire is protected, in words of our own; `sslmode` below is libpq's."""

    VERIFIED = "verified"  # encrypted, and the certificate names the host
    UNVERIFIED = "unverified"  # encrypted, whoever answers
    PREFER = "prefer"  # encrypted if the server offers it: only for this machine
    OFF = "off"  # plaintext: had to be asked for

    @property
    def sslmode(self) -> str:
        return {"verified": "verify-full", "unverified": "require", "prefer": "prefer", "off": "disable"}[self.value]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which database this was when it was first seen: system identifier of the cluster and oid of the database."""

    system_identifier: str
    database_oid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A database that greenroom may connect to. `saved` is false for a bare --url, GREENROOM_URL or PGSERVICE."""

    name: str
    host: str
    port: int = 5432
    database: str
    user: str
    environment: Environment = Environment.PRODUCTION
    access: Access = Access.READ_ONLY
    secret: SecretSource = SecretSource.ASK
    passfile: str | None = None
    service: str | None = None
    service_file: str | None = None
    password_command: tuple[str, ...] = ()
    tls: Tls = Tls.VERIFIED
    root_certificate: str | None = None
    ssh: str | None = None
    default_area: str | None = None
    identity: Identity | None = None
    password_changed_at: datetime | None = None
    saved: bool = field(default=True, compare=False)

    @property
    def is_socket(self) -> bool:
        """Whether the host is a folder holding a Unix socket."""
        return self.host.startswith(("/", "@"))

    @property
    def is_loopback(self) -> bool:
        """Whether the address is on this machine. A tunnel looks like it too: it says nothing of what is behind."""
        return self.is_socket or self.host in {"localhost", "127.0.0.1", "::1"}

    @property
    def address(self) -> str:
        """`user@host:port/database`, for people."""
        return f"{self.user}@{self.host}:{self.port}/{self.database}"
