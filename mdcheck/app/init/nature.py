"""What kind of project a repository is in the first place."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.facts import Fact, Facts, Subject
from mdcheck.app.init.tree import join
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.dependencies.model import Dependency, normalized
from mdcheck.evidence.dependencies.read import manifest_of, read_dependencies
from mdcheck.evidence.workspace import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.app.init.tree import Tree


class Kind(StrEnum):
    """Kinds of projects."""

    LIBRARY = "library"
    TOOL = "tool"
    SERVICE = "service"
    WEB = "web"
    INFRASTRUCTURE = "infrastructure"
    DOCUMENTS = "documents"
    MONOREPO = "monorepo"
    PROJECT = "project"
    """Nothing says which."""

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Kind.LIBRARY: "a library",
    Kind.TOOL: "a command-line tool",
    Kind.SERVICE: "a service",
    Kind.WEB: "a web application",
    Kind.INFRASTRUCTURE: "infrastructure",
    Kind.DOCUMENTS: "documents",
    Kind.MONOREPO: "a monorepo",
    Kind.PROJECT: "a project",
}


class Nature(NamedTuple):
    """A kind, and what says so."""

    kind: Kind
    reason: str


_SERVERS = re.compile(
    r"fastapi|flask|django|starlette|litestar|sanic|aiohttp|tornado|falcon|gunicorn|uvicorn|express|fastify|koa|@nestjs/core"
    r"|@hapi/hapi|hono|github\.com/(?:gin-gonic/gin|labstack/echo|go-chi/chi|gofiber/fiber|gorilla/mux)(?:/v\d+)?|google\.golang\.org/grpc"
    r"|sigs\.k8s\.io/controller-runtime|axum|actix-web|rocket|tonic|warp|poem|(?:.*:)?spring-boot-starter-web(?:flux|mvc)?|(?:.*:)?quarkus-(?:rest|resteasy).*"
    r"|(?:.*:)?micronaut-http-server.*|(?:.*:)?ktor-server.*|rails|sinatra|laravel/framework|symfony/framework-bundle"
    r"|slim/slim|phoenix|plug-cowboy|plug_cowboy|bandit|microsoft\.aspnetcore\..*|vapor"
)
_OPERATOR = "sigs.k8s.io/controller-runtime"
"""What it starts watches a cluster; nobody calls it."""
_FRAMEWORK = re.compile(
    r"SpringApplication|WebApplication|HttpServer::new|axum::serve|uvicorn\.run|DJANGO_SETTINGS|^web:"
)
"""What only a service calls in its entry."""
_UIS = re.compile(r"next|nuxt|react-dom|vue|svelte|@sveltejs/kit|@angular/core|solid-js|preact|@remix-run/react|gatsby")
_SITES = re.compile(r"@docusaurus/core|vitepress|vuepress|@astrojs/starlight")
"""What makes pages of documents, where the whole program needs it."""
_PROSE = re.compile(r"\.(?:md|mdx|markdown|rst|adoc|asciidoc|ipynb|rmd|qmd)$", re.IGNORECASE)
_FOR_WORK = re.compile(
    r"(?:^|/)(?:hack|scripts?|tools?|utils?|ci|\.\w+)/(?:[^/]+/)*[^/]+$|(?:^|/)(?:requirements\.(?:txt|in)|environment\.ya?ml)$",
    re.IGNORECASE,
)
"""Manifests that say what to install to work on something, and make no package."""
_INFRASTRUCTURE = (
    *(Subject.TERRAFORM, Subject.OPENTOFU, Subject.PULUMI, Subject.CDK, Subject.CLOUDFORMATION),
    *(Subject.BICEP, Subject.ANSIBLE_ROLE, Subject.ANSIBLE, Subject.HELM, Subject.KUSTOMIZE, Subject.KUBERNETES),
)


def nature(tree: Tree, facts: Facts) -> Nature:
    """The first kind that the evidence fits."""
    return next(_candidates(tree, facts), Nature(Kind.PROJECT, "nothing says what it is"))


def serves(tree: Tree, facts: Facts) -> bool:
    """Whether a part of the repository, such as a package of a monorepo, is called over the network."""
    found = {candidate.kind for candidate in _candidates(tree, facts) if _OPERATOR not in candidate.reason}
    return bool(found & {Kind.SERVICE, Kind.WEB}) or facts.has(Subject.API, "OpenAPI", "AsyncAPI")


def _candidates(tree: Tree, facts: Facts) -> Iterator[Nature]:
    if found := facts.of(Subject.MEMBER):
        yield Nature(Kind.MONOREPO, f"{len(found)} packages ({found[0].name})")
    manifests = facts.of(Subject.MANIFEST)
    if not manifests:
        yield from _without_code(tree, facts)
        yield from _by_entry(facts)
        return
    if _is_module(facts):
        yield Nature(Kind.INFRASTRUCTURE, f"{_infrastructure(facts)[0].path}")
    names = runtime_dependencies(tree, facts)
    if any(_SITES.fullmatch(name) and path == "package.json" for name, path in names):
        yield from _without_code(tree, facts)
        return
    yield from _served(tree, facts, names)
    if (command := facts.first(Subject.COMMAND)) is not None:
        yield Nature(Kind.TOOL, command.path if not command.seen else f"{command.path} ({command.seen})")
    if (library := _library(tree, facts)) is not None:
        yield Nature(Kind.LIBRARY, library)
    if all(_FOR_WORK.search(fact.path) or _is_for_tools(tree, fact.path) for fact in manifests):
        yield from _without_code(tree, facts)


def _is_for_tools(tree: Tree, path: str) -> bool:
    """Whether a `package.json` only lists tools to work with."""
    keys = ("dependencies", "workspaces", "main", "exports", "bin")
    return path.endswith("package.json") and not any(tree.value(path, key) for key in keys)


def _served(tree: Tree, facts: Facts, names: Sequence[tuple[str, str]]) -> Iterator[Nature]:
    """A service, or a user interface; one in a folder belongs to the service at the root."""
    own = _own_name(tree)
    server = next(
        (one for one in names if _SERVERS.fullmatch(one[0]) and one[0] != own and not _BESIDE.match(one[1])), None
    )
    needs = [Fact(Subject.UI, path, name) for name, path in names if _UIS.fullmatch(name) and not _BESIDE.match(path)]
    ui = next((fact for fact in (*facts.of(Subject.UI), *needs) if _is_application(tree, fact.folder)), None)
    entries = [
        fact for fact in facts.of(Subject.ENTRY) if facts.has(Subject.DOCKERFILE) or _FRAMEWORK.search(fact.seen)
    ]
    if ui is not None and ui.folder and (root := next((one for one in entries if not one.folder), None)) is not None:
        yield Nature(Kind.SERVICE, root.path)
    web = ui is not None and any(fact.name == "Node" for fact in facts.of(Subject.MANIFEST))
    entry = _entry(facts) if server is not None else None
    if server is not None and entry is not None and (ui is None or (ui.folder and "/" not in server[1])):
        # A user interface in a folder is a part of the service that the root's manifest is of.
        yield Nature(Kind.SERVICE, f"{server[1]} ({server[0]}), {entry.path}")
    if web and ui is not None:
        yield Nature(Kind.WEB, ui.path if not ui.name else f"{ui.path} ({ui.name})")
    if server is not None and entry is not None:
        yield Nature(Kind.SERVICE, f"{server[1]} ({server[0]}), {entry.path}")
    if entries:
        yield Nature(Kind.SERVICE, entries[0].path)


def _without_code(tree: Tree, facts: Facts) -> Iterator[Nature]:
    if found := _infrastructure(facts):
        yield Nature(Kind.INFRASTRUCTURE, found[0].path)
    shown = [path for path in tree.own if not path.startswith(".")]
    prose = [path for path in shown if _PROSE.search(path)]
    enough = 3 if tree.code else 2  # README and one more are no collection where there is code
    if (len(prose) * 2 >= len(shown) and len(prose) >= enough) or facts.has(Subject.DOCS_SITE):
        yield Nature(Kind.DOCUMENTS, f"{len(prose)} of {len(shown)} files are documents")


def _by_entry(facts: Facts) -> Iterator[Nature]:
    if (entry := facts.first(Subject.ENTRY)) is not None:
        yield Nature(Kind.SERVICE, entry.path)
    if (command := facts.first(Subject.COMMAND)) is not None:
        yield Nature(Kind.TOOL, command.path)


def _infrastructure(facts: Facts) -> tuple[Fact, ...]:
    return tuple(fact for subject in _INFRASTRUCTURE for fact in facts.of(subject))


def _is_module(facts: Facts) -> bool:
    """Terraform, a chart or a role at the root; the manifests are those of tests or tools."""
    at_root = [fact for fact in _infrastructure(facts) if fact.folder in ("", "meta")]
    return bool(at_root) and all(
        fact.name in ("Go", "Python", "Ruby", "Node")
        and not facts.has(Subject.ENTRY)
        and not facts.has(Subject.COMMAND)
        for fact in facts.of(Subject.MANIFEST)
    )


_BESIDE = re.compile(
    r"(?:packages/|apps/)?(?:guides?|docs?|documentation|website|site|bench\w*|scripts|tools)/", re.IGNORECASE
)
"""Folders whose manifests are for something beside the project, such as the server of its documentation."""


def _own_name(tree: Tree) -> str:
    """The package's own name: a framework for servers is no server."""
    name = tree.value("pyproject.toml", "project", "name") or tree.value("package.json", "name") or tree.name
    return str(name).lower()


