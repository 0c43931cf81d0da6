"""For each command an example, and the page of the documents that tells more."""

from __future__ import annotations

from typing import NamedTuple

SITE = "https://github.com/your-org/mdcheck/blob/main/docs"
"""Where the documents are. `your-org` stands for the repository that mdcheck was taken from."""


class Page(NamedTuple):
    """What the help text of a command ends with."""

    example: str
    page: str
    """A file in `docs/`, with or without a heading."""


PAGES = {
    "update": Page("mdcheck update", "git.md"),
    "run": Page("mdcheck run --only docs --all", "reports.md"),
    "status": Page("mdcheck status RELEASE_CHECKLIST.md", "reports.md"),
    "lint": Page("mdcheck lint --fix", "diagnostics.md"),
    "explain": Page("mdcheck explain PRODUCTION_READINESS_CHECKLIST.md:42", "format.md"),
    "init": Page("mdcheck init --list", "templates.md"),
    "adopt": Page("mdcheck adopt CHECKLIST.md", "adopting.md"),
    "kinds": Page("mdcheck kinds coverage", "kinds.md"),
    "help": Page("mdcheck help outcomes", "format.md"),
    "completion": Page('eval "$(mdcheck completion bash)"', "git.md"),
    "diff": Page("mdcheck diff origin/main", "git.md"),
    "history": Page("mdcheck history -f svg > history.svg", "git.md"),
    "trust": Page("mdcheck trust --grant", "trust.md"),
    "due": Page("mdcheck due --within 90d", "people.md"),
    "sign": Page('mdcheck sign "runbook" --note "Read on the test system"', "people.md"),
    "waive": Page('mdcheck waive "smoke tests" --until 30d --reason "Staging is being rebuilt"', "people.md"),
    "waivers": Page("mdcheck waivers", "people.md"),
    "badge": Page("mdcheck badge -o badge.svg", "reports.md"),
    "merge": Page("mdcheck merge CHECKLIST.md", "git.md"),
    "config-git": Page("mdcheck config-git", "git.md"),
    "results": Page("mdcheck results r1.jsonl r2.jsonl -f html -o report.html", "scale.md"),
    "fleet": Page("mdcheck fleet fleet.toml -o fleet.html", "fleet.md"),
    "lsp": Page("mdcheck lsp", "editors.md"),
}


def epilog(name: str) -> str:
    """The end of a command's help text."""
    page = PAGES[name]
    return f"\b\nExample: {page.example}\nMore:    {SITE}/{page.page}"
