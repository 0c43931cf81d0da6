"""Items about tests and about what CI does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import Entry, Section, code, escaped, glob_escaped, joined
from mdcheck.app.init.pipelines import RAKE, RUNNERS
from mdcheck.app.init.tree import folder_of
from mdcheck.evidence.ci.model import OWN, System
from mdcheck.evidence.ci.privileges import PRIVILEGED
from mdcheck.evidence.ci.tasks import located
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.kinds.ci import Ci
from mdcheck.results.outcome import Outcome

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker
    from mdcheck.app.init.pipelines import CiTestRun

_TERRAFORM = (Subject.TERRAFORM, Subject.OPENTOFU)
_MAX_COMMAND = 40
_FOR_ANY = ("make test", "make check", "just test", "task test")


def can_be_read(repository: Repository) -> bool:
    """Whether the kind `ci` can say something: there is no CI, or one that it reads."""
    return bool(repository.pipelines.pipelines) or not repository.facts.has(Subject.CI)


_MAY_RUN = re.compile(r"(?!actions/|docker://|\./)[^@]*[/-](?:tox|nox|pytest|make|just|gradle-build)(?:-|@|$)")
"""Actions of others that are named after what runs any task."""
_IN_IMAGE = re.compile(
    r"(?:docker|podman) run\b.* /\S*(?:^|[/_.-])(?:ci|lint|test|check|validate|verify)(?:[/_.-]\S*)?(?:\s|$)"
)
"""A program in an image of others that is named like one that looks at code."""


def decided(repository: Repository, entry: Entry, program: str = "") -> Entry:
    """The item, or one for a person where nobody sees here what may do it: it is elsewhere, or in this program."""
    pipelines = repository.pipelines
    jobs = pipelines.jobs
    foreign = any(_MAY_RUN.match(use.reference) for job in jobs for use in job.uses) or any(
        _IN_IMAGE.match(command) for job in jobs for script in job.scripts for command, _ in located(script)
    )
    if not foreign and not program and not any(pipeline.unresolved for pipeline in pipelines.pipelines):
        return entry
    asked = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in entry.checks[0]["ci"].items()}
    match = entry.checks[0]["ci"].get("match", "all")
    check = Ci(runs=asked.get("runs", ()), uses=asked.get("uses", ()), on=asked.get("on", ()), match=match)
    outcome = check.check(repository.tree.workspace).outcome
    if outcome is Outcome.PASSED or (outcome is Outcome.FAILED and not foreign and not program):
        return entry
    why = f"{code(program)} may do it" if program and not foreign else "it takes from elsewhere what may do it"
    return Entry(entry.section, f"{entry.statement} (evidence: its last run; {why})")


def has_github(repository: Repository) -> bool:
    return any(pipeline.system is System.GITHUB for pipeline in repository.pipelines.pipelines)


def has_jobs(repository: Repository) -> bool:
    return bool(repository.pipelines.jobs)


def tests_in_ci(repository: Repository) -> Entry | None:
    """CI runs the tests, on pull requests where there are some."""
    facts, tree = repository.facts, repository.tree
    if not can_be_read(repository) or not (facts.has(Subject.MANIFEST) or repository.languages or tree.tests):
        return None
    runs = repository.pipelines.test_runs
    asks = runs[0].on_pull_request or runs[0].path.startswith(".github/") if runs else has_github(repository)
    on = "on pull requests" if asks else ""
    check: Check = {"ci": {"runs": _pattern(runs[0]) if runs else _runners(repository)}}
    if not runs:
        check["ci"]["match"] = "any"
    if on:
        check["ci"]["on"] = "pull_request"
        if not runs and len(check["ci"]["runs"]) > 1:
            check["ci"] = {"runs": f"({'|'.join(check['ci']['runs'])})", "on": "pull_request"}
    where = runs[0].path if runs else ci_file(repository)
    shown = runs and (runs[0].on_pull_request or not on)
    check |= {
        "severity": "blocker" if shown else "error",
        "fix": f"Let {where} run the tests {on or 'on every change'}",
    }
    what = f"CI runs the tests ({code(_short(runs[0]))})" if runs else "CI runs the tests"
    entry = Entry(Section.TESTS, f"{what} {on}".strip(), (check,))
    return decided(repository, entry, "" if runs else repository.pipelines.program)


def _short(run: CiTestRun) -> str:
    return run.command if len(run.command) <= _MAX_COMMAND else short_runner(run)


def short_runner(run: CiTestRun) -> str:
    """The runner without the options and tasks between its name and what it is asked for: `gradlew … build`."""
    first, *others = run.runner.split()
    return run.runner if len(run.runner) <= _MAX_COMMAND else f"{first} … {others[-1]}"


def _pattern(run: CiTestRun) -> str:
    """For the runner; a long one holds options that change, so that any of its sort will do."""
    if run.runner == "rake":
        return RAKE
    if len(run.runner) <= _MAX_COMMAND:
        return escaped(run.runner)
    every = (one for many in RUNNERS.values() for one in many)
    return next(one for one in every if re.fullmatch(one, run.runner))


def ci_file(repository: Repository) -> str:
    """Where one more step belongs: into what tests pull requests, else into what runs for them."""
    pipelines = repository.pipelines
    known = [(run.path, run.on_pull_request) for run in pipelines.test_runs]
    known += [(one.path, "pull_request" in job.triggers) for one in pipelines.pipelines for job in one.jobs]
    found = [path for path, on in known if on] or [path for path, _ in known]
    return (*found, *repository.facts.paths(Subject.CI), ".github/workflows/ci.yml")[0]


def _runners(repository: Repository) -> list[str]:
    found = [runner for name in repository.ecosystems for runner in RUNNERS.get(name, ())]
    if any(repository.facts.has(subject) for subject in _TERRAFORM):
        found += RUNNERS["Terraform"]
    known = [*dict.fromkeys(found), *_FOR_ANY, r"(scripts?|bin)/tests?(\.\w+)?"]
    misleading = [form for command in repository.pipelines.misleading for form in forms(command)]
    return [one for one in known if not any(re.match(rf"(?:{one})(?![\w-])", form) for form in misleading)]


_BESIDE_CODE = r"#\[((\w+::)*test\b|cfg\(test\))"
"""Rust's tests stand in the file that they are of."""


