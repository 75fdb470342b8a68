"""Fixtures that every test may use stand in `tests/servers.py`. Here: which files are begun first."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.servers"]

SLOWEST = (
    "tests/terminal/test_commands.py",
    "tests/screens/test_every_screen.py",
    "tests/content/test_screen_changes.py",
    "tests/migrations/test_screen.py",
    "tests/migrations/test_drift.py",
    "tests/demo/test_demo.py",
    "tests/targets/test_rotate.py",
    "tests/screens/test_lists.py",
    "tests/targets/test_commands.py",
    "tests/guard/test_batch.py",
    "tests/faults/test_migrations.py",
    "tests/faults/test_random.py",
    "tests/scratch/test_owners.py",
    "tests/screens/test_audit_table.py",
    "tests/screens/test_home.py",
    "tests/schema/test_generate.py",
)
"""A file is one worker's: begun last, it would be waited for by all the others."""


SAME_ON_15 = (
    "tests/screens/test_audit_table.py",
    "tests/schema/test_generate.py",
    "tests/guard/test_batch.py",
    "tests/journal/test_doubt_commands.py",
)
"""Files of which the newest server is enough for every run; on 15 they are a part of the long one."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, the others as they were found."""
    for item in items:
        if item.nodeid.partition("::")[0] in SAME_ON_15 and "[pg15" in item.nodeid:
            item.add_marker(pytest.mark.long)
    place = {name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(SLOWEST)))
