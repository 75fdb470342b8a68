"""Our boundaries beside those of PostgreSQL's own parser."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given

from console.changesets.cross_check import cross_check
from console.core.unknown import Unknown
from tests.changesets.corpus import APART, CASES
from tests.changesets.lock_cases import CASES as STATEMENTS
from tests.changesets.test_split import TEXTS
from tests.components import require


@pytest.fixture(autouse=True)
def installed() -> None:
    try:
        import postgast
    except ImportError:
        postgast = None
    require("postgast", postgast, "Run: pip install '.[parse]'")


@pytest.mark.parametrize("name", [*CASES, *APART])
def test_the_corpus(name: str) -> None:
    text = (CASES | APART)[name][0]
    found = cross_check(text)
    assert found is None or isinstance(found, Unknown), f"they disagree at line {found}"


def test_it_does_compare() -> None:
    assert cross_check(";\n".join(STATEMENTS.strip().splitlines())) is None
    assert cross_check("select 1; select 2;\n-- end") is None
    found = cross_check("select 1; selec 2")
    assert isinstance(found, Unknown)
    assert "syntax error" in found.reason


def test_a_disagreement_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import postgast

    monkeypatch.setattr(postgast, "split", lambda text: ["select 1", "select"])
    assert cross_check("select 1;\nselect 2") == 2
    monkeypatch.setattr(postgast, "split", lambda text: ["select 1"])
    assert cross_check("select 1;\nselect 2") == 2


def test_without_postgast_it_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "postgast", None)
    assert isinstance(cross_check("select 1"), Unknown)


@given(TEXTS)
def test_any_text(text: str) -> None:
    cross_check(text)
