"""Reports of findings: each format is read back, and hostile text in it stays text."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.core.report_rule import Rule
from console.core.reports import Format, Report, render, summary

HOSTILE = "a\x1b[31m\u202e\x00|`x`<b>@all ]]> &amp; \ud800 \uffff\n# b"
LINE = Finding(
    check="copy-data",
    level=Level.ERROR,
    title="Data for psql",
    object="supabase/migrations/1 ü_a.sql",
    object_type="file",
    detail="COPY … FROM stdin",
    why="It has no protocol.",
    fix="Write insert.",
    line=12,
)
TABLE = Finding(
    check="no-primary-key",
    level=Level.WARNING,
    title="No primary key",
    schema="public",
    object="bookings",
    object_type="table",
    confidence=Confidence.STATIC,
)
MUTED = Finding(
    check="no-reverse", level=Level.ERROR, title="No reverse", object="a.sql", object_type="file", muted="seed only"
)
ALL = Findings(
    (TABLE, LINE, MUTED), (Unchecked("squawk", Level.WARNING, "not installed", "pip install it"),), ("copy-data", "bom")
)
NASTY = Findings(
    (Finding(check="x", level=Level.INFO, title=HOSTILE, object=HOSTILE, parts=((HOSTILE, HOSTILE),), detail=HOSTILE,
             why=HOSTILE, fix=HOSTILE, muted=""),
     Finding(check="y", level=Level.INFO, title=HOSTILE, object=HOSTILE, object_type="file", muted=HOSTILE)),
    (Unchecked("z", Level.ERROR, HOSTILE, HOSTILE),),
    ("x", "y"),
)  # fmt: skip


def report(findings: Findings, form: Format, fail_on: Level | None = Level.ERROR) -> str:
    return render(findings, form, Report("migrations check", (Rule(name="bom", title="A mark"),), fail_on))


def results(text: str) -> dict[str, dict[str, Any]]:
    document = json.loads(text)
    return {each["ruleId"]: each for each in document["runs"][0]["results"]}


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("findings", [ALL, NASTY, Findings()])
def test_nothing_in_a_report_drives_a_terminal(form: Format, findings: Findings) -> None:
    text = report(findings, form)
    assert not [each for each in text if each != "\n" and (ord(each) < 32 or each in "\x7f\u202e\ud800\uffff")]


def test_a_table_has_the_worst_first_and_says_what_to_do() -> None:
    lines = report(ALL, Format.TABLE).splitlines()
    assert lines[0].split() == ["LEVEL", "CHECK", "WHERE", "WHAT"]
    assert lines[1].startswith("✖ ERROR")
    assert "1 ü_a.sql:12" in lines[1]
    assert lines[2].startswith("▲ WARNING")
    assert "public.bookings" in lines[2]
    assert "  fix: Write insert." in lines
    assert lines[-1].startswith("? UNKNOWN")
    assert "no-reverse" not in "\n".join(lines), "muted"
    assert report(Findings(), Format.TABLE) == ""


def test_the_summary_counts() -> None:
    assert summary(ALL) == "1 error, 1 warning, 1 muted by 2 checks. 1 check could not be made."
    assert summary(Findings(checks=("a",))) == "Nothing found by 1 check."


def test_json_is_the_document_of_the_findings() -> None:
    assert json.loads(report(ALL, Format.JSON)) == ALL.document()
    assert json.loads(report(NASTY, Format.JSON))["findings"][0]["title"] == HOSTILE


def test_sarif_has_what_its_schema_requires() -> None:
    document = json.loads(report(ALL, Format.SARIF))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "greenroom"
    assert {rule["id"] for rule in rules} == {"bom", "copy-data", "no-primary-key", "no-reverse", "squawk"}
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["message"]["text"]
        assert each["level"] in {"note", "warning", "error"}
        assert len(each["partialFingerprints"]["greenroom/v1"]) == 12
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notice["associatedRule"]["id"] == "squawk"


def test_sarif_says_where() -> None:
    found = results(report(ALL, Format.SARIF))
    physical = found["copy-data"]["locations"][0]["physicalLocation"]
    assert unquote(physical["artifactLocation"]["uri"]) == LINE.object
    assert " " not in physical["artifactLocation"]["uri"]
    assert physical["region"] == {"startLine": 12}
    assert "region" not in found["no-reverse"]["locations"][0]["physicalLocation"]
    (logical,) = found["no-primary-key"]["locations"][0]["logicalLocations"]
    assert logical == {"name": "bookings", "fullyQualifiedName": "public.bookings", "kind": "table"}


def test_sarif_has_muted_findings_as_suppressed() -> None:
    found = results(report(ALL, Format.SARIF))
    assert found["no-reverse"]["suppressions"] == [{"kind": "inSource", "justification": "seed only"}]
    assert found["copy-data"]["suppressions"] == []


def test_junit_has_a_case_for_each_check_and_object() -> None:
    suite = ElementTree.fromstring(report(ALL, Format.JUNIT).encode())[0]  # noqa: S314
    assert suite.get("tests") == "5"
    assert [suite.get(count) for count in ("failures", "errors", "skipped")] == ["1", "0", "2"]
    cases = {case.get("name"): case for case in suite}
    assert "line 12: COPY … FROM stdin" in cases[f"copy-data: {LINE.object}"].findtext("failure", "")
    assert cases["no-primary-key: public.bookings"].find("failure") is None
    assert "No primary key" in cases["no-primary-key: public.bookings"].findtext("system-out", "")
    muted = cases["no-reverse: a.sql"].find("skipped")
    assert muted is not None
    assert muted.get("message") == "muted: seed only"
    assert len(cases["bom"]) == 0


def test_junit_fails_where_the_command_would() -> None:
    suite = ElementTree.fromstring(report(ALL, Format.JUNIT, Level.WARNING).encode())[0]  # noqa: S314
    assert [suite.get(count) for count in ("failures", "errors", "skipped")] == ["2", "1", "1"]
    suite = ElementTree.fromstring(report(ALL, Format.JUNIT, None).encode())[0]  # noqa: S314
    assert [suite.get(count) for count in ("failures", "errors")] == ["0", "0"]


def test_two_findings_on_one_object_are_one_case() -> None:
    twice = Findings((LINE, Finding(check="copy-data", level=Level.ERROR, title="t", object=LINE.object, line=14)))
    suite = ElementTree.fromstring(report(twice, Format.JUNIT).encode())[0]  # noqa: S314
    assert suite.get("tests") == "1"
    assert "line 14" in suite[0].findtext("failure", "")


def test_hostile_text_is_read_back_as_text() -> None:
    suite = ElementTree.fromstring(report(NASTY, Format.JUNIT).encode())[0]  # noqa: S314
    assert "<b>@all ]]> &amp;" in (suite[0].get("name") or "")
    assert "<b>" in results(report(NASTY, Format.SARIF))["x"]["message"]["text"]


def test_markdown_shows_hostile_text_as_text() -> None:
    text = report(NASTY, Format.MARKDOWN)
    row = next(line for line in text.splitlines() if line.startswith("| ● INFO"))
    assert row.count(" | ") == 3, "no cell of it ends a cell"
    outside = row.rpartition(" | ")[2]
    assert "<b>" not in outside
    assert "@all" not in outside
    assert "\n# b" not in text.replace("\n# b\n```", ""), "but for the fenced fix"


def test_markdown_has_the_findings_and_what_was_not_checked() -> None:
    text = report(ALL, Format.MARKDOWN)
    assert "| ✖ ERROR | `copy-data` | `supabase/migrations/1 ü_a.sql:12` | COPY … FROM stdin |" in text
    assert "| `squawk` | not installed | pip install it |" in text
    assert "```\nWrite insert.\n```" in text