def tests_exist(repository: Repository) -> Entry | None:
    """There are tests."""
    tree = repository.tree
    if not repository.languages and not tree.tests:
        return None
    beside = next((path for path in tree.code if path.endswith(".rs") and re.search(_BESIDE_CODE, tree.text(path))), "")
    check: Check = {"file_exists": "@tests"}
    if beside and not tree.tests:
        check = {"contains": "**/*.rs", "pattern": _BESIDE_CODE, "match": "any"}
    check |= {"fix": "Write a first test, of what would hurt most if it broke"}
    return Entry(Section.TESTS, "There are tests", (check,))


def permissions(repository: Repository) -> Entry | None:
    """Every workflow says what its token may do."""
    if not has_github(repository):
        return None
    jobs = [job for p in repository.pipelines.pipelines if p.system is System.GITHUB for job in p.jobs]
    if not jobs:
        return None
    given = [job.permissions for job in jobs if job.permissions is not None and not isinstance(job.permissions, str)]
    scopes = sorted({scope for table in given for scope, access in table.items() if access == "write"})
    fix = "Write permissions: {contents: read} at the top of each workflow, and more only for the job that needs it"
    if scopes:
        check: Check = {"ci": {"permissions": dict.fromkeys(scopes, "write")}, "fix": fix}
        statement = (
            f"Every workflow says what its token may do, and none may write more than {joined(map(code, scopes))}"
        )
        return Entry(Section.TESTS, statement, (check,))
    check = {"ci": {"permissions": "read"}, "fix": fix}
    return Entry(Section.TESTS, "Every workflow says what its token may do, and none may do more than read", (check,))


def pinned(repository: Repository) -> Entry | None:
    """Actions and images that CI takes from others are fixed."""
    jobs = [job for p in repository.pipelines.pipelines if p.system is System.GITHUB for job in p.jobs]
    if not any(not use.reference.startswith(OWN) for job in jobs for use in job.uses):
        return None
    check = {
        "ci": {"pinned": True},
        "severity": "warning",
        "fix": "Write the commit behind each action, actions/checkout@<40 hex digits> # v4; a digest behind images",
    }
    return Entry(Section.TESTS, "What CI takes from others is fixed: actions to commits, images to digests", (check,))


