"""Items about the documents that say what the project is and how to take part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Fact, Subject
from mdcheck.app.init.items.entry import Entry, Section, code, escaped, glob_escaped, joined, paths
from mdcheck.app.init.nature import is_published
from mdcheck.app.init.rows import LICENCE_NAME
from mdcheck.app.init.tree import folder_of, join, name_of
from mdcheck.app.init.values import value

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker
    from mdcheck.app.init.tree import Tree

_RELATIVE = re.compile(r"\]\((?![a-z]+:|#|//)[^)\s]+")
_LICENCE_HEADING = (
    r"^([#=]{1,6} *(?:[^\w\s#=]+ +)?(?:The |(?:Authors?|Copyright|Credits|Legal) *(?:&|and|/|,) *)?Licen[cs](?:e|ing)\b"
    r"|Licen[cs](?:e|ing)\n[=-]{3,}$)"
)
_LICENCE_FILES = (
    "{LICENSE,LICENCE,UNLICENSE,COPYING}{,.md,.rst,.txt}",
    "{LICENSE,LICENCE}-{APACHE,BSD,MIT}{,.md,.txt}",
    "{APACHE,BSD,MIT}-{LICENSE,LICENCE}{,.md,.txt}",
    "LICENSES/*.txt",
)
"""The usual names, in any case of letters; `license.go` and a header for files are none."""
_MARKDOWN = (".md", ".markdown", ".mdown")


def has_links(tree: Tree, path: str) -> bool:
    """Whether a Markdown file has a link to check."""
    return path.lower().endswith(_MARKDOWN) and _RELATIVE.search(tree.text(path)) is not None


def readme(repository: Repository) -> Entry | None:
    """The README is more than a headline."""
    found = repository.facts.first(Subject.README)
    path = found.path if found else "README.md"
    statement = f"{code(path)} is more than a headline: it has at least 300 bytes"
    fix = f"Say in {path} what this is, for whom, and how to begin"
    return Entry(Section.PROJECT, statement, ({"file_exists": glob_escaped(path), "min_size": 300, "fix": fix},))


def licence(repository: Repository) -> Entry | None:
    """A licence is stated."""
    found = repository.facts.first(Subject.LICENCE)
    of_parts = None if found else _of_parts(repository, LICENCE_NAME)
    if path := found.path if found else of_parts[0][0] if of_parts and of_parts[1] else None:
        check: Check = {"file_exists": glob_escaped(path), "fix": f"Restore {path}"}
        return Entry(Section.PROJECT, f"A licence is stated in {code(path)}", (check,))
    read_me = repository.facts.first(Subject.README)
    if read_me is not None and re.search(_LICENCE_HEADING, repository.tree.text(read_me.path), re.MULTILINE):
        check = {
            "contains": glob_escaped(read_me.path),
            "pattern": _LICENCE_HEADING,
            "flags": "multiline",
            "severity": "warning",
            "fix": "Add a LICENSE file with the whole text",
        }
        return Entry(Section.PROJECT, f"{code(read_me.path)} has a section on the licence", (check,))
    check = {
        "file_exists": list(_LICENCE_FILES),
        "match": "any",
        "nocase": True,
        "fix": "Add a LICENSE file, even for code that is not to be shared",
    }
    return Entry(Section.PROJECT, "There is a licence", (check,))


def readme_links(repository: Repository) -> Entry | None:
    """Relative links in the README lead to files that exist."""
    found = repository.facts.first(Subject.README)
    if found is None or not has_links(repository.tree, found.path):
        return None
    check = {"links": glob_escaped(found.path), "fix": f"Correct or remove the links that are named in {found.path}"}
    return Entry(Section.PROJECT, f"Relative links in {code(found.path)} lead to files that exist", (check,))


def changelog(repository: Repository) -> Entry | None:
    """There is a changelog."""
    if (found := _changelog(repository)) is not None:
        where = found.folder if found.name else found.path
        check: Check = {"file_exists": glob_escaped(where), "fix": f"Restore {where}"}
        return Entry(Section.PROJECT, f"What changed is written in {code(where)}", (check,))
    if of_parts := _of_parts(repository, _CHANGELOG_NAME):
        files, is_usual = of_parts
        check = {"file_exists": paths(files), "fix": f"Restore {joined(files)}"}
        where = joined(map(code, files)) if len(files) <= _MAX_NAMED else f"the changelogs of {len(files)} packages"
        return Entry(Section.PROJECT, f"What changed is written in {where}", (check,)) if is_usual else None
    if _writes_notes(repository):
        return None
    check = {
        "file_exists": ["{CHANGELOG,CHANGES,HISTORY,NEWS}{,.md,.rst,.txt}", "docs/changelog.md"],
        "match": "any",
        "nocase": True,
        "severity": "warning",
        "fix": "Write CHANGELOG.md, newest version first",
    }
    return Entry(Section.PROJECT, "There is a changelog", (check,))


def _changelog(repository: Repository) -> Fact | None:
    """The first one; beside `NEWS`, GNU's `ChangeLog` lists commits."""
    found = repository.facts.of(Subject.CHANGELOG)
    return min(found, key=lambda fact: (fact.folder.count("/"), fact.path == "ChangeLog"), default=None)


