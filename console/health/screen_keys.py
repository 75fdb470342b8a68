"""The keys of the health area: those of the screen, and those that mean something in some of its views only."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _key(key: str, action: str, does: str, tooltip: str, display: str | None = None) -> Binding:
    return Binding(key, action, does, id=f"health.{action}", tooltip=tooltip, show=False, key_display=display)


OWN: tuple[Binding, ...] = (
    _key("a", "acknowledge", "acknowledge", "Say that it is known: no more word of it until it has ended"),
    _key("z", "silence", "silence", "No word of it for a time"),
    _key("p", "fold", "platform", "Show or fold the tables of the platform and of the catalogue"),
    _key(
        "x",
        "explain",
        "explain",
        "How the server would run the statement: its plan is asked for, the statement never run",
    ),
    _key("b", "order", "by", "In the order of total, mean, calls or I/O"),
    _key("d", "since", "since", "What ran since now, or since the counters began"),
    _key("w", "window", "window", "How much time is shown: 5 minutes to 24 hours"),
    _key("m", "machine", "machine", "Say how much memory and which disk the server has"),
    _key("less_than_sign", "earlier", "earlier", "Back in time by half a window", "<"),
    _key("greater_than_sign", "later", "later", "Forward in time, at last to now", ">"),
)
"""A view says in `keys` which of these actions mean something there; elsewhere they are off."""

ACTIONS = frozenset(each.action for each in OWN)

BINDINGS: list[BindingType] = [
    Binding("v", "view", "view", id="health.view", tooltip="Choose a view: tables, activity, vitals, …"),
    Binding(
        "right_square_bracket",
        "step(1)",
        "next view",
        key_display="]",
        id="health.next",
        show=False,
        tooltip="Next view",
    ),
    Binding(
        "left_square_bracket",
        "step(-1)",
        "view before",
        key_display="[",
        id="health.before",
        show=False,
        tooltip="View before",
    ),
    *OWN,
]
