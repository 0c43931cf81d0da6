"""Items about dependencies, lock files and secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Fact, Subject
from mdcheck.app.init.items.ci import has_github
from mdcheck.app.init.items.entry import Entry, Section, code, escaped, glob_escaped, joined
from mdcheck.app.init.nature import Kind
from mdcheck.app.init.tree import join, name_of

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

_DEPENDABOT = {
    "Python": "pip|uv|pipenv",
    "Node": "npm|bun",
    "Go": "gomod",
    "Rust": "cargo",
    "Maven": "maven",
    "Gradle": "gradle",
    ".NET": "nuget|dotnet-sdk",
    "Ruby": "bundler",
    "PHP": "composer",
    "Elixir": "mix",
    "Swift": "swift",
    "Dart": "pub",
}
_LOCKS = {
    "Python": ["{uv,poetry,pdm,Pipfile}.lock", "pylock*.toml", "requirements*.lock", "pixi.lock"],
    "Node": ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock{,b}"],
    "Rust": ["Cargo.lock"],
    "Ruby": ["{Gemfile.lock,gems.locked}"],
    "PHP": ["composer.lock"],
    "Elixir": ["mix.lock"],
    "Swift": ["Package.resolved"],
    "Dart": ["pubspec.lock"],
}
_OTHERS = {
    "npm": ("pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"),
    "pnpm": ("package-lock.json", "yarn.lock", "bun.lock", "bun.lockb"),
    "yarn": ("package-lock.json", "pnpm-lock.yaml", "bun.lock", "bun.lockb"),
    "bun": ("package-lock.json", "pnpm-lock.yaml", "yarn.lock"),
    "uv": ("poetry.lock", "pdm.lock", "Pipfile.lock"),
    "Poetry": ("uv.lock", "pdm.lock", "Pipfile.lock"),
    "pdm": ("uv.lock", "poetry.lock", "Pipfile.lock"),
    "Pipenv": ("uv.lock", "poetry.lock", "pdm.lock"),
}
"""Lock files of the tools for the same manifest."""
_NEVER = (".env", "id_rsa", "id_ecdsa", "id_ed25519")
_KEY_FILES = ("*.key", "*.ppk", "*.{p12,pfx,pkcs12}", "*.{jks,keystore}", *_NEVER[1:])
_EXAMPLE = re.compile(
    r"((?:.*/)?(?:tests?(?:[-_][\w-]+)?|testdata|(?:__)?fixtures(?:__)?|examples?|samples?|templates))/(?:.*/)?[^/]+"
)
_FOR_TESTS = (
    "**/{test{,s,-*,_*,data},e2e{,-*},__tests__,spec{,s},{,__}fixtures{,__},{,.}example{,s},{,.}sample{,s}}/**",
    "**/phpunit.xml{,.dist}",
)
"""Where keys are made up for a test or to show something."""
_NEED_LOCKS = (Kind.SERVICE, Kind.WEB, Kind.MONOREPO)


def updates(repository: Repository) -> Entry | None:
    """Dependabot or Renovate is configured for the ecosystems at hand."""
    facts = repository.facts
    if (found := facts.first(Subject.UPDATES, "Dependabot")) is not None:
        return _dependabot(repository, found)
    if (found := facts.first(Subject.UPDATES, "Renovate")) is not None:
        check: Check = {"file_exists": glob_escaped(found.path), "fix": f"Restore {found.path}"}
        if found.seen:
            check = {"value": found.path, "at": found.seen, "fix": f"Restore the key {found.seen} of {found.path}"}
        return Entry(Section.DEPENDENCIES, f"Renovate is configured in {code(found.path)}", (check,))
    if any(use.reference.startswith("renovatebot/") for job in repository.pipelines.jobs for use in job.uses):
        return None  # CI runs it
    if not facts.has(Subject.MANIFEST) and not has_github(repository):
        return None
    check = {
        "file_exists": [
            ".github/dependabot.{yml,yaml}",
            "{,.github/,.gitlab/}renovate.json{,5}",
            ".renovaterc{,.json,.json5}",
        ],
        "match": "any",
        "severity": "warning",
        "fix": "Add .github/dependabot.yml or renovate.json",
    }
    return Entry(Section.DEPENDENCIES, "Dependabot or Renovate is configured", (check,))


def _dependabot(repository: Repository, found: Fact) -> Entry | None:
    used = (name for name in repository.ecosystems if repository.uses_packages(name))
    wanted = [(name, _DEPENDABOT[name]) for name in used if name in _DEPENDABOT]
    if not wanted and has_github(repository):
        wanted = [("GitHub Actions", "github-actions")]
    if not wanted:
        return None
    checks = tuple(
        {
            "value": found.path,
            "at": "$.updates[*]['package-ecosystem']",
            "any": {"matches": pattern},
            "fix": f"Add an entry for {name} to {found.path}",
        }
        for name, pattern in wanted
    )
    elsewhere = tuple(check for name, pattern in wanted for check in _in_folder(repository, found, name, pattern))
    where = ", in a folder with a manifest" if elsewhere else ""
    statement = f"Dependabot is configured for {joined(name for name, _ in wanted)}{where}"
    return Entry(Section.DEPENDENCIES, statement, (*checks, *elsewhere))


_BY_FOLDER = ("Node", "Go", "Rust", "Ruby", "PHP", "Elixir", "Dart")
"""Ecosystems of which Dependabot reads the manifest in the very folder that it is given."""


def _in_folder(repository: Repository, found: Fact, name: str, pattern: str) -> list[Check]:
    """That an entry names a folder with a manifest, where none does so far: Dependabot then finds nothing."""
    folders = {fact.folder for fact in repository.facts.of(Subject.MANIFEST, name)}
    entries = repository.tree.value(found.path, "updates")
    named = [
        folder
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and re.fullmatch(pattern, str(entry.get("package-ecosystem")))
        for folder in (entry.get("directory"), *(entry["directories"] if _is_list(entry, "directories") else ()))
        if isinstance(folder, str)
    ]
    if name not in _BY_FOLDER or not named or any("*" in one or one.strip("/.") in folders for one in named):
        return []
    best = min(folders, key=lambda folder: (folder.count("/"), folder))
    check: Check = {
        "value": found.path,
        "at": f"$.updates[?match(@['package-ecosystem'], '{pattern}')]['directory','directories']",
        "any": {"matches": f"/?({'|'.join(escaped(folder) for folder in sorted(folders))})/?"},
        "fix": f"Name the folder of a manifest, such as /{best}, in the entry for {name} of {found.path}",
    }
    return [check]


def _is_list(entry: dict[str, object], key: str) -> bool:
    return isinstance(entry.get(key), list)


def _locks(repository: Repository) -> list[Fact]:
    """The lock files beside a manifest, in a monorepo that of a package: others are what a build keeps for itself."""
    is_mono = repository.nature.kind is Kind.MONOREPO
    manifests = repository.facts.of(Subject.MEMBER if is_mono else Subject.MANIFEST)
    folders = {"", *(fact.folder for fact in manifests)}
    return [fact for fact in repository.facts.of(Subject.LOCK) if fact.folder in folders]


def lock(repository: Repository) -> Entry | None:
    """A lock file fixes the dependencies."""
    if found := next(iter(_locks(repository)), None):
        check: Check = {"file_exists": glob_escaped(found.path), "fix": f"Restore {found.path}, and commit it"}
        if repository.tree.in_git:
            check = {"git": {"tracked": glob_escaped(found.path)}, "fix": f"Commit {found.path}"}
        return Entry(Section.DEPENDENCIES, f"{code(found.path)} is kept with the code", (check,))
    if repository.nature.kind not in _NEED_LOCKS:
        return None
    parts = {"", *(member.folder for member in repository.facts.of(Subject.MEMBER))}
    for fact in repository.facts.of(Subject.MANIFEST):
        # What one of several tools may have locked is told by pip-tools' own names, too.
        if fact.name not in _LOCKS or fact.path.endswith((".txt", ".in", "setup.py", "setup.cfg")):
            continue
        if repository.nature.kind is Kind.MONOREPO and (
            fact.folder not in parts or _is_for_others(repository, fact) or _ignores_lock(repository, fact)
        ):
            continue
        names = [join(glob_escaped(fact.folder), name) for name in _LOCKS[fact.name]]
        check = {
            "file_exists": names,
            "match": "any",
            "fix": f"Lock the dependencies of {fact.path}, and commit the file",
        }
        return Entry(Section.DEPENDENCIES, f"A lock file fixes the dependencies of {code(fact.path)}", (check,))
    return None


def _is_for_others(repository: Repository, manifest: Fact) -> bool:
    """Whether it is of libraries: whoever uses them locks what they need, and they are tested with the newest."""
    tree, path = repository.tree, manifest.path
    match manifest.name:
        case "Dart":
            return not tree.value(path, "publish_to")
        case "Rust":
            members = [manifest.folder, *(fact.folder for fact in repository.facts.of(Subject.MEMBER))]
            crates = [folder for folder in members if tree.has(join(folder, "src/main.rs"))]
            return all(tree.value(join(folder, "Cargo.toml"), "package", "publish") is False for folder in crates)
        case "Ruby":
            return path.endswith(".gemspec")
        case "Swift":
            return "executable" not in tree.text(path)
    return False


def _ignores_lock(repository: Repository, manifest: Fact) -> bool:
    """Whether git is told to leave the lock file out, as those do who build packages for others."""
    ignored = repository.tree.git.ignored((join(manifest.folder, _LOCKS[manifest.name][0]),))
    return bool(ignored)


def one_lock(repository: Repository) -> Entry | None:
    """No lock file of another package manager lies beside it."""
    for fact in _locks(repository):
        if fact.name not in _OTHERS:
            continue
        others = [join(glob_escaped(fact.folder), name) for name in _OTHERS[fact.name]]
        fix = f"Keep the lock file of the tool that is used, and delete the other; {fact.path} is of {fact.name}"
        check = {"file_absent": others, "fix": fix}
        statement = f"No lock file of another package manager lies beside {code(fact.path)}"
        return Entry(Section.DEPENDENCIES, statement, (check,))
    return None


def member_locks(repository: Repository) -> Entry | None:
    """No package has a lock file beside the root's."""
    found = next((fact for fact in repository.facts.of(Subject.LOCK) if not fact.folder), None)
    members = repository.facts.of(Subject.MEMBER)
    if found is None or not members:
        return None
    # Folders at the root that are no packages may have lock files, such as examples with a workspace of their own.
    at_root = [glob_escaped(fact.folder) for fact in members if "/" not in fact.folder]
    parents = {fact.folder.rpartition("/")[0] for fact in members} - {""}
    globs = [join(one, found.path) for one in (*at_root, *(f"{glob_escaped(one)}/*" for one in sorted(parents)))]
    check = {"file_absent": globs, "fix": f"Delete the lock file that is named; {found.path} at the root is for all"}
    return Entry(Section.DEPENDENCIES, f"No package has a {code(found.path)} of its own beside the root's", (check,))


