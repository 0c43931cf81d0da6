from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mdcheck.evidence import languages
from mdcheck.results.outcome import errored, failed, passed

FILES = {
    "src/a.py": "import os\n# TODO one\nx = 1  # todo two\n",
    "src/b.py": "# TODO three\n",
    "src/c.py": "print('done')\n",
    "src/logo.png": b"\x89PNG\0TODO",
    "src/empty.py": "",
    "wide.txt": "TODO in UTF-16".encode("utf-16"),
    "latin.txt": "TODO caf\xe9".encode("latin-1"),
    "marked.md": "\ufeff# Title\r\nTODO\r\n",
    "folded.txt": "STRA\xdfE\nstrasse\n",
    "outer.py": Path("/etc/passwd"),
    "some/": None,
}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param({"paths": ["src/a.py"], "text": "TODO"}, passed("found in src/a.py"), id="text"),
        pytest.param({"paths": ["src/[ab].py"], "text": "TODO"}, passed("found in 2 files"), id="every-file"),
        pytest.param({"paths": ["src/[bc].py"], "text": "TODO"}, failed("not found in src/c.py"), id="one-does-not"),
        pytest.param({"paths": ["src/empty.py"], "pattern": "x"}, failed("not found in src/empty.py"), id="empty-file"),
        pytest.param({"paths": ["x.py"], "text": "x"}, failed("x.py does not exist"), id="missing"),
        pytest.param(
            {"paths": ["src/a.py", "x.py", "lib", "*.go"], "text": "TODO"},
            failed("none of these exists: x.py, lib"),
            id="one-missing",
        ),
        pytest.param(
            {"paths": ["src/c.py", "x.py"], "text": "TODO"},
            failed("not found in src/c.py"),
            id="missing-and-not-found",
        ),
        pytest.param(
            {"paths": ["x.py", "src/[bc].py"], "text": "TODO", "match": "any"},
            passed("found in src/b.py"),
            id="any",
        ),
        pytest.param(
            {"paths": ["src/[ab].py"], "text": "TODO", "min_matches": 2, "flags": ["ignorecase"], "match": "any"},
            passed("found in src/a.py"),
            id="any-often-enough",
        ),
        pytest.param(
            {"paths": ["src/[bc].py", "x.py"], "text": "FIXME", "match": "any"},
            failed("not found in src/b.py, src/c.py"),
            id="any-of-none",
        ),
        pytest.param(
            {"paths": ["x.py"], "text": "x", "match": "any"},
            failed("x.py does not exist"),
            id="any-missing",
        ),
        pytest.param(
            {"paths": ["**/*.rs", "*.go"], "text": "x"},
            failed("no text file matches **/*.rs, *.go"),
            id="none",
        ),
        pytest.param({"paths": ["some"], "text": "x"}, failed("no text file matches some"), id="empty-folder"),
        pytest.param(
            {"paths": ["src/*.png"], "text": "TODO"},
            failed("no text file matches src/*.png (not looked at: 1 binary file)"),
            id="only-binary",
        ),
        pytest.param({"paths": ["src/logo.png"], "text": "TODO"}, passed("found in src/logo.png"), id="named-binary"),
        pytest.param({"paths": ["wide.*"], "text": "TODO in"}, passed("found in wide.txt"), id="utf-16"),
        pytest.param({"paths": ["latin.txt"], "pattern": "TODO caf.$"}, passed("found in latin.txt"), id="bad-bytes"),
        pytest.param({"paths": ["marked.md"], "pattern": r"\A# Title"}, passed("found in marked.md"), id="bom"),
        pytest.param({"paths": ["src/c.py"], "pattern": r"^print\("}, passed("found in src/c.py"), id="pattern"),
        pytest.param({"paths": ["src/a.py"], "pattern": r"^# TODO"}, failed("not found in src/a.py"), id="file-start"),
        pytest.param(
            {"paths": ["src/a.py"], "pattern": r"^# TODO", "flags": ["multiline"]},
            passed("found in src/a.py"),
            id="line",
        ),
        pytest.param({"paths": ["src/a.py"], "pattern": "os.*two"}, failed("not found in src/a.py"), id="dot"),
        pytest.param(
            {"paths": ["src/a.py"], "pattern": "os.*two", "flags": ["dotall"]},
            passed("found in src/a.py"),
            id="dotall",
        ),
        pytest.param({"paths": ["src/a.py"], "text": "TODO", "min_matches": 1}, passed("found in src/a.py"), id="one"),
        pytest.param(
            {"paths": ["src/a.py"], "text": "TODO", "min_matches": 2},
            failed("src/a.py has 1 match, fewer than 2"),
            id="too-few",
        ),
        pytest.param(
            {"paths": ["src/a.py"], "text": "todo", "min_matches": 2, "flags": ["ignorecase"]},
            passed("found in src/a.py"),
            id="ignorecase-text",
        ),
        pytest.param(
            {"paths": ["src/[ab].py"], "pattern": "todo", "min_matches": 3, "flags": ["ignorecase"]},
            failed("too few matches in src/a.py, src/b.py"),
            id="too-few-in-two",
        ),
        pytest.param(
            {"paths": ["folded.txt"], "text": "strasse", "min_matches": 2, "flags": ["ignorecase"]},
            passed("found in folded.txt"),
            id="folding",
        ),
        pytest.param(
            {"paths": ["*.py"], "text": "x"},
            failed("no text file matches *.py (not looked at: 1 link)"),
            id="link-outside",
        ),
        pytest.param(
            {"paths": ["outer.py"], "text": "x"},
            errored("outer.py lies outside the repository"),
            id="named-link-outside",
        ),
    ],
)
def test_contains(check, values, finding):
    assert check("contains", FILES, **values) == finding


