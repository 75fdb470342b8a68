"""What can be done to records, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import ANY, Argument, Offer
from console.guard.operation import Risk

_MADE = "console.records.offered"

OFFERS = (
    Offer(
        "records.move",
        "record",
        "a transition of a record, KIND/KEY, that its kind allows: confirm, cancel, publish, …",
        Risk.CAREFUL,
        f"{_MADE}:make_move",
        (
            Argument("transition", "its name, as `greenroom show` lists it"),
            Argument(ANY, "what the transition asks for", required=False),
        ),
    ),
    Offer(
        "records.edit",
        "record",
        "give columns of a record, KIND/KEY, other values; COLUMN:null=true makes one NULL",
        Risk.ROUTINE,
        f"{_MADE}:make_edit",
        (Argument(ANY, "columns and their values", required=False),),
    ),
    Offer(
        "records.add",
        "record",
        "add a record; the key is its KIND",
        Risk.ROUTINE,
        f"{_MADE}:make_add",
        (Argument(ANY, "columns and their values", required=False),),
    ),
    Offer(
        "records.arrange",
        "record",
        "put what stands below a parent, KIND/PARENT, into another order",
        Risk.CAREFUL,
        f"{_MADE}:make_arrange",
        (Argument("order", "all of their keys in the new order"),),
    ),
    Offer("records.delete", "record", "remove a record, KIND/KEY", Risk.CAREFUL, f"{_MADE}:make_delete"),
    Offer(
        "roles.create",
        "role",
        "make greenroom's own role support, admin or dba with the rights that it needs here",
        Risk.CAREFUL,
        "console.records.offered_roles:make_create_role",
        (Argument("policies", "true: let it through row security, by policies of its own", required=False),),
    ),
    Offer(
        "roles.drop",
        "role",
        "take greenroom's own role support, admin or dba away",
        Risk.DANGEROUS,
        "console.records.offered_roles:make_drop_role",
    ),
    Offer(
        "records.index",
        "table",
        "build an index that a search for texts can use, without stopping writes",
        Risk.CAREFUL,
        f"{_MADE}:make_index_for",
        (Argument("column", "the column"), Argument("for", "inside (trigrams), beginning, or words")),
    ),
)
