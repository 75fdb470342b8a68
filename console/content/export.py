"""Settings as one TOML or JSON document that can be kept, compared and, later, brought back.

Values are as they are stored. A masked one is left out and marked, so that dots can never be taken for a value.
"""

from __future__ import annotations

from typing import Any

from console.content.settings import Setting, Settings
from console.core.export import document_text, toml_string

FORMAT = "greenroom-settings-1"


def export_text(target: str, settings: Settings, *, as_json: bool, reveal: bool) -> str:
    """The document, with a line feed at its end."""
    head = {"format": FORMAT, "target": target, "table": settings.table.name}
    items = [_item(setting, reveal) for setting in settings]
    if as_json:
        return document_text({**head, "items": items})
    lines = [f"{key} = {toml_string(value)}" for key, value in head.items()]
    for item in items:
        lines += ["", "[[items]]", *(f"{key} = {_toml(value)}" for key, value in item.items() if value is not None)]
    return "\n".join(lines) + "\n"


def _item(setting: Setting, reveal: bool) -> dict[str, Any]:
    """What a setting is. A value that is NULL is said by `null = true` too: TOML has no null."""
    item: dict[str, Any] = {"key": setting.key}
    if scope := [part for part in setting.scope if part is not None]:
        item["scope"] = scope
    value = setting.exact(reveal=True)
    if setting.secret and not reveal:
        item["masked"] = True
    elif value is None:
        item["null"] = True
    else:
        item["value"] = value
    item |= {"type": setting.declared_type, "group": setting.group, "description": setting.description}
    item["public"] = setting.public
    return item


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(toml_string(one) for one in value) + "]"
    return toml_string(value)
