"""Every key can be re-mapped and explained: each binding of ours has an id and words for the help screen."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

from tests.hygiene.source import modules


def owners() -> list[type[DOMNode]]:
    """Every class of ours that may bind keys, each once."""
    found: dict[str, type[DOMNode]] = {}
    for module in modules():
        if "BINDINGS" not in module.text:
            continue
        for _, each in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(each, DOMNode) and each.__module__ == module.name and "BINDINGS" in vars(each):
                found[f"{module.name}.{each.__qualname__}"] = each
    return list(found.values())


def faults(owner: type[DOMNode]) -> Iterable[str]:
    """What is wrong with the bindings that a class adds to those of its parents."""
    seen: set[str] = set()
    for binding in vars(owner)["BINDINGS"]:
        place = f"{owner.__module__}.{owner.__qualname__}"
        if not isinstance(binding, Binding):
            yield f"{place}: {binding} is a tuple: it cannot have an id"
            continue
        name = binding.id or ""
        if not re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", name):
            yield f"{place}: {binding.key} has the id {binding.id!r}; wanted is `group.what`"
        if name in seen:
            yield f"{place}: {name} stands twice"
        seen.add(name)
        if not (binding.tooltip or binding.description or binding.system):
            yield f"{place}: {name} has neither tooltip nor description"
        if binding.show and not binding.description:
            yield f"{place}: {name} is in the footer without a word"


def test_every_binding_has_an_id_and_words() -> None:
    found = owners()
    assert len(found) >= 5, "nothing was looked at"
    assert [fault for owner in found for fault in faults(owner)] == []


def test_one_id_means_one_thing() -> None:
    """The user's configuration gives a key to an id: two meanings would move together."""
    meanings: dict[str, set[str]] = {}
    for owner in owners():
        for binding in vars(owner)["BINDINGS"]:
            meanings.setdefault(binding.id, set()).add(binding.action)
    assert {name: actions for name, actions in meanings.items() if len(actions) > 1} == {}


def test_actions_exist() -> None:
    """A key that calls nothing is silent."""
    missing = []
    for owner in owners():
        for binding in vars(owner)["BINDINGS"]:
            place, _, action = binding.action.partition("(")[0].rpartition(".")
            names = (f"action_{action}", f"_action_{action}")
            if not place and not any(hasattr(owner, name) for name in names):
                missing.append(f"{owner.__qualname__}: {binding.key} calls {binding.action}")
    assert missing == []


def test_a_bad_binding_is_found() -> None:
    class Sample(DOMNode):
        BINDINGS = [
            ("a", "a", "tuple"),
            Binding("b", "b", "without id"),
            Binding("c", "c", "", id="c.c", show=False),
            Binding("d", "d", "twice", id="c.c"),
        ]

    found = " ".join(faults(Sample))
    assert all(word in found for word in ("tuple", "the id None", "neither tooltip", "twice"))
