"""What the top line says: of the open target, of what may be done to it, and of how it is reached."""

from __future__ import annotations

from console.core.present import duration
from console.core.target import Access, Environment, Target
from console.shell.contacts import Contact, Contacts
from console.targets.strictest import strictest
from console.widgets.banner import BannerState


def banner_state(current: Target | None, contacts: Contacts, opened_until: str) -> BannerState:
    """The banner of the open target, or of none. `opened_until` is a time of day while production is open.

    Its environment is the strictest that the database is saved with, as in the dialog before a write.
    """
    if current is None:
        count = len(contacts.by_name)
        return BannerState(parts=(f"{count} target{'' if count == 1 else 's'}",))
    contact = contacts.by_name.get(current.name, Contact(current))
    seen = contact.overview.identity if contact.overview else current.identity
    saved = [each.target for each in contacts.by_name.values() if each.target.saved]
    counts = strictest(current, seen, saved)  # what a write is held to: the same database may be saved as more
    return BannerState(
        environment=counts.environment,
        name=current.name,
        access=_access_words(counts, opened_until),
        parts=_parts(contact),
    )


def _access_words(target: Target, opened_until: str) -> str:
    if opened_until:
        return f"guarded until {opened_until}"
    closed = target.environment is Environment.PRODUCTION and target.access is Access.GUARDED
    return "guarded, closed" if closed else target.access.value


def _parts(contact: Contact) -> tuple[str, ...]:
    overview = contact.overview
    if overview is None:
        words = "connecting" if contact.problem is None else contact.problem.what
        return (words,)
    server = overview.server
    pooler = contact.pooler.value if contact.pooler else ("pooler" if overview.pooled else "direct")
    other = ("ANOTHER DATABASE THAN BEFORE",) if contact.is_other_database else ()
    lost = ("not answering",) if contact.problem is not None else ()
    tls = "" if contact.target.is_socket else ("TLS" if overview.tls else "plaintext")
    role = f"{server.role} (superuser)" if server.superuser else server.role
    version = f"{server.short_version} {server.kind}" + ("" if server.version_number >= 150_000 else " (older than 15)")
    return (*other, *lost, role, version, pooler, tls, duration(overview.latency_seconds))
