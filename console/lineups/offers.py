"""What can be done to line-ups, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

OFFERS = (
    Offer(
        "lineup.arrange",
        "lineup",
        "make the line-up of an event, KIND/EVENT, what is wanted: places, acts in and out, other values",
        Risk.CAREFUL,
        "console.lineups.offered:make_arrange",
        (Argument("spots", "the keys of all its spots in their new order"),),
    ),
)
