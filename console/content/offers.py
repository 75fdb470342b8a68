"""What can be done to settings, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

_TABLE = Argument("table", "the table, where it is not clear which", required=False)

OFFERS = (
    Offer(
        "settings.set",
        "setting",
        "give a setting another value",
        Risk.ROUTINE,
        "console.content.offered:make_set",
        (
            Argument("value", "the value", required=False),
            Argument("null", "true: no value at all", required=False),
            Argument("as_text", "true: take any text where the kind is only guessed", required=False),
            _TABLE,
        ),
    ),
    Offer(
        "settings.add",
        "setting",
        "add a setting",
        Risk.ROUTINE,
        "console.content.offered:make_add",
        (
            Argument("value", "the value; without one it is NULL", required=False),
            Argument("type", "one of the table's types", required=False),
            Argument("group", "one of the table's groups", required=False),
            Argument("description", "what it is for", required=False),
            Argument("public", "true: everybody can read it on the site", required=False),
            _TABLE,
        ),
    ),
    Offer(
        "settings.remove",
        "setting",
        "remove a setting and its key",
        Risk.CAREFUL,
        "console.content.offered:make_remove",
        (_TABLE,),
    ),
)
