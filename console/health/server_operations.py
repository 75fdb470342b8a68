"""What keeps a whole server back, as operations: a slot that nobody reads, a prepared transaction nobody ends.

They run nothing.
"""

from __future__ import annotations

from console.database.names import expression
from console.guard.operation import Operation, Requirement, Risk, Step, no_reverse
from console.health.things import query_of


def drop_slot(name: str) -> Operation:
    """Drop a replication slot that nobody reads."""
    step = Step(
        title=f"Drop slot {name}",
        query=query_of("drop_slot", {"name": name}),
        expected=1,
        settled=None,
        seconds=60,
    )
    idle = query_of("slot_is_idle", {"name": name})
    return Operation(
        name="maintenance.drop-slot",
        title="Drop a replication slot",
        subject=name,
        kind="slot",
        key=name,
        risk=Risk.DANGEROUS,
        steps=(step,),
        requirements=(Requirement(f"slot {name} is there, and nobody reads it", idle),),
        reverse=no_reverse("a new slot begins now: what came before is not in it"),
        consequence="its standby or subscriber cannot go on: it must be set up anew",
        gentler="start again who reads it: then it needs the WAL that is kept for it",
        event="maintenance.done",
    )


def roll_back_prepared(gid: str) -> Operation:
    """Roll a prepared transaction back."""
    literal = "'" + gid.replace("'", "''") + "'"
    step = Step(
        title=f"Roll back {gid}",
        query=query_of("roll_back_prepared", prepared=expression(f"prepared {literal}")),
        utility=True,
        transactional=False,
        settled=query_of("is_not_prepared", {"gid": gid}),
        seconds=60,
    )
    return Operation(
        name="maintenance.roll-back-prepared",
        title="Roll back a prepared transaction",
        subject=gid,
        kind="prepared transaction",
        key=gid,
        risk=Risk.DANGEROUS,
        steps=(step,),
        reverse=no_reverse("what it did is gone"),
        consequence="what it did is taken back; its coordinator may have told others that it is done",
        gentler="ask its coordinator: COMMIT PREPARED keeps what it did",
        event="maintenance.done",
    )
