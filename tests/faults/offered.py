"""The operation that faults are made to, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.guard.offers import Argument, Offer
from console.guard.operation import Operation, Risk
from tests.faults.ground import set_value


async def make_set(link: Any, key: str, arguments: Mapping[str, str]) -> Operation:
    return replace(set_value(int(key), arguments["value"]), title="Set")


OFFERS = (
    Offer(
        "fault.set", "thing", "Set it", Risk.ROUTINE, "tests.faults.offered:make_set", (Argument("value", "to what"),)
    ),
)
