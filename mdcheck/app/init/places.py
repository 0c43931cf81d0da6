"""What the files of a repository say about single places. Each finder answers None where they say nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.tree import join
from mdcheck.errors import GitError
from mdcheck.evidence.ci.tasks import located
from mdcheck.repository.git import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.init.detect import Repository

_NAMES = (
    ("pyproject.toml", ("project", "name")),
    ("pyproject.toml", ("tool", "poetry", "name")),
    ("package.json", ("name",)),
    ("Cargo.toml", ("package", "name")),
    ("composer.json", ("name",)),
)


def project(repository: Repository) -> str | None:
    """The name that a manifest at the root gives, else the folder's."""
    tree = repository.tree
    for path, keys in _NAMES:
        if isinstance(name := tree.value(path, *keys), str) and name:
            return name.rpartition("/")[2]
    module = re.search(r"^module\s+(\S+)", tree.text("go.mod"), re.MULTILINE)
    return re.sub(r"/v\d+$", "", module[1]).rpartition("/")[2] if module else tree.name or None


def branch(repository: Repository) -> str | None:
    """The default branch: the remote's, else the only one, the usual one, or that of a HEAD without a commit."""
    root = repository.tree.workspace.root
    if not repository.tree.in_git:
        return None
    try:
        remote = read(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
        if remote.ok:
            return remote.line.partition("/")[2]
        names = read(root, "for-each-ref", "--format=%(refname:short)", "refs/heads").stdout.decode().split()
        head = read(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    except (GitError, UnicodeDecodeError):
        return None
    if len(names) == 1:
        return names[0]
    usual = next((name for name in ("main", "master", "trunk") if name in names), None)
    return usual or (head.line if head.ok and not names else None)


_REPORTS = (
    *("coverage.xml", "cobertura.xml", "coverage/lcov.info", "lcov.info", "coverage/cobertura-coverage.xml"),
    *("coverage/clover.xml", "coverage.out", "cover.out", "coverage.lcov", "coverage/coverage.xml"),
    *("target/site/jacoco/jacoco.xml", "build/reports/jacoco/test/jacocoTestReport.xml", "clover.xml"),
)
_WRITES = (
    re.compile(r"--cov-report[= ]xml:(\S+)"),
    re.compile(r"-coverprofile[= ](\S+)"),
    re.compile(r"--output-path[= ](\S+\.(?:info|lcov|xml|json))"),
    re.compile(r"--coverage-(?:clover|cobertura)[= ](\S+\.xml)"),
    re.compile(r"^coverage xml .*-o[= ]?(\S+)"),
)
_WRITES_USUAL = (
    (re.compile(r"--cov-report[= ]xml(?!:)|^(?:\S+ )*coverage xml(?! .*-o)"), "coverage.xml"),
    (re.compile(r"^cargo (?:\S+ )*tarpaulin .*--out[= ]\S*[xX]ml"), "cobertura.xml"),
    (re.compile(r"\b(?:jest|vitest)\b.* --coverage(?! ?[=.])"), "coverage/lcov.info"),
)


def coverage(repository: Repository) -> str | None:
    """The report that lies there, else the one that a command of CI, or of its tasks, writes."""
    workspace = repository.tree.workspace
    there = next((path for path in _REPORTS if workspace.is_file(path)), None)
    return there or next(_written(repository), None)


def _written(repository: Repository) -> Iterator[str]:
    for command, folder in _commands(repository):
        for pattern in _WRITES:
            if found := pattern.search(command):
                yield join(folder, found[1].strip("'\"").removeprefix("./"))
        yield from (join(folder, path) for pattern, path in _WRITES_USUAL if pattern.search(command))


def _commands(repository: Repository) -> Iterator[tuple[str, str]]:
    """The commands of CI, each with its folder, and those of the scripts for tests that packages have."""
    for job in repository.pipelines.jobs:
        for script in job.scripts:
            for command, folder in located(script):
                yield command, folder
                if (task := repository.pipelines.followed(command, folder)) is not None:
                    yield from located(task)
    scripts = repository.tree.mapping("package.json", "scripts")
    yield from ((text, "") for text in scripts.values() if isinstance(text, str))
    for keys in (("tool", "pytest", "ini_options", "addopts"), ("tool", "pytest", "addopts")):
        yield " ".join(repository.tree.words("pyproject.toml", *keys)), ""


def backups(repository: Repository) -> str | None:
    """A folder that holds archives or dumps."""
    archive = re.compile(r"((?:.*/)?backups?)/(?:.*/)?[^/]+\.(?:tar\.\w+|t?gz|zip|dump|sql|bak|zst)", re.IGNORECASE)
    try:
        found = repository.tree.workspace.files(("{backup,backups}/**/*",), skip_closed=True)
    except OSError:
        return None
    return next((match[1] for path in found if (match := archive.fullmatch(path))), None)


_SIGNS = re.compile(
    r"(\w+_)?(?:SECRET_KEY(?:_BASE)?|(?:JWT|AUTH|SESSION|COOKIE|SIGNING|TOKEN|NEXTAUTH|APP)_(?:SECRET|KEY)|JWT_SECRET_KEY)|SECRET"
)
_ELSEWHERE = re.compile(
    r"^(?:PREVIOUS|OLD|LEGACY)_|CLIENT|AWS|ACCESS|WEBHOOK|STRIPE|GITHUB|GOOGLE|SLACK|OAUTH|OIDC|API|S3|AZURE|TWILIO|RECAPTCHA"
)
"""Names of secrets whose length is not asked for: another service decides it, or they are no longer in use."""


def secret_variable(repository: Repository) -> str | None:
    """The variable of a signing secret, as the code or an example of the environment names it."""
    named = [
        name for fact in repository.facts.of(Subject.ENV_EXAMPLE) for name in _assigned(repository.tree.text(fact.path))
    ]
    found = [seen for name in (*repository.variables, *named) if (seen := _SIGNS.fullmatch(name))]
    own = [seen for seen in found if not _ELSEWHERE.search(seen[0])]
    best = min(own, key=lambda seen: bool(seen[1]), default=None)  # `SECRET_KEY` before that of one service
    return best and best[0]


def _assigned(text: str) -> list[str]:
    return re.findall(r"^\s*#?\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=", text, re.MULTILINE)


_OF_TOOLS = (
    ("Maven", "mvnw", "./mvnw verify"),
    ("Gradle", "gradlew", "./gradlew build"),
    ("Go", "", "go test ./..."),
    ("Rust", "", "cargo test"),
    ("Maven", "", "mvn verify"),
    ("Gradle", "", "gradle build"),
    (".NET", "", "dotnet test"),
    ("Elixir", "", "mix test"),
    ("Swift", "", "swift test"),
)
_MANAGERS = {"pnpm": "pnpm", "yarn": "yarn", "bun": "bun run"}


def test_command(repository: Repository) -> str | None:
    """What CI runs the tests with, else what a manifest names, else what the ecosystem's only tool is called with."""
    runs = sorted(repository.pipelines.test_runs, key=lambda run: bool(run.folder))
    commands = (f"cd {run.folder} && {run.command}" if run.folder else run.command for run in runs)
    if (found := next((one for one in commands if not re.search(r"[$`{}<>]", one)), None)) is not None:
        return found
    tree, facts = repository.tree, repository.facts
    if tree.value("package.json", "scripts", "test"):
        lock = facts.first(Subject.LOCK, "npm", *_MANAGERS)
        return f"{_MANAGERS.get(lock.name, 'npm') if lock else 'npm'} test"
    if tree.value("composer.json", "scripts", "test"):
        return "composer test"
    if re.search(r"^test\s*:(?!=)", tree.text("Makefile"), re.MULTILINE):
        return "make test"
    root = {fact.name for fact in facts.of(Subject.MANIFEST) if not fact.folder}
    return next((command for name, file, command in _OF_TOOLS if name in root and (not file or tree.has(file))), None)
