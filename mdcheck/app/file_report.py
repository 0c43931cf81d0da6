"""A checklist and the results of its checks -> the report of one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.checks.names import kind_name
from mdcheck.document.completion import completions
from mdcheck.results.flip import Flip, regressions_first
from mdcheck.results.outcome import TICK_IT, ItemResult, mark, unrun
from mdcheck.results.report import FileReport, SectionReport
from mdcheck.results.score import Bands, check_score, verdict
from mdcheck.results.verdict import Verdict
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.document.model import Checklist, Item
    from mdcheck.results.outcome import CheckResult


def file_report(
    checklist: Checklist,
    results: Sequence[ItemResult] = (),
    *,
    bands: Bands | None = None,
    flips: tuple[Flip, ...] = (),
    figures_changed: int = 0,
    written: bool = True,
) -> FileReport:
    """The report on a checklist as it stands now. Without `results` nothing ran: boxes are all there is."""
    done = completions(checklist.root)
    items = relocated(results, checklist) if results else tuple(map(_unrun, checklist.items))
    score, value, reason = _assessed(items, bands) if results else (None, Verdict.UNASSESSED, "nothing ran")
    return FileReport(
        path=checklist.source.path,
        completion=done[0],
        score=score,
        verdict=value,
        verdict_reason=reason,
        sections=tuple(
            SectionReport(section=section, completion=done[section.line])
            for section in checklist.root.all_sections()
            if section.level
        ),
        items=items,
        flips=flips,
        figures_changed=figures_changed,
        ran=bool(results),
        written=written,
    )


def with_findings(report: FileReport, found: tuple[ItemResult, ...], bands: Bands) -> FileReport:
    """The report with results that belong to no block of the checklist, judged again."""
    if not found:
        return report
    items = (*report.items, *found)
    score, value, reason = _assessed(items, bands)
    found_too = report._replace(items=items, score=score, verdict=value, verdict_reason=reason, ran=True)
    return judged(found_too, report.as_of, report.policy)


def judged(report: FileReport, as_of: str, policy: str) -> FileReport:
    """The report with the date and the policy by which it judges, where they are not those of every day."""
    if not report.ran:
        return report
    reason = report.verdict_reason
    if as_of:
        reason += f", as of {as_of}"
    if policy:
        reason += f"; {policy}"
    return report._replace(as_of=as_of, policy=policy, verdict_reason=reason)


def _assessed(items: Sequence[ItemResult], bands: Bands | None) -> tuple[float | None, Verdict, str]:
    checks = [check for item in items for check in item.checks]
    score = check_score(checks)
    if left_out := sum(check.left_out for check in checks):
        # The results of a part allow no verdict on the whole.
        return score, Verdict.UNASSESSED, f"{count(left_out, 'other check')} left out"
    return score, *verdict(items, score, bands or Bands())


def relocated(results: Sequence[ItemResult], checklist: Checklist) -> tuple[ItemResult, ...]:
    """The results on the items as they stand in `checklist`: with checks that are the same, at other lines perhaps."""
    known = {result.item.id: result.checks for result in results}
    return tuple(_placed(item, known.get(item.id, ())) for item in checklist.items)


def _placed(item: Item, checks: Sequence[CheckResult]) -> ItemResult:
    """The item with the results of its checks, with a note where a person has yet to tick the box."""
    placed = tuple(
        check if check.line == block.line else check._replace(line=block.line)
        for check, block in zip(checks, item.checks, strict=bool(item.checks))
    )
    result = ItemResult(item=item, checks=placed)
    if not result.awaits_tick:
        return result
    return result._replace(checks=tuple(check._replace(message=_tick_it(check.message)) for check in placed))


def _tick_it(message: str) -> str:
    if message.startswith(TICK_IT):
        return message
    return f"{TICK_IT} ({message})" if message else TICK_IT


def flips_of(results: Sequence[ItemResult]) -> tuple[Flip, ...]:
    """The boxes that the results change, regressions first."""
    return regressions_first(
        Flip(item._replace(ticked=wanted), message=result.message)
        for result in results
        if (wanted := mark(result)) is not None and wanted != (item := result.item).ticked
    )


def _unrun(item: Item) -> ItemResult:
    """An item of a document of which nothing ran."""
    return ItemResult(item=item, checks=tuple(unrun(block, kind_name(block)) for block in item.checks))
