"""What can be done to tables, indexes and sessions, for `greenroom operations` and `greenroom do`. Light: no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

_START = Argument("backend_start", "when it began, as `activity --json` says it", required=False)
_PUBLICATION = (Argument("publication", "its name"),)


def _offer(name: str, kind: str, about: str, risk: Risk, *arguments: Argument) -> Offer:
    make = name.partition(".")[2].replace("-", "_")
    return Offer(name, kind, about, risk, f"console.health.offered:make_{make}", arguments)


OFFERS = (
    _offer("activity.cancel", "session", "stop its query", Risk.CAREFUL, _START),
    _offer("activity.terminate", "session", "end it", Risk.CAREFUL, _START),
    _offer("maintenance.check-index", "index", "look with amcheck whether it is whole", Risk.ROUTINE),
    _offer(
        "maintenance.add-partition",
        "table",
        "an empty partition beside the others",
        Risk.CAREFUL,
        Argument("name", "what it is called"),
        Argument("bound", "for values from ('2026-01-01') to ('2026-02-01')"),
    ),
    _offer(
        "maintenance.attach-partition",
        "table",
        "make it a partition of another",
        Risk.CAREFUL,
        Argument("parent", "the partitioned table"),
        Argument("bound", "for values from ('2026-01-01') to ('2026-02-01'), for values in ('a'), or default"),
    ),
    _offer("maintenance.detach-partition", "table", "take it out of the table above", Risk.CAREFUL),
    _offer("maintenance.analyze", "table", "renew its statistics", Risk.ROUTINE),
    _offer(
        "maintenance.create-index",
        "table",
        "build an index on it without stopping writes",
        Risk.CAREFUL,
        Argument("columns", "the columns with commas between, or a JSON list"),
        Argument("name", "what it is called", required=False),
    ),
    _offer("maintenance.drop-slot", "slot", "drop one that nobody reads", Risk.DANGEROUS),
    _offer("maintenance.roll-back-prepared", "prepared transaction", "take it back", Risk.DANGEROUS),
    _offer("maintenance.drop-index", "index", "drop it without stopping anybody", Risk.CAREFUL),
    _offer("maintenance.publish", "table", "add it to a publication", Risk.CAREFUL, *_PUBLICATION),
    _offer("maintenance.reindex", "index", "build it anew without stopping writes", Risk.CAREFUL),
    _offer(
        "maintenance.replica-identity",
        "table",
        "say by what its rows are told apart where they are replicated",
        Risk.CAREFUL,
        Argument("identity", "full, default or nothing"),
    ),
    _offer("maintenance.reset-statements", "server", "set the counters of statements back", Risk.DANGEROUS),
    _offer(
        "maintenance.restore-index",
        "index",
        "build a dropped index again",
        Risk.CAREFUL,
        Argument("definition", "its CREATE INDEX"),
    ),
    _offer(
        "maintenance.table-option",
        "table",
        "set one of its storage options",
        Risk.CAREFUL,
        Argument("option", "such as autovacuum_vacuum_scale_factor"),
        Argument("value", "its value; without one the server's own counts again", required=False),
    ),
    _offer("maintenance.unpublish", "table", "take it out of a publication", Risk.CAREFUL, *_PUBLICATION),
    _offer(
        "maintenance.vacuum",
        "table",
        "clean it up",
        Risk.ROUTINE,
        Argument("analyze", "false: leave the statistics", required=False),
        Argument("freeze", "true: freeze every row", required=False),
        Argument("truncate", "true: give the disk back what is empty at its end", required=False),
    ),
    _offer("maintenance.vacuum-full", "table", "write it anew without its empty room", Risk.DANGEROUS),
)
