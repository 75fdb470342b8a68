"""Which target a command is about: a saved one by name, or a bare address from the command line or the environment.

A bare address is production and read-only until it is said otherwise: a tunnel makes any host look like this machine.
The shell's PG* variables fill the gaps of a bare address only, never of a saved target.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target
from console.errors import ConfigurationProblem, Problem, UsageProblem

if TYPE_CHECKING:  # imported where they are used: this module is read for every --help
    from console.targets.address import Address
    from console.targets.store import TargetStore


@dataclass(frozen=True, slots=True)
class Chosen:
    """A target, and its password where a bare address brought one. A saved target's is fetched by `sources`."""

    target: Target
    password: Secret | None = None


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Give a command the options that `choose` reads. They may stand before the command or after it."""
    # Suppressed: the default of a sub-command would put away what was said before it.
    group = parser.add_argument_group("target", argument_default=argparse.SUPPRESS)
    group.add_argument("--target", metavar="NAME", help="a saved target")
    group.add_argument("--url", metavar="ADDRESS", help="a URL, key=value pairs or service=NAME (or GREENROOM_URL)")
    group.add_argument(
        "--environment", choices=[one.value for one in Environment], help="what a bare address is; else production"
    )
    group.add_argument("--access", choices=[one.value for one in Access], help="of a bare address; else read-only")


def is_named(args: argparse.Namespace, environ: Mapping[str, str]) -> bool:
    """Whether anything says which target is meant; else the console opens with the list of all."""
    said = getattr(args, "target", None) is not None or getattr(args, "url", None) is not None
    return bool(said or environ.get("GREENROOM_URL") or environ.get("PGSERVICE"))


def choose(args: argparse.Namespace, environ: Mapping[str, str], *, store: TargetStore | None = None) -> Chosen:
    """The target that --target, --url, GREENROOM_URL or PGSERVICE names, in this order.

    `environ` is the environment as the shell gave it, PG* variables and all. UsageProblem where nothing is named,
    where two are, and where an option would make a saved target less strict. Warnings go to standard error.
    """
    from console.targets.address import parse
    from console.targets.store import TargetStore

    store = store or TargetStore()
    name, typed = getattr(args, "target", None), getattr(args, "url", None)
    if name is not None and typed is not None:
        raise UsageProblem("--target and --url name two targets.", "", "Leave one out.")
    if name is not None:
        return Chosen(_stricter(store.get(name), args))
    if typed is not None:
        address = parse(typed, environ=environ)
        if address.password and not address.password_of_service:
            _say(
                "greenroom: the URL holds a password, which others on this machine can read in the list of processes. "
                "Use GREENROOM_URL, PGPASSWORD, a passfile, or a saved target."
            )
        return _bare(address, args, environ)
    if url := environ.get("GREENROOM_URL"):
        return _bare(parse(url, environ=environ), args, environ)
    if service := environ.get("PGSERVICE"):
        return _bare(parse(f"service='{_quoted(service)}'", environ=environ), args, environ)
    names = ", ".join(target.name for target in store.readable()[0])
    raise UsageProblem(
        "No target is named.",
        f"There are: {names}." if names else "None is saved yet.",
        "Give --target NAME or --url ADDRESS, or set GREENROOM_URL.",
    )


def bare_name(target: Target) -> str:
    """What a target without a name is called: `dbname@host`, with the port where it is not PostgreSQL's own."""
    return f"{target.database}@{target.host}" + (f":{target.port}" if target.port != 5432 else "")


def target_at(address: Address, name: str, environ: Mapping[str, str]) -> Target:
    """The target at an address, production and read-only. `environ` fills gaps: give {} for one that is to be saved."""
    from console.targets.address import complete

    full = complete(address, environ, home_user=_home_user())
    target = Target(
        name=name,
        host=full.host or "",
        port=full.port or 0,
        database=full.database or "",
        user=full.user or "",
        secret=SecretSource.NONE,
        passfile=full.passfile,
        service=full.service,
        service_file=full.service_file,
        tls=full.tls,
        root_certificate=full.root_certificate,
    )
    for warning in full.warnings:
        _say(f"greenroom: {warning}")
    return target if name else replace(target, name=bare_name(target))


def _bare(address: Address, args: argparse.Namespace, environ: Mapping[str, str]) -> Chosen:
    target = replace(
        target_at(address, "", environ),
        environment=Environment(getattr(args, "environment", None) or Environment.PRODUCTION),
        access=Access(getattr(args, "access", None) or Access.READ_ONLY),
        saved=False,
    )
    given = environ.get("PGPASSWORD")
    password = address.password or (Secret(given) if given else None)
    if password:
        return Chosen(replace(target, secret=SecretSource.ASK), password)
    password = _passfile(target)
    return Chosen(replace(target, secret=SecretSource.PASSFILE if password else SecretSource.NONE), password)


def _passfile(target: Target) -> Secret | None:
    from console.targets.passfile import default_passfile, passfile_password

    path = Path(target.passfile) if target.passfile else default_passfile()
    if not target.passfile and not path.exists():
        return None
    try:
        return passfile_password(path, target)
    except ConfigurationProblem as problem:
        if target.passfile:
            raise
        _say(f"greenroom: {problem}")  # nobody asked for this file: say so, and go on without it
        return None


def _stricter(target: Target, args: argparse.Namespace) -> Target:
    environment = Environment(getattr(args, "environment", None) or target.environment)
    access = Access(getattr(args, "access", None) or target.access)
    if environment.severity < target.environment.severity:
        raise _looser(target, f"--environment {environment.value}", target.environment.value)
    if access is Access.GUARDED and target.access is Access.READ_ONLY:
        raise _looser(target, "--access guarded", target.access.value)
    return replace(target, environment=environment, access=access)


def _looser(target: Target, option: str, saved: str) -> Problem:
    return UsageProblem(
        f"{option} would make {target.name} less strict.",
        f"It is saved as {saved}, and an option may only tighten that.",
        f"greenroom targets edit {target.name} {option} changes it for good.",
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _home_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "postgres"


def _say(words: str) -> None:
    from console.core.output import emit_message

    emit_message(words)