def strangers(repository: Repository) -> Entry | None:
    """No privileged workflow checks out the code of a pull request."""
    if not any(job.triggers & PRIVILEGED for job in repository.pipelines.jobs):
        return None
    check = {
        "ci": {"no_head_checkout": True},
        "severity": "blocker",
        "fix": "Run a pull request's code in a workflow that is triggered by pull_request",
    }
    return Entry(Section.TESTS, "No privileged workflow checks out the code of a pull request", (check,))


_ACTIONS = {
    "ruff": ["astral-sh/ruff-action", "chartboost/ruff-action"],
    "golangci-lint": ["golangci/golangci-lint-action"],
    "biome": ["biomejs/setup-biome"],
    "markdownlint": ["DavidAnson/markdownlint-cli2-action", "nosborn/github-action-markdown-cli"],
    "vale": ["errata-ai/vale-action", "vale-cli/vale-action"],
    "mypy": ["tsuyoshicho/action-mypy"],
    "pyright": ["jakebailey/pyright-action"],
    "ansible-lint": ["ansible/ansible-lint"],
    "playwright test": ["microsoft/playwright-github-action"],
    "cypress run": ["cypress-io/github-action"],
}
_COMMANDS = {
    "markdownlint": "markdownlint(-cli2?)?",
    "cargo clippy": r"cargo( \+\S+)? clippy",
    "biome": "biome (ci|check|lint)",
    "rubocop": r"(rubocop|rake \S*rubocop\S*)",
    "tsc": "(vue-)?tsc",
}


def lint(repository: Repository) -> Entry | None:
    """CI runs the linter that is configured, or the build that a linter is bound to."""
    found = repository.build_linter
    if found is None or not has_jobs(repository):
        return _tool(repository, Subject.LINTER)
    check: Check = {"ci": {"runs": found.runs}, "fix": f"Let {ci_file(repository)} run the build, checks included"}
    bound: Check = {**found.shows, "fix": f"Restore the check of {found.name} in {found.path}"}
    statement = f"CI runs the build to which {code(found.path)} binds {code(found.name)}"
    return decided(repository, Entry(Section.TESTS, statement, (check, bound)))


def types(repository: Repository) -> Entry | None:
    """CI runs the type checker that is configured."""
    found = repository.facts.first(Subject.TYPE_CHECKER)
    if found is not None and found.name == "tsc":
        scripts = repository.tree.mapping("package.json", "scripts").values()
        if not any("tsc" in str(script) for script in scripts):
            return None
    return _tool(repository, Subject.TYPE_CHECKER)


def end_to_end(repository: Repository) -> Entry | None:
    """CI runs the end-to-end tests that are configured."""
    return _tool(repository, Subject.END_TO_END)


def _tool(repository: Repository, subject: Subject) -> Entry | None:
    """CI runs a tool that is configured. Hooks may run it somewhere else, which nobody sees here."""
    found = repository.facts.first(subject)
    if found is None or not has_jobs(repository) or repository.facts.has(Subject.HOOKS):
        return None
    options: Check = {"runs": _COMMANDS.get(found.name, escaped(found.name))}
    if found.name in _ACTIONS:
        options |= {"uses": _ACTIONS[found.name], "match": "any"}
    check = {"ci": options, "fix": f"Let {ci_file(repository)} run {found.name}, since {found.path} configures it"}
    entry = Entry(Section.TESTS, f"CI runs {code(found.name)}, which {code(found.path)} configures", (check,))
    return decided(repository, entry)


_DOCS_BUILDS = {
    "MkDocs": "(mkdocs (build|gh-deploy)|mike deploy)",
    "Sphinx": r"(sphinx-build|make( -\S+( \S+)?)* \S*(html|docs)\S*|tox .*docs)",
    "Docusaurus": "docusaurus build",
    "mdBook": "mdbook (build|test)",
    "VitePress": "vitepress build",
    "Antora": "antora",
    "Hugo": "hugo",
    "Astro": "astro build",
}


_READ_THE_DOCS = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml")
"""It builds the documentation itself."""


def docs_built(repository: Repository) -> Entry | None:
    """CI builds the documentation."""
    found = repository.facts.first(Subject.DOCS_SITE)
    if found is None or not has_jobs(repository) or any(map(repository.tree.has, _READ_THE_DOCS)):
        return None
    check = {
        "ci": {"runs": _DOCS_BUILDS[found.name]},
        "fix": f"Let {ci_file(repository)} build what {found.path} says",
    }
    return decided(repository, Entry(Section.DOCUMENTS, f"CI builds the documentation with {found.name}", (check,)))


