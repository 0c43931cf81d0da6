"""Items about who takes part in the project, and how."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.ci import short_runner
from mdcheck.app.init.items.entry import Entry, Section, code, escaped, glob_escaped
from mdcheck.app.init.tree import name_of

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker


def security_policy(repository: Repository) -> Entry | None:
    """There is a security policy that names a way for reports."""
    if (found := repository.facts.first(Subject.SECURITY_POLICY)) is not None:
        check: Check = {
            "contains": glob_escaped(found.path),
            "pattern": r"\S@\S+\.\w|https?://|[Pp]rivate(ly)?\b",
            "fix": f"Say in {found.path} where a vulnerability is reported",
        }
        statement = f"{code(found.path)} names an address, a link or a private way for reports"
        return Entry(Section.PROJECT, statement, (check,))
    check = {
        "file_exists": ["SECURITY.{md,rst,txt}", ".github/SECURITY.md", "docs/SECURITY.md"],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": "Write SECURITY.md with an address for reports, and when to expect an answer",
    }
    return Entry(Section.PROJECT, "There is a security policy", (check,))


_CONTRIBUTING = (
    r"^([#=]{1,6} +(?:[^\w\s]+ +)?(?:How to )?[Cc]ontribut(?:e|ing|ions?)\b"
    r"|(?:How to )?[Cc]ontribut(?:e|ing|ions?)\b[^\n]*\n[=~-]{3,}$)"
)


_COMMANDS = (
    (r"gradlew?\b", r"gradlew?\b( -\S+| clean| \S*:\w+)* (\S*:)?(\w*[Tt]ests?|check|build)\b"),
    (r"mvnw?\b", r"mvnw?\b( -\S+| clean)* (test|verify|install|package)\b"),
    (
        r"(npm|pnpm|yarn|bun|vitest|jest|mocha|ava)\b",
        r"(npm|pnpm|yarn|bun)( -\S+| \S*\*\S*)*( run)? (t|test[\w:.-]*)\b|\b(vitest|jest|mocha|ava)\b",
    ),
    (r"sbt\b", r"sbt\b[^\n]*\b[Tt]est"),
    (r"cargo\b", r"cargo( \+\S+)?( -\S+)* (test|nextest|t)\b"),
    (r"(go|gotestsum)\b", r"go test\b|gotestsum"),
    (r"(pytest|tox|nox)\b", r"\b(pytest|tox|nox)\b"),
)
"""What a guide may name where CI runs another command of the same tool."""
_TASKS = (
    r"\b(make|just|task|mage|invoke|inv|rake)( -\S+)* \S*(tests?|check)\b|\b(scripts?|bin)/\S*tests?\b"
    r"|(?<![\w.])\./(\S*/)?(tests?|check|validate)(\.\w+)?\b"
    r"|\b(go|cargo|cabal|stack|dotnet|mix|swift|composer|npm|pnpm|yarn|bun|deno|dart|flutter|rails)( run)? test\b"
)
"""What stands for any of them; a task may be called so whatever it starts."""
_GUIDE = re.compile(r"contribut(?:e|ing)\.\w+", re.IGNORECASE)


def contributing(repository: Repository) -> Entry | None:
    """A guide for contributors names the command that runs the tests."""
    guides = repository.facts.of(Subject.CONTRIBUTING)
    found = next(iter(guides), None)
    runs = repository.pipelines.test_runs
    if found is not None and runs:
        runner = runs[0].runner
        said = next((said for tool, said in _COMMANDS if re.match(tool, runner)), escaped(runner))
        pattern = f"{said}|{_TASKS}"
        found = next((one for one in guides if re.search(pattern, repository.tree.text(one.path))), found)
        check: Check = {
            "contains": glob_escaped(found.path),
            "pattern": pattern,
            "severity": "warning",
            "fix": f"Name in {found.path} the command that CI runs for the tests",
        }
        example = code(short_runner(runs[0]))
        statement = f"{code(found.path)} names a command that runs the tests, such as {example}"
        return Entry(Section.PROJECT, statement, (check,))
    if found is not None:
        return None
    content = "what leads from a clone to green tests" if runs or repository.tree.tests else "how to propose a change"
    fix = f"Write CONTRIBUTING.md with {content}"
    read_me = repository.facts.first(Subject.README)
    if read_me is not None and re.search(_CONTRIBUTING, repository.tree.text(read_me.path), re.MULTILINE):
        check = {"contains": glob_escaped(read_me.path), "pattern": _CONTRIBUTING, "flags": "multiline"}
        check |= {"severity": "warning", "fix": fix}
        return Entry(Section.PROJECT, f"{code(read_me.path)} has a section for contributors", (check,))
    pages = [path for path in repository.tree.docs if _GUIDE.fullmatch(name_of(path))]
    if page := min(pages, key=lambda path: (path.count("/"), path), default=None):
        check = {"file_exists": glob_escaped(page), "severity": "warning", "fix": f"Restore {page}"}
        return Entry(Section.PROJECT, f"There is a guide for contributors: {code(page)}", (check,))
    check = {
        "file_exists": ["CONTRIBUTING{,.md,.rst,.txt}", ".github/CONTRIBUTING.md", "docs/CONTRIBUTING.md"],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": fix,
    }
    return Entry(Section.PROJECT, "There is a guide for contributors", (check,))


def owners(repository: Repository) -> Entry | None:
    """It is written who owns which files."""
    if (found := repository.facts.first(Subject.CODEOWNERS)) is not None:
        check: Check = {
            "contains": glob_escaped(found.path),
            "pattern": r"^[^#\s].*@\w|^\s*(approvers|reviewers):",
            "flags": "multiline",
            "fix": f"Name a person or team in {found.path}",
        }
        return Entry(Section.PROJECT, f"{code(found.path)} names somebody", (check,))
    check = {
        "file_exists": ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", "OWNERS"],
        "match": "any",
        "severity": "warning",
        "fix": "Write .github/CODEOWNERS with who reviews what",
    }
    return Entry(Section.PROJECT, "It is written who owns which files", (check,))


def conduct(repository: Repository) -> Entry | None:
    """There is a code of conduct."""
    del repository
    check = {
        "file_exists": ["CODE_OF_CONDUCT{,.*}", ".github/CODE_OF_CONDUCT.md", "docs/CODE_OF_CONDUCT.md"],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": "Add CODE_OF_CONDUCT.md, such as the Contributor Covenant",
    }
    return Entry(Section.PROJECT, "There is a code of conduct", (check,))


def issue_forms(repository: Repository) -> Entry | None:
    """There are forms for issues."""
    if not (repository.tree.in_git and repository.has_platform):
        return None
    check = {
        "file_exists": [
            ".github/ISSUE_TEMPLATE/*",
            ".github/ISSUE_TEMPLATE.md",
            ".gitlab/issue_templates/*",
            ".{forgejo,gitea}/{issue_template,ISSUE_TEMPLATE}/*",
        ],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": "Add a form for faults and one for wishes, such as .github/ISSUE_TEMPLATE/fault.yml",
    }
    return Entry(Section.PROJECT, "There are forms for issues", (check,))


def request_template(repository: Repository) -> Entry | None:
    """There is a template for pull requests."""
    if not (repository.tree.in_git and repository.has_platform):
        return None
    check = {
        "file_exists": [
            "{,.github/,docs/}pull_request_template{,.md,.txt}",
            ".github/PULL_REQUEST_TEMPLATE/*",
            ".gitlab/merge_request_templates/*",
            ".{forgejo,gitea}/pull_request_template.{md,yaml}",
        ],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": "Write .github/pull_request_template.md, which asks for the reason, the tests and the risk",
    }
    return Entry(Section.PROJECT, "There is a template for pull requests", (check,))


def governance(repository: Repository) -> Entry:
    """Maintainers or owners are written down."""
    del repository
    check = {
        "contains": [
            "{GOVERNANCE,MAINTAINERS,OWNERS,governance,maintainers}{,.md,.rst,.txt}",
            "{,.github/,docs/,.gitlab/}CODEOWNERS",
            "docs/{GOVERNANCE,governance}.md",
        ],
        "pattern": r"^[^#\s].*\w",
        "flags": "multiline",
        "match": "any",
        "severity": "warning",
        "fix": "Write MAINTAINERS.md with names, duties and how the list changes",
    }
    return Entry(Section.PROJECT, "Maintainers or owners are written down", (check,))


def alive(repository: Repository) -> Entry | None:
    """The last commit is not older than half a year."""
    if not repository.tree.in_git:
        return None
    check = {
        "git": {"max_commit_age": "183d"},
        "severity": "warning",
        "fix": "Make a release, or say in the README that the project rests",
    }
    return Entry(Section.PROJECT, "The last commit is not older than half a year", (check,))


MAKERS: dict[str, Maker] = {
    "security-policy": security_policy,
    "contributing": contributing,
    "owners": owners,
    "conduct": conduct,
    "issue-forms": issue_forms,
    "pull-request-template": request_template,
    "governance": governance,
    "alive": alive,
}
