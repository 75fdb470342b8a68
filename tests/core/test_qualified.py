"""Names of relations as one text: whatever a name holds, it is read back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.qualified import means, qualified, split_qualified

NAMES = st.text(st.sampled_from('ab."[/]\\ \n%é'), min_size=1, max_size=8)


@given(NAMES, NAMES)
def test_every_name_is_read_back(schema: str, name: str) -> None:
    assert split_qualified(qualified(schema, name)) == (schema, name)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("audit_log", ("public", "audit_log")),
        ("audit.log", ("audit", "log")),
        ("audit.log.old", ("audit", "log.old")),
        ('"my.schema".log', ("my.schema", "log")),
        ('"a""b"."c.d"', ('a"b', "c.d")),
        ('"log.old"', ("public", "log.old")),
        ('5" disks.log', ('5" disks', "log")),
    ],
)
def test_what_a_person_writes(text: str, parts: tuple[str, str]) -> None:
    assert split_qualified(text) == parts


def test_a_plain_name_has_no_quotes() -> None:
    assert qualified("public", "audit log") == "public.audit log"


@pytest.mark.parametrize("text", ["a.b", "b", '"b"', '"a"."b"', 'a."b"'])
def test_a_text_means_a_relation_with_its_schema_or_in_any(text: str) -> None:
    assert means(text, "a", "b")
    assert not means(text, "a", "c")


def test_dots_do_not_make_two_relations_one() -> None:
    assert means('"a.b".c', "a.b", "c")
    assert not means('"a.b".c', "a", "b.c")
    assert means("a.b.c", "a", "b.c")
    assert not means("a.b.c", "a.b", "c")
