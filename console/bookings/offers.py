"""What can be done to bookings, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import ANY, Argument, Offer
from console.guard.operation import Risk

_MADE = "console.bookings.offered"

OFFERS = (
    Offer(
        "bookings.new",
        "booking",
        "book an event or a class, by its key or its name, for somebody",
        Risk.CAREFUL,
        f"{_MADE}:make_new",
        (
            Argument("who", "for whom: a key, a name or an e-mail"),
            Argument("seats", "how many seats, one where nothing is said", required=False),
            Argument("waiting", "yes: on the waiting list", required=False),
            Argument(ANY, "other columns of the booking", required=False),
        ),
    ),
    Offer(
        "bookings.seats",
        "booking",
        "another number of seats, at the price that it was booked for",
        Risk.CAREFUL,
        f"{_MADE}:make_seats",
        (Argument("seats", "how many it is to have"),),
    ),
    Offer(
        "bookings.move",
        "booking",
        "move a booking to another event or class, at the price of now",
        Risk.CAREFUL,
        f"{_MADE}:make_move",
        (Argument("to", "the other event or class, by its key or its name"),),
    ),
    Offer(
        "bookings.expire",
        "booking",
        "give back what bookings past their time hold, at most 500 at once; the key is their KIND",
        Risk.CAREFUL,
        f"{_MADE}:make_expire",
    ),
)
