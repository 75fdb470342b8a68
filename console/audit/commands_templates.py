"""`greenroom audit template`: policies for a table from a template, with names from the catalogue.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.audit.commands_fixes import add_ways, run_plan
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.commands_fixes import Made
    from console.audit.policy_templates import Filling, PolicyTemplate
    from console.database.session import Database

_ABOUT = (
    "Policies for a table: which templates there are, or one of them with names from the catalogue, tried on a copy of "
    "the schema. Without --write or --apply it is printed, and nothing is changed."
)


def register(commands: Any) -> None:
    """Add `template`."""
    parser = commands.add_parser("template", help="policies for a table from a template", description=_ABOUT)
    add_choice(parser)
    parser.add_argument("template", nargs="?", metavar="TEMPLATE", help="which; all are listed, if not given")
    parser.add_argument("table", nargs="?", metavar="TABLE", help="schema.table")
    parser.add_argument("--choose", type=int, default=1, metavar="N", help="which of the ways that fit (the first)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="values", help="fill in one name yourself"
    )
    add_ways(parser)
    parser.set_defaults(run=run_template)


def run_template(arguments: argparse.Namespace) -> int:
    """List the templates, or plan one for a table."""
    from console.errors import UsageProblem

    if not arguments.template:
        return _list(as_json=arguments.json)
    if not arguments.table:
        raise UsageProblem("A template wants a table.", "", f"greenroom audit template {arguments.template} public.t")
    return run_plan(arguments, _made)


def _list(*, as_json: bool) -> int:
    from console.audit.policy_templates import policy_templates
    from console.core.output import emit, emit_json
    from console.core.table import table

    if as_json:
        emit_json(
            {
                "items": [
                    {"template": each.name, "title": each.title, "why": each.why, "wants": each.wants}
                    for each in policy_templates()
                ]
            }
        )
    else:
        emit(table([(each.name, each.title, each.why) for each in policy_templates()], ("TEMPLATE", "WHAT", "WHY")))
    return 0


async def _made(arguments: argparse.Namespace, database: Database) -> Made:
    from console.audit.fix_trial import try_fixes
    from console.audit.fixes import plan_statements
    from console.audit.policy_templates import fill
    from console.audit.template_ground import read_ground
    from console.core.output import emit_message
    from console.core.qualified import split_qualified
    from console.core.unknown import Unknown
    from console.errors import ConnectionProblem

    template = _named(arguments.template)
    ground = await read_ground(database, *split_qualified(arguments.table))
    if isinstance(ground, Unknown):
        raise ConnectionProblem("The table could not be looked at.", ground.reason, ground.remedy)
    fitting = ground.fillings(template)
    for number, each in enumerate(fitting, 1):
        mark = ">" if number == arguments.choose else " "
        emit_message(f"greenroom: {mark} {number}. {each.words}")
    filling = _chosen(arguments, fitting, ground.schema, ground.table)
    absent = {filling.role, filling.visitor, filling.service} - ground.roles
    if absent and any(f'"{role}"' in fill(template, filling) for role in absent):
        emit_message(f"greenroom: no such role here: {', '.join(sorted(absent))}. --set role=NAME names another.")
    plan = plan_statements(f"{template.name} on {ground.schema}.{ground.table}", fill(template, filling))
    if arguments.no_trial:
        return plan, Unknown("nothing was tried.", "Leave --no-trial out.")
    return plan, await try_fixes(database, plan)


def _named(name: str) -> PolicyTemplate:
    from console.audit.policy_templates import policy_templates
    from console.core.nearest import nearest
    from console.errors import UsageProblem

    known = {each.name: each for each in policy_templates()}
    if name not in known:
        raise UsageProblem(f"There is no template {name}.", "", nearest(name, known))
    return known[name]


def _chosen(arguments: argparse.Namespace, fitting: tuple[Filling, ...], schema: str, table: str) -> Filling:
    """The filling that is meant, with what was set by hand. UsageProblem for a name that is none."""
    from dataclasses import fields, replace

    from console.audit.policy_templates import Filling
    from console.core.nearest import nearest
    from console.core.qualified import split_qualified
    from console.errors import UsageProblem

    if fitting and not 1 <= arguments.choose <= len(fitting):
        raise UsageProblem(f"There are {len(fitting)} ways that fit.", "", "--choose N names one.")
    filling = fitting[arguments.choose - 1] if fitting else Filling(schema=schema, table=table)
    names = [each.name for each in fields(Filling) if each.name not in ("schema", "table", "indexed")]
    for word in arguments.values:
        name, equals, value = word.partition("=")
        if not equals or name not in names:
            raise UsageProblem(f"--set {word} is no NAME=VALUE of a template.", "", nearest(name, names))
        filling = replace(filling, **{name: split_qualified(value) if name == "near" else value})
    return filling
