"""`greenroom operations KIND KEY`, `greenroom do KIND.TRANSITION KEY`, and what `journal undo` takes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.records.shell import Shell
from tests.servers import Database


@pytest.fixture(params=[18, pytest.param(15, marks=pytest.mark.long)], ids=lambda major: f"pg{major}")
def shell(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    systems: Callable[..., Database] = request.getfixturevalue(f"system{request.param}")
    return Shell(systems("event_cms"), tmp_path, monkeypatch, capsys)


def test_a_record_is_moved_by_its_name(shell: Shell) -> None:
    psql = shell.database.psql
    reference = psql("select reference from bookings where status = 'PENDING' and expires_at > now() limit 1")
    status, document = shell.json("operations", "bookings", reference)
    found = {one["name"]: one["why_not"] for one in document["items"]}
    assert status == 0
    assert found["bookings.cancel"] == ""
    assert "it is PENDING" in found["bookings.refund"]
    assert "never deleted" in found["bookings.delete"]
    assert "--reason TEXT" in shell.run("operations", "bookings", reference)[1]

    status, _, said = shell.run("do", "bookings.cancle", reference)
    assert (status, "bookings.cancel" in said) == (2, True)
    status, out, _ = shell.run("do", "bookings.delete", reference)
    assert status == 4
    status, _, said = shell.run("do", "bookings.refund", reference, "--confirm", "y", "--reason", "paid back")
    assert (status, "It is PENDING" in said) == (4, True)
    status, out, said = shell.run("do", "bookings.cancel", reference)
    assert (status, "CANCELLED" in out, "--reason" in said) == (4, True, True)
    shell.done("bookings.cancel", reference, "--confirm", reference, "--reason", "she is ill")
    row = psql(f"select status, status_reason from bookings where reference = '{reference}'")
    assert row == "CANCELLED|she is ill"


def test_edit_add_and_delete_are_taken_back(shell: Shell) -> None:
    psql = shell.database.psql
    key = psql("select id from venues order by name limit 1")
    before = psql(f"select name, address, capacity from venues where id = '{key}'")
    edited = shell.done("venues.edit", key, "--set", "name=Elsewhere", "--confirm", "y")
    assert psql(f"select name from venues where id = '{key}'") == "Elsewhere"
    assert shell.run("journal", "undo", edited, "--confirm", "y")[0] == 0
    assert psql(f"select name, address, capacity from venues where id = '{key}'") == before

    added = shell.done("records.add", "tags", "--set", "name=Late show", "--set", "slug=late-show", "--confirm", "y")
    assert psql("select name from tags where slug = 'late-show'") == "Late show"
    assert shell.run("journal", "undo", added, "--confirm", "y")[0] == 0
    assert psql("select count(*) from tags where slug = 'late-show'") == "0"

    psql("insert into tags (name, slug) values ('Teatime', 'teatime')")
    tag = psql("select tags::text from tags where slug = 'teatime'")
    removed = shell.done("tags.delete", psql("select id from tags where slug = 'teatime'"), "--confirm", "y")
    assert psql("select count(*) from tags where slug = 'teatime'") == "0"
    assert shell.run("journal", "undo", removed, "--confirm", "y")[0] == 0
    assert psql("select tags::text from tags where slug = 'teatime'") == tag


def test_a_delete_counts_what_goes_with_it(shell: Shell) -> None:
    psql = shell.database.psql
    page, sections = psql(
        "select page_id, count(*) from content_sections group by page_id order by count(*) desc limit 1"
    ).split("|")
    status, out, _ = shell.run("do", "content_pages.delete", page)
    assert status == 4
    assert "content_sections" in out
    assert f"{sections} deleted" in out or f"{sections} row" in out, out


def test_what_is_masked_stays_so(shell: Shell) -> None:
    psql = shell.database.psql
    key, address, phone = psql("select id, email, phone from users where phone is not null limit 1").split("|")
    psql(f"""insert into audit_log (actor, action, table_name, row_id, before, after)
        select email, 'UPDATE', 'users', id, to_jsonb(users), to_jsonb(users) || '{{"phone": "0400 111 222"}}'
        from users where id = '{key}'""")
    entry = psql("select max(id) from audit_log")

    def seen(*words: str) -> str:
        return "".join(str(each) for each in shell.run(*words))

    shown = (
        seen("show", "users", key),
        seen("show", "users", key, "--json"),
        seen("records", "users", f"email:{address}", "--json"),
        seen("find", address),
        seen("show", "audit_log", entry),
        seen("do", "users.edit", key, "--set", "phone=0400 123 456"),
    )
    for text in shown:
        assert address not in text.replace(f"find “{address}”", "")
        assert phone not in text
        assert "0400 1" not in text
    assert key in shown[2], shown[2]
    status, _, said = shell.run("records", "users", f"email:~{address[:4]}")
    assert (status, "whole only" in said) == (2, True)
    assert shell.run("find", address[1:-1], "--kind", "users")[0] == 1  # a part of it finds nobody

    open_ = seen("show", "users", key, "--reveal")
    assert address in open_
    assert "password_hash" in open_
    assert psql(f"select password_hash from users where id = '{key}'") not in open_
    journal = seen("journal", "list", "--json")
    assert "email" in journal
    assert key in journal
    assert address not in journal

    done = shell.done("users.edit", key, "--set", "phone=0400 123 456", "--confirm", "y")
    assert psql(f"select phone from users where id = '{key}'") == "0400 123 456"
    assert "0400" not in seen("journal", "show", done)
    assert phone not in seen("journal", "show", done)