def member_licences(repository: Repository) -> Entry | None:
    """Every package that can be published states its licence."""
    tree = repository.tree
    found = [path for path in repository.facts.paths(Subject.MEMBER) if path.endswith("package.json")]
    published = [path for path in found if tree.value(path, "version") and not tree.value(path, "private")]
    if not published:
        return None
    check = {
        "value": [glob_escaped(path) for path in published],
        "at": "license",
        "severity": "warning",
        "fix": "State the licence in the package.json that is named, or mark the package as private",
    }
    return Entry(Section.DEPENDENCIES, "Every package that can be published states its licence", (check,))


def secrets(repository: Repository) -> Entry | None:
    """No password, token or key is found in the code."""
    if repository.tree.code:
        what, where = "No password, token or key is found in the code", "@code"
    elif repository.tree.git.tracked():
        what, where = "No password, token or key is found in the files", "@tracked"
    else:
        return None
    check = {
        "secrets": where,
        "severity": "blocker",
        "fix": "Replace the credential where it is valid, then read it from the environment or a secret store",
    }
    return Entry(Section.DEPENDENCIES, what, (check,))


def untracked(repository: Repository) -> Entry | None:
    """Git tracks no `.env` and no file that is named like a private SSH key."""
    if not repository.tree.in_git:
        return None
    named = [found for path in repository.tree.paths if name_of(path) in _NEVER and (found := _EXAMPLE.fullmatch(path))]
    examples = sorted({f"!{glob_escaped(found[1])}/**" for found in named})
    never = [".env.local", *_NEVER[1:]] if _has_env_of_defaults(repository) else [*_NEVER]
    check = {
        "git": {"untracked": [*never, *examples]},
        "severity": "blocker",
        "fix": "Replace the secrets in it, remove the file from git, and name it in .gitignore",
    }
    aside = f" outside {joined(code(one[1:-3]) for one in examples)}" if examples else ""
    return Entry(Section.DEPENDENCIES, f"Git tracks no {joined(map(code, never), 'or')}{aside}", (check,))


