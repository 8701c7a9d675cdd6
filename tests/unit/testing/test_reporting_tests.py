"""Failures are told with their place and what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from nomnom.testing import Result, junit, mark, report, selected
from nomnom.testing.cases import Suite

FAILING = Path(__file__).parents[2] / "cases" / "testing" / "failing"


def test_failures_are_shown_with_their_differences(results: list[Result]) -> None:
    """The report is the one beside the tests: each failure, and the summary at the end."""
    assert (FAILING / "report.txt").read_text("utf-8") == report(results, 0) + "\n"


def test_junit_says_the_same(results: list[Result]) -> None:
    """The XML is the one beside the tests."""
    assert (FAILING / "junit.xml").read_text("utf-8") == junit(results, "shop")


def test_xml_holds_whatever_a_name_holds(results: list[Result]) -> None:
    """A control character, which XML can't say, is escaped; markup stays text."""
    case = replace(results[0].case, name="a \0 in <b> & ä")
    document = ElementTree.fromstring(junit([replace(results[0], case=case)], "shop"))
    names = [each.get("name") for each in document.iter("testcase")]
    assert ["a \\x00 in <b> & ä"] == names


def test_a_dot_stands_for_what_passed(results: list[Result]) -> None:
    """The line of a file has a dot for each test that passed, and an F for each that failed."""
    assert ".FFFFFFFF.." == "".join(map(mark, results))


def test_where_all_passed_the_report_is_one_line(results: list[Result]) -> None:
    """Passed tests are only counted."""
    assert "1 passed in 2.50 s" == report(results[:1], 2.5)


def test_tests_are_selected_by_name_or_file(results: list[Result]) -> None:
    """The words of -k are looked for in names and files, letter case aside; files without any are left out."""
    suites = (Suite("tests/a.yaml", (results[0].case,)), Suite("tests/b.yaml", (results[1].case,)))
    assert suites[1:] == selected(suites, "A ROW")
    assert suites[:1] == selected(suites, "a.yaml")
    assert suites == selected(suites, "")
    assert () == selected(suites, "nothing like it")
