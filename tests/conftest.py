"""Fixtures that every test may use stand in `tests/servers.py`."""

from __future__ import annotations

pytest_plugins = ["tests.servers"]
