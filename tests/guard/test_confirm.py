"""The dialog before a write: what it asks, what counts as an answer, and what never does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from console.config import AuditMapping
from console.core.target import Environment, Target
from console.core.unknown import Unknown
from console.guard.answers import Ask, AskKind, asked
from console.guard.confirm import ARMING_SECONDS, HELD_SECONDS, Answered, Brief, Confirm
from console.guard.confirm_brief import brief_of
from console.guard.operation import Operation, Requirement, Risk, Rows
from console.guard.plan import Check
from console.guard.planning import make_plan
from console.widgets.text import cell, plain_text
from tests.guard.console import change_rows, console, query, set_setting
from tests.guard.journals import SHOP
from tests.servers import Database
from tests.widgets.gallery import gallery, lines, text

YES = (Ask(AskKind.YES, "y"),)
BOTH = (Ask(AskKind.TARGET, "shop"), Ask(AskKind.SUBJECT, "maintenance_mode"))
SETTLED = HELD_SECONDS + 0.1


def brief(asks: Sequence[Ask] = YES, **fields: Any) -> Brief:
    given: dict[str, Any] = {
        "target": SHOP,
        "title": "Set",
        "subject": "maintenance_mode",
        "risk": Risk.ROUTINE,
        "consequence": "every visitor sees the maintenance page",
        "sql": ("update public.site_settings set value = 'true' where key = 'maintenance_mode'",),
        "changes": (("value", "false", "true"),),
        "facts": (("undo", cell("the rows are put back")),),
        "needs_reason": False,
    }
    return Brief(asks=asks, **given | fields)


class Asked:
    """A dialog on the screen, and what it gave back."""

    def __init__(self, pilot: Pilot[None], dialog: Confirm) -> None:
        self.pilot = pilot
        self.dialog = dialog
        self.given: list[Answered | None] = []

    async def arm(self) -> None:
        await asyncio.sleep(ARMING_SECONDS + 0.15)
        await self.pilot.pause()
        assert self.dialog._armed

    async def press(self, *keys: str) -> None:
        """Each key on its own, as a person presses it."""
        for key in keys:
            await self.pilot.press(key)
            await asyncio.sleep(SETTLED)
        await self.pilot.pause()

    async def type(self, *fields: str) -> None:
        """What stands in the fields, and the focus on Run."""
        for field, value in zip(self.dialog.query(Input), fields, strict=True):
            field.value = value
        await self.pilot.pause()
        self.dialog.query_one("#run").focus()
        await asyncio.sleep(SETTLED)

    @property
    def off(self) -> bool:
        return self.dialog.query_one("#run").has_class("-off")

    def has(self, name: str) -> bool:
        focused = self.dialog.focused
        return focused is not None and focused.id == name


async def show(pilot: Pilot[None], what: Brief) -> Asked:
    asked_ = Asked(pilot, Confirm(what))
    pilot.app.push_screen(asked_.dialog, asked_.given.append)
    await pilot.pause()
    return asked_


async def test_a_fresh_y_runs_what_is_asked_for_by_y() -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief())
        assert dialog.has("cancel")
        await dialog.arm()
        await dialog.press("y")
        assert dialog.given == [Answered(("y",), "")]


async def test_what_was_pressed_before_it_was_armed_does_not_count() -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief())
        await pilot.press("y", "space")  # space is on Cancel
        assert dialog.given == [None]
        dialog = await show(pilot, brief())
        await pilot.press("y", "tab", "y", "space")
        assert not dialog.dialog._armed
        await dialog.arm()
        await asyncio.sleep(SETTLED)
        assert dialog.given == []


@pytest.mark.parametrize("since", ["before", "after"])
async def test_a_key_that_is_held_down_does_not_count(since: str) -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief())
        if since == "after":
            await dialog.arm()
        for _ in range(40):
            await pilot.press("y")
            await asyncio.sleep(0.03)
            assert dialog.given == []
        assert dialog.dialog._armed
        await asyncio.sleep(SETTLED)
        assert dialog.given == []


async def test_what_is_pasted_before_it_was_armed_does_not_count() -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief(BOTH, risk=Risk.DANGEROUS))
        for words in ("shop", "y\n", "maintenance_mode"):
            pilot.app.post_message(events.Paste(words))
        await pilot.pause()
        assert all(field.disabled and not field.value for field in dialog.dialog.query(Input))
        await dialog.arm()
        assert [field.value for field in dialog.dialog.query(Input)] == ["", ""]
        assert dialog.off
        assert dialog.given == []


async def test_enter_never_runs() -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief(BOTH, risk=Risk.DANGEROUS, needs_reason=True))
        await dialog.arm()
        await dialog.type("because", "shop", "maintenance_mode")
        assert not dialog.off
        for name in ("cancel", "run", "reason", "answer-0", "answer-1"):
            dialog.dialog.query_one(f"#{name}").focus()
            await dialog.press("enter")
            assert dialog.given == [], name
        assert [field.value for field in dialog.dialog.query(Input)] == ["because", "shop", "maintenance_mode"]


@pytest.mark.parametrize("key", ["y", "space"])
async def test_the_right_phrases_and_then_y_on_run(key: str) -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief(BOTH, risk=Risk.DANGEROUS, needs_reason=True))
        await dialog.arm()
        assert dialog.has("reason")
        await dialog.type(" because ", "shop", "maintenance_mode")
        await dialog.press(key)
        assert dialog.given == [Answered(("shop", "maintenance_mode"), "because")]


@pytest.mark.parametrize(
    "fields",
    [
        ("because", "shop", "maintenance_mod"),
        ("because", "maintenance_mode", "shop"),
        ("because", "Shop", "maintenance_mode"),
        ("", "shop", "maintenance_mode"),
        ("because", "y", "y"),
    ],
)
async def test_a_wrong_phrase_keeps_run_off(fields: tuple[str, ...]) -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief(BOTH, risk=Risk.DANGEROUS, needs_reason=True))
        await dialog.arm()
        await dialog.type(*fields)
        assert dialog.off
        await dialog.press("y", "space", "enter")
        await pilot.click("#run")
        assert dialog.given == []


async def test_a_phrase_that_was_right_and_is_wrong_again_runs_nothing() -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief(BOTH[1:], risk=Risk.CAREFUL))
        await dialog.arm()
        await dialog.type("maintenance_mode")
        assert not dialog.off
        await dialog.type("maintenance_mode2")
        await dialog.press("y")
        assert dialog.off
        assert dialog.given == []


@pytest.mark.parametrize("key", ["escape", "n"])
@pytest.mark.parametrize("armed", [True, False])
async def test_esc_and_n_cancel(key: str, armed: bool) -> None:
    async with gallery() as pilot:
        dialog = await show(pilot, brief())
        if armed:
            await dialog.arm()
        await pilot.press(key)
        assert dialog.given == [None]


@pytest.mark.parametrize("risk", list(Risk))
@pytest.mark.parametrize("environment", list(Environment))
async def test_it_asks_what_the_guard_wants(risk: Risk, environment: Environment) -> None:
    target = replace(SHOP, environment=environment)
    asks = asked(operation(risk), target, risk)
    assert [ask.phrase for ask in asks] == wanted(risk, target)
    async with gallery() as pilot:
        dialog = await show(pilot, brief(asks, risk=risk, target=target))
        await dialog.arm()
        phrases = [ask.phrase for ask in asks if ask.kind is not AskKind.YES]
        assert [field.placeholder for field in dialog.dialog.query(Input)] == phrases
        assert environment.value.upper() in text(pilot.app)
        assert risk.value in text(pilot.app)
        if phrases:
            assert dialog.off
            await dialog.type(*phrases)
        await dialog.press("y")
        assert dialog.given == [Answered(tuple(ask.phrase for ask in asks), "")]


def operation(risk: Risk) -> Operation:
    return Operation(
        name="settings.set", title="Set", subject="maintenance_mode", kind="setting", key="k", risk=risk, steps=()
    )


def wanted(risk: Risk, target: Target) -> list[str]:
    """DESIGN's table, written down once more."""
    production = target.environment is Environment.PRODUCTION
    guarded = production or target.environment is Environment.STAGING
    if risk is Risk.DANGEROUS:
        return ["shop", "maintenance_mode"] if production else ["maintenance_mode"]
    return ["maintenance_mode"] if risk is Risk.CAREFUL and guarded else ["y"]


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_long_subject_pushes_nothing_out(size: tuple[int, int]) -> None:
    long = "public." + "long_name_" * 38
    asks = (Ask(AskKind.TARGET, "shop"), Ask(AskKind.SUBJECT, long))
    many = tuple(f"update t set a = {number}" for number in range(40))
    async with gallery(size=size) as pilot:
        dialog = await show(pilot, brief(asks, risk=Risk.DANGEROUS, needs_reason=True, subject=long, sql=many))
        await dialog.arm()
        widgets: list[Widget] = [*dialog.dialog.query(Input), *dialog.dialog.query(".question")]
        for widget in (*widgets, dialog.dialog.query_one("#cancel"), dialog.dialog.query_one("#run")):
            assert widget.region.height == 1, widget
            assert widget.region.bottom < size[1], widget
        painted = text(pilot.app)
        assert "Cancel" in painted
        assert "Run" in painted
        assert "Type public.long_name_" in painted
        assert "what it is done to" in painted
        plan = dialog.dialog.query_one("#plan")
        assert plan.region.height >= 4
        await dialog.press("down", "down")
        assert plan.scroll_y == 2
        await dialog.type("because", "shop", long)
        await dialog.press("y")
        assert dialog.given == [Answered(("shop", long), "because")]


