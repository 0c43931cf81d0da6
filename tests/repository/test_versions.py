"""The versions of a checklist, from real repositories."""

from __future__ import annotations

import pytest

from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import GitError, UsageError
from mdcheck.repository.assessment import Said, assessment, said_of
from mdcheck.repository.versions import (
    blob_at,
    commit_id,
    contents,
    former_name,
    is_range,
    last_revision,
    read_range,
    revisions,
)
from mdcheck.results.difference import Assessment
from mdcheck.results.verdict import Verdict

NAME = "CHECKLIST.md"


def told(box, name=NAME, **options):
    """Subjects and contents, newest first."""
    found = revisions(box.open(), name, "HEAD", **options)
    data = contents(box.open(), [blob for one in found for blob in one.blobs])
    return [(one.subject, one.name, data[one.blob].decode() if one.blob else None) for one in found]


def test_each_commit_that_touched_the_file(box):
    box.commit(NAME, box.TICKED)
    box.commit("other.txt", "two\n")
    assert told(box) == [("add CHECKLIST.md", NAME, box.TICKED), ("start", NAME, box.CHECKLIST)]


def test_renames_are_followed(box):
    box.git("mv", NAME, "docs.md")
    box.git("commit", "-q", "-m", "rename")
    box.commit("docs.md", box.TICKED)
    found = revisions(box.open(), "docs.md", "HEAD")
    assert [(one.subject, one.former, one.name) for one in found] == [
        ("add docs.md", "docs.md", "docs.md"),
        ("rename", NAME, "docs.md"),
        ("start", NAME, NAME),
    ]


def test_a_file_that_was_removed_and_came_back(box):
    box.git("rm", "-q", NAME)
    box.git("commit", "-q", "-m", "remove")
    box.commit(NAME, box.TICKED)
    assert [(subject, text) for subject, _, text in told(box)] == [
        ("add CHECKLIST.md", box.TICKED),
        ("remove", None),
        ("start", box.CHECKLIST),
    ]


def branched(box, *, both):
    box.git("checkout", "-q", "-b", "side")
    box.commit(NAME, "- [ ] Unit tests pass\n- [ ] Runbook exists\n- [ ] 3\n- [ ] 4\n- [ ] 5\n- [ ] side\n")
    box.git("checkout", "-q", "main")
    if both:
        box.commit(NAME, box.TICKED)
    box.commit("other.txt", "main\n")
    box.git("merge", "-q", "--no-commit", "side", check=False)
    if both:
        box.write(NAME, box.TICKED + "- [ ] merged\n")
    box.git("commit", "-q", "-a", "-m", "merged")


@pytest.mark.parametrize(
    ("both", "options", "expected"),
    [
        (False, {}, ["add CHECKLIST.md", "start"]),
        (True, {}, ["merged", "add CHECKLIST.md", "add CHECKLIST.md", "start"]),
        (False, {"first_parent": True}, ["merged", "start"]),
        (True, {"first_parent": True}, ["merged", "add CHECKLIST.md", "start"]),
    ],
    ids=["merged as it was", "merged into a third", "as it was, first parent", "into a third, first parent"],
)
def test_merges(box, both, options, expected):
    branched(box, both=both)
    assert [subject for subject, _, _ in told(box, **options)] == expected


def test_a_merge_has_all_its_parents_versions(box):
    branched(box, both=True)
    merge, *others = revisions(box.open(), NAME, "HEAD")
    assert {merge.before, *merge.merged} == {one.blob for one in others[:2]}
    assert [one.merged for one in others] == [(), (), ()]


def test_only_what_is_behind_a_commit(box):
    first = box.head()
    box.commit(NAME, box.TICKED)
    assert [one.subject for one in revisions(box.open(), NAME, "HEAD", since=first)] == ["add CHECKLIST.md"]
    assert revisions(box.open(), NAME, "HEAD", since=box.head()) == ()


@pytest.mark.parametrize(
    "name",
    ["-x.md", "a b.md", "ünï.md", "[a]*.md", ":(top).md", "line\nend.md", "docs/deep/X.md"],
    ids=["dash", "blank", "accents", "wildcards", "magic", "line end", "folder"],
)
def test_any_name_means_itself(box, name):
    box.write(name, box.TICKED)
    box.git("add", "--all")
    box.git("commit", "-q", "-m", "add")
    repository = box.open()
    (one,) = revisions(repository, name, "HEAD")
    assert (one.name, blob_at(repository, "HEAD", name)) == (name, one.blob)
    assert last_revision(repository, name, "HEAD") == one


