"""Findings as SARIF 2.1.0, which code hosts show at the lines of a change. It returns text.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from console import __version__
from console.core.finding import Finding, Findings, Level, Unchecked
from console.core.present import visible
from console.core.report_rule import Rule

LEVELS = {Level.INFO: "note", Level.WARNING: "warning", Level.ERROR: "error"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PRINT = "greenroom/v1"


def sarif(findings: Findings, rules: Sequence[Rule]) -> str:
    """One run as JSON text. `rules` has every rule that a finding names."""
    at = {rule.name: index for index, rule in enumerate(rules)}
    driver = {"name": "greenroom", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_unknown(each, at) for each in findings.unknown],
            }
        ],
        "results": [_result(each, at) for each in findings.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2).replace("\x7f", "\\u007f")


def _rule(rule: Rule) -> dict[str, Any]:
    words = " ".join(part for part in (rule.why, f"Fix: {rule.fix}" if rule.fix else "") if part) or rule.title
    return {
        "id": visible(rule.name),
        "shortDescription": {"text": visible(rule.title)},
        "fullDescription": {"text": visible(rule.why or rule.title)},
        "help": {"text": visible(words, lines=True)},
        "defaultConfiguration": {"level": LEVELS[rule.level]},
    }


def _result(finding: Finding, at: dict[str, int]) -> dict[str, Any]:
    words = ". ".join(part.rstrip(".") for part in (finding.title, finding.detail) if part) + "."
    kind = "inSource" if finding.object_type == "file" else "external"
    muted = [{"kind": kind, "justification": visible(finding.muted)}] if finding.muted else []
    return {
        "ruleId": visible(finding.check),
        "ruleIndex": at[finding.check],
        "level": LEVELS[finding.level],
        "message": {"text": visible(words)},
        "locations": [_location(finding)],
        "partialFingerprints": {PRINT: finding.fingerprint},
        "suppressions": muted,
        "properties": {"confidence": finding.confidence.value, "fix": visible(finding.fix, lines=True)},
    }


def _location(finding: Finding) -> dict[str, Any]:
    if finding.object_type == "file":
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.object)}}
        if finding.line:
            physical["region"] = {"startLine": finding.line}
        return {"physicalLocation": physical}
    parts = (finding.schema, finding.object, finding.sub)
    logical = {
        "name": visible(finding.sub or finding.object),
        "fullyQualifiedName": visible(".".join(part for part in parts if part)),
    }
    return {"logicalLocations": [logical | ({"kind": finding.object_type} if finding.object_type else {})]}


def _uri(path: str) -> str:
    """A path as a URI reference: relative ones stay relative, to be read from the root of the repository."""
    name = path.replace("\\", "/")
    try:
        address = quote(name.encode("utf-8", "surrogateescape"))  # a name that is no UTF-8 keeps its octets
    except UnicodeEncodeError:
        address = quote(visible(name))
    return f"file://{address}" if Path(path).is_absolute() else address


def _unknown(each: Unchecked, at: dict[str, int]) -> dict[str, Any]:
    words = " ".join(part for part in (each.reason, each.remedy) if part) or "It could not be checked."
    return {
        "level": LEVELS[each.level],
        "message": {"text": visible(words)},
        "associatedRule": {"id": visible(each.check), "index": at[each.check]},
    }
