"""How a target is saved: the file and the keyring, both or neither. And a target from the options of add and edit.

The form saves through here too. What is here blocks: on a lock, on a keyring that asks a person.
"""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from console.core.output import emit_message
from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.errors import Problem, UsageProblem
from console.targets import secrets
from console.targets.address import Address, complete, parse
from console.targets.fields import kept
from console.targets.store import TargetStore


def add(arguments: argparse.Namespace, *, environ: Mapping[str, str] = os.environ) -> Target:
    """Save the target that the options describe, and its password. Where one fails, neither is saved."""
    address = _address(arguments.address, environ)
    password = _given(arguments, address)
    store = TargetStore()
    target = replace(
        _at(arguments.name, address),
        environment=Environment(arguments.environment or Environment.PRODUCTION),
        access=Access(arguments.access or Access.READ_ONLY),
        **_changes(arguments),
    )
    source, password = _source(arguments, target, address, password)
    target = replace(target, secret=source)
    _tell(save_new(target, password, store))
    return target


def edit(arguments: argparse.Namespace, *, environ: Mapping[str, str] = os.environ) -> Target:
    """Change the target as the options say, and its password if one was given or its login is another."""
    store = TargetStore()
    before = store.get(arguments.name)
    address = _address(arguments.address, environ) if arguments.address is not None else None
    password = _given(arguments, address)
    target = before
    if address is not None:
        fresh = _at(before.name, address)
        keys = ("host", "port", "database", "user", "tls", "service", "service_file")
        target = replace(before, **{key: getattr(fresh, key) for key in keys})
        target = replace(target, root_certificate=fresh.root_certificate or before.root_certificate)
    target = replace(target, **_changes(arguments))
    if arguments.environment:
        target = replace(target, environment=Environment(arguments.environment))
    if arguments.access:
        target = replace(target, access=Access(arguments.access))
    if arguments.new_name:
        target = replace(target, name=arguments.new_name)
    target = kept(target, before, forget=arguments.forget_identity)
    says_source = arguments.secret or arguments.passfile or arguments.password_command or password
    if says_source:
        source, password = _source(arguments, target, address, password)
        target = replace(target, secret=source)
    elif target.secret is SecretSource.KEYRING and secrets.username(target) != secrets.username(before):
        password = _typed(target)
    target, said = save_edited(before, target, password, store)
    _tell(said)
    return target


def save_new(target: Target, password: Secret | None, store: TargetStore) -> str:
    """Save a new target and its password. What is to be said of it, or nothing. Problem: then neither is saved."""
    store.add(target)  # first: a name that is taken must not cost its owner the password
    try:
        return _keep(target, password)
    except BaseException:
        store.remove(target.name)
        raise


def save_edited(before: Target, target: Target, password: Secret | None, store: TargetStore) -> tuple[Target, str]:
    """Put `target` where `before` stands, and its password; the password of a login that was left is forgotten.

    Gives back the target as it is saved, and what is to be said. Problem: then nothing has changed.
    """
    now = store.get(before.name)
    if now != before and _as_said(now) == _as_said(before):  # only learnt of, while a person was typing
        before, target = now, kept(target, now)
    new_login = secrets.username(target) != secrets.username(before)
    new_source = before.secret is not SecretSource.KEYRING
    store.replace(before.name, target, expected=before)
    try:
        said = _keep(target, password) if password or new_login or new_source else ""
    except BaseException:
        store.replace(target.name, before)
        raise
    if new_login:
        try:
            forget_password(before, store)
        except Problem as problem:
            said = f"{said} The keyring may still have the password of {before.address}: {problem.what}".strip()
    return target, said


def _as_said(target: Target) -> Target:
    return replace(target, identity=None, password_changed_at=None)


def _tell(said: str) -> None:
    if said:
        emit_message(f"greenroom: {said}")


def forget_password(target: Target, store: TargetStore) -> bool:
    """Take a target's password out of the keyring, unless another saved target logs in with it. Whether it is gone."""
    if target.secret is not SecretSource.KEYRING:
        return False
    mine = secrets.username(target)
    for other in store.readable()[0]:
        if other.secret is SecretSource.KEYRING and secrets.username(other) == mine:
            return False
    secrets.delete(target)
    return True