async def test_the_hint_says_that_the_plan_scrolls() -> None:
    async with gallery() as pilot:
        await show(pilot, brief(BOTH, risk=Risk.DANGEROUS))
        assert "↑↓ scrolls" in text(pilot.app)


async def test_what_changes_stands_above_the_sql_and_nothing_is_left_out_silently() -> None:
    async with gallery(size=(120, 45)) as pilot:
        await show(pilot, brief(about=(("$.hours.tue", "12:00 → 13:00"),), more_changes=7))
        painted = lines(pilot.app)
        at = [
            next(number for number, line in enumerate(painted) if words in line)
            for words in ("false  →  true", "and 7 more", "12:00 → 13:00", "update public.site_settings", "put back")
        ]
        assert at == sorted(at)


async def test_a_long_plan_says_how_many_more_there_are(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    database.psql("create function nothing() returns trigger language plpgsql as $$ begin return new; end $$")
    for number in range(8):
        database.psql(f"create trigger more_{number} before update on site_settings execute function nothing()")
    change = set_setting("site_name", "x")
    steps = (replace(change.steps[0], rows=tuple(_several(change.steps[0].rows[0], 14))),)
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(replace(change, steps=steps, facts=(("$.a", "1 → 2"),)))
    said = brief_of(plan)
    assert (len(said.changes), said.more_changes) == (12, len(plan.changes()) - 12)
    assert said.more_changes > 0
    assert said.about == (("$.a", "1 → 2"),)
    triggers = [plain_text(line) for label, line in said.facts if label == "trigger"]
    assert len(plan.triggers) > 5
    assert triggers == [*plan.triggers[:5], f"and {len(plan.triggers) - 5} more"]


def _several(rows: Rows, count: int) -> list[Rows]:
    return [replace(rows, values=((f"key_{number}",),)) for number in range(count)]


PARTED = """
create table prices (id int, amount int, primary key (id)) partition by range (id);
create table cheap partition of prices for values from (0) to (10);
create table dear partition of prices for values from (10) to (20);
insert into prices values (1, 10), (12, 20)
"""


@pytest.mark.parametrize("size", [(80, 24), (120, 45)])
async def test_what_must_hold_is_shown_with_its_query(
    database: Database, tmp_path: Path, size: tuple[int, int]
) -> None:
    database.psql(PARTED)
    cheap = query("select not exists (\n    select from {} where amount > %(most)s\n)", "public.prices", most=99)
    still = query("select count(*) = %(rows)s from {}", "public.prices", rows=2)
    change = change_rows("update {} set amount = amount + 1", "public.prices", "id", [1, 12], columns=["amount"])
    operation = replace(
        change,
        requirements=(
            Requirement("nothing costs [/] 100", cheap),
            Requirement("two prices are left", still, after=True),
        ),
    )
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(operation)
    assert plan.refusals == ()
    said = brief_of(plan)
    assert [query for _, _, query in said.requirements] == [plan.checks[0].query, plan.later[0][1]]
    assert [plain_text(line) for label, line in said.facts if label == "partition"] == ["cheap", "dear"]
    async with gallery(size=size) as pilot:
        dialog = await show(pilot, replace(said, asks=BOTH, needs_reason=True))
        await dialog.arm()
        seen = lines(pilot.app)
        plan_box = dialog.dialog.query_one("#plan")
        while plan_box.scroll_y < plan_box.max_scroll_y:
            await pilot.press("down")
            await pilot.pause()
            seen += lines(pilot.app)
            assert any("tab to Run, then y" in line for line in lines(pilot.app))
        for words in (
            "● nothing costs [/] 100",
            "select not exists (",
            'select from "public"."prices" where amount > 99',
            "○ two prices are left",
            'select count(*) = 2 from "public"."prices"',
        ):
            assert any(words in line for line in seen), words


@pytest.mark.parametrize("held", [False, Unknown("a timeout", "Try again.")])
async def test_what_does_not_hold_is_no_green_mark(database18: Database, tmp_path: Path, held: bool | Unknown) -> None:
    database18.psql(PARTED)
    change = change_rows("update {} set amount = 1", "public.prices", "id", [1], columns=["amount"])
    async with console(database18.params, tmp_path) as on:
        plan = replace(await on.plan(change), checks=(Check("it is cheap", held, "select false"),))
    ((_, line, _),) = brief_of(plan).requirements
    assert "●" not in plain_text(line)
    assert plain_text(line) == ("it is cheap  ? a timeout" if isinstance(held, Unknown) else "✖ it is cheap")


async def test_a_table_that_a_trigger_logs_already_is_said(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    mapping = AuditMapping("audit_log", {"actor": "actor", "action": "action"})
    async with console(database.params, tmp_path) as on:
        plan = await make_plan(set_setting("site_name", "x"), on.link, on.target, audit=mapping)
    facts = [plain_text(line) for label, line in brief_of(plan).facts if label == "audit row"]
    assert facts == [plan.audit_words]
    assert "written by a trigger already" in facts[0]


@pytest.mark.parametrize(("columns", "last"), [(80, "esc cancels"), (120, "enter never runs")])
async def test_the_hint_is_never_cut(columns: int, last: str) -> None:
    async with gallery(size=(columns, 24)) as pilot:
        await show(pilot, brief(BOTH, risk=Risk.DANGEROUS))
        (hint,) = (line for line in lines(pilot.app) if "tab to Run" in line)
        assert "…" not in hint
        assert hint.rstrip(" │").endswith(last)


async def test_an_empty_text_is_said() -> None:
    async with gallery() as pilot:
        await show(pilot, brief(changes=(("value", "", "Ours"), ("note", "x", ""))))
        shown = text(pilot.app)
        assert "empty  →  Ours" in shown
        assert "x  →  empty" in shown
