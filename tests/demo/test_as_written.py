"""The systems with the mistakes of their descriptions, and the corrected ones, before the audit and the triage.

sql/systems/mistakes.toml says of each mistake what finds it. sql/systems/accepted.toml says what is meant so.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from console.audit.muting import UNUSED, load_mutes, mute
from console.audit.running import run_checks
from console.core.finding import Finding
from console.demo.systems import AS_WRITTEN, systems, systems_folder
from console.health.checks import read_triage
from console.health.rights import read_rights
from tests.database.reading import reading
from tests.servers import Database, Servers

MISTAKES: list[Mapping[str, Any]] = tomllib.loads((systems_folder() / "mistakes.toml").read_text())["mistake"]
MADE_JUST_NOW = {"counters_lost", "checksums_off"}
"""What health says of a server that a test has made a minute ago."""


@pytest.fixture(params=[18, *(pytest.param(major, marks=pytest.mark.long) for major in (15, 16))])
def copy(request: pytest.FixtureRequest, servers: Servers) -> Iterator[Callable[[str], Database]]:
    """A copy of a system on a server of that version."""
    server, made = servers.of_major(request.param), list[Database]()

    def one(name: str) -> Database:
        made.append(servers.new_system(server, name, 1, None))
        return made[-1]

    yield one
    for database in made:
        server.drop_database(database.name)


async def triage(base: Database) -> tuple[Finding, ...]:
    async with reading(base.params) as database:
        async with database.read() as session:
            rights = await read_rights(session)
        seen = await read_triage(database, rights)
    # What is said of the server is about those who test on it at this moment, not about the system.
    own = (each.finding for each in seen.verdicts if each.finding.schema)
    return tuple(each for each in own if each.check not in MADE_JUST_NOW)


async def audit(base: Database) -> tuple[Finding, ...]:
    async with reading(base.params) as database:
        return (await run_checks(database)).findings


def said(finding: Finding) -> str:
    return f"{finding.check} {finding.schema}.{finding.object} {finding.sub}".strip()


def missed(mistakes: list[Mapping[str, Any]], found: tuple[Finding, ...]) -> list[str]:
    """What should have been found and was not."""
    texts = [said(each) for each in found]
    counts = Counter(each.check for each in found)
    wrong = [
        f"{mistake['number']}: {wanted}"
        for mistake in mistakes
        for wanted in mistake.get("found", ())
        if not any(text.startswith(wanted) for text in texts)
    ]
    return wrong + [
        f"{mistake['number']}: {check} {counts[check]} times"
        for mistake in mistakes
        for check, count in mistake.get("count", {}).items()
        if counts[check] != count
    ]


@pytest.mark.parametrize("name", [each.name for each in systems()])
async def test_every_mistake_is_found(name: str, copy: Callable[[str], Database]) -> None:
    base = copy(name + AS_WRITTEN)
    mine = [mistake for mistake in MISTAKES if mistake["system"] == name]
    found = await audit(base) + await triage(base)
    assert missed([mistake for mistake in mine if "once" not in mistake], found) == []
    hidden = [mistake for mistake in mine if "once" in mistake]
    if hidden:
        assert len(missed(hidden, found)) == len(hidden), "found already: `once` is not needed"
        base.psql(";".join(mistake["once"] for mistake in hidden))
        assert missed(hidden, await audit(base)) == []


@pytest.mark.parametrize("name", [each.name for each in systems()])
async def test_a_corrected_system_is_clean(name: str, copy: Callable[[str], Database]) -> None:
    """The triage without a word, the audit but for what is accepted with a reason; and nothing is accepted in vain."""
    base = copy(name)
    assert [said(each) for each in await triage(base)] == []
    async with reading(base.params) as database:
        found = await run_checks(database)
    mutes = [each for each in load_mutes(systems_folder() / "accepted.toml") if each.target == name.replace("_", "-")]
    shared = [each for each in load_mutes(systems_folder() / "accepted.toml") if not each.target]
    left = mute(found, [*mutes, *shared], target=name.replace("_", "-"), today=date.today())
    # Roles are the whole server's: other tests make some.
    open_ = [each for each in left.findings if not each.muted and each.check != UNUSED and each.object_type != "role"]
    assert [said(each) for each in open_] == []
    idle = {each.object for each in left.findings if each.check == UNUSED}
    assert idle.isdisjoint({each.named for each in mutes if each.check != "extension-in-public"}), "contrib is an extra"


def test_the_list_of_mistakes_and_the_files_agree() -> None:
    """Each number of a comment is in the list, and each of the list that is in a database stands at its place."""
    listed = {(mistake["system"], mistake["number"]) for mistake in MISTAKES}
    for system in systems():
        folder = systems_folder() / system.name / "as_written"
        text = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
        groups = re.findall(r"[Mm]istakes? (\d+(?:(?:, | and | to )\d+)*)", text)
        written = {int(number) for group in groups for number in re.findall(r"\d+", group)}
        assert {number for number in written if (system.name, number) not in listed} == set(), system.name
        found = {mistake["number"] for mistake in MISTAKES if mistake["system"] == system.name and "found" in mistake}
        assert found - written <= {45}, f"{system.name}: what Supabase grants stands in a file of its own"
