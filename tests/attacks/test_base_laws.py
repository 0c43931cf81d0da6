"""A law: whatever a change does to the working tree, no more counts than the base's policy says (`--base`)."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from testing.signing import ADA, EVE, Keys, commit_as
from testing.tiers import amount

DAY = "2026-11-20"
CLAIMED = """\
project = "payments"
[roles]
lead = ["ada@example.org"]
[waivers]
roles = ["lead"]
max = "30d"
never = ["blocker"]
"""
SIGNED = f'{CLAIMED}proof = "signed"\n[signoff]\nproof = "signed"\nallowed_signers = "signers"\n'
AGREED = "  ```check\n  signoff: [lead]\n  count: 1\n  reading: minutes\n  max: 10\n  valid_for: 90d\n  ```\n"
EXISTS = "  ```check\n  file_exists: missing.txt\n  severity: blocker\n  ```\n"
LIST = f"# Release\n\n- [ ] The design holds\n{AGREED}- [ ] A restore was tried\n{EXISTS}"
SIGNATURE = "  ```signed\n  by: {by}\n  date: 2026-11-19\n  reading: 5\n  ```\n"
WAIVER = "  ```waived\n  by: {by}\n  until: {until}\n  reason: later\n  ```\n"


def swap(name, old, new):
    """An edit of one file; where an earlier edit has taken the text away, it changes nothing."""
    return lambda files, _by: files | {name: files.get(name, "").replace(old, new)}


def add(name, text):
    return lambda files, by: files | {name: files.get(name, "") + text.format(by=by, until="2026-12-01")}


def below(block, record, until="2026-12-01"):
    return lambda files, by: (
        files | {"CHECKLIST.md": files["CHECKLIST.md"].replace(block, block + record.format(by=by, until=until))}
    )


def front(text):
    return lambda files, _by: files | {"CHECKLIST.md": f"---\nmdcheck: {text}\n---\n{files['CHECKLIST.md']}"}


POLICY = [
    *(
        swap("mdcheck.toml", '"ada@example.org"', who)
        for who in ('"eve@example.org"', '"ada@example.org", "eve@example.org"')
    ),
    swap("mdcheck.toml", 'roles = ["lead"]\n', ""),
    swap("mdcheck.toml", '"30d"', '"3650d"'),
    swap("mdcheck.toml", 'never = ["blocker"]\n', ""),
    swap("mdcheck.toml", '"signed"', '"claimed"'),
    swap("mdcheck.toml", '"payments"', '"other"'),
    lambda files, _by: {name: text for name, text in files.items() if name != "mdcheck.toml"},
    add("pyproject.toml", '[tool.mdcheck.roles]\nlead = ["eve@example.org"]\n'),
    add("pyproject.toml", '[tool.mdcheck]\nfiles = ["ok.md"]\n'),
    lambda files, _by: (
        files | {"mdcheck.toml": 'files = ["ok.md"]\nkinds = ["kinds.py"]\n' + files.get("mdcheck.toml", "")}
    ),
    lambda files, _by: files | {"signers": files["eve"]},
    lambda files, _by: files | {"signers": files["eve"].replace("eve@", "ada@")},
    add(".mailmap", "Ada Lovelace <ada@example.org> <eve@example.org>\n"),
    add("ok.md", "- [ ] Fine\n  ```check\n  file_exists: ok.md\n  ```\n"),
    add("kinds.py", "import mdcheck\n\nclass Signoff:\n    name = 'signoff'\n"),
    *map(front, ("{project: other}", "{manual: {valid_for: 900d}}", "{paths: {code: [none]}}", "{figures: true}")),
]
BLOCKS = [
    swap("CHECKLIST.md", "[lead]", "[anyone]"),
    swap("CHECKLIST.md", "[lead]", "[boss]"),
    swap("CHECKLIST.md", "[lead]", "[lead, anyone]"),
    swap("CHECKLIST.md", "max: 10", "max: 999"),
    swap("CHECKLIST.md", "  reading: minutes\n  max: 10\n", ""),
    swap("CHECKLIST.md", "90d", "900d"),
    swap("CHECKLIST.md", "  valid_for: 90d\n", ""),
    *(
        swap("CHECKLIST.md", "  valid_for", f"  {option}\n  valid_for")
        for option in (
            "severity: warning",
            "weight: 0",
            "tick: person",
            "when: {file_exists: nowhere}",
            "id: else",
            "inputs: mdcheck.toml",
            "evidence: any",
            "cache: 90d",
            "needs: a-restore-was-tried",
            "tags: [a]",
        )
    ),
    swap("CHECKLIST.md", AGREED, "  ```check\n  file_exists: mdcheck.toml\n  ```\n"),
    swap("CHECKLIST.md", AGREED, ""),
    swap("CHECKLIST.md", AGREED, AGREED.replace("check\n", "text\n", 1)),
    swap("CHECKLIST.md", AGREED, AGREED.replace("  ```check", "  <!--\n  ```check") + "  -->\n"),
    swap("CHECKLIST.md", EXISTS, EXISTS.replace("blocker", "warning")),
    swap("CHECKLIST.md", EXISTS, EXISTS.replace("missing.txt", "signers")),
    swap("CHECKLIST.md", EXISTS, EXISTS.replace("file_exists", "tick: person\n  file_exists")),
    swap("CHECKLIST.md", EXISTS, "  ```check\n  signoff: anyone\n  ```\n"),
    swap("CHECKLIST.md", "[ ]", "[x]"),
    swap("CHECKLIST.md", "The design holds", "The **design** holds"),
    swap("CHECKLIST.md", "The design holds", "Nothing"),
    swap("CHECKLIST.md", "The design holds", "~~The design holds~~"),
    swap("CHECKLIST.md", "# Release", "# Done"),
    swap("CHECKLIST.md", "\n", "\r\n"),
    lambda files, _by: files | {"CHECKLIST.md": "# Release\n", "OLD.md": files["CHECKLIST.md"]},
    lambda files, _by: (
        {("LIST.md" if name == "CHECKLIST.md" else name): text for name, text in files.items()} | {"CHECKLIST.md": ""}
    ),
]
RECORDS = [
    below(AGREED, SIGNATURE),
    below(AGREED, SIGNATURE.replace("  reading: 5\n", "")),
    below(AGREED, SIGNATURE.replace("  date", "  as: lead\n  date")),
    below(AGREED, WAIVER),
    below(EXISTS, WAIVER),
    below(EXISTS, WAIVER, "2099-01-01"),
    below(EXISTS, SIGNATURE),
]  # fmt: skip


@pytest.fixture
def repository(attack, request, tmp_path):
    """The base on `main`: nobody has signed, the check fails, and only Ada may change either."""
    keys = Keys(tmp_path / "keys")
    attack.files = {
        "mdcheck.toml": request.param,
        "CHECKLIST.md": LIST,
        "signers": keys.allowed(ADA),
        "eve": keys.allowed(EVE),
    }
    attack.key = keys.of(EVE)
    for name, text in attack.files.items():
        attack.write(name, text)
    commit_as(attack, ADA, message="base")
    attack.git("branch", "-M", "main")
    attack.git("checkout", "-q", "-b", "change")
    attack.numbers = itertools.count()
    return attack


def judged(repository, edits, by, *, commit):
    repository.git("checkout", "-q", "-f", "-B", "change", "main")
    repository.git("clean", "-qfd")
    files = repository.files
    for edit in edits:
        files = edit(files, by)
    for path in repository.files.keys() - files.keys():
        (repository.root / path).unlink()
    for name, text in files.items():
        repository.write(name, text)
    if commit:
        repository.write("number", f"{next(repository.numbers)}\n")
        commit_as(repository, EVE, author=by, key=repository.key)
    words = ("--base", "main", "--as-of", DAY, "--fail-on", "pending", "--trust")
    return {repository.mdcheck(*command, *words).code for command in (("run",), ("update", "--dry-run"))}


EDITS = st.lists(st.sampled_from(range(len(POLICY + BLOCKS + RECORDS))), min_size=1, max_size=7, unique=True)
FAIRLY = settings(
    max_examples=amount(10, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def chosen(numbers):
    return [(*POLICY, *BLOCKS, *RECORDS)[number] for number in sorted(numbers)]


@pytest.mark.parametrize("repository", [CLAIMED, SIGNED], indirect=True, ids=["claimed", "signed"])
def test_the_base_can_be_read(repository):
    """Else nothing below shows anything. As it stands, nobody has signed and a check fails."""
    assert judged(repository, [], ADA, commit=False) == {1}
    ended = repository.mdcheck("run", "--base", "main", "--as-of", DAY, "-f", "json")
    outcomes = [item["checks"][0]["outcome"] for item in json.loads(ended.out)["files"][0]["items"]]
    assert outcomes == ["pending", "failed"]


@pytest.mark.parametrize("repository", [CLAIMED], indirect=True)
@FAIRLY
@given(EDITS)
def test_nobody_gives_themselves_a_role(repository, numbers):
    """Eve names herself only; the policy believes names."""
    assert judged(repository, chosen(numbers), EVE, commit=False) <= {1, 3}


@pytest.mark.parametrize("repository", [SIGNED], indirect=True)
@FAIRLY
@given(EDITS)
def test_nobody_signs_with_another_key(repository, numbers):
    """Eve names Ada, also as the author of the commit; the policy believes keys."""
    assert judged(repository, chosen(numbers), ADA, commit=True) <= {1, 3}
