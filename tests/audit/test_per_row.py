"""What a text says of functions that are called for each row, and what the plan says: the plan has the last word."""

from __future__ import annotations

from console.audit.checks import checks_named
from console.audit.running import run_checks
from console.core.finding import Confidence
from tests.audit.contract import Ground

MAKE = (
    "create table shop.item (id integer primary key, owner text)",
    "create function shop.tenant() returns text language plpgsql stable as 'begin return current_user; end'",
    "alter table shop.item enable row level security",
    "create policy each on shop.item to anon using (owner = shop.tenant())",
    "create policy folded on shop.item using (true or owner = shop.tenant())",
    "grant usage on schema shop to anon",
)


async def test_what_the_planner_leaves_out_is_no_finding(ground18: Ground) -> None:
    checks = checks_named(["policy-function-per-row"])
    for statement in MAKE:
        ground18.look.execute(statement.encode())
    seen = await run_checks(ground18.read, checks=checks)
    assert [(each.parts, each.confidence) for each in seen.findings] == [((("policy", "each"),), Confidence.OBSERVED)]
    ground18.look.execute(b"revoke usage on schema shop from anon")
    unseen = await run_checks(ground18.read, checks=checks)
    assert [(each.parts, each.confidence) for each in unseen.findings] == [((("policy", "each"),), Confidence.STATIC)]
