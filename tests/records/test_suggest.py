"""What is suggested for schemas that greenroom was not made for: how often it is right, and how much it finds."""

from __future__ import annotations

from console.database.session import Database
from console.records.catalogue import read_shapes
from console.records.opened import Records
from console.records.session import record_session
from console.records.suggest import Sureness, suggest
from tests.records.elsewhere import ELSEWHERE, everywhere
from tests.records.reading import on
from tests.servers import Database as OnServer


def test_what_is_sure_is_right(database18: OnServer) -> None:
    database18.psql(everywhere())

    async def read(database: Database, records: Records) -> dict[str, tuple[Sureness, str, tuple[str, ...]]]:
        relations = [each for each in records.catalogue.relations if each.schema in ELSEWHERE]
        async with record_session(database) as session:
            await read_shapes(session, records.catalogue, [each.oid for each in relations])
        shapes = records.catalogue.shapes
        found = {}
        for each in relations:
            said = suggest(shapes[each.oid], shapes)
            found[f"{each.schema}.{each.name}"] = (said.sureness, said.archetype, said.reasons)
        return found

    found = on(database18, read)
    expected = {f"{schema}.{name}": holds for schema, (_, all_) in ELSEWHERE.items() for name, holds in all_.items()}
    assert set(found) == set(expected)
    sure = {name: archetype for name, (sureness, archetype, _) in found.items() if sureness is Sureness.SURE}
    likely = {name: archetype for name, (sureness, archetype, _) in found.items() if sureness is Sureness.LIKELY}
    right = [name for name, archetype in sure.items() if expected[name] == archetype]
    offered = [name for name, archetype in likely.items() if expected[name] == archetype]
    there = [name for name, archetype in expected.items() if archetype]
    for name in sorted(expected):
        if expected[name] != (sure | likely).get(name, "") or name in likely:
            print(f"{name}: {expected[name] or 'nothing'}; {found[name]}")
    print(
        f"\n{len(expected)} tables, {len(there)} with an archetype: sure {len(sure)}, of these right {len(right)}"
        f" (precision {len(right) / len(sure):.2f}, recall {len(right) / len(there):.2f});"
        f" likely {len(likely)}, of these right {len(offered)}"
    )
    assert len(right) / len(sure) >= 0.95
    assert len(right) / len(there) >= 0.6
    assert all(reasons for _, _, reasons in found.values())
