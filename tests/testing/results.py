"""Results in tests, without a document around them."""

from mdcheck.document.model import CheckBlock, CommonOptions, Item, Severity
from mdcheck.document.source import Span
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome

_BLOCK = CheckBlock(line=2, span=Span(0, 0), language=None, body="", options={}, places={}, common=CommonOptions())


def check(outcome=Outcome.PASSED, *, line=1, severity=Severity.ERROR, weight=1.0, message=""):
    return CheckResult(kind="env", line=line, severity=severity, weight=weight, outcome=outcome, message=message)


def item(*checks, line=1, ticked=False, applicable=True):
    """An item with the results of its checks; a manual one without."""
    found = Item(
        id=f"item-{line}",
        text="a",
        line=line,
        box=Span(3, 4),
        ticked=ticked,
        applicable=applicable,
        checks=tuple(_BLOCK for _ in checks),
        section=(),
    )
    return ItemResult(found, checks)
