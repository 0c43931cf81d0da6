"""Items about the tools that CI or a hook runs: any of many that do the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.ci import can_be_read, ci_file, decided, has_jobs, lint
from mdcheck.app.init.items.entry import Entry, Section, code, glob_escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker


def _patterns(text: str) -> tuple[str, ...]:
    """The patterns of a table; two blanks or a new line stand between them."""
    return tuple(pattern for line in text.splitlines() for pattern in line.strip().split("  ") if pattern)


_SCANNERS = _patterns(r"""
    pip-audit  uv audit  safety (check|scan)  osv-scanner  grype  govulncheck  (npm|yarn|pnpm|bun) audit
    yarn npm audit  audit-ci  cargo[ -](audit|deny)  bundler?[ -]audit
    trivy( -.*)? (fs|filesystem|repo|repository|rootfs|image|i|sbom|vm)  snyk( container)? (test|monitor)
    composer audit  dotnet list .*--vulnerable  .*dependency-?check  mix (deps|hex)\.audit
""")

_SCANNER_ACTIONS = _patterns("""
    actions/dependency-review-action  google/osv-scanner-action*  google/osv-scanner-action/**
    aquasecurity/trivy-action  anchore/scan-action  snyk/actions/*  pypa/gh-action-pip-audit
    golang/govulncheck-action  rustsec/audit-check  actions-rust-lang/audit  EmbarkStudios/cargo-deny-action
    dependency-check/*
""")

_ANALYSERS = _patterns(r"""
    bandit  semgrep  opengrep  gosec  brakeman  (dotnet-)?sonar-?scanner  codeql  snyk code
    (mvn|mvnw|gradle|gradlew)\b.*\bsonar  psalm .*--taint-analysis  mix sobelow  njsscan
""")

_ANALYSER_ACTIONS = _patterns("""
    github/codeql-action/analyze  semgrep/*  returntocorp/semgrep-action  SonarSource/*  securego/gosec
    PyCQA/bandit-action  reviewdog/action-brakeman  zizmorcore/zizmor-action
""")

_SECRET_SCANNER_ACTIONS = _patterns("""
    gitleaks/gitleaks-action  trufflesecurity/trufflehog  GitGuardian/ggshield*
""")

_COVERAGE = _patterns(r"""
    .* --cov\b  coverage (run|report|xml)  .* --coverage\b  .* --?cover(age|profile|pkg)?\b  nyc  c8
    cargo (\+\S+ )?(llvm-cov|tarpaulin)  codecov  coveralls  kcov  mix coveralls\S*  grcov
    dotnet test .*(--collect|CollectCoverage)  (phpunit|pest|composer) .*--coverage\S*
""")

_COVERAGE_ACTIONS = _patterns("""
    codecov/codecov-action  coverallsapp/github-action  py-cov-action/*
""")

_LINTERS = _patterns(r"""
    ruff  flake8  pylint  mypy  pyright  basedpyright  ty check  black  eslint  biome  oxlint  prettier
    (vue-|svelte-)?tsc  vue-tsc  standard  xo  golangci-lint  go vet  staticcheck  gofmt
    cargo (\+\S+ )?(clippy|fmt)  pre-commit  prek  rubocop  standardrb  phpstan  phpcs  php-cs-fixer  psalm  pint
    mix (credo|format)  dotnet format  swiftlint  ktlint  clang-(format|tidy)  scalafmt
    rake \S*(rubocop|lint|standard)\S*
    (npm|yarn|pnpm|bun)( run)? (lint|check|typecheck|type-check|format)\S*  (make|just|task) \S*lint\S*
    (mvn|mvnw|gradle|gradlew)\b.*(checkstyle|spotless|spotbugs|ktlint|detekt|pmd)\S*  (tox|nox) .*lint\S*
    super-linter  shellcheck  deno (lint|fmt)  (turbo|nx)( run)?( -\S+)* .*\blint\S*  tflint  markdownlint\S*
""")

_LINTER_ACTIONS = _patterns("""
    golangci/golangci-lint-action  astral-sh/ruff-action  pre-commit/action  biomejs/setup-biome
    super-linter/super-linter*  oxsecurity/megalinter*  j178/prek-action  dominikh/staticcheck-action
    actions-rs/clippy-check  psf/black
    reviewdog/action-{eslint,golangci-lint,flake8,mypy,pylint,rubocop,shellcheck,staticcheck,stylelint}
""")

_DELIVERY = _patterns(r"""
    kubectl (set|rollout)  helm push  (terraform|tofu|pulumi|cdk|sam|serverless|sls) (apply|up|deploy)
    docker (buildx build .*--push|push)  (flyctl|fly) deploy  goreleaser  semantic-release  release-it
    (npm|pnpm|yarn|bun|lerna)( run)? (npm )?publish  changeset publish  twine upload
    (uv|poetry|hatch|flit|pdm) publish  cargo publish  gem push  (bundle exec )?rake release\S*
    (mvn|mvnw)\b.* deploy  (gradle|gradlew)\b.* \S*publish\S*  dotnet nuget push  mix hex.publish
    gh release (create|upload)  cap .*deploy  kamal deploy  ansible-playbook  gcloud .*deploy
    aws (ecs|s3|lambda|cloudformation|deploy)[ ]  az .*deploy  (vercel|netlify|wrangler|firebase|eb) .*deploy
    vercel  skaffold run  argocd app sync  crane push  ko (build|publish)  \S*deploy\S*\.sh
    make \S*(deploy|publish|release)\S*  git push (heroku|dokku)\S*
    (npm|pnpm|yarn|bun)( run)? \S*(deploy|release|publish)\S*
""")

_DELIVERY_ACTIONS = _patterns("""
    docker/build-push-action  goreleaser/goreleaser-action  pypa/gh-action-pypi-publish
    softprops/action-gh-release  changesets/action  azure/*deploy*  aws-actions/*deploy*
    google-github-actions/deploy-*  rubygems/release-gem  actions/deploy-pages  peaceiris/actions-gh-pages
    cycjimmy/semantic-release-action  superfly/flyctl-actions/**  googleapis/release-please-action
    google-github-actions/release-please-action  appleboy/ssh-action  akhileshns/heroku-deploy
    helm/chart-releaser-action  cloudflare/wrangler-action  ncipollo/release-action
    taiki-e/upload-rust-binary-action  JamesIves/github-pages-deploy-action  svenstaro/upload-release-action
    actions/create-release
""")


def _in_ci(
    repository: Repository,
    statement: str,
    runs: Sequence[str],
    uses: Sequence[str],
    fix: str,
    severity: str = "error",
) -> Entry | None:
    """CI runs one of the commands or takes one of the actions; None where nobody can read what CI does."""
    if not can_be_read(repository):
        return None
    options = {"runs": [*runs], "uses": [*uses], "match": "any"}
    check = {"ci": options, "severity": severity, "fix": f"Let {ci_file(repository)} {fix}"}
    return decided(repository, Entry(Section.TESTS, statement, (check,)))


def dependency_scan(repository: Repository) -> Entry | None:
    """CI runs a scanner for known vulnerabilities of the dependencies."""
    if not repository.facts.has(Subject.MANIFEST):
        return None
    runs = _SCANNERS
    uses = [*_SCANNER_ACTIONS]
    trivy = "aquasecurity/trivy-action"
    taken = [use for job in repository.pipelines.jobs for use in job.uses if use.reference.startswith(f"{trivy}@")]
    if taken and all(use.inputs.get("scan-type") == "config" for use in taken):
        uses.remove(trivy)  # it looks at configuration alone
    statement = "CI runs a scanner for known vulnerabilities of the dependencies"
    return _in_ci(repository, statement, runs, uses, "run a scanner such as osv-scanner or trivy")


def static_analysis(repository: Repository) -> Entry | None:
    """CI runs static analysis with security rules."""
    if not repository.languages:
        return None
    runs = _ANALYSERS
    uses = _ANALYSER_ACTIONS
    statement = "CI runs static analysis with security rules"
    return _in_ci(repository, statement, runs, uses, "run CodeQL, Semgrep, Bandit or their like", "warning")


_CREDENTIALS = "(gitleaks|betterleaks|detect-secrets|trufflehog|ggshield)"
_HOOKS_FOR_CREDENTIALS = f"({_CREDENTIALS}|detect-private-key|detect-aws-credentials).*"


def _hook_ids(repository: Repository, path: str) -> list[str]:
    repos = repository.tree.value(path, "repos")
    listed = [repo.get("hooks") for repo in repos if isinstance(repo, dict)] if isinstance(repos, list) else []
    hooks = [hook for one in listed if isinstance(one, list) for hook in one if isinstance(hook, dict)]
    return [str(hook.get("id")) for hook in hooks]


def secret_scan(repository: Repository) -> Entry | None:
    """CI or a hook looks for credentials in new commits."""
    if not repository.languages:
        return None
    hooks = repository.facts.first(Subject.HOOKS)
    if hooks is not None and any(re.match(_HOOKS_FOR_CREDENTIALS, one) for one in _hook_ids(repository, hooks.path)):
        check: Check = {
            "value": glob_escaped(hooks.path),
            "at": "$.repos[*].hooks[*].id",
            "any": {"matches": _HOOKS_FOR_CREDENTIALS},
            "severity": "warning",
            "fix": f"Add a hook such as gitleaks to {hooks.path}",
        }
        return Entry(Section.DEPENDENCIES, "A hook looks for credentials in new commits", (check,))
    uses = _SECRET_SCANNER_ACTIONS
    statement = "CI looks for credentials in new commits"
    return _in_ci(
        repository, statement, [_CREDENTIALS], uses, "run gitleaks, or add it as a hook of pre-commit", "warning"
    )


_MEASURED = r"--cov\b|simplecov|jacoco|collectCoverage|coverlet|undercover|excoveralls"


def coverage_in_ci(repository: Repository) -> Entry | None:
    """CI measures coverage; left out where the settings of the tests measure it wherever they run."""
    tree = repository.tree
    if not (repository.pipelines.test_runs and has_jobs(repository) and repository.programmed):
        return None
    settings = (*repository.facts.paths(Subject.MANIFEST), "setup.cfg", "tox.ini", "pytest.ini", "noxfile.py")
    if any(_holds(tree.text(path), _MEASURED) for path in settings):
        return None
    runs = _COVERAGE
    uses = _COVERAGE_ACTIONS
    return _in_ci(repository, "CI measures coverage", runs, uses, "measure coverage, and keep the report", "warning")


def _holds(text: str, pattern: str) -> bool:
    return re.search(pattern, text) is not None


def linter(repository: Repository) -> Entry | None:
    """Hooks are configured, or CI runs a linter or a type checker."""
    if not repository.languages:
        return None
    if (hooks := repository.facts.first(Subject.HOOKS)) is not None:
        check: Check = {
            "value": glob_escaped(hooks.path),
            "at": "$.repos[*].hooks[*].id",
            "severity": "warning",
            "fix": f"Name a formatter and a linter in {hooks.path}",
        }
        return Entry(Section.TESTS, f"{code(hooks.path)} names hooks that look at each commit", (check,))
    if repository.build_linter is not None and (entry := lint(repository)) is not None:
        return entry
    runs = _LINTERS
    uses = _LINTER_ACTIONS
    statement = "CI runs a linter, a formatter or a type checker"
    return _in_ci(repository, statement, runs, uses, "run the linter and the type checker", "warning")


def delivery(repository: Repository) -> Entry | None:
    """CI publishes or deploys."""
    if not repository.languages:
        return None
    runs = _DELIVERY
    uses = _DELIVERY_ACTIONS
    entry = _in_ci(repository, "CI publishes or deploys what is released", runs, uses, "publish or deploy", "warning")
    # Many of these can be told to do all but the last step, so a person judges.
    return entry and entry._replace(checks=tuple({**check, "tick": "person"} for check in entry.checks))


MAKERS: dict[str, Maker] = {
    "dependency-scan": dependency_scan,
    "static-analysis": static_analysis,
    "secret-scan": secret_scan,
    "ci-coverage": coverage_in_ci,
    "ci-lint": linter,
    "ci-delivers": delivery,
}
