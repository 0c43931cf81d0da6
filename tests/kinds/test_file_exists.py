from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mdcheck.results.outcome import errored, failed, passed

BLANK = {
    "spaces": b" \t\r\n\x0b\x0c",
    "no-break": "\u00a0\u2003\n".encode(),
    "zero-width": "\u200b\u2060\ufeff".encode(),
    "mark-8": b"\xef\xbb\xbf",
    "mark-16": b"\xff\xfe",
    "wide": " \n".encode("utf-16"),
    "wide-unmarked": " \n".encode("utf-16-le"),
    "nul": bytes(100),
}
SEEN = {
    "one": b"\x01",
    "latin": b"\xe9",
    "wide": "a".encode("utf-16"),
    "big": bytes(2000),
    "dot": b" . ",
    "gz": b"\x1f\x8b\0",
}
FILES = {
    **{f"blank/{name}": data for name, data in BLANK.items()},
    **{f"seen/{name}": data for name, data in SEEN.items()},
    "README.md": "hello",
    "docs/empty.md": "",
    "docs/a.md": "a",
    "docs/deep/b.md": "bb",
    "hollow/": None,
    "keep/.gitkeep": "",
    "keep2/.gitkeep": "",
    "keep2/more/.gitkeep": "",
    "backup/2024.tar.gz": "x",
    "inner": Path("README.md"),
    "broken": Path("nowhere"),
    "outer": Path("/"),
    "outer.md": Path("/etc/hostname"),
}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param({"paths": ["README.md"]}, passed("README.md"), id="one"),
        pytest.param({"paths": ["./README.md"]}, passed("README.md"), id="dot-slash"),
        pytest.param({"paths": ["README.md", "docs/a.md"]}, passed("2 files"), id="two"),
        pytest.param({"paths": ["README.md", "README.*"]}, passed("README.md"), id="found-twice"),
        pytest.param({"paths": ["docs/**/*.md"]}, passed("2 files"), id="glob"),
        pytest.param({"paths": ["inner"]}, passed("inner"), id="link"),
        pytest.param({"paths": ["backup"]}, passed("backup/2024.tar.gz"), id="folder"),
        pytest.param({"paths": ["backup/"]}, passed("backup/2024.tar.gz"), id="folder-slash"),
        pytest.param({"paths": ["README.md/"]}, failed("README.md/ does not exist"), id="file-as-folder"),
        pytest.param({"paths": ["README*/"]}, failed("no file matches README*/"), id="files-as-folders"),
        pytest.param({"paths": ["back*/"]}, passed("backup/2024.tar.gz"), id="glob-of-folders"),
        pytest.param({"paths": ["x.md"]}, failed("x.md does not exist"), id="missing"),
        pytest.param({"paths": ["README.md", "x.md"]}, failed("x.md does not exist"), id="one-of-two-missing"),
        pytest.param(
            {"paths": ["w", "x", "y", "z", "zz"]},
            failed("none of these exists: w, x, y and 2 more"),
            id="many-missing",
        ),
        pytest.param({"paths": ["back*"]}, passed("backup/2024.tar.gz"), id="glob-on-folder"),
        pytest.param({"paths": ["keep*"]}, failed("none of the 3 files of keep* holds anything"), id="glob-on-empty"),
        pytest.param({"paths": ["**/hol*"]}, failed("no file matches **/hol*"), id="glob-on-hollow"),
        pytest.param({"paths": ["*.rst"]}, failed("no file matches *.rst"), id="glob-finds-none"),
        pytest.param({"paths": ["broken"]}, failed("broken does not exist"), id="broken-link"),
        pytest.param({"paths": ["hollow"]}, failed("hollow does not exist"), id="folder-without-files"),
        pytest.param({"paths": ["keep"]}, failed("keep/.gitkeep is empty"), id="folder-with-an-empty-file"),
        pytest.param(
            {"paths": ["keep2"]},
            failed("none of the 2 files of keep2 holds anything"),
            id="folder-of-empty-files",
        ),
        pytest.param({"paths": ["docs/empty.md"]}, failed("docs/empty.md is empty"), id="empty"),
        *(
            pytest.param({"paths": [f"blank/{name}"]}, failed(f"blank/{name} is empty"), id=f"blank-{name}")
            for name in BLANK
        ),
        pytest.param({"paths": ["blank"]}, failed("none of the 8 files of blank holds anything"), id="blank-folder"),
        pytest.param({"paths": ["seen"]}, passed("6 files"), id="not-blank"),
        pytest.param({"paths": ["docs/empty.md"], "min_size": 0}, passed("docs/empty.md"), id="empty-allowed"),
        pytest.param({"paths": ["README.md"], "min_size": 5}, passed("README.md"), id="just-large-enough"),
        pytest.param(
            {"paths": ["docs/a.md"], "min_size": 2},
            failed("docs/a.md has 1 byte, fewer than 2"),
            id="too-small",
        ),
        pytest.param(
            {"paths": ["docs/**"], "min_size": 3},
            failed("none of the 3 files of docs/** has 3 bytes"),
            id="all-small",
        ),
        pytest.param({"paths": ["x", "README.md"], "match": "any"}, passed("README.md"), id="any"),
        pytest.param(
            {"paths": ["x", "docs/empty.md"], "match": "any"},
            failed("x does not exist, docs/empty.md is empty"),
            id="any-of-none",
        ),
        pytest.param({"paths": ["readme.MD"]}, failed("readme.MD does not exist"), id="case"),
        pytest.param({"paths": ["readme.MD"], "nocase": True}, passed("README.md"), id="nocase"),
        pytest.param({"paths": ["DOCS/A.md"], "nocase": True}, passed("docs/a.md"), id="nocase-folder-and-file"),
        pytest.param({"paths": ["BACKUP/"], "nocase": True}, passed("backup/2024.tar.gz"), id="nocase-folder"),
        pytest.param({"paths": ["/etc/hostname"]}, errored("/etc/hostname lies outside the repository"), id="absolute"),
        pytest.param({"paths": ["/*"]}, errored("/* lies outside the repository"), id="absolute-glob"),
        pytest.param({"paths": ["../x"]}, errored("../x lies outside the repository"), id="outside"),
        pytest.param(
            {"paths": ["outer/etc/hostname"]},
            errored("outer/etc/hostname lies outside the repository"),
            id="link-outside",
        ),
        pytest.param(
            {"paths": ["out*.md"]},
            errored("outer.md lies outside the repository"),
            id="glob-finds-link-outside",
        ),
    ],
)
def test_file_exists(check, values, finding):
    assert check("file_exists", FILES, **values) == finding


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"paths": []}, id="no-path"),
        pytest.param({"paths": [""]}, id="empty-path"),
        pytest.param({"paths": ["a\0b"]}, id="nul"),
        pytest.param({"paths": ["[z-a]"]}, id="bad-range"),
        pytest.param({"paths": ["a"], "match": "some"}, id="match"),
        pytest.param({"paths": ["a"], "min_size": -1}, id="negative-size"),
        pytest.param({"paths": ["a"], "min_size": "10KB"}, id="size-with-unit"),
        pytest.param({"paths": ["a"], "path": "b"}, id="unknown-option"),
    ],
)
def test_file_exists_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("file_exists", **values)


def test_a_name_longer_than_the_system_allows_is_no_crash(check):
    assert check("file_exists", {}, paths=["x" * 5000]) == errored("File name too long")


@pytest.mark.parametrize("content", ["\n", " \t\r\n", "\ufeff\n"])
def test_a_blank_file_is_empty(check, content):
    assert check("file_exists", {"a.md": content}, paths=["a.md"]) == failed("a.md is empty")
    assert check("file_exists", {"a.md": content}, paths=["a.md"], min_size=0) == passed("a.md")


def test_all_that_does_not_exist_is_in_the_details(tree, options):
    finding = options("file_exists", paths=["a", "b", "c", "d"], match="any").check(tree({}))
    assert finding == failed("none of these exists: a, b, c and 1 more", ("a", "b", "c", "d"))
