"""What is known of kinds of records anywhere: how their tables are called, what they must have, what speaks for and
against them. Written from how such applications are commonly built. Pure.

A need is a set of roles of which one must be there; `person` and `thing` are foreign keys, `parent` an order kept by a
unique constraint, `a+b` is both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One archetype. `heads` are the last words of a table's name, singular; `labels` what its state may be."""

    archetype: str
    heads: frozenset[str]
    needs: tuple[frozenset[str], ...]
    helps: frozenset[str]
    labels: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()


def _kind(archetype: str, heads: str, needs: str, helps: str, labels: str = "", against: str = "") -> Kind:
    return Kind(
        archetype,
        frozenset(heads.split()),
        tuple(frozenset(each.split("|")) for each in needs.split()),
        frozenset(helps.split()),
        frozenset(labels.split()),
        frozenset(against.split()),
    )


PERSON = _kind(
    "person",
    "user customer member patient guest client person contact employee staff student teacher author borrower patron "
    "doctor practitioner agent subscriber attendee performer instructor physician nurse artist driver participant "
    "volunteer lead librarian owner operator technician",
    "email|first+last|name+phone",
    "first last name phone birth password email",
    against="parent money",
)

KINDS: tuple[Kind, ...] = (
    _kind(
        "event",
        "event show class session performance screening concert gig workshop lesson match flight departure schedule",
        "start title|thing",
        "capacity end slug money",
        "scheduled draft published cancelled canceled completed sold_out postponed live",
        "person+state changes action",
    ),
    _kind(
        "booking",
        "booking reservation appointment registration rsvp enrolment enrollment loan rental stay visit",
        "person start|thing",
        "state start end quantity money number thing",
        "pending confirmed cancelled canceled checked_in completed no_show booked returned scheduled waitlisted",
        "changes",
    ),
    _kind(
        "invoice",
        "invoice bill",
        "money",
        "number due state person",
        "draft open sent paid overdue void cancelled canceled uncollectible",
    ),
    _kind(
        "payment",
        "payment charge refund payout donation transaction",
        "money",
        "method external state thing",
        "pending succeeded failed refunded captured authorized authorised completed settled processing",
    ),
    _kind(
        "order",
        "order purchase sale",
        "money|state person|thing",
        "money state number person",
        "pending paid shipped delivered cancelled canceled processing placed completed refunded fulfilled",
    ),
    _kind("product", "product sku merchandise good", "title|name money|sku", "sku stock slug active money thing"),
    _kind("setting", "setting config configuration preference option parameter", "key value", "made", "", "person"),
    _kind(
        "page",
        "page article post entry",
        "title|name slug|published|state body",
        "slug published state person",
        "draft published archived review",
    ),
    _kind("section", "section block widget", "thing position|sort", "body title parent position", "", "person"),
    _kind(
        "media", "media image photo picture file attachment asset upload video", "url mime|size", "mime size url thing"
    ),
    _kind(
        "audit log",
        "audit log history activity trail event",
        "action made person|entity|changes",
        "entity changes person",
    ),
)
"""All but persons, who are found first. An ordered child is told by its structure alone."""
