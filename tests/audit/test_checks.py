"""Every check keeps its contract: nothing, then what was done wrong, then nothing again, by either fix."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from console.audit.checks import Check, all_checks
from console.audit.running import run_checks
from console.core.finding import Findings
from console.database.session import Database
from tests.audit.contract import FOLDER, HOSTILE, Ground, Trial, trial

ELSEWHERE = {path.stem for path in FOLDER.glob("*.sql") if "-- elsewhere" in path.read_text(encoding="utf-8")}
"""What a whole server has to be made wrong for."""
CHECKS = [check for check in all_checks() if check.name.replace("-", "_") not in ELSEWHERE]


async def found(database: Database, check: Check) -> Findings:
    if check.area == "server":
        await database.close()  # what is set for a database counts for a new session alone
    findings = await run_checks(database, checks=[check])
    assert len({each.fingerprint for each in findings.findings}) == len(findings.findings), "one finding a thing"
    return findings


def texts(findings: Findings) -> list[str]:
    return [f"{each.schema}.{each.object} {each.sub}: {each.detail}" for each in findings.findings]


async def none(ground: Ground, check: Check) -> None:
    deadline = time.monotonic() + 20
    findings = await found(ground.read, check)
    while check.area == "server" and findings.findings and time.monotonic() < deadline:
        await asyncio.sleep(0.05)  # the server reads its files again in its own time
        findings = await found(ground.read, check)
    assert texts(findings) == []
    assert [each for each in findings.unknown if each.check == check.name] == []


async def same_for_a_stranger(ground: Ground, check: Check, ours: Findings) -> None:
    """Whoever asks gets the same answer, or is told that there is none; never an empty list.

    What needs rights is less sure without them: a plan that a stranger may not ask for leaves the text.
    """
    theirs = await found(ground.little, check)
    if any(each.check == check.name for each in theirs.unknown):
        assert check.needs, f"{theirs.unknown}: the header does not say what it needs"
    else:
        sure = {each.fingerprint: each.confidence for each in theirs.findings}
        assert theirs.findings == tuple(
            replace(each, confidence=sure.get(each.fingerprint, each.confidence)) for each in ours.findings
        )


async def keeps(ground: Ground, check: Check, trial: Trial) -> None:
    try:
        ground.run(trial.clean)
        await none(ground, check)
        ground.run(trial.violate)
        wrong = await found(ground.read, check)
        assert len(wrong.findings) == trial.count, texts(wrong)
        await same_for_a_stranger(ground, check, wrong)
        if check.fix and not trial.by_hand:
            for each in wrong.findings:
                assert each.fix, f"no fix for {each}"
                ground.run(each.fix)
            await none(ground, check)
        ground.fresh()
        ground.run(trial.after)
        ground.run(trial.clean)
        ground.run(trial.violate)
        again = await found(ground.read, check)
        assert [each.fingerprint for each in again.findings] == [each.fingerprint for each in wrong.findings]
        ground.run(trial.fix)
        await none(ground, check)
    finally:
        ground.fresh()
        ground.run(trial.after)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_a_check_keeps_its_contract(ground: Ground, check: Check) -> None:
    await keeps(ground, check, trial(check.name))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_names_may_be_anything(ground18: Ground, check: Check) -> None:
    ground18.names = HOSTILE
    try:
        ground18.fresh()
        await keeps(ground18, check, trial(check.name).named(HOSTILE))
    finally:
        ground18.run(f"drop schema if exists {HOSTILE['shop']} cascade")
        ground18.names = {}


def test_every_check_has_a_trial() -> None:
    assert {path.stem for path in FOLDER.glob("*.sql")} == {check.name.replace("-", "_") for check in all_checks()}


def test_headers_say_what_a_report_needs() -> None:
    for check in all_checks():
        assert check.area in {"security", "performance", "integrity", "server"}, check.name
        assert check.why.endswith("."), check.name
        assert not check.title.endswith("."), check.name
