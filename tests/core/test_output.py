"""What a command prints as JSON: the same document in either layout, and large results run as any other."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from console.core.output import LONG, json_text
from console.core.running import run

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), VALUES, max_size=3), VALUES)
def test_a_long_list_is_the_same_document(document: dict[str, object], item: object) -> None:
    long = {**document, "items": [item] * (LONG + 1)}
    text = json_text(long)
    assert json.loads(text) == long
    assert text.isascii()
    assert "\x7f" not in text
    assert sum(line.startswith("    ") for line in text.splitlines()) > LONG
    assert json_text(document) == json.dumps(document, indent=2).replace("\x7f", "\\u007f")


def test_a_result_is_given_back_without_being_written_out() -> None:
    class Heavy:
        def __repr__(self) -> str:
            raise AssertionError("its repr was made")

    heavy = Heavy()

    async def work() -> Heavy:
        return heavy

    assert run(work()) is heavy
