"""One target whole: where it is, what it said of itself, and what went wrong."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from console.core.present import ago, duration, size
from console.core.target import Target
from console.core.unknown import Unknown
from console.shell.contacts import Contact
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.choice import Item
from console.widgets.text import Line, Span, Tone, cell, environment, join

OLD_PASSWORD_DAYS = 180


def target_blocks(contact: Contact, audit_hint: str = "") -> list[Block]:
    """The blocks of a target's detail. `audit_hint` is what is to be said of its own audit table, if anything."""
    target = contact.target
    blocks: list[Block] = [
        Heading(
            join(cell(target.name, bold=True), environment(target.environment), cell(target.access.value, Tone.DIM))
        )
    ]
    if contact.problem is not None:
        blocks += [
            Words(
                (
                    (Span("✖ ", Tone.WRONG), *cell(contact.problem.what, Tone.WRONG)),
                    cell(contact.problem.why, Tone.DIM),
                    cell(contact.problem.remedy),
                )
            ),
            Words(((),)),
        ]
    if contact.is_other_database:
        blocks.append(Words((cell("▲ This address leads to another database than the first time.", Tone.LOOK), ())))
    blocks.append(Facts([*_facts(contact), *([("audit table", cell(audit_hint, Tone.LOOK))] if audit_hint else [])]))
    if contact.overview is not None:
        blocks += [Section("server"), Facts(_server_facts(contact))]
    return blocks


def audit_item(contact: Contact, why_not: str) -> Item:
    """What offers a target's own audit table, in `o` and in the palette."""
    note = "a row there for each change; config.toml says which"
    return Item("audit-table", f"Audit table of {contact.target.name}", note, why_not)


def _facts(contact: Contact) -> list[tuple[str, Line]]:
    target = contact.target
    facts = [
        ("address", cell(target.address)),
        ("TLS", _tls(target, contact)),
        ("password", _password(target)),
    ]
    if target.ssh:
        facts.append(("through", cell(f"ssh {target.ssh}")))
    if contact.pooler is not None:
        facts.append(("reached", cell(contact.pooler.value)))
    if contact.seen_at is not None:
        facts.append(("seen", cell(ago(time.monotonic() - contact.seen_at))))
    return facts


def _tls(target: Target, contact: Contact) -> Line:
    if target.is_socket:
        return cell("none needed: a socket of this machine", Tone.DIM)
    words = {
        "verified": cell("verified"),
        "unverified": cell("encrypted, not verified", Tone.LOOK),
        "prefer": cell("if the server offers it"),
        "off": cell("off: everything is readable on the way", Tone.LOOK),
    }[target.tls.value]
    if contact.overview is not None and target.tls.value == "prefer":
        return join(words, cell("it does" if contact.overview.tls else "it does not", Tone.DIM))
    return words


def _password(target: Target) -> Line:
    source = {
        "none": "none is sent",
        "keyring": "in the keyring",
        "passfile": "in a passfile",
        "service": "in the service file",
        "command": "from a command",
        "ask": "asked for, never kept",
    }[target.secret.value]
    if target.password_changed_at is None:
        return cell(source)
    days = (datetime.now(UTC) - target.password_changed_at).days
    tone = Tone.LOOK if days >= OLD_PASSWORD_DAYS else Tone.DIM
    return join(cell(source), cell(f"changed {days} d ago" if days else "changed today", tone))


def _server_facts(contact: Contact) -> list[tuple[str, Line]]:
    overview = contact.overview
    assert overview is not None  # noqa: S101  # the caller looked
    server = overview.server
    attributes = [word for word, has in (("superuser", server.superuser), ("bypasses RLS", server.bypasses_rls)) if has]
    connections = overview.connections
    facts = [
        ("version", join(cell(server.version), cell(server.kind, Tone.LOOK if server.standby else Tone.DIM))),
        ("role", join(cell(server.role), cell(", ".join(attributes), Tone.LOOK) if attributes else ())),
        ("database", join(cell(server.database), _size(overview.size))),
        (
            "connections",
            cell(connections)
            if isinstance(connections, Unknown)
            else cell(f"{connections.used} of {connections.usable} that roles may use"),
        ),
        ("oldest", _oldest(overview.oldest_transaction_seconds)),
        ("up", cell(duration(server.uptime_seconds), Tone.DIM)),
        ("round trip", cell(duration(overview.latency_seconds), Tone.DIM)),
    ]
    if isinstance(overview.identity, Unknown):
        facts.append(("cluster", cell(overview.identity)))
    else:
        facts.append(("cluster", cell(overview.identity.system_identifier, Tone.DIM)))
    return facts


def _size(octets: int | Unknown) -> Line:
    return cell(octets) if isinstance(octets, Unknown) else cell(size(octets, estimate=True), Tone.DIM)


def _oldest(seconds: float | Unknown | None) -> Line:
    if seconds is None or (isinstance(seconds, float) and seconds < 1):
        return cell("no transaction is older than a second", Tone.DIM)
    return cell(seconds) if isinstance(seconds, Unknown) else cell(f"a transaction open for {duration(seconds)}")
