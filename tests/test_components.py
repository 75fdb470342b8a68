"""A component that is missing skips a test, and fails it where everything must be there."""

from __future__ import annotations

import pytest

from tests.components import require


def test_what_is_there_is_no_reason_to_skip() -> None:
    require("Postgres", "/usr/bin/postgres")


def test_what_is_missing_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_TEST_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"A thing is not installed\. Run: that"):
        require("A thing", None, "Run: that")


def test_what_is_missing_fails_where_all_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_TEST_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="A thing is not installed"):
        require("A thing", None)