_MAKES_NOTES = re.compile(r"\.github/release(?:-drafter)?\.ya?ml|\.goreleaser\.ya?ml")
_NOTES_BY_COMMAND = re.compile(r"\bgh release create\b.* --generate-notes\b")


def _writes_notes(repository: Repository) -> bool:
    """Whether the platform lists what changed, by the notes that are made for each release."""
    jobs = repository.pipelines.jobs
    return (
        any(_MAKES_NOTES.fullmatch(path) for path in repository.tree.paths)
        or any(use.reference.startswith("release-drafter/") for job in jobs for use in job.uses)
        or any(_NOTES_BY_COMMAND.search(script.text) for job in jobs for script in job.scripts)
    )


_CHANGELOG_NAME = r"(?:changelog|changes|history)(?:\.(?:md|rst|txt))?"


_MAX_NAMED = 3


def _of_parts(repository: Repository, name: str) -> tuple[list[str], bool] | None:
    """The documents of the packages or charts that have one, and whether no fewer than half of them do."""
    subjects = (Subject.MEMBER, Subject.HELM, Subject.MANIFEST)
    listed = ({fact.folder for fact in repository.facts.of(subject)} for subject in subjects)
    folders = next((one for one in listed if one), frozenset[str]())
    found = {
        folder_of(path): path
        for path in reversed(repository.tree.own)
        if folder_of(path) in folders and re.fullmatch(name, name_of(path), re.IGNORECASE)
    }
    return (sorted(found.values()), len(found) * 2 >= len(folders)) if found else None


def gitignore(repository: Repository) -> Entry | None:
    """There is a `.gitignore`."""
    if not repository.tree.in_git:
        return None
    check = {"file_exists": ".gitignore", "severity": "warning", "fix": "Write .gitignore with what builds make"}
    return Entry(Section.PROJECT, "There is a `.gitignore`", (check,))


_METADATA = {
    "pyproject.toml": ("project", ("description", "license", "urls")),
    "package.json": ("", ("description", "license", "repository")),
    "Cargo.toml": ("package", ("description", "license", "repository")),
    "composer.json": ("", ("description", "license")),
}
_WORDS = {"license": "a licence", "urls": "addresses", "repository": "its repository", "description": "a description"}


def metadata(repository: Repository) -> Entry | None:
    """The manifest states a description, a licence and where the code is."""
    tree = repository.tree
    for path, (table, keys) in _METADATA.items():
        if not tree.mapping(path, *filter(None, (table,))) or tree.value(path, "private"):
            continue
        if any(key in tree.words(path, table or "dynamic", "dynamic") for key in keys):
            continue
        checks = tuple(
            {"value": path, "at": f"{table}.{key}" if table else key, "fix": f"State {_WORDS[key]} in {path}"}
            for key in keys
        )
        statement = f"{code(path)} states {joined_words(keys)}"
        return Entry(Section.PROJECT, statement, checks)
    return None


def joined_words(keys: tuple[str, ...]) -> str:
    words = [_WORDS[key] for key in keys]
    return f"{', '.join(words[:-1])} and {words[-1]}"


_RUNTIMES = (
    ("pyproject.toml", ("project",), "project.requires-python", "Python"),
    ("package.json", (), "engines.node", "Node.js"),
    ("Cargo.toml", ("package",), "package.rust-version", "Rust"),
    ("Cargo.toml", ("workspace", "package"), "workspace.package.rust-version", "Rust"),
    ("composer.json", ("require",), "/require/php", "PHP"),
)


def runtime(repository: Repository) -> Entry | None:
    """The manifest says which versions of the language it is for."""
    others = {fact.path for fact in repository.facts.of(Subject.MANIFEST) if not fact.folder} - {"package.json"}
    for path, table, place, language in _RUNTIMES:
        if path == "package.json" and others and not is_published(repository.tree, path):
            continue  # for tools, or the front end of what the others say
        if repository.tree.mapping(path, *table):
            check = {"value": path, "at": place, "severity": "warning", "fix": f"State the oldest {language} in {path}"}
            return Entry(Section.PROJECT, f"{code(path)} says which {language} versions it is for", (check,))
    return None


def typed(repository: Repository) -> Entry | None:
    """The package ships its types."""
    if not repository.tree.in_git or not repository.facts.has(Subject.TYPE_CHECKER, "mypy", "pyright", "ty"):
        return None
    package = python_package(repository)
    if package is None:
        return None
    path = join(package, "py.typed")
    check = {"git": {"tracked": glob_escaped(path)}, "severity": "warning", "fix": f"Add an empty file {path}"}
    return Entry(Section.PROJECT, f"The package ships its types: {code(path)} is tracked", (check,))


