"""A page from its template, its style and its script: it loads nothing, and may run nothing else."""

from __future__ import annotations

import base64
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

import mdcheck

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SHARED = files("mdcheck.reports.html") / "assets" / "base.css"
"""The style of all pages."""


def filled(folder: Traversable, name: str, **values: object) -> str:
    """`NAME.html.jinja` with `NAME.css` and `NAME.js`, all in the folder; values are escaped."""
    from jinja2 import Environment, StrictUndefined  # late: a tenth of a second that only pages pay
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = _SHARED.read_text(encoding="utf-8") + _read(folder, f"{name}.css")
    script = _read(folder, f"{name}.js")
    page = environment.from_string(_read(folder, f"{name}.html.jinja")).render(
        **values,
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704 - likewise
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=mdcheck.__version__,
    )
    return page.rstrip("\n") + "\n"


def _read(folder: Traversable, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """The hash by which a Content-Security-Policy allows one style or script."""
    return f"sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}"
