from __future__ import annotations

import msgspec
import pytest
from testing.working_copy import git

from mdcheck.evidence.git_data import NoGit
from mdcheck.kinds.freshness import FETCH_ALL
from mdcheck.repository.facts import GitFacts
from mdcheck.results.outcome import errored, failed, passed

NOW = 1_800_000_000.0
DAY = 86400.0
CLEAN = {
    "branch": "main",
    "dirty": (),
    "hidden": (),
    "tags_at_head": (),
    "commit_time": NOW - DAY,
    "tracked": frozenset(),
}


@pytest.mark.parametrize(
    ("answers", "values", "finding"),
    [
        ({}, {"clean": True}, passed("clean")),
        ({"dirty": ("a",)}, {"clean": True}, failed("1 file not committed: a")),
        (
            {"hidden": ("a", "b")},
            {"clean": True},
            failed("2 files that git is set to ignore changes of (assume-unchanged or skip-worktree): a, b"),
        ),
        ({"dirty": ("a", "b", "c", "d")}, {"clean": True}, failed("4 files not committed: a, b, c and 1 more")),
        ({}, {"branch": ["main"]}, passed("on main")),
        ({"branch": "release/1"}, {"branch": ["main", "release/*"]}, passed("on release/1")),
        ({"branch": "dev"}, {"branch": ["main", "release/*"]}, failed("on dev, not on main or release/*")),
        ({"branch": ""}, {"branch": ["main"]}, failed("HEAD is detached, not on main")),
        ({"tags_at_head": ("v1", "x")}, {"tag": ["v*"]}, passed("tagged v1")),
        ({"tags_at_head": ("x",)}, {"tag": ["v*"]}, failed("HEAD has no tag v*, only x")),
        ({}, {"tag": ["v*"]}, failed("HEAD has no tag v*")),
        (
            {"tracked": {"a/b.md"}},
            {"tracked": ["a/b.md", "a", "./a/", "**/*.md"]},
            passed("a/b.md, a, ./a/ and 1 more tracked"),
        ),
        ({"tracked": {"a/b.md"}}, {"tracked": ["a/c.md", "a/b.md"]}, failed("not tracked: a/c.md")),
        ({"tracked": {"a/b.md", "x/c.md"}}, {"tracked": ["**/*.md", "!x/**"]}, passed("**/*.md tracked")),
        ({"tracked": {"x/c.md"}}, {"tracked": ["**/*.md", "!x/**"]}, failed("not tracked: **/*.md")),
        ({}, {"max_commit_age": "1d"}, passed("the last commit is 24 h old")),
        ({}, {"max_commit_age": "23h"}, failed("the last commit is 24 h old, older than 23h")),
        (
            {"commit_time": 1_800_007_200.0},
            {"max_commit_age": "1d"},
            errored("the last commit is dated 2 h in the future"),
        ),
        ({"commit_time": 1_800_000_060.0}, {"max_commit_age": "1d"}, passed("the last commit is 0 s old")),
        ({"commit_time": None}, {"max_commit_age": "1d"}, errored("the repository has no commit yet")),
        (
            {"dirty": ("a",), "branch": "x"},
            {"clean": True, "branch": ["y"]},
            failed("1 file not committed: a; on x, not on y"),
        ),
        ({}, {"clean": True, "branch": ["main"]}, passed("clean, on main")),
    ],
)
def test_git(check, tree, fake_git, answers, values, finding):
    assert check("git", tree(git=fake_git(**(CLEAN | answers))), **values) == finding


@pytest.mark.parametrize(
    "values",
    [{"clean": True}, {"branch": ["x"]}, {"tag": ["x"]}, {"tracked": ["x"]}, {"max_commit_age": "1d"}],
    ids=["clean", "branch", "tag", "tracked", "max_commit_age"],
)
def test_without_git_nothing_is_known(check, tree, values):
    finding = check("git", tree(git=NoGit()), **values)
    assert finding == errored("this is not a git repository, or git is not installed")