def _has_env_of_defaults(repository: Repository) -> bool:
    """Symfony keeps defaults in `.env`, which is tracked, and secrets in `.env.local`."""
    return repository.tree.has(".env") and repository.depends("symfony/(framework-bundle|dotenv)")


def secrets_elsewhere(repository: Repository) -> Entry | None:
    """No credential is found in configuration, scripts and documents either."""
    if not repository.tree.in_git or not repository.tree.code:
        return None
    check = {
        "secrets": "@tracked",
        "exclude": ["@code", "@tests", *_FOR_TESTS],
        "severity": "blocker",
        "fix": "Replace the credential where it is valid, then move it to the secret store of the platform",
    }
    return Entry(
        Section.DEPENDENCIES,
        "None is found in configuration, CI files and documents either, tests and examples aside",
        (check,),
    )


def key_files(repository: Repository) -> Entry | None:
    """Git tracks no file that is named like a private key or a key store outside of tests."""
    if not repository.tree.in_git or not repository.tree.paths:
        return None
    check = {
        "git": {"untracked": [*_KEY_FILES, *(f"!{glob}" for glob in _FOR_TESTS[:1])]},
        "severity": "blocker",
        "fix": "Replace the key, since whoever can read the repository has it; then keep it in a secret manager",
    }
    return Entry(
        Section.DEPENDENCIES,
        "Git tracks no file that is named like a private key or a key store, tests and examples aside",
        (check,),
    )


