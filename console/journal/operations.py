"""What can be done about an entry of the journal: ending the server process that it left behind."""

from __future__ import annotations

from console.database.sql import load
from console.errors import GuardProblem
from console.guard.events import Entry
from console.guard.operation import Operation, Query, Requirement, Risk, Step, no_reverse
from console.guard.settling import ENTRY


def end_process(entry: Entry) -> Operation:
    """End the server process whose transaction, or statement, is in doubt. GuardProblem where none is known.

    Only while it is the one that was journalled and still at exactly that; how the entry ended is asked afterwards.
    """
    if not entry.marks:
        raise GuardProblem(
            f"No server process is known of entry {entry.id}.",
            "greenroom ended before anything could be left in doubt.",
            f"Ask how it ended: greenroom journal settle {entry.id}",
        )
    mark = entry.marks[-1]
    process = {"pid": mark.pid, "backend_start": mark.backend_start}
    binds = {**process, "xid": mark.short_xid}
    end = Step(
        title=f"End server process {mark.pid}",
        query=Query(load("guard/end_process").with_identifiers(), binds),
        expected=1,
        settled=Query(load("guard/process_gone").with_identifiers(), process),
        seconds=10,
    )
    still = "its transaction open" if mark.xid else "the statement running"
    return Operation(
        name="journal.end-process",
        title="End server process",
        subject=str(mark.pid),
        kind=ENTRY,
        key=entry.id,
        risk=Risk.CAREFUL,
        steps=(end,),
        requirements=(
            Requirement(
                f"server process {mark.pid} still has {still}",
                Query(load("guard/process_at_it").with_identifiers(), binds),
            ),
        ),
        reverse=no_reverse("what the process had not committed is taken back by the server"),
        consequence=f"it is left from entry {entry.id}, {entry.intent.title} {entry.intent.subject}".rstrip(),
        facts=(("entry", f"{entry.id}; how it ended is asked afterwards"),),
        only_on=entry.intent.identity,
    )