@pytest.mark.parametrize(
    "message",
    ["", "one\n", "subject\n\n:100644 100644 a b M\n", "\nlate\n", "naïve — ✅\n"],
    ids=["none", "one line", "like a record", "late", "not ascii"],
)
def test_any_message(box, message):
    box.tick()
    box.write("../message", message)
    box.git("commit", "-q", "-a", "--allow-empty-message", "--cleanup=verbatim", "-F", "../message")
    newest, oldest = revisions(box.open(), NAME, "HEAD")
    assert (newest.message, oldest.message) == (message, "start\n")


@pytest.mark.parametrize(
    "setting",
    [
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("log.decorate", "full"),
        ("log.diffMerges", "separate"),
        ("diff.renames", "false"),
        ("core.quotePath", "true"),
        ("diff.noprefix", "true"),
        ("log.date", "relative"),
        ("diff.external", "false"),
        ("core.abbrev", "4"),
        ("i18n.logOutputEncoding", "ISO-8859-1"),
    ],
    ids=lambda setting: setting[0],
)
def test_a_persons_settings_change_nothing(box, setting):
    box.git("mv", NAME, "ü.md")
    box.git("commit", "-q", "-m", "räname")
    box.git("config", *setting)
    assert told(box, "ü.md") == [("räname", "ü.md", box.CHECKLIST), ("start", NAME, box.CHECKLIST)]


def test_a_sha_256_repository(make_box):
    box = make_box("sha256")
    box.git("init", "-q", "--object-format=sha256")
    box.commit(NAME, box.CHECKLIST)
    assert told(box) == [("add CHECKLIST.md", NAME, box.CHECKLIST)]


def test_a_link_has_no_version_of_its_own(box):
    (box.root / "link.md").symlink_to(NAME)
    box.git("add", "link.md")
    box.git("commit", "-q", "-m", "link")
    assert blob_at(box.open(), "HEAD", "link.md") is None
    (one,) = revisions(box.open(), "link.md", "HEAD")
    assert (one.before, one.blob) == (None, None)


def test_contents_are_exact(box):
    texts = ["", "no end", "a\r\nb\r", "x\0y\n", "\n\nheader 3\n"]
    blobs = []
    for text in texts:
        box.write("content", text)
        blobs.append(box.git("hash-object", "-w", "--no-filters", "content").strip())
    found = contents(box.open(), [*blobs, None, blobs[0]])
    assert [found[blob].decode() for blob in blobs] == texts
    assert len(found) == len(texts)
    assert contents(box.open(), [None]) == {}


def test_a_version_that_is_lost(box):
    with pytest.raises(GitError, match="git lacks the version " + "1" * 40):
        contents(box.open(), ["1" * 40])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a..b", True),
        ("a...b", True),
        ("a..", True),
        ("..b", True),
        ("a", False),
        ("../x.md", False),
        ("./x", False),
        ("v1.0", False),
    ],
)
def test_is_range(word, expected):
    assert is_range(word) is expected


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("HEAD^..HEAD", ("HEAD^", "HEAD")),
        ("HEAD^..", ("HEAD^", "HEAD")),
        ("side..main", ("side", "main")),
        ("side...main", ("merge base of side and main", "main")),
        ("side", ("side", "working tree")),
        ("..side", ("HEAD", "side")),
    ],
)
def test_ranges(box, words, names):
    start = box.head()
    branched(box, both=False)
    asked = read_range(box.open(), words)
    assert asked.names == names
    ids = {"HEAD^": "HEAD^", "HEAD": "HEAD", "side": "side", "main": "main", "merge base of side and main": "side"}
    assert asked.before == box.git("rev-parse", ids[names[0]]).strip() != start
    assert asked.after == (None if names[1] == "working tree" else box.git("rev-parse", ids[names[1]]).strip())


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("nope", "git knows no revision “nope”"),
        ("-x", "“-x” is no revision: none begins with a hyphen"),
        ("--output=x", "“--output=x” is no revision: none begins with a hyphen"),
        ("HEAD:CHECKLIST.md", "git knows no revision “HEAD:CHECKLIST.md”"),
        ("", "git knows no revision “”"),
    ],
)
def test_no_such_revision(box, word, message):
    with pytest.raises(UsageError) as caught:
        commit_id(box.open(), word)
    assert caught.value.message == message
    assert caught.value.fix


