"""What a test needs and this machine may lack: a server of another major, PgBouncer, a Secret Service."""

from __future__ import annotations

import os

import pytest


def require(name: str, found: object, hint: str = "") -> None:
    """Skip the test when a component is absent; fail it where all of them must be there.

    GREENROOM_TEST_REQUIRE=all is set in continuous integration: a skip nobody sees proves nothing.
    """
    if found:
        return
    message = f"{name} is not installed. {hint}".strip()
    if os.environ.get("GREENROOM_TEST_REQUIRE") == "all":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
