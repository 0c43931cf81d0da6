from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from testing.credentials import TOKENS, P

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.secrets.baseline import BaselineEntry, dump, entry_of, load
from mdcheck.kinds.protocol import Completed
from mdcheck.kinds.secrets import baseline_of
from mdcheck.results.outcome import errored, failed, passed

LEAK = f'password = "{P}"\n'
FILES = {
    "src/a.py": "import os\n" + LEAK,
    "src/b.py": "password = os.environ['DB']\n",
    "conf/app.yml": f"db:\r\n  password: {P}\r\n",
    "src/logo.png": b"\x89PNG\0" + LEAK.encode(),
    "wide.txt": LEAK.encode("utf-16"),
    "latin.py": LEAK.encode() + b"# caf\xe9",
    "src/empty.py": "",
    "some/": None,
    "inner.py": Path("src/a.py"),
    "outer.py": Path("/etc/passwd"),
}
MEND = "take it out and revoke it"
MENDS = "take them out and revoke them"


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param({"paths": ["src/b.py"]}, passed("no credential in 1 file"), id="none"),
        pytest.param({"paths": ["src/*.py"]}, failed(f"1 credential at src/a.py:2 (password): {MEND}"), id="one"),
        pytest.param(
            {},
            failed(
                "4 credentials at conf/app.yml:2 (password), latin.py:1 (password), src/a.py:2 (password),"
                f" wide.txt:1 (password): {MENDS}"
            ),
            id="everything",
        ),
        pytest.param(
            {"exclude": ["conf", "*.txt", "latin.*"]},
            failed(f"1 credential at src/a.py:2 (password): {MEND}"),
            id="exclude",
        ),
        pytest.param({"exclude": ["conf", "*.*", "src/a.py"]}, passed("no credential in 2 files"), id="all-excluded"),
        pytest.param({"paths": ["src/*.png"]}, failed("no text file matches src/*.png"), id="only-binary"),
        pytest.param(
            {"paths": ["src/logo.png"]},
            failed(f"1 credential at src/logo.png:1 (password): {MEND}"),
            id="named-binary",
        ),
        pytest.param({"paths": ["some"]}, failed("no text file matches some"), id="empty-folder"),
        pytest.param({"paths": ["x.py"]}, failed("x.py does not exist"), id="missing"),
        pytest.param({"paths": ["src/b.py", "lib"]}, failed("lib does not exist"), id="one-missing"),
        pytest.param({"paths": ["*er.py"]}, failed("no text file matches *er.py"), id="links"),
        pytest.param(
            {"paths": ["inner.py"]},
            failed(f"1 credential at inner.py:2 (password): {MEND}"),
            id="named-link",
        ),
        pytest.param({"paths": ["outer.py"]}, errored("outer.py lies outside the repository"), id="link-outside"),
        pytest.param({"paths": ["../*"]}, errored("../* lies outside the repository"), id="outside"),
        pytest.param({"baseline": "no.json"}, errored("no.json does not exist"), id="no-baseline"),
        pytest.param({"baseline": "../x"}, errored("../x lies outside the repository"), id="baseline-outside"),
    ],
)
def test_secrets(check, values, finding):
    assert check("secrets", FILES, **values) == finding


def test_up_to_five_places_are_named(check):
    places = ", ".join(f"a.py:{line} (password)" for line in range(1, 6))
    assert check("secrets", {"a.py": LEAK * 7}) == failed(f"7 credentials at {places} and 2 more: {MENDS}")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_lines_are_counted_as_editors_do(check, ending):
    text = ending.join(["x", "", LEAK.strip(), "y", LEAK.strip()])
    assert check("secrets", {"a.py": text}) == failed(f"2 credentials at a.py:3 (password), a.py:5 (password): {MENDS}")


@pytest.mark.parametrize("name", TOKENS)
def test_no_message_holds_the_secret(check, tree, options, name):
    workspace = tree({"a.py": f"token = '{TOKENS[name]}'\n"})
    finding = check("secrets", workspace)
    assert finding == failed(f"1 credential at a.py:1 ({name}): {MEND}")
    (credential,) = options("secrets").credentials(workspace)
    secret = credential.secret.decode()
    assert secret in TOKENS[name]
    assert secret not in finding.message + repr(credential) + baseline_of([credential])


