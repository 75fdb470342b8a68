"""A suggestion as a definition: used as it is where it is sure, written as TOML where somebody accepts it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.core.atomic import write_private
from console.errors import ConfigurationProblem, UsageProblem
from console.records.catalogue import Shape
from console.records.definition import Definition, States
from console.records.definition_files import user_folder
from console.records.resource import Resource, plain_definition
from console.records.suggest import Suggestion, Sureness

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def suggested(shape: Shape, suggestion: Suggestion | None, *, likely: bool = False) -> Definition:
    """A record of a table as its suggestion says; a plain one where it is not sure, or with `likely` not even that."""
    plain = plain_definition(shape)
    taken = (Sureness.SURE, Sureness.LIKELY) if likely else (Sureness.SURE,)
    if suggestion is None or suggestion.sureness not in taken:
        return plain
    roles = suggestion.roles.columns
    parent = suggestion.roles.parent
    below = parent is not None and len(parent.columns) == 1 and len(shape.key) == 1
    named = {role for role in ("first", "last") if (column := shape.column(roles.get(role, ""))) and column.readable}
    person = suggestion.archetype == "person" and named == {"first", "last"}
    return replace(
        plain,
        archetype=suggestion.archetype,
        title=f"{{{roles['first']}}} {{{roles['last']}}}" if person else "",
        states=States(roles["state"]) if "state" in roles else None,
        money=roles.get("money", ""),
        parent=parent.columns[0] if parent is not None and below else "",
        position=roles["position"] if below else "",
    )


def accept(resource: Resource, suggestion: Suggestion) -> Path:
    """Write what is suggested into the user's folder; the file that has it then. Keys that stand there stay.

    UsageProblem where nothing is suggested, ConfigurationProblem where the file cannot be read.
    """
    if suggestion.sureness is Sureness.NONE:
        raise UsageProblem(f"Nothing is suggested for {resource.relation.qualified}.", suggestion.reasons[0], "")
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = user_folder() / f"{_file_name(resource.name)}.toml"
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    except (OSError, UnicodeError, TOMLKitError) as error:
        raise ConfigurationProblem(f"{path} cannot be read.", str(error), "Mend the file, or move it away.") from None
    _add(document, resource, suggestion)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, tomlkit.dumps(document))
    return path


def _add(document: TOMLDocument, resource: Resource, suggestion: Suggestion) -> None:
    import tomlkit

    if "match" not in document:
        match = tomlkit.table()
        match.add("tables", [resource.relation.qualified])
        document.add("match", match)
    name = resource.name if resource.name != "match" else "match_"
    record: Any = document.get(name)
    if record is None:
        record = tomlkit.table()
        record.comment("suggested: " + re.sub(r"[^\x20-\x7e]", "?", "; ".join(suggestion.reasons)))
        document.add(tomlkit.key(name), record)
    for key, value in _entries(resource, suggestion).items():
        if key not in record:
            record.add(key, value)


def _entries(resource: Resource, suggestion: Suggestion) -> dict[str, Any]:
    """What a definition of it says."""
    made = suggested(resource.shape, suggestion, likely=True)
    whole = resource.definition
    found: dict[str, Any] = {
        "table": made.table,
        "archetype": made.archetype,
        "title": made.title or whole.title,
        "list": list(whole.list),
        "order": whole.order,
        "money": made.money,
        "parent": made.parent,
        "position": made.position,
    }
    found = {key: value for key, value in found.items() if value}
    if made.states is not None:
        found["states"] = {"column": made.states.column}
    masks = {each.name: kind.value for each in resource.shape.columns if (kind := resource.mask_of_path(each.name))}
    return found | ({"masks": masks} if masks else {})


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_") or "records"
