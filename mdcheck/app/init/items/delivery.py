"""Items about images, manifests and infrastructure, and about collections of documents."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Fact, Subject
from mdcheck.app.init.items.entry import UNVERSIONED, Entry, Section, code, glob_escaped, joined, paths
from mdcheck.app.init.items.project import has_links
from mdcheck.app.init.tree import folder_of, join, name_of

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

_MAX_FILES = 12
_MAX_DOCS = 200


def _images(repository: Repository) -> list[Fact]:
    return list(repository.facts.of(Subject.DOCKERFILE))[:_MAX_FILES]


def _names(found: list[str]) -> str:
    return code(found[0]) if len(found) == 1 else f"each of {len(found)} Dockerfiles"


_ANY = "**/{Dockerfile,Containerfile}"
"""Where an image is looked for if the person says that there is one, and none was seen."""


def image_user(repository: Repository) -> Entry | None:
    """The last stage of the image names a user that is not root."""
    found = [fact.path for fact in _images(repository)]
    if not found and not repository.asked("container"):
        return None
    check = {
        "value": paths(found) if found else _ANY,
        "at": "$.stages[-1].user",
        "none": {"matches": "(root|0+)(:.*)?"},
        "fix": f"Write USER and an unprivileged user into the last stage of {joined(found or ['the Dockerfile'])}",
    }
    return Entry(
        Section.DELIVERY, f"The last stage of {_names(found or ['Dockerfile'])} names a user that is not root", (check,)
    )


def image_base(repository: Repository) -> Entry | None:
    """Base images are named by a version or a digest."""
    found = [fact.path for fact in _images(repository)]
    if not found and not repository.asked("container"):
        return None
    check = {
        "value": paths(found) if found else _ANY,
        "at": f"$.stages[?match(@.image, '{UNVERSIONED}')]",
        "count": 0,
        "fix": f"Name the version that was tested behind FROM in {joined(found or ['the Dockerfile'])}",
    }
    return Entry(
        Section.DELIVERY, f"Base images of {_names(found or ['Dockerfile'])} are named by a version or digest", (check,)
    )


def image_ignore(repository: Repository) -> Entry | None:
    """An ignore file limits what the image's build sees."""
    found = _images(repository)
    if not found:
        return None
    first = found[0]
    context = _context(repository, first)
    folders = ["", first.folder] if context is None else [context]
    own = f"{first.path}.dockerignore"
    names = [own, *(join(folder, ".dockerignore") for folder in folders)]
    fix = names[-1] if context is not None or not first.folder else own
    check = {
        "file_exists": [glob_escaped(name) for name in dict.fromkeys(names)],
        "match": "any",
        "severity": "warning",
        "fix": f"Write {fix} with .git, .env and what the image does not need",
    }
    return Entry(Section.DELIVERY, f"An ignore file limits what the build of {code(first.path)} sees", (check,))


def _context(repository: Repository, image: Fact) -> str | None:
    """The folder that Compose gives to the image's build; None where no file says so."""
    for fact in repository.facts.of(Subject.COMPOSE):
        for service in repository.tree.mapping(fact.path, "services").values():
            build = service.get("build") if isinstance(service, dict) else None
            given = build if isinstance(build, dict) else {"context": build}
            context, file = given.get("context"), given.get("dockerfile", "Dockerfile")
            if isinstance(context, str) and isinstance(file, str):
                folder = posixpath.normpath(posixpath.join(fact.folder, context))
                if posixpath.normpath(posixpath.join(folder, file)) == image.path:
                    return "" if folder == "." else folder
    return None


def image_health(repository: Repository) -> Entry | None:
    """The image says how its health is checked."""
    facts = repository.facts
    elsewhere = (Subject.KUBERNETES, Subject.HELM, Subject.COMPOSE, Subject.KUSTOMIZE)
    if any(map(facts.has, elsewhere)) or not repository.operated:
        return None
    found = [fact.path for fact in _images(repository)]
    if not found:
        return None
    check = {
        "value": paths(found),
        "at": "$.stages[-1].healthcheck",
        "severity": "warning",
        "fix": f"Write HEALTHCHECK into {joined(found)}, or strike this item through where the platform asks itself",
    }
    statement = f"{_names(found)} says how health is checked"
    return Entry(Section.DELIVERY, statement[:1].upper() + statement[1:], (check,))


