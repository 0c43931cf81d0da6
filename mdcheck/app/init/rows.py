"""The table of evidence: which file, by its name and what stands in it, says what of a repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.tree import folder_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.init.tree import Tree

    Look = Callable[[Tree, str], str]
    """What in the file is a sign; empty where nothing is."""

ANYWHERE = ".*"
ROOT = ""
COMMUNITY = r"|\.github|\.gitlab|docs?"
"""The folders where platforms look for documents about the project."""

_NOT_SHIPPED = re.compile(
    r"(?:^|/)(?:tests?|docs?|hack|ci|\.ci|\.github|scripts|tools|debian|deb|rpm|contrib)/", re.IGNORECASE
)
_FOR_DEVELOPERS = re.compile(
    r"(?:^|[/._-])(?:dev|development|tests?|ci|local|e2e|playwright|cypress|debug|lint|builder|base)(?:[._-][^/]*)?$|(?:^|/)(?:dev|development|local)/",
    re.IGNORECASE,
)
"""How a Dockerfile is called that makes no image for others."""
_WORKSPACE = re.compile(r"(?:.*/)?(?:gitpod/workspace|devcontainers/)")
"""Images to develop in."""
_MAX_DOCUMENTS = 400


class Row(NamedTuple):
    """Evidence → fact."""

    subject: Subject
    name: str
    """Which one it is."""
    files: str
    """Regular expression for the whole name of the file, in any case of letters."""
    folder: str = ANYWHERE
    """Regular expression for the whole path of its folder."""
    look: Look | None = None
    """What must stand in the file; None where its name is enough."""


def _key(*keys: str) -> Look:
    """The file is structured, and something stands below these keys."""
    return lambda tree, path: ".".join(keys) if tree.value(path, *keys) not in (None, "", [], {}) else ""


def _pattern(pattern: str) -> Look:
    """For files that nothing reads as structure."""
    compiled = re.compile(pattern, re.MULTILINE)

    def look(tree: Tree, path: str) -> str:
        found = compiled.search(tree.text(path))
        return " ".join(found[0].split()) if found else ""

    return look


def _shipped(tree: Tree, path: str) -> str:
    """An image that is not for tests, documents or tools alone."""
    stages = tree.value(path, "stages")
    if (
        _NOT_SHIPPED.search(path)
        or _FOR_DEVELOPERS.search(path)
        or not stages
        or path.lower().endswith(".dockerignore")
        or _WORKSPACE.match(str(stages[-1].get("from", "")))
    ):
        return ""
    return f"FROM {stages[-1].get('from', '')}".strip()


_WORKLOADS = frozenset(("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Rollout"))


def _workload(tree: Tree, path: str) -> str:
    if _NOT_SHIPPED.search(path) or re.search(r"(?:^|/)(?:templates|crds?)/", path):
        return ""
    if b"apiVersion" not in tree.workspace.head(path) and "apiVersion:" not in tree.text(path):
        return ""
    for document in tree.documents(path)[:_MAX_DOCUMENTS]:
        if isinstance(document, dict) and "apiVersion" in document and document.get("kind") in _WORKLOADS:
            return f"kind: {document['kind']}"
    return ""


def _cloudformation(tree: Tree, path: str) -> str:
    for document in tree.documents(path)[:1]:
        if isinstance(document, dict) and ("AWSTemplateFormatVersion" in document or "Transform" in document):
            return "AWSTemplateFormatVersion" if "AWSTemplateFormatVersion" in document else "Transform"
    return ""


def _no_test(tree: Tree, path: str) -> str:
    del tree
    return "" if re.search(r"(?:^|/)(?:tests?|contrib|modules/[^/]+/tests?)/", path) else path.rpartition(".")[2]


_NO_LICENCE = (
    r"(?!third|.*[-_.](?:header|check\w*|te?mpl\w*)\b"
    r"|.*\.(?:py|go|rs|[cm]?[jt]sx?|rb|java|kt|cs|php|c|h|sh|json|ya?ml|toml|j2|in)$)"
)
"""Programs about licences, and headers for files."""
LICENCE_NAME = (
    rf"{_NO_LICENCE}(?:(?:un)?licen[cs]es?(?:[-._][\w.+-]+)?|copying(?:[-.][\w.]+)?|[\w.+-]+-licen[cs]e(?:\.\w+)?)"
)
_ALARM = (
    r'^resource\s+"(?:aws_cloudwatch_metric_alarm|datadog_monitor|google_monitoring_alert_policy|azurerm_monitor_metric_alert'
    r'|grafana_rule_group|newrelic_nrql_alert_condition|pagerduty_service)"'
)


def _alert_rules(tree: Tree, path: str) -> str:
    """Rules as Prometheus reads them, or as its operator does; a Helm chart's template is no YAML."""
    for document in tree.documents(path)[:_MAX_DOCUMENTS]:
        spec = document.get("spec") if isinstance(document, dict) else None
        groups = [*_list(document, "groups"), *_list(spec, "groups")]
        if any(isinstance(rule, dict) and "alert" in rule for group in groups for rule in _list(group, "rules")):
            return "alert"
    return ""


