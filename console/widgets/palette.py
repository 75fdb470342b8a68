"""What the command palette offers beside Textual's own: everything that the current screen and the app can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from console.core.present import visible
from console.widgets.text import label


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. The title may hold data (a target's name): it is shown as text, whatever is in it."""

    title: str
    help: str
    run: Callable[[], object]


class Commands(Provider):
    """Searches the commands that the app gives with `commands()`."""

    def _all(self) -> Iterable[Command]:
        source = getattr(self.app, "commands", None)
        return source() if source is not None else ()

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command in self._all():
            yield DiscoveryHit(label(command.title), command.run, help=_help(command))

    async def search(self, query: str) -> Hits:
        """What matches, best first."""
        matcher = self.matcher(query)
        for command in self._all():
            title = visible(command.title)
            if (score := matcher.match(title)) > 0:
                yield Hit(score, self._lit(title, query), command.run, help=_help(command))

    @staticmethod
    def _lit(title: str, query: str) -> Content:
        """The title with the letters of the query underlined, without going through markup."""
        lit = Content(title)
        whole = title.casefold().find(query.casefold())
        if whole >= 0:
            return lit.stylize("underline", whole, whole + len(query))
        at = 0
        for letter in query.casefold():
            found = title.casefold().find(letter, at)
            if found < 0:
                break
            lit = lit.stylize("underline", found, found + 1)
            at = found + 1
        return lit


def _help(command: Command) -> str:
    """As content, which Textual takes as it is: a text it would read as markup, whatever is in it."""
    return cast(str, label(command.help))
