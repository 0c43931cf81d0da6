"""`mdcheck history` as a picture for a README: one file, light and dark, no script and no font of its own."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import msgspec

from mdcheck.reports.history.words import date, span
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.results.history import History

_WIDTH, _HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 76, 64, 36
_FULL = 100
_GAP = 15
"""Pixels between two labels at the ends of the curves."""
_LONGEST_NAME = 48

_STYLE = """\
    text { font: 12px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #59636e }
    .title { font-size: 15px; font-weight: 600; fill: #1f2328 }
    .end { font-size: 14px; font-weight: 600 }
    .grid { stroke: #d1d9e0; stroke-width: 1 }
    .done { stroke: #1a7f37; fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
    .area { fill: #1a7f37; fill-opacity: .12 }
    .score { stroke: #0969da; fill: none; stroke-width: 2; stroke-dasharray: 5 4; stroke-linejoin: round }
    .lost { fill: #d1242f; stroke: #fff; stroke-width: 1 }
    .t-done { fill: #1a7f37 } .t-score { fill: #0969da }
    @media (prefers-color-scheme: dark) {
      text { fill: #9198a1 } .title { fill: #f0f6fc } .grid { stroke: #3d444d }
      .done { stroke: #3fb950 } .area { fill: #3fb950 } .score { stroke: #4493f8 }
      .lost { fill: #f85149; stroke: #0d1117 }
      .t-done { fill: #3fb950 } .t-score { fill: #4493f8 }
    }
"""


class _Point(msgspec.Struct, frozen=True, kw_only=True):
    """A value of one commit, in pixels and as a number."""

    x: float
    value: float
    lost: int = 0

    @property
    def y(self) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (_FULL - self.value) / _FULL


def render(histories: Sequence[History], limit: int = 0) -> str:
    """The chart of the first (and only) history; with `limit`, of so many commits, the newest."""
    history = histories[0]
    done, scores = _points(history, limit)
    ends = _label_heights(done[-1:], scores[-1:])
    name = clean(history.path)
    name = name if len(name) <= _LONGEST_NAME else "…" + name[1 - _LONGEST_NAME :]
    parts = [
        f'<text class="title" x="{_LEFT}" y="24">{html.escape(name)}</text>',
        *_legend(scores=bool(scores), lost=any(point.lost for point in done)),
        *_grid(history, limit),
        *_completion(done),
        *(f'<path class="score" d="{_steps(scores)}"/>' for _ in scores[:1]),
        *(_end(ends[0], "t-done", f"{point.value:g}%") for point in done[-1:]),
        *(_end(ends[1], "t-score", f"{point.value:g}") for point in scores[-1:]),
    ]
    return _picture(name, _described(history, done, scores), parts)


def _picture(name: str, described: str, parts: Sequence[str]) -> str:
    title = f"{html.escape(name)}: completion over time"
    body = "\n".join(f"  {part}" for part in parts)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" \
role="img" aria-labelledby="title desc">
  <title id="title">{title}</title>
  <desc id="desc">{html.escape(described)}</desc>
  <style>
{_STYLE}  </style>
{body}
</svg>
"""


def _described(history: History, done: Sequence[_Point], scores: Sequence[_Point]) -> str:
    parts = [span(history)]
    if done:
        parts.append(f"completion from {done[0].value:g}% to {done[-1].value:g}%")
    if scores:
        parts.append(f"check score from {scores[0].value:g} to {scores[-1].value:g}")
    return "; ".join(parts)


def _points(history: History, limit: int) -> tuple[list[_Point], list[_Point]]:
    """Completion and check score by time, and by order where all commits have the same time."""
    entries = history.entries[-limit:]
    first, last = min(entry.time for entry in entries), max(entry.time for entry in entries)
    plot = _WIDTH - _LEFT - _RIGHT
    done: list[_Point] = []
    scores: list[_Point] = []
    x = float(_LEFT)
    for index, entry in enumerate(entries):
        share = (entry.time - first) / (last - first) if last > first else index / max(len(entries) - 1, 1)
        x = max(x, _LEFT + plot * share)  # clocks differ: a commit may seem older than the one before it
        if entry.completion is not None and entry.completion.percent is not None:
            done.append(_Point(x=x, value=entry.completion.percent, lost=entry.unticked))
        if entry.assessment.score is not None:
            scores.append(_Point(x=x, value=entry.assessment.score))
    return done, scores


def _legend(*, scores: bool, lost: bool) -> Iterator[str]:
    x = _LEFT
    yield f'<path class="done" d="M{x} 42h18"/><text x="{x + 26}" y="46">completion, %</text>'
    x += 122
    if scores:
        yield f'<path class="score" d="M{x} 42h20"/><text x="{x + 28}" y="46">check score</text>'
        x += 114
    if lost:
        yield f'<circle class="lost" cx="{x + 5}" cy="42" r="4"/><text x="{x + 17}" y="46">boxes unticked</text>'


def _grid(history: History, limit: int) -> Iterator[str]:
    for value in (0, 25, 50, 75, _FULL):
        y = _Point(x=0, value=value).y
        yield f'<path class="grid" d="M{_LEFT} {y:g}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:g}" text-anchor="end">{value}</text>'
    times = [entry.time for entry in history.entries[-limit:]]
    first, last = date(min(times)), date(max(times))
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 14}">{first}</text>'
    if last != first:
        yield f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 14}" text-anchor="end">{last}</text>'


def _completion(done: Sequence[_Point]) -> Iterator[str]:
    if not done:
        middle = (_WIDTH + _LEFT - _RIGHT) // 2
        yield f'<text x="{middle}" y="{_HEIGHT // 2}" text-anchor="middle">nothing to count</text>'
        return
    floor = _Point(x=0, value=0).y
    steps = _steps(done)
    yield f'<path class="area" d="{steps}V{floor:g}H{done[0].x:.1f}Z"/>'
    yield f'<path class="done" d="{steps}"/>'
    last = -_GAP / 2
    for point in done:
        # Thousands of marks would make one blot: those that touch share one.
        if point.lost and point.x - last >= _GAP / 2:
            last = point.x
            yield f'<circle class="lost" cx="{point.x:.1f}" cy="{point.y:.1f}" r="4"/>'


def _steps(points: Sequence[_Point]) -> str:
    """A value holds until the next commit. Of those that fall on the same tenth of a pixel the last one is drawn."""
    end = _WIDTH - _RIGHT
    path = f"M{points[0].x:.1f} {points[0].y:.1f}"
    drawn = list({f"{point.x:.1f}": point for point in points}.items())
    height = f"{points[0].y:.1f}"
    for x, point in drawn:
        path += f"H{x}"
        if f"{point.y:.1f}" != height:
            height = f"{point.y:.1f}"
            path += f"V{height}"
    return f"{path}H{end}"


def _label_heights(done: Sequence[_Point], scores: Sequence[_Point]) -> tuple[float, float]:
    """Where the two labels at the ends stand, apart from each other and inside the picture."""
    first, second = (points[0].y if points else float(_TOP) for points in (done, scores))
    if done and scores and abs(first - second) < _GAP:
        middle, upper = (first + second) / 2, first <= second
        first, second = (middle + (-_GAP if one is upper else _GAP) / 2 for one in (True, False))
    return first, second


def _end(y: float, style: str, text: str) -> str:
    return f'<text class="end {style}" x="{_WIDTH - _RIGHT + 8}" y="{y + 5:.1f}">{text}</text>'