def _is_application(tree: Tree, folder: str) -> bool:
    """Whether the package that the folder belongs to is no library of components."""
    own = tree.mapping(join(folder, "package.json")) or tree.mapping("package.json")
    return not own or bool(own.get("private")) or not (own.get("main") or own.get("exports"))


def _entry(facts: Facts) -> Fact | None:
    """What starts the server or ships it."""
    for subject in (Subject.ENTRY, Subject.DOCKERFILE, Subject.COMPOSE, Subject.KUBERNETES):
        if (found := facts.first(subject)) is not None:
            return found
    return None


def _library(tree: Tree, facts: Facts) -> str | None:
    """What says that others build on it: a package that can be published."""
    for fact in facts.of(Subject.MANIFEST, ".NET"):
        if fact.path.lower().startswith("src/") and not re.search(
            r"<OutputType>\s*(?:Win)?Exe|Sdk\.Web", tree.text(fact.path)
        ):
            return fact.path
    for fact in facts.of(Subject.MANIFEST):
        if fact.folder:
            continue
        path = fact.path
        keys = {
            "Python": ("project", "name") if path == "pyproject.toml" else (),
            "Node": ("name",),
            "Rust": ("package", "name"),
            "PHP": ("name",) if tree.value(path, "type") != "project" else ("",),
            "Dart": ("name",),
        }.get(fact.name, ())
        if fact.name == "Node" and (tree.value(path, "private") or not is_published(tree, path)):
            continue
        if fact.name == "Python" and path != "pyproject.toml" and path not in ("setup.py", "setup.cfg"):
            continue
        if keys and not tree.value(path, *keys) and not tree.mapping(path, "tool", "poetry"):
            continue
        return path
    return None


