"""The edges that definitions draw, beside those that a system's own triggers let through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from console.records.definition import Definition, Transition
from console.records.opened import Records

Edge = tuple[str, ...]
"""`schema.table column`, the state before and the one behind."""


def machine_faults(records: Records, edges: Mapping[Edge, bool]) -> list[str]:
    """What is in the one and not in the other; and where a reason is wanted that the definition does not ask for."""
    faults: list[str] = []
    drawn: set[Edge] = set()
    for definition in records.definitions.values():
        for transition in definition.transitions:
            for edge in _edges_of(definition, transition, edges):
                drawn.add(edge)
                if edge not in edges:
                    faults.append(f"{definition.name}.{transition.name}: {edge[1]} never becomes {edge[2]}")
                elif edges[edge] and not transition.reason:
                    faults.append(f"{definition.name}.{transition.name}: {edge[1]} to {edge[2]} needs a reason")
    return [*faults, *(f"{table}: no transition from {one} to {two}" for table, one, two in sorted(set(edges) - drawn))]


def _edges_of(definition: Definition, transition: Transition, edges: Mapping[Edge, bool]) -> Iterator[Edge]:
    states = definition.states
    if states is not None and transition.to:
        machine = f"{definition.table} {states.column}"
        if any(edge[0] == machine for edge in edges):
            yield from ((machine, one, transition.to) for one in transition.sources)
    for name, value in transition.sets.items():
        # A second column with states of its own: from where, one of the rules says.
        for edge in edges:
            if edge[0] == f"{definition.table} {name}" and edge[2] == value.text:
                yield edge