LOGO = " (not looked at: 1 binary file)"
MANY = {"a.txt": "x\n\nx\nx", "b.txt": "ok\nx\nx\n"}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param(
            {"paths": ["src"], "text": "FIXME"},
            passed("not found in 4 files (not looked at: 1 binary file)"),
            id="none-does",
        ),
        pytest.param({"paths": ["src/c.py"], "text": "FIXME"}, passed("not found in src/c.py"), id="one-file"),
        pytest.param({"paths": ["src"], "text": "TODO"}, failed(f"found at src/a.py:2, src/b.py:1{LOGO}"), id="places"),
        pytest.param(
            {"paths": ["src"], "pattern": "todo", "flags": ["ignorecase"], "exclude": ["src/b.py"]},
            failed(f"found at src/a.py:2, src/a.py:3{LOGO}"),
            id="pattern-and-exclude",
        ),
        pytest.param({"paths": ["marked.md"], "text": "TODO"}, failed("found at marked.md:2"), id="crlf"),
        pytest.param({"paths": ["marked.md"], "pattern": r"\r"}, passed("not found in marked.md"), id="cr"),
        pytest.param(
            {"paths": ["src", "lib"], "text": "FIXME"}, failed(f"lib does not exist{LOGO}"), id="folder-missing"
        ),
        pytest.param({"paths": ["nothing/**"], "text": "x"}, failed("no text file matches nothing/**"), id="no-file"),
        pytest.param(
            {"paths": ["src"], "text": "x", "exclude": ["**"]},
            failed("no text file matches src"),
            id="all-excluded",
        ),
        pytest.param({"paths": ["src/logo.png"], "text": "TODO"}, failed("found at src/logo.png:1"), id="named-binary"),
    ],
)
def test_not_contains(check, values, finding):
    assert check("not_contains", FILES, **values) == finding


@pytest.mark.parametrize(
    ("pattern", "finding"),
    [
        ("^x$", "found at a.txt:1, a.txt:3, a.txt:4, b.txt:2, b.txt:3"),
        ("^(?:x|.|$)", "found at a.txt:1, a.txt:2, a.txt:3, a.txt:4, b.txt:1 and 3 more"),
    ],
    ids=["five", "more"],
)
def test_not_contains_names_up_to_five_places(check, pattern, finding):
    assert check("not_contains", MANY, paths=["*"], pattern=pattern, flags=["multiline"]) == failed(finding)


@pytest.mark.parametrize("paths", [["**/*.py"], ["src"], ["."]], ids=["glob", "folder", "root"])
def test_wildcards_and_folders_leave_out_what_git_ignores(check, tree, fake_git, paths):
    files = {"src/a.py": "bad", "src/gen/b.py": "bad"}
    workspace = tree(files, git=fake_git(visible=frozenset({"src/a.py"})))
    assert check("not_contains", workspace, paths=paths, text="bad") == failed("found at src/a.py:1")


