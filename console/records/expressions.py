"""Expressions of a definition, tried once on the server: what it does not take is named and left out, the rest is used.

Nothing is run: the server is asked for a plan, in one statement for all of them where all are well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from console.database.compile import compiled
from console.database.session import ReadSession
from console.errors import ConfigurationProblem, Problem
from console.records.catalogue import Catalogue
from console.records.definition import Transition, View
from console.records.resource import Resource
from console.records.sources import Source, expression, place_of


async def tried(session: ReadSession, catalogue: Catalogue, resource: Resource) -> Resource:
    """The kind without the checks, saved lists and transitions whose expressions this database does not take."""
    definition = resource.definition
    named: dict[str, Iterable[str]] = {}
    named |= {f"check {each.name}": (each.sql,) for each in definition.checks}
    named |= {f"saved list {each.name}": (each.sql,) for each in definition.views}
    named |= {f"transition {each.name}": _rules(each) for each in definition.transitions}
    named = {name: tuple(sqls) for name, sqls in named.items() if sqls}
    wrong: dict[str, Problem] = {}
    if named and await _refused(session, catalogue, resource, [sql for each in named.values() for sql in each]):
        for name, sqls in named.items():
            why = await _refused(session, catalogue, resource, sqls)
            if why:
                wrong[name] = ConfigurationProblem(
                    f"{definition.name}: the {name} is left out.", why, "Mend its expression in the definition file."
                )
    views = [each for each in definition.views if f"saved list {each.name}" not in wrong]
    kept = [_ordered(catalogue, resource, each, wrong) for each in views]
    if not wrong:
        return resource
    fitting = replace(
        definition,
        checks=tuple(each for each in definition.checks if f"check {each.name}" not in wrong),
        views=tuple(kept),
        transitions=tuple(each for each in definition.transitions if f"transition {each.name}" not in wrong),
    )
    return replace(resource, definition=fitting, problems=(*resource.problems, *wrong.values()))


def _rules(transition: Transition) -> tuple[str, ...]:
    return tuple(rule.sql for rule in (*transition.requires, *transition.refuses, *transition.holds))


def _ordered(catalogue: Catalogue, resource: Resource, view: View, wrong: dict[str, Problem]) -> View:
    """A saved list without an order that leads nowhere."""
    try:
        if view.order:
            place_of(catalogue, resource.shape, view.order.split()[0])
    except Problem as problem:
        name = resource.definition.name
        wrong[f"order of {view.name}"] = type(problem)(
            f"{name}: {view.name}: {problem.what}", problem.why, problem.remedy
        )
        return replace(view, order="")
    return view


async def _refused(session: ReadSession, catalogue: Catalogue, resource: Resource, sqls: Iterable[str]) -> str:
    """Why the server takes one of these expressions no more; empty where it takes them all, or cannot say now."""
    source = Source(catalogue, resource.shape)
    conditions = [sa.cast(expression(sql), sa.Boolean()) for sql in sqls]
    text, binds = compiled(sa.select(sa.literal_column("1").label("one")).select_from(source.this).where(*conditions))
    return await session.refusal(session.statement("records/try_expression").with_identifiers(explained=text), binds)