_LINK_ACTIONS = (
    "lycheeverse/lychee-action",
    "{gaurav-nelson,tcort}/github-action-markdown-link-check",
    "{umbrelladocs,UmbrellaDocs}/action-linkspector",
    "ruzickap/action-my-broken-link-checker",
    "urlstechie/urlchecker-action",
)


def dead_links(repository: Repository) -> Entry | None:
    """CI fails on dead links."""
    if not can_be_read(repository):
        return None
    check = {
        "ci": {
            "runs": [
                "(lychee|markdown-link-check|linkchecker|linkinator)",
                "(mdcheck (run|update)|muffet|html-?proofer|awesome_bot)",
                "(broken-link-checker|blc|linkspector|liche|deadlinks?|mlc)",
                r"(mkdocs build .*(--strict|-s)|sphinx-build .*linkcheck)",
                "((docusaurus|vitepress) build|urlchecker check|awesome-lint)",
                r"(make|just|task|(npm|yarn|pnpm|bun)( run)?)( -\S+)* \S*(link-?check|check[-:]?links)\S*",
            ],
            "uses": [*_LINK_ACTIONS],
            "match": "any",
        },
        "severity": "warning",
        "fix": f"Let {ci_file(repository)} run mdcheck or lychee",
    }
    return decided(repository, Entry(Section.DOCUMENTS, "CI fails on dead links", (check,)))


def infrastructure_checked(repository: Repository) -> Entry | None:
    """CI validates Terraform, charts, roles or manifests."""
    facts = repository.facts
    if not can_be_read(repository) or facts.has(Subject.HOOKS):
        return None
    uses: list[str] = []
    if any(facts.has(subject) for subject in _TERRAFORM):
        runs, what = (
            [r"(terraform|tofu|terragrunt) (hcl ?)?fmt .*-check", "(terraform|tofu|terragrunt) validate"],
            "format and validate the files",
        )
        statement = "CI checks the format of the Terraform files and validates them"
    elif facts.has(Subject.HELM):
        runs, what = (
            [r"(helm lint|ct (lint|lint-and-install)|docker run .*chart-testing\S* .*\blint)"],
            "lint the chart",
        )
        statement = "CI lints the chart"
    elif facts.has(Subject.ANSIBLE_ROLE) or facts.has(Subject.ANSIBLE):
        runs, uses, what = ["(ansible-lint|molecule test)"], ["ansible/ansible-lint"], "run ansible-lint"
        statement = "CI runs `ansible-lint` or the role's tests"
    elif facts.has(Subject.KUBERNETES):
        runs, what = (
            ["(kubeconform|kubeval|kube-linter|kubectl .*--dry-run|kustomize build|kubectl kustomize)"],
            "validate the manifests",
        )
        statement = "CI validates the Kubernetes manifests"
    else:
        return None
    options: Check = {"runs": runs if len(runs) > 1 else runs[0]}
    if uses:
        options |= {"uses": uses, "match": "any"}
    check = {"ci": options, "fix": f"Let {ci_file(repository)} {what}"}
    return decided(repository, Entry(Section.TESTS, statement, (check,)))


def member_tests(repository: Repository) -> Entry | None:
    """Every package of the monorepo that has tests has a script for them; left out where the root runs them all."""
    tree = repository.tree
    packages = [path for path in repository.facts.paths(Subject.MEMBER) if path.endswith("package.json")]
    found = [path for path in packages if any(test.startswith(f"{folder_of(path)}/") for test in tree.tests)]
    if sum(bool(tree.value(path, "scripts", "test")) for path in found) * 2 < max(len(found), 1):
        return None
    check = {
        "value": [glob_escaped(path) for path in found],
        "at": "scripts.test",
        "severity": "warning",
        "fix": "Add a script test to the package.json that is named, or take its package out of this check",
    }
    return Entry(Section.TESTS, "Every package with tests has a script that runs them", (check,))


MAKERS: dict[str, Maker] = {
    "tests-in-ci": tests_in_ci,
    "tests-exist": tests_exist,
    "permissions": permissions,
    "pinned": pinned,
    "strangers": strangers,
    "lint": lint,
    "types": types,
    "end-to-end": end_to_end,
    "docs-built": docs_built,
    "dead-links": dead_links,
    "infrastructure-checked": infrastructure_checked,
    "member-tests": member_tests,
}