def _address(text: str, environ: Mapping[str, str]) -> Address:
    typed = text != "-"
    if not typed:
        text = sys.stdin.readline().rstrip("\r\n")
    # What is saved must be found again without this shell. Where a service is found is saved with it.
    finding = {key: environ[key] for key in ("PGSERVICEFILE", "PGSYSCONFDIR") if key in environ}
    address = parse(text, environ={"HOME": environ.get("HOME", str(Path.home()))} | finding)
    if typed and address.password and not address.password_of_service:
        emit_message(
            "greenroom: the address holds a password, which others on this machine can read in the list of processes, "
            "and which your shell remembers. Write - for it and give it on standard input."
        )
    for warning in address.warnings:
        emit_message(f"greenroom: {warning}")
    return address


def _at(name: str, address: Address) -> Target:
    try:
        own_name = getpass.getuser()
    except (KeyError, OSError):
        own_name = "postgres"
    full = complete(address, {}, home_user=own_name)
    return Target(
        name=name,
        host=full.host or "",
        port=full.port or 0,
        database=full.database or "",
        user=full.user or "",
        tls=full.tls,
        root_certificate=full.root_certificate,
        passfile=full.passfile,
        service=full.service,
        service_file=full.service_file,
    )


def _changes(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options set, by the target's fields. An empty text takes a value away."""
    changes: dict[str, Any] = {}
    for key in ("ssh", "default_area"):
        if (value := getattr(arguments, key)) is not None:
            changes[key] = value or None
    for key in ("root_certificate", "passfile"):
        if (value := getattr(arguments, key)) is not None:
            changes[key] = str(Path(value).expanduser().absolute()) if value else None
    if arguments.password_command is not None:
        try:
            changes["password_command"] = tuple(shlex.split(arguments.password_command))
        except ValueError as error:
            raise UsageProblem(
                "The password command cannot be split into words.", f"{error}.", "Close the quote."
            ) from None
    if arguments.tls:
        changes["tls"] = Tls(arguments.tls)
    return changes


def _given(arguments: argparse.Namespace, address: Address | None) -> Secret | None:
    """The password that came with the command, but not with a service: that one stays where it is."""
    if arguments.password_stdin:
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise UsageProblem("There is no password on standard input.", "", "Give it as one line.")
        return Secret(line)
    if address is not None and address.password and not address.password_of_service:
        return address.password
    return None


def _source(
    arguments: argparse.Namespace, target: Target, address: Address | None, password: Secret | None
) -> tuple[SecretSource, Secret | None]:
    """Where the password is from now on, and the password that the keyring is to keep."""
    source = SecretSource(arguments.secret) if arguments.secret else _likely(arguments, target, address, password)
    if password and source is not SecretSource.KEYRING:
        raise UsageProblem(
            "A password was given, and nowhere to keep it.",
            f"The source is {source.value if source else 'not said'}.",
            "Choose --secret keyring, or leave the password out.",
        )
    asks = source is None or source is SecretSource.KEYRING
    if asks and not password:
        password = _typed(target)
    if source is None:
        source = SecretSource.KEYRING if password else SecretSource.NONE if sys.stdin.isatty() else SecretSource.ASK
    return source, password


def _typed(target: Target) -> Secret | None:
    """What a person types without an echo, or None; None too where there is no terminal."""
    if not sys.stdin.isatty():
        return None
    return Secret(getpass.getpass(f"Password for {target.address} (empty: none is needed): ")) or None


def _likely(
    arguments: argparse.Namespace, target: Target, address: Address | None, password: Secret | None
) -> SecretSource | None:
    if password:
        return SecretSource.KEYRING
    if arguments.password_command:
        return SecretSource.COMMAND
    if target.passfile:
        return SecretSource.PASSFILE
    if address is not None and address.password_of_service:
        return SecretSource.SERVICE
    return SecretSource.NONE if target.is_socket else None


def _keep(target: Target, password: Secret | None) -> str:
    if target.secret is not SecretSource.KEYRING:
        return ""
    if password:
        secrets.write(target, password)
    elif secrets.read(target) is None:
        return f"the keyring has no password for {target.address} yet: you are asked when it is needed."
    return ""