@pytest.mark.parametrize("values", [{}, {"clean": False}, {"max_commit_age": "x"}, {"branch": ["[z-a]"]}])
def test_git_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("git", **values)


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"max_age": "1d"}, passed("2 files; docs/b.md was last changed 24 h ago")),
        ({"max_age": "23h"}, failed("docs/b.md was last changed 24 h ago, more than 23h")),
        ({"max_age": "1h"}, failed("docs/b.md was last changed 24 h ago, more than 1h, and 1 other too")),
        ({"paths": ["docs/a.md"], "max_age": "1d"}, passed("docs/a.md was last changed 12 h ago")),
        ({"max_age": "1m", "source": "mtime"}, passed("2 files; docs/a.md was last changed 0 s ago")),
        ({"paths": ["x"], "max_age": "1d"}, failed("x does not exist")),
        ({"paths": ["docs/a.md", "x"], "max_age": "1d"}, failed("x does not exist")),
    ],
    ids=["young", "old", "both-old", "one", "mtime", "no-file", "one-missing"],
)
def test_file_age(check, tree, fake_git, values, finding):
    times = {"docs/a.md": NOW - DAY / 2, "docs/b.md": NOW - DAY}
    workspace = tree({"docs/a.md": "", "docs/b.md": ""}, git=fake_git(commit_time=times.get, branch="main"))
    assert check("file_age", workspace, **({"paths": ["docs/*.md"]} | values)) == finding


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "this is not a git repository, or git is not installed: `source: mtime` goes by the time on disk"),
        ({"branch": "main", "shallow": False}, "a.md was never committed"),
        (
            {"branch": "", "shallow": True},
            f"the last change of a.md lies beyond this shallow clone: {FETCH_ALL}",
        ),
    ],
    ids=["no-git", "uncommitted", "shallow"],
)
def test_an_unknown_age_is_an_error(check, tree, fake_git, answers, message):
    workspace = tree({"a.md": ""}, git=fake_git(**answers))
    assert check("file_age", workspace, paths=["a.md"], max_age="1d") == errored(message)


TRACKED = {
    ".env", "app/.env", "deploy/tls/server.key", "envs/prod/terraform.tfstate", "secrets/a/b.txt", "tests/certs/ca.pem",
    ".env.example", "src/server.key.md",
}  # fmt: skip


@pytest.mark.parametrize(
    ("untracked", "finding"),
    [
        ([".env"], failed(".env, app/.env are tracked")),
        (["server.key"], failed("deploy/tls/server.key is tracked")),
        (["**/server.key"], failed("deploy/tls/server.key is tracked")),
        (["*.tfstate"], failed("envs/prod/terraform.tfstate is tracked")),
        (["*.tfstate*", "!envs/**"], passed("none of 8 tracked files is *.tfstate* or !envs/**")),
        (["secrets"], failed("secrets/a/b.txt is tracked")),
        (["secrets/"], failed("secrets/a/b.txt is tracked")),
        (["./app/.env"], failed("app/.env is tracked")),
        (["*.pem"], failed("tests/certs/ca.pem is tracked")),
        (["*.pem", "!tests/certs"], passed("none of 8 tracked files is *.pem or !tests/certs")),
        (["id_rsa", ".envrc"], passed("none of 8 tracked files is id_rsa or .envrc")),
        (["tls/server.key"], passed("none of 8 tracked files is tls/server.key")),
    ],
)
def test_untracked(check, tree, fake_git, untracked, finding):
    workspace = tree(git=fake_git(tracked=frozenset(TRACKED)))
    assert check("git", workspace, untracked=untracked) == finding


def test_all_tracked_files_are_in_the_details(options, tree, fake_git):
    names = [f"{number}.key" for number in range(5)]
    finding = options("git", untracked=["*.key"]).check(tree(git=fake_git(tracked=frozenset(names))))
    assert finding == failed("0.key, 1.key, 2.key and 2 more are tracked", tuple(names))


@pytest.mark.parametrize(
    ("repository", "ignored", "finding"),
    [
        (((), {".env"}), [".env"], passed(".env ignored")),
        (((), set()), [".env"], failed(".env is not ignored")),
        ((("app/.env",), {".env"}), [".env"], failed("app/.env is tracked")),
        (((), {"dist/"}), ["dist"], passed("dist ignored")),
        (((), {".env"}), [".env", "x"], failed("x is not ignored")),
        ((("a.tfstate",), {"*.tfstate"}), ["*.tfstate"], failed("a.tfstate is tracked")),
    ],
)
def test_ignored(check, tree, fake_git, repository, ignored, finding):
    tracked, rules = repository
    facts = fake_git(tracked=frozenset(tracked), ignored=lambda paths: frozenset(paths) & rules)
    assert check("git", tree(git=facts), ignored=ignored) == finding


def test_git_itself_says_what_is_ignored_and_tracked(check, tree):
    workspace = tree({".gitignore": ".env\nbuild/\nfile/\n*.key\n", "a/.env": "x", "a/b": "x"})
    git(workspace.root, "init", "-q")
    git(workspace.root, "add", "-f", "-A")
    workspace = tree({"file": "x"}, git=GitFacts(root=workspace.root))
    assert check("git", workspace, untracked=[".env"]) == failed("a/.env is tracked")
    assert check("git", workspace, ignored=[".env"]) == failed("a/.env is tracked")
    assert check("git", workspace, ignored=["build", "x.key"]) == passed("build ignored, x.key ignored")
    assert check("git", workspace, ignored=["file"]) == failed("file is not ignored")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"untracked": ["!a"]}, "`untracked` has exceptions only: name what must not be tracked"),
        ({"tracked": ["!a"]}, "`tracked` has exceptions only: name what must be tracked"),
        ({"untracked": ["[z-a]"]}, "“[z-a]” is no glob: bad character range z-a"),
    ],
)
def test_untracked_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("git", **values)
    assert str(caught.value).startswith(message.split(":")[0])
