"""One table of targets.toml as a Target and back: which keys there are, what each may hold, and what is wrong with one.

It knows values and words, no file. Every complaint names the key and, for a word, the nearest one that is valid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from console.core.nearest import nearest
from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.errors import Problem
from console.targets.supabase import recognise
from console.targets.transport import check_tls

Word = TypeVar("Word", bound=StrEnum)

KEYS = tuple(
    """host port database user environment access tls root_certificate ssh secret passfile service service_file
    password_command default_area system_identifier database_oid password_changed_at""".split()  # noqa: SIM905
)
"""Every key of a target, in the order in which they are written."""

_NAME = re.compile(r"\w(?:[\w .@/+-]{0,61}[\w.@/+-])?")


class EntryError(Exception):
    """What is wrong with one key of a target. The store adds the file, the line and the target's name."""

    def __init__(self, key: str, why: str, remedy: str = "") -> None:
        super().__init__(key, why, remedy)
        self.key = key
        self.why = why
        self.remedy = remedy


def name_fault(name: str) -> str:
    """Why a target cannot have this name, or nothing. A name is typed to confirm a write, so it must be typeable."""
    if _NAME.fullmatch(name) and name.isprintable():
        return ""
    return "A name has 1 to 63 letters, digits, spaces and . _ - + @ /, and begins with a letter or a digit."


def target_from(name: str, entry: Mapping[str, Any]) -> Target:
    """The target that a table describes. EntryError for the first key that cannot be used."""
    _check_keys(entry)
    password_changed_at = entry.get("password_changed_at")
    if password_changed_at is not None and not isinstance(password_changed_at, datetime):
        raise EntryError("password_changed_at", "It is not a date and time.", "Write it as 2026-01-31T12:00:00Z.")
    target = Target(
        name=name,
        host=_text(entry, "host", required=True) or "",
        port=_port(entry),
        database=_text(entry, "database", required=True) or "",
        user=_text(entry, "user", required=True) or "",
        environment=_word(entry, "environment", Environment, Environment.PRODUCTION),
        access=_word(entry, "access", Access, Access.READ_ONLY),
        secret=_word(entry, "secret", SecretSource, SecretSource.ASK),
        passfile=_text(entry, "passfile"),
        service=_text(entry, "service"),
        service_file=_text(entry, "service_file"),
        password_command=_argv(entry),
        tls=_word(entry, "tls", Tls, Tls.VERIFIED),
        root_certificate=_text(entry, "root_certificate"),
        ssh=_text(entry, "ssh"),
        default_area=_text(entry, "default_area"),
        identity=_identity(entry),
        password_changed_at=password_changed_at,
    )
    check(target)
    return target


def check(target: Target) -> None:
    """Refuse a target whose values do not fit each other. EntryError names the key to change."""
    if "," in target.host:
        raise EntryError("host", "It names several hosts.", "Add one target for each.")
    if target.secret is SecretSource.COMMAND and not target.password_command:
        raise EntryError(
            "password_command", 'secret is "command" and there is none.', 'Write it as ["program", "word"].'
        )
    if target.secret is SecretSource.SERVICE and not target.service:
        raise EntryError("service", 'secret is "service" and no service is named.', "Name it.")
    if target.ssh is not None and (target.ssh.startswith("-") or re.search(r"\s", target.ssh)):
        raise EntryError("ssh", "It is not the name of a host.", "Write a host of ~/.ssh/config, or user@host.")
    for key, problem in (("tls", _problem(check_tls, target.host, target.tls)), ("user", _supabase(target))):
        if problem is not None:
            raise EntryError(key, " ".join(part for part in (problem.what, problem.why) if part), problem.remedy)


def entry_from(target: Target) -> dict[str, Any]:
    """The table for a target, keys in their order, defaults left out but for what a reader should see."""
    identity = target.identity
    values: dict[str, Any] = {
        "host": target.host,
        "port": target.port,
        "database": target.database,
        "user": target.user,
        "environment": target.environment.value,
        "access": target.access.value,
        "tls": target.tls.value,
        "root_certificate": target.root_certificate,
        "ssh": target.ssh,
        "secret": target.secret.value,
        "passfile": target.passfile,
        "service": target.service,
        "service_file": target.service_file,
        "password_command": list(target.password_command) or None,
        "default_area": target.default_area,
        "system_identifier": identity.system_identifier if identity else None,
        "database_oid": identity.database_oid if identity else None,
        "password_changed_at": target.password_changed_at,
    }
    return {key: value for key, value in values.items() if value is not None}


def _check_keys(entry: Mapping[str, Any]) -> None:
    for key in entry:
        if key.lower() in {"password", "passwd", "pwd", "url", "dsn"}:
            raise EntryError(
                key,
                "A password does not belong into this file, and neither does a URL that may hold one.",
                'Delete the line, and set secret = "keyring": `greenroom targets edit NAME` asks for the password.',
            )
        if key not in KEYS:
            raise EntryError(key, "There is no such key.", nearest(key, KEYS))


def _text(entry: Mapping[str, Any], key: str, *, required: bool = False) -> str | None:
    value = entry.get(key)
    if value is None:
        if required:
            raise EntryError(key, "It is missing.", f'Write {key} = "…".')
        return None
    if not isinstance(value, str):
        raise EntryError(key, "It is not a text.", f'Write {key} = "…".')
    if not value or "\x00" in value or "\n" in value:
        raise EntryError(key, "It is empty, or has a character that cannot stand there.", f'Write {key} = "…".')
    return str(value)


def _word(entry: Mapping[str, Any], key: str, words: type[Word], default: Word) -> Word:
    value = entry.get(key)
    if value is None:
        return default
    try:
        return words(value)
    except ValueError:
        valid = [word.value for word in words]
        raise EntryError(key, f"{value!r} is none of {', '.join(valid)}.", nearest(str(value), valid)) from None


def _port(entry: Mapping[str, Any]) -> int:
    value = entry.get("port", 5432)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 65_535:
        raise EntryError("port", "It is not a number from 1 to 65535.", "PostgreSQL's own is 5432.")
    return int(value)


def _argv(entry: Mapping[str, Any]) -> tuple[str, ...]:
    value = entry.get("password_command")
    if value is None:
        return ()
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise EntryError("password_command", "It is not a list of words.", 'Write it as ["program", "word"]: no shell.')
    return tuple(str(word) for word in value)


def _identity(entry: Mapping[str, Any]) -> Identity | None:
    system = _text(entry, "system_identifier")
    oid = entry.get("database_oid")
    if system is None and oid is None:
        return None
    if system is None or isinstance(oid, bool) or not isinstance(oid, int):
        raise EntryError(
            "system_identifier" if system is None else "database_oid",
            "system_identifier (a text) and database_oid (a number) go together.",
            "Delete both to have them learnt again at the next contact.",
        )
    return Identity(system, int(oid))


def _supabase(target: Target) -> Problem | None:
    return _problem(recognise, target.host, target.port, target.user)


def _problem(function: Any, *arguments: Any) -> Problem | None:
    try:
        function(*arguments)
    except Problem as problem:
        return problem
    return None