def _list(value: Any, key: str) -> list[Any]:
    """The list below the key; an empty one where nothing or something else stands there."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _ansible_role(tree: Tree, path: str) -> str:
    root = folder_of(folder_of(path))
    tasks = "/".join(part for part in (root, "tasks/main.yml") if part)
    return "galaxy_info" if tree.mapping(path, "galaxy_info") and tree.has(tasks) else ""


def _playbook(tree: Tree, path: str) -> str:
    if _NOT_SHIPPED.search(path):
        return ""
    value = tree.value(path)
    return "hosts" if isinstance(value, list) and any(isinstance(p, dict) and "hosts" in p for p in value) else ""


def _services(tree: Tree, path: str) -> str:
    return "services" if tree.mapping(path, "services") else ""


def _own_package(tree: Tree, path: str) -> str:
    """A manifest of Node that is not there for tools of the repository alone."""
    keys = [key for key in ("name", "main", "exports", "scripts", "workspaces", "bin") if tree.value(path, key)]
    return ", ".join(keys[:2]) or ("dependencies" if tree.mapping(path, "dependencies") else "")


def _python_project(tree: Tree, path: str) -> str:
    for keys in (("project",), ("tool", "poetry"), ("build-system",), ("tool", "uv"), ("dependency-groups",)):
        if tree.mapping(path, *keys):
            return f"[{'.'.join(keys)}]"
    return ""


_CHANGES = (
    r"(?:changelog|changes|history|news|releases|release[-_]notes|whatsnew|version[-_]?history)"
    r"(?:[-.](?!(?:archived?|old|legacy|histor\w+|template)\b)[\w.]+)?"
)


def _changes(tree: Tree, path: str) -> str:
    """Below `docs` only what has versions, or takes them from another file, is no page on releases or history."""
    versions = r"^(?:#{1,4} .*|v?)\d+\.\d|\d\.\d[^\n]*\n[=~^-]{3}|^(?:\.\. |```\{|\{%)[ -]*\w*include"
    return path if "/" not in path or re.search(versions, tree.text(path), re.MULTILINE) else ""


_APIS = r"(?:.*/)?(?:apis?|api[-_]?(?:docs?|specs?)|specs?|contracts?|schemas?)(?:/[^/]+)?"
_RELEASES = r"(?:docs?/)?(?:change[-_]?logs?|changes|(?:release[-_]?)?notes|releases|news|whatsnew)"
_SERVER_CALL = (
    r"\bhttp\.ListenAndServe|\buvicorn\.run\(|\bapp\.run\(|\.listen\(\s*(?:process\.env|\w*[Pp][Oo][Rr][Tt]|\d)|grpc\.NewServer\("
    r"|HttpServer::new|axum::serve|WebApplication\.CreateBuilder|SpringApplication\.run"
)

ROWS = (
    # Manifests. The name is that of the ecosystem.
    Row(Subject.MANIFEST, "Python", r"pyproject\.toml", look=_python_project),
    Row(Subject.MANIFEST, "Python", r"setup\.py"),
    Row(Subject.MANIFEST, "Python", r"setup\.cfg", look=_key("metadata")),
    Row(Subject.MANIFEST, "Python", r"pipfile|environment\.ya?ml"),
    Row(Subject.MANIFEST, "Python", r"requirements\.(?:txt|in)", r"(?!docs?(?:/|$)).*"),
    Row(Subject.MANIFEST, "Node", r"package\.json", r"(?!(?:docs?|website|site)(?:/|$)).*", _own_package),
    Row(Subject.MANIFEST, "Deno", r"deno\.jsonc?"),
    Row(Subject.MANIFEST, "Go", r"go\.mod", r"(?!docs?(?:/|$)).*"),
    Row(Subject.MANIFEST, "Rust", r"cargo\.toml"),
    Row(Subject.MANIFEST, "Maven", r"pom\.xml"),
    Row(Subject.MANIFEST, "Gradle", r"build\.gradle(?:\.kts)?"),
    Row(Subject.MANIFEST, ".NET", r".*\.(?:cs|fs|vb)proj"),
    Row(Subject.MANIFEST, "Ruby", r"gemfile|gems\.rb|.*\.gemspec"),
    Row(Subject.MANIFEST, "PHP", r"composer\.json"),
    Row(Subject.MANIFEST, "Elixir", r"mix\.exs"),
    Row(Subject.MANIFEST, "Swift", r"package\.swift"),
    Row(Subject.MANIFEST, "C", r"cmakelists\.txt|meson\.build|configure\.ac", ROOT),
    Row(Subject.MANIFEST, "Scala", r"build\.(?:sbt|mill|sc)", ROOT),
    Row(Subject.MANIFEST, "Dart", r"pubspec\.yaml"),
    Row(Subject.MANIFEST, "R", r"description", ROOT, _pattern(r"^Package:\s*\S+")),
    Row(Subject.MANIFEST, "Haskell", r".*\.cabal|stack\.yaml", ROOT),
    # Lock files. The name is that of the tool.
    Row(Subject.LOCK, "uv", r"uv\.lock"),
    Row(Subject.LOCK, "Poetry", r"poetry\.lock"),
    Row(Subject.LOCK, "pdm", r"pdm\.lock"),
    Row(Subject.LOCK, "Pipenv", r"pipfile\.lock"),
    Row(Subject.LOCK, "npm", r"package-lock\.json|npm-shrinkwrap\.json"),
    Row(Subject.LOCK, "pnpm", r"pnpm-lock\.yaml"),
    Row(Subject.LOCK, "yarn", r"yarn\.lock"),
    Row(Subject.LOCK, "bun", r"bun\.lockb?"),
    Row(Subject.LOCK, "Go", r"go\.sum"),
    Row(Subject.LOCK, "Cargo", r"cargo\.lock"),
    Row(Subject.LOCK, "Bundler", r"gemfile\.lock|gems\.locked"),
    Row(Subject.LOCK, "Composer", r"composer\.lock"),
    Row(Subject.LOCK, "mix", r"mix\.lock"),
    Row(Subject.LOCK, "NuGet", r"packages\.lock\.json"),
    Row(Subject.LOCK, "Gradle", r"gradle\.lockfile"),
    Row(Subject.LOCK, "Swift", r"package\.resolved"),
    Row(Subject.LOCK, "Dart", r"pubspec\.lock"),
    # Linters and type checkers. The name is that of the command.
    Row(Subject.LINTER, "ruff", r"\.?ruff\.toml"),
    Row(Subject.LINTER, "ruff", r"pyproject\.toml", look=_key("tool", "ruff")),
    Row(Subject.LINTER, "flake8", r"\.flake8"),
    Row(Subject.LINTER, "flake8", r"setup\.cfg|tox\.ini", look=_key("flake8")),
    Row(Subject.LINTER, "pylint", r"\.?pylintrc"),
    Row(Subject.LINTER, "pylint", r"pyproject\.toml", look=_key("tool", "pylint")),
    Row(Subject.LINTER, "eslint", r"eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.\w+)?"),
    Row(Subject.LINTER, "eslint", r"package\.json", look=_key("eslintConfig")),
    Row(Subject.LINTER, "biome", r"biome\.jsonc?"),
    Row(Subject.LINTER, "oxlint", r"\.oxlintrc\.json"),
    Row(Subject.LINTER, "golangci-lint", r"\.golangci\.(?:ya?ml|toml|json)"),
    Row(Subject.LINTER, "cargo clippy", r"\.?clippy\.toml"),
    Row(Subject.LINTER, "cargo clippy", r"cargo\.toml", look=_key("lints")),
    Row(Subject.LINTER, "cargo clippy", r"cargo\.toml", look=_key("workspace", "lints")),
    Row(Subject.LINTER, "rubocop", r"\.rubocop\.yml"),
    Row(Subject.LINTER, "standardrb", r"\.standard\.yml"),
    Row(Subject.LINTER, "phpcs", r"\.?phpcs\.xml(?:\.dist)?"),
    Row(Subject.LINTER, "tflint", r"\.tflint\.hcl"),
    Row(Subject.LINTER, "ansible-lint", r"\.ansible-lint(?:\.ya?ml)?"),
    Row(Subject.LINTER, "markdownlint", r"\.markdownlint(?:-cli2)?\.(?:json|jsonc|ya?ml|cjs)"),
    Row(Subject.LINTER, "vale", r"\.vale\.ini"),
    Row(Subject.LINTER, "swiftlint", r"\.swiftlint\.ya?ml"),
    Row(Subject.LINTER, "mix credo", r"\.credo\.exs"),
    Row(Subject.TYPE_CHECKER, "mypy", r"\.?mypy\.ini"),
    Row(Subject.TYPE_CHECKER, "mypy", r"pyproject\.toml", look=_key("tool", "mypy")),
    Row(Subject.TYPE_CHECKER, "mypy", r"setup\.cfg", look=_key("mypy")),
    Row(Subject.TYPE_CHECKER, "pyright", r"pyrightconfig\.json"),
    Row(Subject.TYPE_CHECKER, "pyright", r"pyproject\.toml", look=_key("tool", "pyright")),
    Row(Subject.TYPE_CHECKER, "ty", r"pyproject\.toml", look=_key("tool", "ty")),
    Row(Subject.TYPE_CHECKER, "tsc", r"tsconfig\.json", ROOT),
    Row(Subject.TYPE_CHECKER, "phpstan", r"phpstan\.(?:dist\.)?neon(?:\.dist)?"),
    Row(Subject.TYPE_CHECKER, "psalm", r"psalm\.xml(?:\.dist)?"),
    Row(Subject.HOOKS, "pre-commit", r"\.pre-commit-config\.ya?ml", ROOT),
    # CI. The name is that of the system.
    Row(Subject.CI, "GitHub Actions", r".*\.ya?ml", r"\.github/workflows"),
    Row(Subject.CI, "Forgejo Actions", r".*\.ya?ml", r"\.(?:forgejo|gitea)/workflows"),
    Row(Subject.CI, "GitLab CI", r"\.gitlab-ci\.ya?ml", ROOT),
    Row(Subject.CI, "CircleCI", r"config\.ya?ml", r"\.circleci"),
    Row(Subject.CI, "Azure Pipelines", r"azure-pipelines.*\.ya?ml", r"|\.azure-pipelines"),
    Row(Subject.CI, "Bitbucket Pipelines", r"bitbucket-pipelines\.ya?ml", ROOT),
    Row(Subject.CI, "Jenkins", r"jenkinsfile", r"|jenkins|\.jenkins|ci"),
    Row(Subject.CI, "Travis CI", r"\.travis\.yml", ROOT),
    Row(Subject.CI, "Buildkite", r"pipeline\.ya?ml", r"\.buildkite"),
    Row(Subject.CI, "Drone", r"\.drone\.ya?ml", ROOT),
    Row(Subject.CI, "Woodpecker", r"\.woodpecker\.ya?ml", ROOT),
    Row(Subject.CI, "Woodpecker", r".*\.ya?ml", r"\.woodpecker"),
    Row(Subject.CI, "Cirrus CI", r"\.cirrus\.ya?ml", ROOT),
    Row(Subject.CI, "AppVeyor", r"\.?appveyor\.ya?ml", ROOT),
    # How it is shipped and where it runs.
    Row(Subject.DOCKERFILE, "", r"(?:docker|container)file(?:[._-].*)?|.*\.(?:docker|container)file", look=_shipped),
    Row(Subject.DOCKERIGNORE, "", r".*\.(?:docker|container)ignore"),
    Row(Subject.COMPOSE, "", r"(?:docker-)?compose(?:[._-].*)?\.ya?ml", look=_services),
    Row(Subject.KUBERNETES, "", r".*\.ya?ml", r"(?!\.).*", _workload),
    Row(Subject.HELM, "", r"chart\.yaml", r"(?!(?:.*/)?charts/[^/]+/charts/).*", _key("apiVersion")),
    Row(Subject.KUSTOMIZE, "", r"kustomization\.ya?ml"),
    Row(Subject.TERRAFORM, "", r".*\.tf", look=_no_test),
    Row(Subject.OPENTOFU, "", r".*\.tofu", look=_no_test),
    Row(Subject.PULUMI, "", r"pulumi\.yaml"),
    Row(Subject.CDK, "", r"cdk\.json"),
    Row(Subject.CLOUDFORMATION, "", r".*(?:template|cloudformation|stack).*\.(?:ya?ml|json)", look=_cloudformation),
    Row(Subject.BICEP, "", r".*\.bicep"),
    Row(Subject.ANSIBLE_ROLE, "", r"main\.ya?ml", r"(?:.*/)?meta", _ansible_role),
    Row(Subject.ANSIBLE_ROLE, "collection", r"galaxy\.ya?ml", ROOT, _key("namespace")),
    Row(Subject.ANSIBLE, "", r"(?:playbook|site).*\.ya?ml", look=_playbook),
    # Documents about the project.
    Row(Subject.ANSIBLE, "", r".*\.ya?ml", ROOT, _playbook),
    Row(Subject.README, "", r"readme(?:\.(?:md|markdown|rst|adoc|txt|org))?", r"|\.github|\.gitlab|docs"),
    Row(
        Subject.LICENCE,
        "",
        LICENCE_NAME,
        ROOT,
    ),
    Row(Subject.LICENCE, "", r".*\.txt", r"LICENSES"),
    Row(Subject.CHANGELOG, "", _CHANGES, r"|docs?", _changes),
    Row(
        Subject.CHANGELOG,
        "",
        r"(?:changelog|release[-_]notes)\.(?:mdx?|rst|adoc|txt)",
        r"(?:docs?|website|site)/(?!.*version).*",
    ),
    Row(Subject.CHANGELOG, "fragments", r"(?!readme|\.).*", r"\.changeset|changelog\.d|newsfragments"),
    Row(Subject.CHANGELOG, "one a release", r"v?\d+\.\d+.*\.(?:md|markdown|rst|adoc|txt)", _RELEASES),
    Row(Subject.SECURITY_POLICY, "", r"security\.(?:md|markdown|rst|adoc|txt)", COMMUNITY),
    Row(
        Subject.CONTRIBUTING,
        "",
        r"(?:contribut(?:e|ing)|hacking|development)(?:\.(?:md|markdown|rst|adoc|txt))?",
        COMMUNITY,
    ),
    Row(Subject.CODEOWNERS, "", r"codeowners|owners", COMMUNITY),
    Row(Subject.CONDUCT, "", r"code[-_]of[-_]conduct(?:\.\w+)?", COMMUNITY),
    Row(Subject.DOCS_SITE, "MkDocs", r"mkdocs\.ya?ml"),
    Row(Subject.DOCS_SITE, "Sphinx", r"conf\.py", r"(?:.*/)?(?:docs?|source)"),
    Row(Subject.DOCS_SITE, "Docusaurus", r"docusaurus\.config\.[cm]?[jt]s"),
    Row(Subject.DOCS_SITE, "Astro", r"astro\.config\.[cm]?[jt]s", r"(?:.*/)?(?:docs?|documentation|website|site)"),
    Row(Subject.DOCS_SITE, "Hugo", r"hugo\.(?:toml|ya?ml|json)"),
    Row(Subject.DOCS_SITE, "Hugo", r"config\.toml", look=_key("baseURL")),
    Row(Subject.DOCS_SITE, "mdBook", r"book\.toml"),
    Row(Subject.DOCS_SITE, "VitePress", r"config\.[cm]?[jt]s", r"(?:.*/)?\.vitepress"),
    Row(Subject.DOCS_SITE, "Antora", r"antora\.ya?ml"),
    # What keeps it healthy.
    Row(Subject.UPDATES, "Dependabot", r"dependabot\.ya?ml", r"\.github"),
    Row(
        Subject.UPDATES,
        "Renovate",
        r"renovate(?:[-_]config)?\.(?:json5?|c?js)|\.renovaterc(?:\.json5?)?",
        r"|\.github|\.gitlab",
    ),
    Row(Subject.UPDATES, "Renovate", r"package\.json", ROOT, _key("renovate")),
    Row(Subject.SCANNER, "gitleaks", r"\.gitleaks\.toml", ROOT),
    Row(Subject.SCANNER, "detect-secrets", r"\.secrets\.baseline", ROOT),
    Row(Subject.SCANNER, "ggshield", r"\.gitguardian\.ya?ml", ROOT),
    Row(Subject.ENV_EXAMPLE, "", r"\.env\.(?:example|sample|template|dist|defaults?)|(?:example|sample)\.env"),
    Row(Subject.MIGRATIONS, "Alembic", r"\w+\.py", r"(?:.*/)?(?:alembic|migrations?)/versions"),
    Row(Subject.MIGRATIONS, "Django", r"0001_\w+\.py", r"(?:.*/)?migrations"),
    Row(Subject.MIGRATIONS, "Prisma", r"migration\.sql", r"(?:.*/)?migrations/[^/]+"),
    Row(Subject.MIGRATIONS, "Rails", r"\d+_\w+\.rb", r"(?:.*/)?db/migrate"),
    Row(Subject.MIGRATIONS, "Laravel", r"\d.*\.php", r"(?:.*/)?database/migrations"),
    Row(Subject.MIGRATIONS, "Ecto", r"\d+_\w+\.exs", r"(?:.*/)?priv/repo/migrations"),
    Row(Subject.MIGRATIONS, "Flyway", r"v[\d._]+__.*\.sql"),
    Row(Subject.MIGRATIONS, "SQL", r".*\.up\.sql"),
    Row(Subject.API, "OpenAPI", r".*(?:openapi|swagger).*\.(?:ya?ml|json)", look=_key("openapi")),
    Row(Subject.API, "OpenAPI", r".*(?:openapi|swagger).*\.(?:ya?ml|json)", look=_key("swagger")),
    Row(Subject.API, "OpenAPI", r"(?!.*(?:openapi|swagger)).*\.(?:ya?ml|json)", _APIS, _key("openapi")),
    Row(Subject.API, "AsyncAPI", r".*asyncapi.*\.(?:ya?ml|json)", look=_key("asyncapi")),
    Row(Subject.API, "GraphQL", r"schema\.(?:graphqls?|gql)"),
    Row(Subject.API, "Protocol Buffers", r".*\.proto", r"(?!(?:.*/)?(?:tests?|spec)(?:/|$)).*"),
    Row(Subject.END_TO_END, "playwright test", r"playwright\.config\.[cm]?[jt]s"),
    Row(Subject.END_TO_END, "cypress run", r"cypress\.config\.[cm]?[jt]s|cypress\.json"),
    Row(Subject.END_TO_END, "wdio", r"wdio\.conf\.[cm]?[jt]s"),
    Row(Subject.MONITORING, "alert rules", r".*(?:alert|rule|alarm).*\.ya?ml", look=_alert_rules),
    Row(
        Subject.MONITORING, "alert rules", r".*\.ya?ml", r"(?:.*/)?(?:alerts?|alerting|rules|prometheus)", _alert_rules
    ),
    Row(Subject.MONITORING, "alarms", r".*\.(?:tf|tofu)", look=_pattern(_ALARM)),
    Row(Subject.MONITORING, "dashboards", r".*\.json", r"(?:.*/)?(?:dashboards?|grafana)(?:/.*)?", _key("panels")),
    # What kind of program it is.
    Row(Subject.UI, "Next.js", r"next\.config\.[cm]?[jt]s"),
    Row(Subject.UI, "Nuxt", r"nuxt\.config\.[cm]?[jt]s"),
    Row(Subject.UI, "Svelte", r"svelte\.config\.[cm]?js"),
    Row(Subject.UI, "Angular", r"angular\.json"),
    Row(Subject.UI, "Astro", r"astro\.config\.[cm]?[jt]s"),
    Row(Subject.UI, "a page", r"index\.html", r"(?!(?:docs?|tests?)(?:/|$)).*", _pattern(r"<script[^>]+type=.module")),
    Row(Subject.UI, "Rails", r".*\.html\.erb", r"(?:.*/)?app/views(?:/.*)?"),
    Row(Subject.ENTRY, "Django", r"manage\.py", look=_pattern(r"DJANGO_SETTINGS_MODULE")),
    Row(Subject.ENTRY, "Procfile", r"procfile", ROOT, _pattern(r"^web:")),
    Row(Subject.ENTRY, "Rack", r"config\.ru", ROOT),
    Row(Subject.ENTRY, "Laravel", r"artisan", ROOT),
    Row(Subject.ENTRY, "Symfony", r"index\.php", r"public", _pattern(r"\bKernel\b")),
    Row(
        Subject.ENTRY,
        "",
        r"(?:main|app|server|index|wsgi|asgi|program|.*application)\.(?:py|go|rs|[cm]?[jt]s|cs|java|kt)",
        r"(?!(?:docs?|tests?)(?:/|$)).*",
        _pattern(_SERVER_CALL),
    ),
    Row(Subject.COMMAND, "Go", r"main\.go", r"|cmd(?:/[^/]+)?", _pattern(r"^package main")),
    Row(Subject.COMMAND, "Rust", r"main\.rs", r"src|src/bin/[^/]+"),
    Row(Subject.COMMAND, "Python", r"pyproject\.toml", look=_key("project", "scripts")),
    Row(Subject.COMMAND, "Python", r"pyproject\.toml", look=_key("tool", "poetry", "scripts")),
    Row(Subject.COMMAND, "Python", r"setup\.cfg", ROOT, _key("options.entry_points", "console_scripts")),
    Row(Subject.COMMAND, "Python", r"setup\.py", ROOT, _pattern(r"^[^#\n]*\bconsole_scripts\b")),
    Row(Subject.COMMAND, "Node", r"package\.json", look=_key("bin")),
    Row(Subject.COMMAND, "Ruby", r".*\.gemspec", look=_pattern(r"\.executables\b")),
    Row(Subject.COMMAND, "PHP", r"composer\.json", look=_key("bin")),
    Row(Subject.COMMAND, ".NET", r".*\.csproj", look=_pattern(r"<PackAsTool>\s*true")),
    Row(Subject.COMMAND, "Haskell", r".*\.cabal", ROOT, _pattern(r"^(?i:executable)[ \t]+[\w-]+")),
    Row(Subject.COMMAND, "Elixir", r"mix\.exs", ROOT, _pattern(r"^[^#\n]*\bescript:")),
    Row(Subject.COMMAND, "Swift", r"package\.swift", ROOT, _pattern(r"^[^/\n]*\.executable\(")),
    Row(Subject.MADE_ELSEWHERE, "", r"cookiecutter\.json|copier\.ya?ml", ROOT),
)
"""One subject may have several rows: each is evidence by itself."""
