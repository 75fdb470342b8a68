"""What the command palette offers: areas, targets, what can be done to the selection, colours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from console.areas import AREAS
from console.home.target_detail import audit_item
from console.shell.finding import find_record
from console.theme.themes import THEMES
from console.widgets.area_screen import AreaScreen
from console.widgets.help import allowed, bindings_of, spelling
from console.widgets.palette import Command

if TYPE_CHECKING:
    from console.app import GreenroomApp


def palette_commands(app: GreenroomApp) -> Iterator[Command]:
    """Every command that makes sense now."""
    for each in AREAS:
        yield Command(each.title, each.about, partial(app.action_area, each.name))
    if app.current is not None:
        yield Command("Find a record", "An e-mail, a reference, a payment id, half a name", partial(find_record, app))
    for contact in list(app.contacts.by_name.values()):
        words = f"{contact.target.environment.value}, {contact.target.address}"
        yield Command(f"Open {contact.target.name}", words, partial(app.open_target, contact.target))
    # The palette itself is the topmost screen now.
    screen = next((each for each in reversed(app.screen_stack) if isinstance(each, AreaScreen)), None)
    items = screen.operations() if screen is not None else ()
    for item in items:
        if screen is not None and not item.why_not:
            yield Command(item.title, item.note, partial(screen.perform, item.key))
    if app.current is not None and not app.audit_tables.why_not(app.current.name):
        audit = audit_item(app.contacts.by_name[app.current.name], "")
        if audit not in items:
            yield Command(audit.title, audit.note, partial(app.audit_tables.choose, app.current.name))
    if screen is not None:
        yield from screen.commands()
        yield from _keys_of(screen)
    for name in THEMES:
        yield Command(f"Theme: {name.replace('-', ' ')}", "Colours of this console", partial(app.set_theme, name))
    yield Command("Keys", "The keys of this screen", app.action_help)
    yield Command("psql", "Open psql on this target", app.action_psql)
    yield Command("Quit", "Leave greenroom", app.action_quit)


def _keys_of(screen: AreaScreen[Any]) -> Iterator[Command]:
    """What the keys of the screen and its list do, but for moving about: filter, sort, copy, export."""
    seen: set[str] = set()
    for node, binding in bindings_of(screen):
        if node is screen.app or binding.system or not binding.id or not binding.tooltip or binding.id in seen:
            continue
        seen.add(binding.id)
        if allowed(node, binding):
            key = binding.key_display or spelling(binding.key)
            run = partial(screen.app.run_action, binding.action, node)
            yield Command(binding.description.capitalize(), f"{binding.tooltip} ({key})", run)
