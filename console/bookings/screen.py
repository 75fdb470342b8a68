"""Bookings: the kinds of the open target that are booked, and what they are booked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.records.screen import RecordsScreen

if TYPE_CHECKING:
    from console.records.screen_spot import Desk, ListOf, Spot


class BookingsScreen(RecordsScreen):
    """Bookings and events or classes, with how full these are; everything else of records works here too."""

    AREA = "bookings"
    WHAT = "bookings"

    def first(self, desk: Desk) -> Spot[Any]:
        from console.records.screen_kinds import KindsSpot

        return KindsSpot(desk, "booking", "event", title="Bookings")

    def record_spot(self, desk: Desk, kind: str, key: tuple[str, ...]) -> Spot[Any]:
        from console.bookings.screen_record import BookedRecordSpot

        return BookedRecordSpot(desk, kind, key)

    def list_spot(self, desk: Desk, kind: str, which: ListOf) -> Spot[Any]:
        from console.bookings.screen_list import BookedListSpot

        return BookedListSpot(desk, kind, which)
