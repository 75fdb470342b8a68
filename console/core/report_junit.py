"""Findings as JUnit's XML, which every CI reads: a test case for each check and object. It returns text."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as XML  # it writes here; nothing is parsed

from console.core.finding import Finding, Findings, Level
from console.core.present import visible


def junit(findings: Findings, area: str, fail_on: Level | None) -> str:
    """One suite. What is at or above `fail_on` fails, what is below or muted does not.

    A check that could not be made is an error where its level would fail, else it is skipped.
    """
    suite = XML.Element("testsuite", name=visible(area))
    cases: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings.findings:
        cases.setdefault((each.check, each.schema, each.object), []).append(each)
    for (check, schema, name), found in cases.items():
        label = f"{schema}.{name}" if schema else name
        _found(_case(suite, area, check, label), found, fail_on)
    for unknown in findings.unknown:
        case = _case(suite, area, unknown.check, "")
        blind = "error" if _fails(unknown.level, fail_on) else "skipped"
        inside = XML.SubElement(case, blind, message=visible(unknown.reason))
        inside.text = visible(unknown.remedy)
    silent = {check for check, _, _ in cases} | {unknown.check for unknown in findings.unknown}
    for check in dict.fromkeys(findings.checks):
        if check not in silent:
            _case(suite, area, check, "")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    root = XML.Element("testsuites")
    root.append(suite)
    XML.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + XML.tostring(root, encoding="unicode")


def _case(suite: XML.Element, area: str, check: str, label: str) -> XML.Element:
    name = f"{check}: {label}" if label else check
    return XML.SubElement(suite, "testcase", classname=visible(f"{area}.{check}".replace(" ", ".")), name=visible(name))


def _found(case: XML.Element, found: list[Finding], fail_on: Level | None) -> None:
    failing = [each for each in found if not each.muted and _fails(each.level, fail_on)]
    rest = [each for each in found if each not in failing]
    if failing:
        worst = max(failing, key=lambda each: each.level.severity)
        inside = XML.SubElement(case, "failure", type=worst.level.value, message=visible(failing[0].title))
        inside.text = _lines(failing)
    elif all(each.muted for each in found):
        XML.SubElement(case, "skipped", message=visible(f"muted: {found[0].muted}"))
    if rest:
        XML.SubElement(case, "system-out").text = _lines(rest)


def _fails(level: Level, fail_on: Level | None) -> bool:
    return fail_on is not None and level.severity >= fail_on.severity


def _lines(found: Iterable[Finding]) -> str:
    lines = []
    for each in found:
        where = f"line {each.line}: " if each.line else f"{each.sub}: " if each.sub else ""
        lines.append(f"{each.level.value}: {where}{each.detail or each.title}")
        lines += [text for text in (each.why, f"Fix: {each.fix}" if each.fix else "") if text]
    return visible("\n".join(lines), lines=True)
