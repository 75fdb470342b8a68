"""What can be done to a history, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

_DIR = Argument("dir", "the folder of migrations, whole path")

_ALL = Argument("include_all", "true: files too that are older than what is applied", required=False)

OFFERS = (
    Offer(
        "migrations.apply",
        "migration",
        "apply what is pending, up to this version",
        Risk.CAREFUL,
        "console.migrations.offered:make_apply",
        (_DIR, _ALL),
    ),
    Offer(
        "migrations.dry-run",
        "migration",
        "try what is pending on the target itself, up to this version, and take it back",
        Risk.DANGEROUS,
        "console.migrations.offered:make_dry_run",
        (_DIR, _ALL),
    ),
    Offer(
        "migrations.rollback",
        "migration",
        "take an applied version back by its reverse",
        Risk.DANGEROUS,
        "console.migrations.offered:make_rollback",
        (_DIR,),
    ),
    Offer(
        "migrations.drop-invalid-index",
        "index",
        "drop what CREATE INDEX CONCURRENTLY left when it failed",
        Risk.CAREFUL,
        "console.migrations.offered:make_drop_invalid",
    ),
    Offer(
        "migrations.seed",
        "seed",
        "apply this seed file, or all that are new; never on production",
        Risk.CAREFUL,
        "console.migrations.offered:make_seed",
        (_DIR,),
    ),
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