def is_published(tree: Tree, path: str) -> bool:
    """Whether a `package.json` says what others get of the package."""
    return any(tree.value(path, key) for key in ("main", "exports", "module", "types", "files", "bin"))


def runtime_dependencies(tree: Tree, facts: Facts) -> tuple[tuple[str, str], ...]:
    """The packages that the program needs when it runs, each with its manifest."""
    found: list[tuple[str, str]] = []
    for path in facts.paths(Subject.MANIFEST):
        found += [(name, path) for name in _runtime(tree, path)]
    return tuple(found)


def _runtime(tree: Tree, path: str) -> list[str]:
    manifest = manifest_of(path)
    declared = _declared(tree, path) if manifest is not None and not manifest.lock else None
    if manifest is None or declared is None:
        return []
    return [normalized(one.name, manifest.ecosystem) for one in declared if one.direct and not one.dev]


def _declared(tree: Tree, path: str) -> list[Dependency] | None:
    """What a manifest declares; None where it can't be read."""
    manifest = manifest_of(path)
    try:
        return None if manifest is None else read_dependencies(tree.workspace, path, manifest)
    except (UndeterminedError, OutsideError):
        return None


_ELSEWHERE = re.compile(r"\.(?:gradle(?:\.kts)?|xml|\w\wproj|toml|py|cfg|gemspec)$|(?:^|/)Gemfile$", re.IGNORECASE)
"""Manifests that may take what they declare from another file, and those that lead to members."""


def declares(tree: Tree, path: str) -> bool:
    """Whether the manifest declares a package of others, or may do so."""
    if path.lower().endswith("package.swift"):
        return re.search(r"^[^/\n]*\.package\(", tree.text(path), re.MULTILINE) is not None
    return bool(_ELSEWHERE.search(path)) or _declared(tree, path) != []