def env_ignored(repository: Repository) -> Entry | None:
    """Git ignores `.env`."""
    example = next((fact for fact in repository.facts.of(Subject.ENV_EXAMPLE) if fact.path.startswith(".env")), None)
    if example is None or not repository.tree.in_git:
        return None
    check = {"git": {"ignored": ".env"}, "fix": "Add a line .env to .gitignore"}
    return Entry(Section.DEPENDENCIES, f"Git ignores `.env`, which {code(example.path)} is the example of", (check,))


_MAX_VARIABLES = 6


def env_example(repository: Repository) -> Entry | None:
    """The example of the environment names what the code reads."""
    example = repository.facts.first(Subject.ENV_EXAMPLE)
    # Without an example nothing needs to read all code for its variables.
    names = repository.variables if example is not None else ()
    if example is None or not names or len(names) > _MAX_VARIABLES:
        return None
    checks = tuple(
        {
            "contains": glob_escaped(example.path),
            "pattern": rf"^\s*#?\s*(export\s+)?{name}\s*=",
            "flags": "multiline",
            "severity": "warning",
            "fix": f"Add {name}= to {example.path}, without its value",
        }
        for name in names
    )
    subject = f"{joined(map(code, names))}, which the code reads"
    return Entry(Section.DEPENDENCIES, f"{code(example.path)} names {subject}", checks)


_TELEMETRY = [
    *(
        "opentelemetry*",
        "@opentelemetry/*",
        "go.opentelemetry.io/*",
        "prometheus*",
        "prom-client",
        "tracing*",
        "metrics",
    ),
    *(
        "github.com/prometheus/client_golang",
        "sentry*",
        "@sentry/*",
        "ddtrace",
        "dd-trace",
        "micrometer*",
        "*micrometer*",
    ),
    *("newrelic", "elastic-apm*", "applicationinsights", "statsd", "yabeda*", "telemetry*"),
    *("*spring-boot-starter-actuator", "*quarkus-opentelemetry", "*quarkus-micrometer*"),
]


def telemetry(repository: Repository) -> Entry | None:
    """A library for metrics, traces or error reports is among the dependencies."""
    if not any(name in ("Python", "Node", "Go", "Rust", "Maven", "Gradle") for name in repository.ecosystems):
        return None
    check = {
        "dependency": {"any": _TELEMETRY, "dev": False},
        "severity": "warning",
        "fix": "Add OpenTelemetry, a Prometheus client or a service for error reports",
    }
    return Entry(Section.DELIVERY, "A library for metrics, traces or error reports is among the dependencies", (check,))


MAKERS: dict[str, Maker] = {
    "updates": updates,
    "lock": lock,
    "one-lock": one_lock,
    "member-locks": member_locks,
    "member-licences": member_licences,
    "secrets": secrets,
    "untracked": untracked,
    "secrets-elsewhere": secrets_elsewhere,
    "key-files": key_files,
    "env-ignored": env_ignored,
    "env-example": env_example,
    "telemetry": telemetry,
}
