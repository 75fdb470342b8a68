"""An operation by name, for the tests of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.guard.offers import Argument, Offer
from console.guard.operation import Operation, Risk
from tests.guard.console import set_setting


async def make_set(link: Any, key: str, arguments: Mapping[str, str]) -> Operation:
    return set_setting(key, arguments["value"], risk=Risk.ROUTINE)


async def make_careful(link: Any, key: str, arguments: Mapping[str, str]) -> Operation:
    return set_setting(key, arguments["value"], risk=Risk.CAREFUL, needs_reason=True)


async def make_dangerous(link: Any, key: str, arguments: Mapping[str, str]) -> Operation:
    return set_setting(key, arguments["value"], risk=Risk.DANGEROUS)


_VALUE = (Argument("value", "what it is set to"),)
OFFERS = (
    Offer("test.set", "setting", "Set it", Risk.ROUTINE, "tests.guard.offered:make_set", _VALUE),
    Offer("test.careful", "setting", "Set it", Risk.CAREFUL, "tests.guard.offered:make_careful", _VALUE),
    Offer("test.dangerous", "setting", "Set it", Risk.DANGEROUS, "tests.guard.offered:make_dangerous", _VALUE),
)
