"""JUnit XML, in the form that CI systems agree on: a suite for each section, a test case for each check."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import check_names, statement
from mdcheck.reports.layout.printed import printed
from mdcheck.results.outcome import Look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.model import Item
    from mdcheck.results.outcome import CheckResult, ItemResult
    from mdcheck.results.report import FileReport, Report

# What XML 1.0 cannot hold, not even as a reference, and `clean` leaves: it takes the control characters.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUTPUT_LINES = 1000
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render(report: Report) -> str:
    """Times are seconds. Manual items are no test cases; a warning is a case that passed with its message as output."""
    suites = ET.Element("testsuites", name="mdcheck")
    for file in report.files:
        suites.extend(_suites(file))
    _count(suites, list(suites.iter("testcase")))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _suites(file: FileReport) -> Iterable[ET.Element]:
    checked = [result for result in file.items if result.checks]
    for section, results in groupby(checked, key=lambda result: result.item.section):
        title = " / ".join(filter(None, (_text(part) for part in section)))
        suite = ET.Element("testsuite", name=f"{_text(file.path)}: {title}" if title else _text(file.path))
        suite.extend(_cases(file, results, title or _text(file.path)))
        _count(suite, list(suite))
        yield suite


def _cases(file: FileReport, results: Iterable[ItemResult], classname: str) -> Iterable[ET.Element]:
    for result in results:
        for check, told in zip(result.checks, check_names(result), strict=True):
            name = _text(statement(result.item)) + (f" ({_text(told)})" if told else "")
            case = ET.Element("testcase", name=name, classname=classname, time=_seconds(check.duration or 0))
            case.set("file", _text(file.path))
            case.set("line", str(check.line))
            _ending(case, file, result.item, check)
            yield case


def _ending(case: ET.Element, file: FileReport, item: Item, check: CheckResult) -> None:
    message = _text(check.message) or check.outcome.label
    match check.outcome.meaning.look:
        case Look.GOOD:
            _output(case, check)
        case Look.WARNING:
            _output(case, check, _details(file, item, check, f"warning: {message}"))
        case Look.FAILURE:
            failure = ET.SubElement(case, "failure", message=message, type=check.outcome.value)
            failure.text = _details(file, item, check, message)
        case Look.ERROR | Look.BLOCKED:
            error = ET.SubElement(case, "error", message=message, type=check.outcome.value)
            error.text = _details(file, item, check, message)
        case Look.SKIPPED | Look.PENDING:
            ET.SubElement(case, "skipped", message=f"{check.outcome.label}: {message}" if check.message else message)
        case never:
            assert_never(never)


def _details(file: FileReport, item: Item, check: CheckResult, first: str) -> str:
    """All that a viewer should show of a case, since most show no other element."""
    lines = [first, f"at: {_text(file.path)}:{check.line} ({_text(check.kind)})", f"item: {_text(item.id)}"]
    lines += [f"fix: {_text(check.fix)}"] if _text(check.fix) else []
    lines += [f"see: {_text(check.url)}"] if _text(check.url) else []
    lines += [f"{more.label}: {_text(more.text)}" for more in check.more]
    output = _printed(check)
    return "\n".join([*lines, *(["", output] if output else [])])


def _output(case: ET.Element, check: CheckResult, text: str = "") -> None:
    text = text or _printed(check)
    if text:
        ET.SubElement(case, "system-out").text = text


def _count(suite: ET.Element, cases: list[ET.Element]) -> None:
    suite.set("tests", str(len(cases)))
    for name, tag in _COUNTED.items():
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", _seconds(sum(float(case.get("time", 0)) for case in cases)))


def _seconds(duration: float) -> str:
    return f"{duration:.3f}"


def _printed(check: CheckResult) -> str:
    return _NO_XML.sub("", "\n".join(printed(check.output, last=_OUTPUT_LINES)))


def _text(text: str) -> str:
    return _NO_XML.sub("", shown(text))