@pytest.mark.parametrize(
    "name",
    [".env", ".env.production", "app.yml", "setup.cfg", "db.properties", "run.sh", "Dockerfile", "Dockerfile.dev"],
)
def test_values_need_no_quotation_marks_in_configuration(check, name):
    assert check("secrets", {name: f"DB_PASSWORD={P}\n"}) == failed(f"1 credential at {name}:1 (password): {MEND}")


@pytest.mark.parametrize("name", ["a.py", "a.md", "a.js", "environment.txt"])
def test_values_need_quotation_marks_elsewhere(check, name):
    assert check("secrets", {name: f"DB_PASSWORD={P}\n"}) == passed("no credential in 1 file")


@pytest.mark.parametrize("paths", [["**/*.py"], ["src"], ["."]], ids=["glob", "folder", "root"])
def test_wildcards_and_folders_leave_out_what_git_ignores(check, tree, fake_git, paths):
    workspace = tree({"src/a.py": LEAK, "src/gen/b.py": LEAK}, git=fake_git(visible=frozenset({"src/a.py"})))
    assert check("secrets", workspace, paths=paths) == failed(f"1 credential at src/a.py:1 (password): {MEND}")


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({}, " (not searched, as repositories of their own: lib, src/nested)"),
        ({"paths": ["src"]}, " (not searched, as repositories of their own: src/nested)"),
        ({"paths": ["./src/"]}, " (not searched, as repositories of their own: src/nested)"),
        ({"exclude": ["src/nested", "lib/"]}, ""),
        ({"paths": ["src/*.py"]}, ""),
    ],
)
def test_repositories_inside_are_not_searched_and_it_is_said(check, tree, fake_git, values, note):
    visible = frozenset({"src/a.py", "lib", "src/nested/", "deleted.py"})
    workspace = tree({"src/a.py": "", "lib/b.py": LEAK, "src/nested/c.py": LEAK}, git=fake_git(visible=visible))
    assert check("secrets", workspace, **values) == passed(f"no credential in 1 file{note}")


def test_a_named_file_is_searched_even_if_git_ignores_it(check, tree, fake_git):
    workspace = tree({".env": LEAK}, git=fake_git(visible=frozenset()))
    assert check("secrets", workspace, paths=[".env"]) == failed(f"1 credential at .env:1 (password): {MEND}")


def test_a_comment_allows_the_credential_on_its_line_and_is_counted(check):
    text = f'password = "{P}"  # mdcheck:allow-secret\n'
    assert check("secrets", {"a.py": text * 2}) == passed("no credential in 1 file (2 allowed by a comment)")
    assert check("secrets", {"a.py": text + LEAK}) == failed(
        f"1 credential at a.py:2 (password) (1 allowed by a comment): {MEND}"
    )


def test_a_file_that_may_not_be_read_is_named_without_its_place_on_this_machine(check, tree, monkeypatch):
    workspace = tree({"a.txt": "x"})

    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    assert check("secrets", workspace) == errored("a.txt: Permission denied")


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"x" * 3_000_000, errored("a.txt is larger than 2 MiB: leave it out with `exclude`")),
        (b"\0" * 3_000_000, errored("a.txt is larger than 2 MiB: leave it out with `exclude`")),
        (b"x\n" * 600_000 + LEAK.encode(), failed(f"1 credential at a.txt:600001 (password): {MEND}")),
    ],
    ids=["text", "text-by-its-name", "not-too-large"],
)
def test_a_huge_text_is_not_read_and_not_passed_over(check, monkeypatch, content, finding):
    monkeypatch.setattr("mdcheck.evidence.texts.MAX_FILE_BYTES", 2 * 1024 * 1024)
    assert check("secrets", {"a.txt": content}) == finding


def test_a_huge_binary_file_is_passed_over(check, monkeypatch):
    monkeypatch.setattr("mdcheck.evidence.texts.MAX_FILE_BYTES", 2 * 1024 * 1024)
    assert check("secrets", {"a.mp4": b"\0" * 3_000_000}) == failed("no text file matches .")


def test_a_fifo_is_not_waited_for(check, tree):
    workspace = tree({"a.py": "x"})
    os.mkfifo(workspace.root / "pipe")
    assert check("secrets", workspace) == passed("no credential in 1 file")


def baseline(workspace, options, **values) -> None:
    (workspace.root / "known.json").write_text(baseline_of(options("secrets", **values).credentials(workspace)))