def test_a_named_file_is_searched_even_if_git_ignores_it(check, tree, fake_git):
    workspace = tree({".env": "bad"}, git=fake_git(visible=frozenset()))
    assert check("not_contains", workspace, paths=[".env"], text="bad") == failed("found at .env:1")


def test_a_file_that_may_not_be_read_is_named_without_its_place_on_this_machine(check, tree, monkeypatch):
    workspace = tree({"a.txt": "x"})

    def refuse(path, _limit):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("mdcheck.evidence.workspace.read_regular", refuse)
    assert check("contains", workspace, paths=["a.txt"], text="x") == errored("a.txt: Permission denied")


def test_a_huge_binary_file_is_left_out_by_wildcards(check, tree, monkeypatch):
    monkeypatch.setattr("mdcheck.evidence.workspace.MAX_FILE_BYTES", 100)
    workspace = tree({"film.mp4": b"\0" * 101, "a.txt": "x"})
    finding = check("contains", workspace, paths=["*"], text="x")
    assert finding == passed("found in a.txt (not looked at: 1 binary file)")


def test_a_huge_file_is_not_read(check, tree, monkeypatch):
    monkeypatch.setattr("mdcheck.evidence.workspace.MAX_FILE_BYTES", 1024 * 1024)
    workspace = tree({"a.txt": b"x" * (1024 * 1024 + 1)})
    assert check("contains", workspace, paths=["a.txt"], text="x") == errored("a.txt is larger than 1 MiB")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "contains needs `pattern` or `text`, and not both"),
        ({"pattern": "a", "text": "b"}, "contains needs `pattern` or `text`, and not both"),
        ({"pattern": ""}, "an empty pattern or text is found everywhere"),
        ({"text": ""}, "an empty pattern or text is found everywhere"),
        ({"pattern": "x*"}, "the pattern fits where nothing stands, so it is found everywhere"),
        ({"pattern": "(?i:(todo|fixme)?)|b"}, "the pattern fits where nothing stands, so it is found everywhere"),
        ({"pattern": "a(b"}, "not a regular expression: missing ), unterminated subpattern at character 2"),
        (
            {"pattern": "(" * 5000 + ")" * 5000},
            "not a regular expression: nested too deep, or repeated too often",
        ),
        ({"text": "a", "flags": ["dotall"]}, "`text` takes no other flag than ignorecase"),
        ({"text": "a", "exclude": ["[z-a]"]}, "“[z-a]” is no glob: bad character range z-a"),
        ({"text": "a", "flags": ["verbose"]}, "Invalid enum value 'verbose' - at `$.flags[0]`"),
        ({"text": "a", "min_matches": 0}, "Expected `int` >= 1 - at `$.min_matches`"),
    ],
    ids=[
        "neither",
        "both",
        "empty-pattern",
        "empty-text",
        "fits-nothing",
        "branch-fits-nothing",
        "syntax",
        "deep",
        "flag",
        "glob",
        "unknown-flag",
        "zero",
    ],
)
def test_contains_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("contains", paths=["*"], **values)
    assert str(caught.value) == message


@pytest.mark.parametrize("pattern", [r"\A(?!.*x)", r"^\s*$", r"(?<=a)b*", r"\bx?"])
def test_a_pattern_that_asks_for_a_place_may_be_empty(options, pattern):
    assert options("contains", paths=["*"], pattern=pattern).pattern == pattern


EVERYWHERE = [
    "^", "$", r"\A", r"\Z", "(?m)^", r"^\s*", ".*$", "^.*", "x?^", "(^)", "foo|^", "(a|b*)$", "(?=.*)", "(?=a*)b*",
    "(?:^|c)",
]  # fmt: skip
SOMEWHERE = ["^$", r"^\s*$", r"\b", "^(?!.*foo)", "(?=a)", "(?<=a)", "^a", "a$", "(?m)^.*$", "(^a|b$)"]


@pytest.mark.parametrize("pattern", EVERYWHERE)
def test_a_pattern_that_is_found_everywhere_is_an_error(options, pattern):
    with pytest.raises(msgspec.ValidationError, match="fits where nothing stands, so it is found everywhere"):
        options("contains", paths=["*"], pattern=pattern)


@pytest.mark.parametrize("pattern", SOMEWHERE)
def test_a_pattern_for_a_place_is_none_that_is_found_everywhere(options, pattern):
    assert options("contains", paths=["*"], pattern=pattern).pattern == pattern


