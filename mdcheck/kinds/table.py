"""The one table of kinds. A kind's module is imported when a checklist uses it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mdcheck.kinds.protocol import Options

KINDS: dict[str, str] = {
    "file_exists": "FileExists",
    "file_absent": "FileAbsent",
    "glob_count": "GlobCount",
    "contains": "Contains",
    "not_contains": "NotContains",
    "env": "Env",
    "run": "Run",
    "value": "Value",
    "ci": "Ci",
    "dependency": "DependencyKind",
    "secrets": "Secrets",
    "coverage": "Coverage",
    "junit": "JUnit",
    "git": "Git",
    "file_age": "FileAge",
    "links": "Links",
    "python_package": "PythonPackage",
    "executable": "Executable",
    "sarif": "Sarif",
    "score": "Score",
    "children": "Children",
    "signoff": "Signoff",
    "http": "Http",
    "tcp": "Tcp",
    "dns": "Dns",
    "tls": "Tls",
}
"""The name in a checklist, which is also the module's, and the class that holds its options."""


def kind_class(name: str) -> type[Options]:
    """The class of a kind that the table names."""
    return cast("type[Options]", getattr(import_module(f"mdcheck.kinds.{name}"), KINDS[name]))
