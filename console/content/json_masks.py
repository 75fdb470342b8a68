"""Documents with secrets inside, edited with dots in their place: the dots stand for what is there, and stay.

Pure. A mask that cannot be told apart (it moved, or its neighbours in a list did) is refused: it must not end in
another secret's place, nor be stored as dots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from console.core.json_text import compact

_NOTHING = object()


class LostMaskError(ValueError):
    """Dots that stand for no secret that is known. Its text is where they are."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One place in a document that is another now. `before` and `after` are JSON, None where there is nothing."""

    path: str
    before: str | None
    after: str | None


def with_secrets(edited: Any, original: Any, hide: Callable[[str], bool], mask: str) -> Any:
    """The edited document with every mask replaced by the secret that stood there. LostMaskError where none did."""
    return _restored(edited, original, hide, mask, "")


def _restored(edited: Any, original: Any, hide: Callable[[str], bool], mask: str, path: str) -> Any:
    if isinstance(edited, dict):
        old = original if isinstance(original, dict) else {}
        found: dict[str, Any] = {}
        for key, one in edited.items():
            here = f"{path}.{key}" if path else key
            was = old.get(key, _NOTHING)
            if one == mask and hide(key):
                if not isinstance(was, str):
                    raise LostMaskError(here)
                found[key] = was
            else:
                found[key] = _restored(one, was, hide, mask, here)
        return found
    if isinstance(edited, list):
        old_items = original if isinstance(original, list) else []
        items: list[Any] = []
        for number, one in enumerate(edited):
            here = f"{path}[{number}]"
            was = old_items[number] if number < len(old_items) else _NOTHING
            moved = was is _NOTHING or (_masks(one, hide, mask) and one != covered(was, hide, mask))
            items.append(_restored(one, _NOTHING if moved else was, hide, mask, here))
        return items
    return edited


def _masks(node: Any, hide: Callable[[str], bool], mask: str) -> bool:
    if isinstance(node, dict):
        return any((one == mask and hide(key)) or _masks(one, hide, mask) for key, one in node.items())
    return isinstance(node, list) and any(_masks(one, hide, mask) for one in node)


def covered(node: Any, hide: Callable[[str], bool], mask: str) -> Any:
    """The document with its secrets as dots."""
    if isinstance(node, dict):
        return {
            key: mask if isinstance(one, str) and one and hide(key) else covered(one, hide, mask)
            for key, one in node.items()
        }
    return [covered(one, hide, mask) for one in node] if isinstance(node, list) else node


def changes(before: Any, after: Any, hide: Callable[[str], bool], mask: str) -> tuple[Changed, ...]:
    """Where two documents differ, each place once, from the first on; secrets as dots."""
    return tuple(_changes(before, after, hide, mask, "", hidden=False))


def _changes(
    before: Any, after: Any, hide: Callable[[str], bool], mask: str, path: str, *, hidden: bool
) -> Iterator[Changed]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            here = f"{path}.{key}" if path else key
            one, other = before.get(key, _NOTHING), after.get(key, _NOTHING)
            yield from _changes(one, other, hide, mask, here, hidden=hide(key))
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            one = before[number] if number < len(before) else _NOTHING
            other = after[number] if number < len(after) else _NOTHING
            yield from _changes(one, other, hide, mask, f"{path}[{number}]", hidden=False)
    elif before is _NOTHING or after is _NOTHING or type(before) is not type(after) or before != after:
        yield Changed(path, *(_said(one, hide, mask, hidden) for one in (before, after)))


def _said(node: Any, hide: Callable[[str], bool], mask: str, hidden: bool) -> str | None:
    if node is _NOTHING:
        return None
    return mask if hidden and isinstance(node, str) and node else compact(covered(node, hide, mask))