def test_not_contains_takes_no_min_matches(options):
    with pytest.raises(msgspec.ValidationError):
        options("not_contains", paths=["*"], text="a", min_matches=1)


CODE = {
    "a.py": "x = 1  # TODO one\n'''TODO two'''\nprint(x)\n",
    "b.go": "// TODO\nfunc main() {}\n",
    "c.rs": "/// TODO\nfn main() {}\n",
    "d.sh": "#!/bin/sh\n# TODO\n",
    "run": "#!/usr/bin/env -S python3 -u\n# TODO\nprint(1)\n",
    "e.unknown": "# TODO\n",
    "page.html": "<!-- TODO -->\n<p>x</p>\n",
    "data.yml": "a: 1 # TODO\nb: '# TODO'\n",
}
MORE_CODE = CODE | {
    "value.ini": "[a]\nuri = x;TODO=y\n",
    "comment.ini": "; TODO\n[a]\n# TODO\nx = 1 ; TODO\n",
    "requirements.txt": "# TODO\na==1 # TODO\n",
    "test-requirements.txt": "a @ https://x.y/a#TODO\n",
    "prose.txt": "# TODO\n",
}


@pytest.mark.parametrize(
    ("kind", "values", "finding"),
    [
        ("not_contains", {"paths": ["b.go", "c.rs", "d.sh", "page.html"]}, passed("not found in 4 files")),
        ("not_contains", {"paths": ["a.py"]}, failed("found at a.py:2")),
        ("not_contains", {"paths": ["data.yml"]}, failed("found at data.yml:2")),
        ("not_contains", {"paths": ["e.unknown"]}, failed("found at e.unknown:1")),
        ("not_contains", {"paths": ["value.ini"]}, failed("found at value.ini:2")),
        ("not_contains", {"paths": ["test-requirements.txt"]}, failed("found at test-requirements.txt:1")),
        ("contains", {"paths": ["comment.ini"]}, failed("not found in comment.ini")),
        ("contains", {"paths": ["requirements.txt"]}, failed("not found in requirements.txt")),
        ("contains", {"paths": ["prose.txt"]}, passed("found in prose.txt")),
        ("contains", {"paths": ["b.go"]}, failed("not found in b.go")),
        ("contains", {"paths": ["data.yml"]}, passed("found in data.yml")),
        (
            "contains",
            {"paths": ["e.unknown"]},
            failed("no text file matches e.unknown (not looked at: 1 file whose comments are not known)"),
        ),
    ],
    ids=[
        "comments",
        "string",
        "yaml-string",
        "unknown-for-absence",
        "ini-value",
        "requirements-address",
        "ini-comment",
        "requirements",
        "prose",
        "comment",
        "code",
        "unknown-for-presence",
    ],
)
def test_comments_may_be_left_out(check, kind, values, finding):
    assert check(kind, MORE_CODE, ignore=["comments"], text="TODO", **values) == finding


@pytest.mark.parametrize("kind", ["contains", "not_contains"])
def test_comments_are_looked_for_only_where_the_pattern_could_fit(check, monkeypatch, kind):
    """To tell comments from code takes a hundred times as long as to search."""
    asked = []
    without = languages.without_comments
    monkeypatch.setattr(languages, "without_comments", lambda path, text: asked.append(path) or without(path, text))
    files = {"a.py": "# Fernet\n", "b.py": "x = 1\n", "c.py": "Fernet()\n", "d.unknown": "y\n"}
    finding = check(kind, files, paths=["*"], pattern=r"\b(Fernet|AESGCM)\b", ignore=["comments"], **ANY.get(kind, {}))
    assert finding.message == ("found in c.py" if kind == "contains" else "found at c.py:1")
    assert asked == ["a.py", "c.py"]


ANY = {"contains": {"match": "any"}}


def test_blanks_stand_in_the_place_of_comments(check):
    finding = check("contains", {"a.c": "a /* x\n */ b\nc"}, paths=["a.c"], pattern=r"a\s+b\nc", ignore=["comments"])
    assert finding == passed("found in a.c")