def chart(repository: Repository) -> Entry | None:
    """Every chart states its version."""
    found = repository.facts.paths(Subject.HELM)
    if not found:
        return None
    where: str | list[str] = paths(found)
    named = joined(found)
    if len(found) > _MAX_FILES:
        # Too many to be named: those that lie side by side are named by their folder.
        where = sorted({join(glob_escaped(folder_of(folder_of(path))), f"*/{name_of(path)}") for path in found})
        named = "the chart that is named"
    checks = tuple({"value": where, "at": key, "fix": f"State {key} in {named}"} for key in ("version", "appVersion"))
    library = any(repository.tree.value(path, "type") == "library" for path in found)
    statement = "Every chart states its version" if library else "Every chart states its version and the application's"
    return Entry(Section.DELIVERY, statement, checks[:1] if library else checks)


def role(repository: Repository) -> Entry | None:
    """The role states description, licence and Ansible version."""
    facts = repository.facts
    found = list(facts.paths(Subject.ANSIBLE_ROLE))[:_MAX_FILES]
    if not found or facts.has(Subject.ANSIBLE_ROLE, "collection"):
        return None  # a collection states them in one place for all
    keys = ("description", "license", "min_ansible_version")
    checks = tuple(
        {"value": paths(found), "at": f"galaxy_info.{key}", "fix": f"State {key} in {joined(found)}"} for key in keys
    )
    return Entry(
        Section.DELIVERY, f"{joined(map(code, found))} states description, licence and Ansible version", checks
    )


_PUBLIC = {"Next.js": "NEXT_PUBLIC", "Nuxt": "NUXT_PUBLIC", "Svelte": "PUBLIC", "Astro": "PUBLIC", "a page": "VITE"}


def public_variables(repository: Repository) -> Entry | None:
    """No variable that browsers see is named like a secret."""
    found = repository.facts.first(Subject.UI, *_PUBLIC)
    if found is None or not repository.tree.code:
        return None
    prefix = _PUBLIC[found.name]
    check = {
        "not_contains": "@code",
        "pattern": rf"\b{prefix}_\w*(SECRET|PASSWORD|PRIVATE_KEY)\b",
        "severity": "blocker",
        "fix": "Rename the variable, and read it on the server only",
    }
    statement = f"No {code(prefix + '_…')} variable, which browsers see, is named like a secret"
    return Entry(Section.DELIVERY, statement, (check,))


_RENDERED = re.compile(r"(?:^|/)(?:templates|_posts|_pages)/")
"""Where a program turns Markdown into pages, with anchors and addresses of its own."""


def document_links(repository: Repository) -> Entry | None:
    """Relative links in the documentation lead to files that exist."""
    docs = repository.tree.docs
    read = [path for path in docs if not _RENDERED.search(path)]
    if repository.facts.has(Subject.DOCS_SITE) or not any(
        has_links(repository.tree, path) for path in read[:_MAX_DOCS]
    ):
        return None
    markdown = all(path.lower().endswith((".md", ".markdown", ".mdown")) for path in docs)
    check: Check = {"links": "@docs" if markdown else "**/*.md", "fix": "Correct or remove the links that are named"}
    statement = "Relative links in the Markdown files lead to files that exist"
    if any(_RENDERED.search(path) for path in docs):
        check["exclude"] = "**/{templates,_posts,_pages}/**"
        statement += ", those aside that a program makes pages of"
    return Entry(Section.DOCUMENTS, statement, (check,))


def merge_marks(repository: Repository) -> Entry | None:
    """No file holds marks of a merge."""
    where = "@code" if repository.tree.code else "@docs" if repository.tree.docs else None
    if where is None:
        return None
    what = "source file" if where == "@code" else "document"
    check = {
        "not_contains": where,
        "pattern": r"^(<{7}|>{7}) \S",
        "flags": "multiline",
        "fix": "Finish the merge in the file that is named",
    }
    return Entry(
        Section.DOCUMENTS if where == "@docs" else Section.TESTS, f"No {what} holds marks of a merge", (check,)
    )


def interface(repository: Repository) -> Entry | None:
    """The description of the interface states title and version."""
    found = repository.facts.first(Subject.API, "OpenAPI", "AsyncAPI")
    if found is None:
        return None
    keys = ("info.version", "info.title")
    checks = tuple(
        {"value": glob_escaped(found.path), "at": key, "fix": f"State {key} in {found.path}"} for key in keys
    )
    return Entry(Section.DELIVERY, f"{code(name_of(found.path))} states the interface's title and version", checks)


MAKERS: dict[str, Maker] = {
    "image-user": image_user,
    "image-base": image_base,
    "image-ignore": image_ignore,
    "image-health": image_health,
    "chart": chart,
    "role": role,
    "public-variables": public_variables,
    "document-links": document_links,
    "merge-marks": merge_marks,
    "interface": interface,
}
