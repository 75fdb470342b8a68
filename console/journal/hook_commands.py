"""`greenroom hooks`: which commands run after what, and a run of them with a sample."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.config import HookSetting
    from console.core.target import Target
    from console.guard.events import HookResult


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `hooks` to the command line."""
    parser = subparsers.add_parser(
        "hooks",
        help="commands of yours that run after an operation: list, test",
        description="Commands that run after an operation. They stand in config.toml, as [[hooks]].",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(commands, "list", run_list, "all hooks, or those of a target")
    testing = _command(commands, "test", run_test, "run them with a sample document; exits 1 if one fails")
    testing.add_argument("event", nargs="?", metavar="EVENT", help="only those for this event: settings.changed")


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    # Suppressed: the default would put away what was said before the command.
    parser.add_argument("--target", metavar="NAME", default=argparse.SUPPRESS, help="only those for this target")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def run_list(arguments: argparse.Namespace) -> int:
    """What stands in config.toml."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import duration
    from console.core.table import table
    from console.guard.hooks import shown

    hooks = _hooks(arguments)
    if arguments.json:
        emit_json({"items": [{**_item(hook), "command": shown(hook)} for hook in hooks]})
        return 0
    if not hooks:
        emit_message('There are no hooks. config.toml: [[hooks]] event = "settings.changed" command = ["program"]')
        return 0
    rows = [(hook.event, ", ".join(hook.targets) or "all", duration(hook.timeout), shown(hook)) for hook in hooks]
    emit(table(rows, ("EVENT", "TARGETS", "TIMEOUT", "COMMAND")))
    return 0


def run_test(arguments: argparse.Namespace) -> int:
    """Run them now, with a sample that says that it is one."""
    import asyncio

    from console.core.output import emit, emit_json, emit_message
    from console.core.present import duration
    from console.core.table import table

    results = asyncio.run(_tested(_hooks(arguments, arguments.event), arguments))
    failed = any(result.status != 0 for result in results)
    if arguments.json:
        emit_json({"items": results})
    elif results:
        rows = [(one.event, "failed" if one.status != 0 else "fine", duration(one.seconds), one.command,
                 one.problem or one.output) for one in results]  # fmt: skip
        emit(table(rows, ("EVENT", "RESULT", "TOOK", "COMMAND", "SAID")))
    else:
        emit_message("There are no such hooks: nothing was run.")
    return 1 if failed else 0


async def _tested(hooks: tuple[HookSetting, ...], arguments: argparse.Namespace) -> list[HookResult]:
    from console.core.output import json_line
    from console.guard.hooks import envelope, run_hook, sample

    results = []
    for hook in hooks:
        event, document = sample(hook, arguments.event)
        text = json_line({**envelope(event, _target(arguments, hook)), **document})
        results.append(await run_hook(hook, event, text))
    return results


def _hooks(arguments: argparse.Namespace, event: str | None = None) -> tuple[HookSetting, ...]:
    from console.config import load_config
    from console.guard.hooks import is_for

    target = getattr(arguments, "target", None)
    return tuple(hook for hook in load_config().hooks if is_for(hook, event, target))


def _target(arguments: argparse.Namespace, hook: HookSetting) -> Target:
    """The saved target that is named, or the hook's first that is saved; else one that is made up for the sample."""
    from console.core.target import Environment, Target
    from console.targets.store import TargetStore

    if name := getattr(arguments, "target", None):
        return TargetStore().get(name)
    saved = {target.name: target for target in TargetStore().readable()[0]}
    if known := [saved[name] for name in hook.targets if name in saved]:
        return known[0]
    name = hook.targets[0] if hook.targets else "example"
    return Target(name=name, host="localhost", database=name, user=name, environment=Environment.LOCAL)


def _item(hook: HookSetting) -> dict[str, Any]:
    return {"event": hook.event, "targets": hook.targets, "timeout": hook.timeout}
