"""Which row of an entry was what before and after: images are paired by the row that they are of. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.guard.events import Entry

Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row, as masked images. `before` is None for a row that was added, `after` where no after was written."""

    before: Image | None
    after: Image | None
    hidden: frozenset[str] = frozenset()
    """Masked columns that were set: dots before and after, and perhaps another value."""

    @property
    def name(self) -> str:
        """The relation and the row's key, not yet made safe."""
        image = self.after or self.before or {}
        key = image.get("key") or {}
        return f"{image.get('relation', '')} {', '.join(str(value) for value in key.values())}".strip()

    def columns(self) -> Iterator[str]:
        """The columns that are another afterwards, or may be; all of them where no after was written."""
        for column in dict.fromkeys((*_values(self.before), *_values(self.after))):
            if self.after is None or column in self.hidden or not self._same(column):
                yield column

    def was(self, column: str, absent: Any) -> Any:
        """The value before, `absent` where there was none."""
        return _values(self.before).get(column, absent)

    def became(self, column: str, absent: Any) -> Any:
        """The value after, `absent` where there is none."""
        return _values(self.after).get(column, absent)

    def _same(self, column: str) -> bool:
        old, new = _values(self.before), _values(self.after)
        return (column in old) is (column in new) and old.get(column) == new.get(column)


def row_changes(entry: Entry) -> Iterator[RowChange]:
    """Every row of an entry, those that were there first and then those that were added."""
    after = {_place(image): image for mark in entry.marks for image in mark.after}
    for before in entry.intent.before:
        yield RowChange(before, after.pop(_place(before), None), _hidden(entry, before))
    for added in after.values():
        yield RowChange(None, added)


def _hidden(entry: Entry, image: Image) -> frozenset[str]:
    """The masked columns of a row that the operation set, as the journal keeps them for an undo."""
    return frozenset(
        column
        for spec in entry.intent.reverse.get("rows") or ()
        if (spec.get("schema"), spec.get("relation")) == (image.get("schema"), image.get("relation"))
        for column in spec.get("columns") or ()
        if column in (image.get("masked") or ())
    )


def _values(image: Image | None) -> Mapping[str, Any]:
    return (image or {}).get("values") or {}


def _place(image: Image) -> str:
    return f"{image.get('schema')}.{image.get('relation')} {image.get('key')}"
