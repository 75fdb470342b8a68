"""Our boundaries beside those of PostgreSQL's own parser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given

from console.changesets.cross_check import cross_check
from console.changesets.split import disagreement, split
from console.changesets.statements import classify
from console.changesets.tokens import tokenize
from console.core.unknown import Unknown
from tests.changesets.corpus import APART, CASES
from tests.changesets.lock_cases import CASES as STATEMENTS
from tests.changesets.test_split import TEXTS
from tests.components import require

SYSTEMS = sorted((Path(__file__).parents[2] / "sql" / "systems").glob("*/**/*.sql"))


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


@pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.stem)
def test_the_sample_systems(path: Path) -> None:
    """The CLI, the parser and we cut them alike, and each statement of theirs is known."""
    text = path.read_text()
    assert cross_check(text) is None
    assert disagreement(text) is None
    assert all(classify(piece.text).tag for piece in split(text) if tokenize(piece.text))


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
