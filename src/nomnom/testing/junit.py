"""Results as JUnit XML, which CI servers read: a suite for each file, differences as a failure's text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePath
from xml.etree import ElementTree as Xml

from nomnom.spec.scalars import printable
from nomnom.testing.results import Result
from nomnom.testing.text import details


def junit(results: Sequence[Result], project: str) -> str:
    """The document, in UTF-8 when it is encoded. Results of one file stand together."""
    suites = Xml.Element("testsuites", {"name": project, **_counts(results)})
    for file, some in groupby(results, key=lambda result: result.file):
        own = list(some)
        suite = Xml.SubElement(suites, "testsuite", {"name": file, **_counts(own)})
        for result in own:
            _add(suite, result)
    Xml.indent(suites)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(suites, encoding="unicode") + "\n"
    )


def _add(suite: Xml.Element, result: Result) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=str(PurePath(result.file).with_suffix("")).replace("/", "."),
        name=printable(result.case.name),
        file=result.file,
        line=str(result.case.place.line),
        time=f"{result.seconds:.3f}",
    )
    if not result.passed:
        first, *_ = lines = details(result)
        failure = Xml.SubElement(case, "failure", message=first.strip())
        failure.text = "\n".join(lines)


def _counts(results: Sequence[Result]) -> dict[str, str]:
    seconds = sum(result.seconds for result in results)
    return {
        "tests": str(len(results)),
        "failures": str(sum(not result.passed for result in results)),
        "errors": "0",
        "time": f"{seconds:.3f}",
    }
