"""An address with a password in it, as it is typed or pasted into the form: the password never stays there."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from console.core.secret import Secret
from console.home.screen_target_form import without_password
from console.targets.address import parse

SECRETS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), min_size=1, max_size=12)


@given(SECRETS, st.sampled_from(["url", "query", "pairs"]), st.integers(0, 2))
@example("h", "pairs", 0)
@example("word", "query", 0)
@example("a'b\\c d", "pairs", 0)
@example("%2b+/", "url", 1)
def test_no_password_stays_in_an_address(password: str, form: str, case: int) -> None:
    encoded = "".join(f"%{octet:02x}" if case else f"%{octet:02X}" for octet in password.encode())
    escaped = password.replace("\\", "\\\\").replace("'", "\\'")
    text = {
        "url": f"postgres://clerk:{encoded}@db.example.org:5433/shop?sslmode=require",
        "query": f"postgres://clerk@db.example.org:5433/shop?password={encoded}&sslmode=require",
        "pairs": f"host=db.example.org password='{escaped}' port=5433 user=clerk dbname=shop sslmode=require",
    }[form]
    address = parse(text, environ={})
    assert address.password == Secret(password)
    left = without_password(text, address)
    again = parse(left, environ={})
    assert again == address
    assert again.password is None
