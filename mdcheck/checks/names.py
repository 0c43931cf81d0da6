"""A check block's kind by its words alone, for reports of documents whose checks are not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from mdcheck.document.model import CheckBlock


def kind_name(block: CheckBlock) -> str:
    """The kind as people know it: a script's language, or the key that names a kind.

    Where none of mdcheck's own is named, it is what stands first, as plugins' kinds do; `?` where nothing stands.
    """
    return block.language or next((key for key in block.options if key in KINDS), next(iter(block.options), "?"))


OTHER_WORDS = {
    word: kind
    for kind, words in {
        "run": "command cmd commands shell script exec execute bash sh",
        "file_exists": "exists exist file files path path_exists has_file",
        "file_absent": "absent missing not_exists no_file",
        "contains": "grep regex pattern match matches text includes",
        "not_contains": "not_grep excludes forbidden",
        "glob_count": "glob count",
        "http": "url https get",
        "tcp": "port connect",
        "tls": "certificate cert ssl",
        "dns": "resolve resolves host",
        "executable": "which binary installed",
        "env": "environment variable envvar",
        "python_package": "pip",
        "dependency": "package module library",
        "coverage": "cover cov",
        "junit": "tests test_report",
        "sarif": "scan",
        "secrets": "secret",
        "links": "link",
        "file_age": "age fresh",
        "value": "json yaml toml jsonpath",
        "git": "tag branch",
        "signoff": "sign_off approval approved",
    }.items()
    for word in words.split()
}
"""What people write for a kind before they know its name."""
