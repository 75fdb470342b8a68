"""What can be done to a target's login, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Offer
from console.guard.operation import Risk

OFFERS = (
    Offer(
        "targets.rotate",
        "role",
        "give the role that the target logs in as a new random password",
        Risk.CAREFUL,
        "console.targets.rotating:make_rotate",
    ),
)
