"""Documents with secrets, edited with dots in their place: the dots stay what they stood for, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.content.json_masks import LostMaskError, changes, covered, with_secrets
from console.content.settings_value import MASK, names_a_secret
from console.core.json_text import compact, parse, same

ORIGINAL = parse('{"host": "a", "password": "S1", "users": [{"n": 1, "token": "S2"}, {"n": 2, "token": "S3"}]}')


def restored(edited: str) -> str:
    return compact(with_secrets(parse(edited), ORIGINAL, names_a_secret, MASK))


def test_dots_are_the_secret_that_stood_there() -> None:
    assert restored('{"password": "••••"}') == '{"password": "S1"}'
    assert restored('{"password": "new"}') == '{"password": "new"}'
    assert restored('{"users": [{"n": 1, "token": "••••"}]}') == '{"users": [{"n": 1, "token": "S2"}]}'
    assert restored('{"note": "••••"}') == '{"note": "••••"}'  # no secret's name: it is a text


@pytest.mark.parametrize(
    "edited",
    [
        '{"api_key": "••••"}',
        '{"users": [{"n": 2, "token": "••••"}]}',
        '{"users": [{"n": 2, "token": "••••"}, {"n": 1, "token": "••••"}]}',
        '{"users": [{"n": 1, "token": "x"}, {"n": 9, "token": "••••"}]}',
        '{"users": [1, 2, {"n": 1, "token": "••••"}]}',
        '{"users": {"password": "••••"}}',
        '[{"password": "••••"}]',
    ],
)
def test_dots_that_moved_are_refused(edited: str) -> None:
    with pytest.raises(LostMaskError):
        restored(edited)


def test_what_changed_is_said_place_by_place_and_masked() -> None:
    after = parse('{"host": "b", "password": "S9", "users": [{"n": 1, "token": "S2"}], "pin": {"secret": "S7"}}')
    found = [(one.path, one.before, one.after) for one in changes(ORIGINAL, after, names_a_secret, MASK)]
    assert found == [
        ("host", '"a"', '"b"'),
        ("password", MASK, MASK),
        ("users[1]", '{"n": 2, "token": "••••"}', None),
        ("pin", None, '{"secret": "••••"}'),
    ]
    assert changes(parse("1"), parse('"1"'), names_a_secret, MASK)[0].path == ""
    assert changes(ORIGINAL, ORIGINAL, names_a_secret, MASK) == ()


def test_a_number_is_no_text_that_looks_like_it() -> None:
    assert not same("1", '"1"')
    assert same("[1, 2]", "[1,2]")
    assert not same("1", "1.0")


KEYS = st.sampled_from(["host", "password", "token", "list", "n"])
DOCUMENTS = st.recursive(
    st.sampled_from(["S1", "S2", "", "x"]) | st.integers(0, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_covering_and_putting_back_changes_nothing(document: object) -> None:
    assert with_secrets(covered(document, names_a_secret, MASK), document, names_a_secret, MASK) == document


@given(DOCUMENTS, DOCUMENTS)
def test_no_secret_of_another_place_is_ever_put_in(document: object, other: object) -> None:
    """Whatever is typed, a secret stands only where one stood under the same path, or is typed as it is."""
    edited = covered(other, names_a_secret, MASK)
    try:
        found = with_secrets(edited, document, names_a_secret, MASK)
    except LostMaskError:
        return
    assert _secrets(found) <= _secrets(document) | _secrets(edited)


def _secrets(node: object, path: str = "") -> set[tuple[str, str]]:
    if isinstance(node, dict):
        own = {(f"{path}.{key}", one) for key, one in node.items() if isinstance(one, str) and names_a_secret(key)}
        return own | {each for key, one in node.items() for each in _secrets(one, f"{path}.{key}")}
    if isinstance(node, list):
        return {each for number, one in enumerate(node) for each in _secrets(one, f"{path}[{number}]")}
    return set()
