"""A target from what a person filled in, and back. Pure but for the service file that an address may name."""

from __future__ import annotations

import getpass
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.errors import UsageProblem
from console.targets.address import Address, complete, parse
from console.targets.secrets import username
from console.targets.transport import check_tls


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What stands in a form, as text. `tls` is empty where the address decides."""

    name: str
    address: str
    environment: str = Environment.PRODUCTION.value
    access: str = Access.READ_ONLY.value
    secret: str = SecretSource.KEYRING.value
    password: str = ""
    tls: str = ""
    root_certificate: str = ""
    passfile: str = ""
    password_command: str = ""
    ssh: str = ""
    default_area: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The target that the fields mean, its password if one was given, and words to show with it."""

    target: Target
    password: Secret | None
    warnings: tuple[str, ...]


def filled(fields: Fields, *, environ: Mapping[str, str], before: Target | None = None) -> Filled:
    """The target. UsageProblem, naming the field, where they do not fit. `before` keeps what a form does not show."""
    if not fields.name.strip():
        raise UsageProblem("The target has no name.", "", "Give it one that you will recognise: event-cms.")
    if not fields.address.strip():
        raise UsageProblem("The target has no address.", "", "Paste its URL, or name a service.")
    address = complete(parse(fields.address, environ=environ), {}, home_user=_home_user())
    password = address.password or (Secret(fields.password) if fields.password else None)
    source = SecretSource(fields.secret)
    if password is not None and source is not SecretSource.KEYRING and not address.password_of_service:
        raise UsageProblem(
            "A password was given, and nowhere to keep it.",
            f"The source is {source.value}.",
            "Choose keyring, or leave the password out.",
        )
    tls = Tls(fields.tls) if fields.tls else address.tls
    host = address.host or ""
    check_tls(host, tls)
    target = Target(
        name=fields.name.strip(),
        host=host,
        port=address.port or 5432,
        database=address.database or "",
        user=address.user or "",
        environment=Environment(fields.environment),
        access=Access(fields.access),
        secret=SecretSource.SERVICE if address.password_of_service else source,
        passfile=fields.passfile.strip() or address.passfile,
        service=address.service,
        service_file=address.service_file,
        password_command=_argv(fields.password_command),
        tls=tls,
        root_certificate=fields.root_certificate.strip() or address.root_certificate,
        ssh=fields.ssh.strip() or None,
        default_area=fields.default_area.strip() or None,
    )
    if before is not None:
        target = kept(target, before)
    return Filled(target, password if not address.password_of_service else None, address.warnings)


def kept(target: Target, before: Target, *, forget: bool = False) -> Target:
    """What was learnt of the target before, as far as it is still the same database and the same login.

    `forget`: it is another database now, and that is right.
    """
    same = (target.host, target.port, target.database, target.ssh) == (
        before.host,
        before.port,
        before.database,
        before.ssh,
    )
    return replace(
        target,
        identity=before.identity if same and not forget else None,
        password_changed_at=before.password_changed_at if username(target) == username(before) else None,
    )


def fields_of(target: Target) -> Fields:
    """What a form shows for a target."""
    return Fields(
        name=target.name,
        address=address_text(target),
        environment=target.environment.value,
        access=target.access.value,
        secret=target.secret.value,
        tls=target.tls.value,
        root_certificate=target.root_certificate or "",
        passfile=target.passfile or "",
        password_command=shlex.join(target.password_command),
        ssh=target.ssh or "",
        default_area=target.default_area or "",
    )


def address_text(target: Target) -> str:
    """The address as key=value pairs that can be read back, without a password."""
    pairs = {"service": target.service} if target.service else {}
    pairs |= {"host": target.host, "port": str(target.port), "dbname": target.database, "user": target.user}
    return " ".join(f"{key}={quoted(value)}" for key, value in pairs.items())


def describe(address: Address) -> str:
    """What an address was recognised as: `Supabase project abc, transaction pooler`."""
    supabase = address.supabase
    return f"Supabase project {supabase.ref}, {supabase.form.value}" if supabase else ""


def quoted(value: str) -> str:
    """A value as key=value pairs write it."""
    plain = value and all(letter.isalnum() or letter in "-_./@:" for letter in value)
    return value if plain else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _argv(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise UsageProblem("The password command cannot be split into words.", str(error), "Close the quote.") from None


def _home_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "postgres"