def test_what_the_baseline_knows_does_not_count(check, tree, options):
    workspace = tree({"a.py": LEAK, "b.py": LEAK})
    baseline(workspace, options)
    assert check("secrets", workspace.fresh(), baseline="known.json") == passed("no credential in 3 files (2 known)")


def test_a_known_credential_may_move_and_a_new_one_counts(check, tree, options):
    workspace = tree({"a.py": LEAK})
    baseline(workspace, options)
    new = LEAK.replace(P, P[::-1])
    moved = tree({"a.py": f"import os\n\n{LEAK}{new}"})
    assert check("secrets", moved, baseline="known.json") == failed(
        f"1 credential at a.py:4 (password) (1 known): {MEND}"
    )


def test_the_same_credential_in_another_file_counts(check, tree, options):
    workspace = tree({"a.py": LEAK})
    baseline(workspace, options)
    tree({"b.py": LEAK})
    assert check("secrets", workspace.fresh(), baseline="known.json") == failed(
        f"1 credential at b.py:1 (password) (1 known): {MEND}"
    )


def test_a_known_place_that_is_gone_is_mentioned_unless_another_check_may_see_it(check, tree, options):
    workspace = tree({"src/a.py": LEAK, "src/b.py": LEAK, "tests/c.py": LEAK})
    baseline(workspace, options)
    (workspace.root / "src/a.py").unlink()
    workspace = tree({"src/b.py": "pass\n"})
    assert check("secrets", workspace, paths=["src"], baseline="known.json") == passed(
        "no credential in 1 file (2 places of known.json no longer there)"
    )


def test_an_allowed_credential_needs_no_place_in_the_baseline(tree, options):
    workspace = tree({"a.py": f"{LEAK.strip()}  # mdcheck:allow-secret\n"})
    assert json.loads(baseline_of(options("secrets").credentials(workspace))) == {"schema": 1, "places": []}


def test_a_baseline_is_sorted_and_holds_each_place_once():
    places = [entry_of("b.py", "token", b"x"), entry_of("a.py", "token", b"x"), entry_of("b.py", "token", b"x")]
    text = dump(places)
    assert [entry["path"] for entry in json.loads(text)["places"]] == ["a.py", "b.py"]
    assert load(text.encode(), where="known.json") == frozenset(places)
    assert dump(load(text.encode(), where="known.json")) == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "k.json is not JSON: write the baseline anew"),
        ("[" * 100_000, "k.json is not JSON: write the baseline anew"),
        ("[]", "k.json is no baseline: it needs “schema”: 1 and “places”"),
        ('{"schema": 2}', "k.json is no baseline: it needs “schema”: 1 and “places”"),
        ('{"schema": 1}', "k.json is no baseline: “places” must be a list"),
        ('{"schema": 1, "places": ["x"]}', "k.json, place 1, needs path, rule, digest, each of them text"),
        (
            '{"schema": 1, "places": [{"path": "a", "rule": "b", "digest": 1}]}',
            "k.json, place 1, needs path, rule, digest, each of them text",
        ),
    ],
    ids=["empty", "deep", "list", "schema", "no-places", "text", "number"],
)
def test_a_malformed_baseline_is_no_pass(check, content, message):
    assert check("secrets", {"k.json": content}, baseline="k.json") == errored(message)
    with pytest.raises(UndeterminedError):
        load(content.encode(), where="k.json")


def test_a_place_does_not_say_what_the_secret_is():
    assert entry_of("a.py", "token", b"x") == BaselineEntry("a.py", "token", "5e29f12b6aef2eef")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"paths": [b"a".decode() + "\0"]}, "a path can't hold a NUL character"),
        (
            {"engine": "gitleaks", "baseline": "x.json"},
            "`baseline` is mdcheck's own: gitleaks reads its own list of exceptions",
        ),
    ],
    ids=["nul", "baseline"],
)
def test_options_that_can_not_be_meant_are_refused(options, values, message):
    with pytest.raises(ValueError, match=message):
        options("secrets", **values)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a", "b"], "gitleaks takes one path"),
        (["src/*"], "gitleaks takes one path"),
        (["/etc"], "/etc lies outside the repository"),
        (["a/../.."], "a/../.. lies outside the repository"),
    ],
    ids=["two", "glob", "absolute", "up"],
)
def test_another_engine_takes_one_path_inside(options, paths, message):
    with pytest.raises(ValueError, match=message):
        options("secrets", engine="gitleaks", paths=paths)