@pytest.mark.parametrize(
    ("paths", "types", "finding"),
    [
        ("*", ["python"], failed("found at a.py:3, run:3 (not looked at: 6 files of another type)")),
        ("**", ["golang", "Rust"], passed("not found in 2 files (not looked at: 6 files of another type)")),
        ("d.sh", ["bash"], passed("not found in d.sh")),
        (
            "*.go",
            ["java", "kt"],
            failed("no text file of type java, kt matches *.go (not looked at: 1 file of another type)"),
        ),
    ],
    ids=["shebang", "aliases", "shell", "none"],
)
def test_only_files_of_the_types_are_searched(check, paths, types, finding):
    assert check("not_contains", CODE, paths=[paths], types=types, pattern=r"print\(") == finding


def test_an_unknown_type_is_refused(options):
    with pytest.raises(msgspec.ValidationError, match=r"“pyton” is no type of file.*python"):
        options("contains", paths=["*"], text="x", types=["pyton"])


def test_a_backspace_is_told_from_a_boundary(options):
    with pytest.raises(msgspec.ValidationError, match="in double quotes is a backspace: use single quotes"):
        options("contains", paths=["*"], pattern="\bTODO\b")


@pytest.mark.parametrize(
    ("content", "pattern", "finding"),
    [
        ("a=1\r\ndebug=true\r\n", "^debug=true$", failed("found at x.py:2")),
        ("a=1\rdebug=true\r", "^debug=true$", failed("found at x.py:2")),
        ("a=1\r\n\rdebug=true", "^debug=true$", failed("found at x.py:3")),
        ("a=1\r\n\r\nb", r"1\n\nb", failed("found at x.py:1")),
        ("\0\ndebug=true\n", "^debug=true$", failed("found at x.py:2")),
        ("debug=true\n".encode("utf-16"), "^debug=true$", failed("found at x.py:1")),
        ("debug=true\n".encode("utf-16-le"), "^debug=true$", failed("found at x.py:1")),
        ("a\ndebug=true\n".encode("utf-16-be"), "^debug=true$", failed("found at x.py:2")),
        ("a" * 40 + "\ndébug=true\n", "^débug=true$", failed("found at x.py:2")),
        (("a" * 40 + "\ndébug=true\n").encode("utf-16-le"), "^débug=true$", failed("found at x.py:2")),
        ("\ufeffdebug=true\n", "^debug=true$", failed("found at x.py:1")),
        (b"caf\xe9\ndebug=true\n", "^debug=true$", failed("found at x.py:2")),
    ],
    ids=[
        "crlf",
        "cr",
        "mixed",
        "in-the-pattern",
        "nul-in-source",
        "utf-16",
        "le",
        "be",
        "utf-8",
        "late",
        "bom",
        "latin-1",
    ],
)
def test_nothing_in_a_file_hides_it(check, content, pattern, finding):
    assert check("not_contains", {"x.py": content}, paths=["*"], pattern=pattern, flags=["multiline"]) == finding


def test_what_is_not_looked_at_is_counted_and_listed(tree, options):
    files = {"a.txt": "x", "b.bin": b"\0", "c.png": b"\0", "link": Path("a.txt"), "loop": Path("loop")}
    finding = options("not_contains", paths=["**"], text="y").check(tree(files))
    assert finding == passed(
        "not found in a.txt (not looked at: 2 binary files, 1 link)",
        (
            "not looked at: b.bin (binary file)",
            "not looked at: c.png (binary file)",
            "not looked at: link (link)",
        ),
    )


def test_the_details_hold_what_the_message_cuts(tree, options):
    files = {f"{name}.txt": "x\n" * 4 for name in "abcde"}
    found = options("not_contains", paths=["*"], text="x").check(tree(files))
    assert found.message == "found at a.txt:1, a.txt:2, a.txt:3, a.txt:4, b.txt:1 and 15 more"
    assert found.details == tuple(f"{name}.txt:{line}" for name in "abcde" for line in range(1, 5))
    short = options("contains", paths=["*"], text="y").check(tree(files))
    assert short == failed("not found in a.txt, b.txt, c.txt and 2 more", tuple(sorted(files)))


def test_wildcards_leave_out_the_checklist_that_holds_the_pattern(check, tree):
    workspace = tree({"CHECKLIST.md": "pattern: x", "a.md": "y"}, document="CHECKLIST.md")
    assert check("not_contains", workspace, paths=["**"], text="x") == passed("not found in a.md")
    assert check("contains", workspace, paths=["**"], text="x") == failed("not found in a.md")
    assert check("contains", workspace, paths=["CHECKLIST.md"], text="x") == passed("found in CHECKLIST.md")
