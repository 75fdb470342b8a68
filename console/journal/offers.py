"""What can be done about entries of the journal, for `greenroom operations` and `greenroom do`. Light: no driver."""

from __future__ import annotations

from console.guard.offers import Offer
from console.guard.operation import Risk

OFFERS = (
    Offer(
        "journal.end-process",
        "entry",
        "end the server process that an entry of unknown end left behind",
        Risk.CAREFUL,
        "console.journal.offered:make_end_process",
    ),
)
