"""Coverage in JSON: coverage.py's report, the summaries of Istanbul and gcovr, and llvm-cov's export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.coverage.figures import Coverage, Share
from mdcheck.evidence.formats.json import at, read_json
from mdcheck.evidence.formats.timestamps import written

if TYPE_CHECKING:
    from mdcheck.evidence.formats.coverage.figures import Metric


class _Keys(NamedTuple):
    """Where a format has the number that is covered, and the number of all."""

    covered: tuple[str, ...]
    valid: tuple[str, ...]


_COVERAGE_PY = {
    "line": _Keys(("covered_lines",), ("num_statements",)),
    "branch": _Keys(("covered_branches",), ("num_branches",)),
}
_ISTANBUL = {
    "line": _Keys(("lines", "covered"), ("lines", "total")),
    "branch": _Keys(("branches", "covered"), ("branches", "total")),
}
_GCOVR = {
    "line": _Keys(("line_covered",), ("line_total",)),
    "branch": _Keys(("branch_covered",), ("branch_total",)),
}
_LLVM = {
    "line": _Keys(("lines", "covered"), ("lines", "count")),
    "branch": _Keys(("branches", "covered"), ("branches", "count")),
}


def read_summary(data: bytes, metric: Metric, *, where: str) -> Coverage:
    """Reads a report in JSON. Raises UndeterminedError."""
    report = read_json(data, where=where)
    if at(report, "totals", "num_statements") is not None:
        return _coverage_py(report, _COVERAGE_PY[metric], where)
    if at(report, "total", "lines") is not None:
        return _istanbul(report, _ISTANBUL[metric], where)
    if at(report, "gcovr/summary_format_version") is not None:
        return _gcovr(report, _GCOVR[metric], where)
    if at(report, "type") == "llvm.coverage.json.export":
        return _llvm(report, _LLVM[metric], where)
    raise UndeterminedError(f"{where} {_other(report)}")


def _other(report: Any) -> str:
    if at(report, "gcovr/format_version") is not None:
        return "is gcovr's detailed report, which has no totals: use --json-summary, --cobertura or --lcov"
    if isinstance(report, dict) and any(at(value, "statementMap") is not None for value in report.values()):
        return "is Istanbul's detailed report, which has no totals: use the reporter json-summary, cobertura or lcov"
    if at(report, "version") == "2.1.0":
        return "is a SARIF log, no coverage report"
    return "is no coverage report in JSON that mdcheck reads: it has no totals of coverage.py, Istanbul or gcovr"


def _coverage_py(report: Any, keys: _Keys, where: str) -> Coverage:
    files: dict[str, Share] = {}
    lines = Share()
    for path, file in (report.get("files") or {}).items() if isinstance(report.get("files"), dict) else ():
        files[path] = _share(at(file, "summary"), keys, where)
        if keys is _COVERAGE_PY["line"]:
            lines = lines.plus(_listed(at(file, "executed_lines"), at(file, "missing_lines")))
        else:
            lines = lines.plus(_listed(at(file, "executed_branches"), at(file, "missing_branches")))
    totals = _share(report["totals"], keys, where)
    return Coverage(files, totals, lines=(lines,), written=written(at(report, "meta", "timestamp")))


def _listed(covered: Any, missing: Any) -> Share:
    if not isinstance(covered, list) or not isinstance(missing, list):
        return Share()
    return Share(len(covered), len(covered) + len(missing))


def _istanbul(report: Any, keys: _Keys, where: str) -> Coverage:
    files = {path: _share(file, keys, where) for path, file in report.items() if path != "total"}
    return Coverage(files, _share(report["total"], keys, where))


def _gcovr(report: Any, keys: _Keys, where: str) -> Coverage:
    listed = report.get("files") if isinstance(report.get("files"), list) else []
    files = {str(at(file, "filename")): _share(file, keys, where) for file in listed}
    return Coverage(files, _share(report, keys, where))


def _llvm(report: Any, keys: _Keys, where: str) -> Coverage:
    data = report.get("data")
    files: dict[str, Share] = {}
    totals = Share()
    for part in data if isinstance(data, list) else ():
        totals = totals.plus(_share(at(part, "totals"), keys, where))
        for file in at(part, "files") or ():
            files[str(at(file, "filename"))] = _share(at(file, "summary"), keys, where)
    return Coverage(files, totals)


def _share(holder: Any, keys: _Keys, where: str) -> Share:
    covered, valid = at(holder, *keys.covered), at(holder, *keys.valid)
    if covered is None and valid is None and isinstance(holder, dict):
        return Share()  # not measured
    if type(covered) is not int or type(valid) is not int or covered < 0:
        raise UndeterminedError(
            f"{where} gives no whole numbers as {'.'.join(keys.covered)} and {'.'.join(keys.valid)}"
        )
    if covered > valid:
        raise UndeterminedError(f"{where} contradicts itself: {covered} of {valid} covered")
    return Share(covered, valid)
