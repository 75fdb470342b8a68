"""What the commands of `greenroom journal` share: a parser each, the journal for one question, an entry's target."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from console.guard.events import Entry
    from console.guard.journal import FileJournal
    from console.targets.choose import Chosen

T = TypeVar("T")


def command(commands: Any, name: str, run: Any, about: str, *, as_json: bool = True) -> argparse.ArgumentParser:
    """A new command, with `--json` where it has such an answer."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    if as_json:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def with_journal(ask: Callable[[FileJournal], Awaitable[T]]) -> T:
    """What the journal answers; it is closed afterwards."""
    import asyncio

    from console.config import load_config
    from console.guard.journal import FileJournal

    async def asked() -> T:
        journal = FileJournal(keep_days=load_config().keep_values_days)
        try:
            return await ask(journal)
        finally:
            journal.close()

    return asyncio.run(asked())


def chosen_for(arguments: argparse.Namespace, entry: Entry) -> Chosen:
    """The target that is named, else the saved one that the entry was made on. UsageProblem where there is neither."""
    from console.targets.choose import choose, is_named
    from console.targets.store import TargetStore

    saved = {target.name for target in TargetStore().readable()[0]}
    if not is_named(arguments, {}) and entry.intent.target in saved:
        arguments.target = entry.intent.target
    return choose(arguments, arguments.environ)
