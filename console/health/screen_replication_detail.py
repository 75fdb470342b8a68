"""One standby, slot or table of the replication view, whole."""

from __future__ import annotations

from collections.abc import Sequence

from console.core.present import duration, size
from console.core.qualified import qualified
from console.health.publications import Published
from console.health.vitals import Slot, Standby
from console.widgets.blocks import Block, Facts, Heading, Words
from console.widgets.text import Line, Tone, cell, join


def standby_blocks(each: Standby) -> list[Block]:
    """How far behind it is, and where what it lacks is."""

    def octets(value: int | None) -> Line:
        return cell(None if value is None else size(value))

    return [
        Heading(join(cell(each.name or f"pid {each.pid}", bold=True), cell(each.client, Tone.DIM))),
        Facts(
            (
                ("state", cell(each.state)),
                ("commits", cell("wait for it" if each.sync_state == "sync" else "do not wait for it")),
                ("not sent", octets(each.unsent)),
                ("not flushed", octets(each.unflushed)),
                ("not applied", octets(each.unreplayed)),
                ("late", cell(None if each.lag_seconds is None else duration(each.lag_seconds))),
                ("keeps back", cell(None if each.horizon is None else f"VACUUM by {each.horizon:,} transactions")),
            )
        ),
    ]


def slot_blocks(each: Slot) -> list[Block]:
    """Who reads it, and what it keeps from being removed."""
    safe = cell(None if each.safe_octets is None else size(each.safe_octets))
    return [
        Heading(join(cell(each.name, bold=True), cell(each.kind, Tone.DIM), cell(each.plugin, Tone.DIM))),
        Facts(
            (
                ("read by", cell(f"pid {each.active_pid}" if each.active_pid else "nobody", Tone.INK)),
                ("since", cell(each.inactive_since)),
                ("database", cell(each.database)),
                ("keeps", cell(None if each.kept_octets is None else f"{size(each.kept_octets)} of WAL")),
                ("until lost", safe),
                ("WAL", cell(each.wal_status)),
                ("invalid", cell(each.invalidated)),
                ("keeps back", cell(None if each.horizon is None else f"VACUUM by {each.horizon:,} transactions")),
            )
        ),
        Words(
            ((), cell("A slot that nobody reads fills the disk. Who owns it is not known to the server.", Tone.DIM))
            if not each.active
            else ()
        ),
    ]


def publications_words(each: Published) -> str:
    """What publishes it, and where that is not as expected: `feed, not in archive, not expected in all`."""
    wrong = [f"not in {name}" for name in each.missing] + [f"not expected in {name}" for name in each.unexpected]
    return ", ".join([*(name for name in each.publications if name not in each.unexpected), *wrong])


def table_blocks(each: Published, names: Sequence[str]) -> list[Block]:
    """What is wrong with how it is published, out of the publications of those names."""
    said: list[Line] = []
    if each.fails:
        said.append(cell("UPDATE and DELETE of it fail: a published table needs an identity.", Tone.WRONG))
    if each.publications and not each.row_security:
        said.append(cell("Its rows are sent to every subscriber: there is no row security.", Tone.LOOK))
    if each.identity == "full":
        said.append(cell("Every change sends the whole old row: it costs WAL.", Tone.DIM))
    missing = [name for name in names if name not in each.publications]
    return [
        Heading(cell(qualified(each.schema, each.name), bold=True)),
        Facts(
            (
                ("published", cell(", ".join(each.publications) or None)),
                ("expected in", cell(", ".join(each.missing) or None, Tone.LOOK)),
                ("extra in", cell(", ".join(each.unexpected) or None, Tone.LOOK)),
                ("others", cell(", ".join(missing) or None, Tone.DIM)),
                ("identity", cell(each.identity)),
                ("primary key", cell("yes" if each.has_key else "no")),
                ("row security", cell("on" if each.row_security else "off")),
            )
        ),
        Words(((), *said)),
    ]
