"""Small things that are said: a missing fact, the nearest word, a target's address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.core.nearest import nearest
from console.core.target import Environment, Target, Tls
from console.core.unknown import Unknown, known

TARGET = Target(name="shop", host="db.example", database="shop", user="app")


def test_an_unknown_fact_is_never_a_zero() -> None:
    assert not Unknown("not permitted")
    assert known(Unknown("not permitted"), 7) == 7
    assert known(0, 7) == 0
    assert Unknown("a") != Unknown("b")


@pytest.mark.parametrize(
    ("word", "valid", "said"),
    [
        ("settigns", ["settings", "targets"], "Did you mean settings?"),
        ("SETTINGS", ["settings", "targets"], "Did you mean settings?"),
        ("zzz", ["settings", "targets"], "There are: settings, targets."),
        ("zzz", [], ""),
        ("zzz", [str(number) for number in range(100)], ""),
    ],
)
def test_what_a_mistyped_word_may_have_meant(word: str, valid: list[str], said: str) -> None:
    assert nearest(word, valid) == said


def test_a_target_is_careful_unless_it_is_told() -> None:
    assert TARGET.environment is Environment.PRODUCTION
    assert TARGET.access.value == "read-only"
    assert TARGET.tls.sslmode == "verify-full"
    assert TARGET.address == "app@db.example:5432/shop"
    secret_fields = {name for name in Target.__dataclass_fields__ if "password" in name or "secret" in name}
    assert secret_fields == {"secret", "password_command", "password_changed_at"}  # none of them holds one


def test_environments_are_ordered_by_what_a_mistake_costs() -> None:
    assert [one.severity for one in Environment] == [0, 1, 2, 3]
    assert max(Environment, key=lambda one: one.severity) is Environment.PRODUCTION


@pytest.mark.parametrize(
    ("host", "is_socket", "is_loopback"),
    [
        ("/run/postgresql", True, True),
        ("@abstract", True, True),
        ("localhost", False, True),
        ("::1", False, True),
        ("localhost.example", False, False),
        ("10.0.0.1", False, False),
    ],
)
def test_what_is_on_this_machine(host: str, is_socket: bool, is_loopback: bool) -> None:
    target = replace(TARGET, host=host)
    assert (target.is_socket, target.is_loopback) == (is_socket, is_loopback)


def test_each_way_of_protecting_the_wire_has_a_mode_of_libpq() -> None:
    assert {one.sslmode for one in Tls} == {"verify-full", "require", "prefer", "disable"}
