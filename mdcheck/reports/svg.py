"""The badge as a picture, to be committed or published beside the project: no service draws it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from mdcheck.reports.badge import summed_up

if TYPE_CHECKING:
    from mdcheck.results.report import Report

_HEIGHT = 20
_PAD = 6
_NARROW, _WIDE, _OTHER = frozenset(" .,:;'|!iljtfrI()[]1"), frozenset("mwMW%@"), 6.7
"""Widths of Verdana at 11 pixels, near enough: `textLength` makes the text fit whatever font draws it."""


def render(report: Report) -> str:
    badge = summed_up(report)
    left, right = (_width(text) + 2 * _PAD for text in (badge.label, badge.message))
    label, message = html.escape(badge.label), html.escape(badge.message)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img"
     aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <clipPath id="r"><rect width="{left + right}" height="{_HEIGHT}" rx="4"/></clipPath>
  <g clip-path="url(#r)">
    <rect width="{left}" height="{_HEIGHT}" fill="#3b434b"/>
    <rect x="{left}" width="{right}" height="{_HEIGHT}" fill="#{badge.color}"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
    <text x="{_PAD}" y="14" textLength="{left - 2 * _PAD}">{label}</text>
    <text x="{left + _PAD}" y="14" textLength="{right - 2 * _PAD}">{message}</text>
  </g>
</svg>
"""


def _width(text: str) -> int:
    """The width of the text, in pixels."""
    return round(sum(4.2 if char in _NARROW else 10.2 if char in _WIDE else _OTHER for char in text))
