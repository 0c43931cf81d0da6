from __future__ import annotations

from pathlib import Path

import pytest

from mdcheck.results.outcome import errored, failed, passed

FILES = {
    ".env": "",
    "docs/a.orig": "a",
    "docs/b.orig": "b",
    "hollow/": None,
    "pkg/__pycache__/x.pyc": "x",
    "broken": Path("nowhere"),
    "outer": Path("/etc"),
}


@pytest.mark.parametrize(
    ("paths", "finding"),
    [
        pytest.param(["x"], passed("none exists"), id="absent"),
        pytest.param(["x", "**/*.rej"], passed("none exists"), id="all-absent"),
        pytest.param([".env"], failed(".env exists"), id="empty-file"),
        pytest.param(["x", ".env"], failed(".env exists"), id="one-of-two"),
        pytest.param(["**/*.orig"], failed("docs/a.orig, docs/b.orig exist"), id="glob"),
        pytest.param(["hollow"], failed("hollow exists"), id="folder-without-files"),
        pytest.param(["hollow/"], failed("hollow/ exists"), id="folder-slash"),
        pytest.param(["**/__pycache__"], failed("pkg/__pycache__/x.pyc exists"), id="glob-on-folder"),
        pytest.param(["broken"], failed("broken exists"), id="broken-link"),
        pytest.param(["outer"], failed("outer exists"), id="link-outside"),
        pytest.param(["outer/passwd"], errored("outer lies outside the repository"), id="through-a-link-outside"),
        pytest.param(["/etc/nothing-such"], errored("/etc lies outside the repository"), id="absolute"),
        pytest.param(["/*.rej"], errored("/ lies outside the repository"), id="absolute-glob"),
        pytest.param(["../x"], errored(".. lies outside the repository"), id="outside"),
    ],
)
def test_file_absent(check, paths, finding):
    assert check("file_absent", FILES, paths=paths) == finding