def test_mdcheck_itself_is_inert_and_another_engine_is_not(options):
    own = options("secrets")
    assert own.settled() is own
    assert not own.executable
    other = options("secrets", engine="gitleaks", paths=["-src"]).settled()
    assert other.executable
    assert other.command().argv[:2] == ("gitleaks", "dir")
    assert other.command().argv[-2:] == ("--", "-src")
    assert "--redact=100" in other.command().argv


GITLEAKS = [
    {"RuleID": "github-pat", "StartLine": 3, "Match": "REDACTED", "Secret": "REDACTED", "File": "src/a.py"},
    {"RuleID": "private-key", "StartLine": 1, "Match": "REDACTED", "Secret": "REDACTED", "File": "tests/b.pem"},
]
BETTERLEAKS = {
    "schema_version": "1",
    "findings": [
        {"rule_id": "github-pat", "location": {"path": "./src/a.py", "start_line": 3}},
        {"rule_id": "private-key", "location": {"path": "./tests/b.pem", "start_line": 1}},
    ],
    "scan": {"state": "complete"},
}
BOTH = "2 credentials: src/a.py:3 (github-pat), tests/b.pem:1 (private-key)"
CUT = json.dumps(GITLEAKS * 100, indent=1)
CUT = CUT[:300] + "\n[… 9000 bytes left out …]\n" + CUT[-100:]


@pytest.mark.parametrize(
    ("engine", "exclude", "status", "stdout", "log", "finding"),
    [
        pytest.param("gitleaks", [], 0, "[]\n", "", passed("gitleaks finds no credential"), id="none"),
        pytest.param("gitleaks", [], 0, "null\n", "", passed("gitleaks finds no credential"), id="null"),
        pytest.param("gitleaks", [], 10, json.dumps(GITLEAKS), "", failed(f"gitleaks finds {BOTH}"), id="two"),
        pytest.param(
            "betterleaks", [], 10, json.dumps(BETTERLEAKS), "", failed(f"betterleaks finds {BOTH}"), id="betterleaks"
        ),
        pytest.param(
            "gitleaks",
            ["tests"],
            10,
            json.dumps(GITLEAKS),
            "",
            failed("gitleaks finds 1 credential: src/a.py:3 (github-pat)"),
            id="exclude",
        ),
        pytest.param(
            "betterleaks",
            ["tests/", "**/*.py"],
            10,
            json.dumps(BETTERLEAKS),
            "",
            passed("betterleaks finds no credential but those in excluded files"),
            id="exclude-all",
        ),
        pytest.param("gitleaks", [], 10, CUT, "", failed(f"gitleaks finds at least {BOTH}"), id="cut"),
        pytest.param(
            "gitleaks",
            ["src", "tests"],
            10,
            CUT,
            "",
            errored("gitleaks found more than its report could show: tell it what to leave out"),
            id="cut-and-excluded",
        ),
        pytest.param(
            "gitleaks",
            [],
            0,
            "[]",
            "3:45AM INF scanned ~0 bytes (0) in 3ms\n",
            failed("gitleaks found nothing to scan below ."),
            id="nothing-scanned",
        ),
        pytest.param(
            "gitleaks",
            [],
            0,
            "",
            "",
            errored("gitleaks printed no report: mdcheck needs gitleaks 8.22 or later"),
            id="old",
        ),
        pytest.param(
            "betterleaks",
            [],
            126,
            "",
            "unknown flag",
            errored("betterleaks ended with exit status 126: its output says why (betterleaks 2 or later is needed)"),
            id="unknown-flag",
        ),
        pytest.param(
            "gitleaks",
            [],
            10,
            '[{"RuleID": ',
            "",
            errored("gitleaks found more than its report could show: tell it what to leave out"),
            id="unreadable",
        ),
        pytest.param(
            "gitleaks",
            [],
            10,
            '[{"RuleID": 1, "location": []}]',
            "",
            failed("gitleaks finds 1 credential: ?:? (1)"),
            id="odd",
        ),
    ],
)
def test_another_engine_is_judged_by_its_report(options, engine, exclude, status, stdout, log, finding):  # noqa: PLR0917 - a row of the table
    kind = options("secrets", engine=engine, exclude=exclude).settled()
    assert kind.judge(Completed(returncode=status, stdout=stdout, output=log + stdout)) == finding