def python_package(repository: Repository) -> str | None:
    """The folder of the Python package that has the project's name, or of the only one."""
    name = repository.tree.value("pyproject.toml", "project", "name")
    found = [folder_of(path) for path in repository.tree.own if re.fullmatch(r"(?:src/)?[^/.]+/__init__\.py", path)]
    found = [folder for folder in found if folder not in ("tests", "test", "docs", "scripts", "tools", "benchmarks")]
    if isinstance(name, str):
        wanted = re.sub(r"\W+", "_", name).lower()
        named = [folder for folder in found if folder.rpartition("/")[2].lower() == wanted]
        if named:
            return named[0]
    return found[0] if len(found) == 1 else None


def command(repository: Repository) -> Entry | None:
    """The file that a declared command leads to."""
    for name, path in _commands(repository):
        check = {"file_exists": glob_escaped(path), "fix": f"Restore {path}, or change the command's declaration"}
        return Entry(Section.PROJECT, f"The file behind the command {code(name)} is there: {code(path)}", (check,))
    return None


def _commands(repository: Repository) -> list[tuple[str, str]]:
    """The declared commands, each with the file that it leads to, as far as that is there."""
    tree = repository.tree
    scripts = tree.mapping("pyproject.toml", "project", "scripts") or tree.mapping(
        "pyproject.toml", "tool", "poetry", "scripts"
    )
    found: list[tuple[str, str]] = []
    for name, target in scripts.items():
        module = str(target).partition(":")[0].strip().replace(".", "/")
        places = (f"{module}.py", f"src/{module}.py", f"{module}/__init__.py", f"src/{module}/__init__.py")
        found += [(name, place) for place in places if tree.has(place)][:1]
    binaries = tree.value("package.json", "bin")
    if isinstance(binaries, str):
        binaries = {str(tree.value("package.json", "name")).rpartition("/")[2]: binaries}
    for name, target in (binaries if isinstance(binaries, dict) else {}).items():
        place = str(target).removeprefix("./")
        found += [(name, place)] if tree.has(place) else []
    return found


def command_shown(repository: Repository) -> Entry | None:
    """The README names the command."""
    readme_fact = repository.facts.first(Subject.README)
    if readme_fact is None:
        return None
    for name, _ in _commands(repository):
        check = {
            "contains": glob_escaped(readme_fact.path),
            "pattern": rf"(^|[\s`$(]){escaped(name)}(?![\w-])",
            "flags": "multiline",
            "severity": "warning",
            "fix": f"Show in {readme_fact.path} how {name} is called",
        }
        return Entry(Section.PROJECT, f"{code(readme_fact.path)} names the command {code(name)}", (check,))
    return None


_VERSIONS = (
    ("pyproject.toml", ("project",), "$.project['version','dynamic']"),
    ("pyproject.toml", ("tool", "poetry"), "tool.poetry.version"),
    ("package.json", (), "version"),
    ("Cargo.toml", ("package",), "$..package.version"),
    ("composer.json", (), "version"),
)


def version(repository: Repository) -> Entry | None:
    """The manifest states the version, or that a tool finds it."""
    for path, table, place in _VERSIONS:
        if not repository.tree.mapping(path, *table) or repository.tree.value(path, "private"):
            continue
        if not repository.tree.value(path, "version") and (
            path == "composer.json" or (path == "package.json" and not is_published(repository.tree, path))
        ):
            continue  # Packagist takes the tag, and an application needs none
        dynamic = ", or that a tool finds it" if "dynamic" in place else ""
        check = {"value": path, "at": place, "fix": f"State the version in {path}"}
        return Entry(Section.PROJECT, f"{code(path)} states the version{dynamic}", (check,))
    return None


def line_ends(repository: Repository) -> Entry | None:
    """It is written how lines end."""
    if not repository.tree.in_git:
        return None
    check = {
        "contains": [".gitattributes", ".editorconfig"],
        "pattern": r"\btext\s*=\s*auto|\beol\s*=|\bend_of_line\s*=",
        "match": "any",
        "severity": "warning",
        "fix": "Add .gitattributes with the line * text=auto",
    }
    return Entry(Section.PROJECT, "`.gitattributes` or `.editorconfig` says how lines end", (check,))


def changelog_fresh(repository: Repository) -> Entry | None:
    """The changelog was changed within the last month."""
    found = _changelog(repository)
    if found is None or found.name or not repository.tree.in_git:
        return None
    check = {"file_age": glob_escaped(found.path), "max_age": "31d", "fix": f"Add this version to {found.path}"}
    return Entry(Section.PROJECT, f"{code(found.path)} was changed within the last month", (check,))


def branch(repository: Repository) -> Entry | None:
    """The work tree is on the branch that releases are made from."""
    name = value(repository, "branch")
    if name is None:
        return None
    check = {"git": {"branch": name}, "fix": f"Switch to {name}, and bring it up to date with the remote"}
    return Entry(Section.PROJECT, f"The release is made from the branch {code(name)}", (check,))


MAKERS: dict[str, Maker] = {
    "version": version,
    "line-ends": line_ends,
    "changelog-fresh": changelog_fresh,
    "release-branch": branch,
    "readme": readme,
    "licence": licence,
    "readme-links": readme_links,
    "changelog": changelog,
    "gitignore": gitignore,
    "metadata": metadata,
    "runtime": runtime,
    "typed": typed,
    "command": command,
    "command-shown": command_shown,
}
