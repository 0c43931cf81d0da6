"""Which format a coverage report has, and the reader of it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.text import wide_encoding

if TYPE_CHECKING:
    from mdcheck.evidence.formats.coverage.figures import Coverage, Metric

READ = "Cobertura, JaCoCo or Clover XML, LCOV, a Go cover profile, or JSON of coverage.py, Istanbul or gcovr"
_COMMENT = "#"


def read_coverage(data: bytes, metric: Metric, *, where: str) -> Coverage:
    """Reads a report. Raises UndeterminedError for what is none."""
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise UndeterminedError(f"{where} is empty")
    if start.startswith(b"<") or wide_encoding(data) is not None:
        from mdcheck.evidence.formats.coverage.xml import read_xml  # late: one of four readers is needed

        return read_xml(data, metric, where=where)
    if start.startswith((b"{", b"[")):
        from mdcheck.evidence.formats.coverage.json import read_summary  # late: see above

        return read_summary(data, metric, where=where)
    text = _text(start, where)
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(_COMMENT)), "")
    if first.startswith("mode:"):
        from mdcheck.evidence.formats.coverage.go import go_profile  # late: see above

        return go_profile(text, metric, where=where)
    if first.startswith(("TN:", "SF:", "VER:")):
        from mdcheck.evidence.formats.coverage.lcov import lcov  # late: see above

        return lcov(text, metric, where=where)
    raise UndeterminedError(f"{where} is no coverage report that mdcheck reads: {READ}")


def _text(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UndeterminedError(f"{where} is not in UTF-8 (byte {error.start})") from error
