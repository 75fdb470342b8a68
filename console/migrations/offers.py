"""What can be done to a history, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

_DIR = Argument("dir", "the folder of migrations, whole path")

OFFERS = (
    Offer(
        "migrations.mark-applied",
        "migration",
        "say that versions are applied: the history alone is changed",
        Risk.CAREFUL,
        "console.migrations.offered:make_applied",
        (_DIR,),
    ),
    Offer(
        "migrations.mark-reverted",
        "migration",
        "say that versions are not applied: the history alone is changed",
        Risk.CAREFUL,
        "console.migrations.offered:make_reverted",
        (_DIR,),
    ),
    Offer(
        "migrations.mark-renumbered",
        "migration",
        "give versions in the history the numbers of the files that have the same content",
        Risk.CAREFUL,
        "console.migrations.offered:make_renumbered",
        (_DIR,),
    ),
)