def test_no_commit_yet(empty):
    with pytest.raises(UsageError, match="there is no commit yet to compare with"):
        commit_id(empty.open(), "HEAD")


def test_a_shallow_clone_says_so(box, make_box):
    box.commit(NAME, box.TICKED)
    clone = make_box("clone")
    clone.git("clone", "-q", "--depth=1", f"file://{box.root}", ".")
    with pytest.raises(UsageError) as caught:
        commit_id(clone.open(), "HEAD^")
    assert "git fetch --unshallow" in caught.value.fix


def test_no_common_ancestor(box):
    box.git("checkout", "-q", "--orphan", "island")
    box.git("commit", "-q", "-m", "island")
    with pytest.raises(UsageError, match=r"“main\.\.\.island” names commits that have no common ancestor here"):
        read_range(box.open(), "main...island")


def test_the_former_name(box):
    first = box.head()
    box.git("mv", NAME, "new.md")
    assert former_name(box.open(), first, None, "new.md") == NAME
    box.git("commit", "-q", "-m", "rename")
    assert former_name(box.open(), first, box.head(), "new.md") == NAME
    assert former_name(box.open(), first, box.head(), "other.txt") is None


def test_no_program_of_the_repository_is_started(box):
    owned = box.root / "owned"
    for driver in ("textconv", "command"):
        box.git("config", f"diff.evil.{driver}", f"touch {owned}; cat")
    box.git("config", "core.fsmonitor", f"touch {owned}; false")
    box.write(".gitattributes", f"{NAME} diff=evil\n")
    box.commit(NAME, box.TICKED)
    owned.unlink(missing_ok=True)
    repository = box.open()
    found = revisions(repository, NAME, "HEAD")
    contents(repository, [one.blob for one in found])
    former_name(repository, found[-1].commit, found[0].commit, "none.md")
    assert not owned.exists()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("subject\n", (None, None)),
        ("subject\n\nMdcheck-Score: 78.6\nMdcheck-Verdict: ALMOST READY\n", (78.6, Verdict.ALMOST_READY)),
        ("subject\n\nMdcheck-Score: 1\n\nMdcheck-Score: 2\n", (2.0, None)),
        ("subject\n\nMdcheck-Score: 100\r\n", (100.0, None)),
        ("subject\n\nMdcheck-Score: 100.1\n", (100.0, None)),
        ("subject\n\nMdcheck-Score: 1e3\nMdcheck-Verdict: SUPERB\n", (None, None)),
        ("subject\n\nMdcheck-Score: -1\n", (None, None)),
        ("subject\n\n> Mdcheck-Score: 5\n", (None, None)),
    ],
    ids=["none", "both", "the last one", "line end", "too good", "nonsense", "negative", "quoted"],
)
def test_assessment(message, expected):
    assert assessment(message) == Assessment(*expected)


CHECKED = "- [{}] A **bold** statement\n  ```check\n  file_exists: a\n  ```\n"
TRAILERS = "\n\nMdcheck-Completion: 5%\n"


@pytest.mark.parametrize(
    ("document", "message", "expected"),
    [
        (CHECKED.format("x"), "s\n\n- ticked: A bold statement — a" + TRAILERS, Said(True, "a")),
        (CHECKED.format("x"), "s\n\n- ticked: A bold statement" + TRAILERS, Said(True)),
        (CHECKED.format("x"), "s\n\n- ticked: A **bold** statement — a — b" + TRAILERS, Said(True, "a — b")),
        (CHECKED.format(" "), "s\n\n- unticked: A bold statement — gone" + TRAILERS, Said(True, "gone")),
        (CHECKED.format(" "), "s\n\n- ticked: A bold statement" + TRAILERS, Said(False)),
        (CHECKED.format("x"), "s\n\nby hand: ticked “A bold statement”" + TRAILERS, Said(False)),
        (CHECKED.format("x"), "s\n\n- ticked: A bold statement — a\n", Said(False)),
        (CHECKED.format("x"), "s" + TRAILERS, Said(False)),
        ("- [x] A bold statement\n", "s\n\n- ticked: A bold statement" + TRAILERS, Said(False)),
    ],
    ids=[
        "message",
        "no message",
        "markup",
        "unticked",
        "the other way",
        "by hand",
        "no trailers",
        "another item",
        "manual",
    ],
)
def test_said_of(document, message, expected):
    (item,) = parse(Source.from_text(document)).items
    assert said_of(message, item) == expected
