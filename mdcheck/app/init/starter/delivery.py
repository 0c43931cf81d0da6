"""Items about images, manifests and infrastructure, and about collections of documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.init.facts import Fact, Subject
from mdcheck.app.init.starter.entry import Entry, Section, code, glob_escaped, joined, paths
from mdcheck.app.init.tree import join, name_of

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.starter.entry import Check, Maker

_MAX_FILES = 12
_CONTAINERS = "$..template.spec.containers[*]"


def _images(repository: Repository) -> list[Fact]:
    return list(repository.facts.of(Subject.DOCKERFILE))[:_MAX_FILES]


def _names(found: list[str]) -> str:
    return code(found[0]) if len(found) == 1 else f"each of {len(found)} Dockerfiles"


def image_user(repository: Repository) -> Entry | None:
    found = [fact.path for fact in _images(repository)]
    if not found:
        return None
    check = {
        "value": paths(found),
        "at": "$.stages[-1].user",
        "none": {"matches": "(root|0+)(:.*)?"},
        "fix": f"Write a USER line with an unprivileged user into the last stage of {joined(found)}",
    }
    return Entry(Section.DELIVERY, f"The last stage of {_names(found)} names a user that is not root", (check,))


def image_base(repository: Repository) -> Entry | None:
    tree = repository.tree
    found = [
        fact.path
        for fact in _images(repository)
        if any(isinstance(stage, dict) and stage.get("image") for stage in tree.value(fact.path, "stages") or ())
    ]
    if not found:
        return None
    check = {
        "value": paths(found),
        "at": "$.stages[*].image",
        "none": {"matches": r"(.*/)?[^:/@]+|[^@]*:-?latest\}?"},
        "fix": f"Name the version that was tested behind FROM in {joined(found)}",
    }
    return Entry(Section.DELIVERY, f"Base images of {_names(found)} are named by a version or digest", (check,))


def image_ignore(repository: Repository) -> Entry | None:
    found = _images(repository)
    if not found:
        return None
    first = found[0]
    folder = glob_escaped(first.folder)
    names = [".dockerignore", f"{glob_escaped(first.path)}.dockerignore", join(folder, ".dockerignore")]
    check = {
        "file_exists": list(dict.fromkeys(names)),
        "match": "any",
        "severity": "warning",
        "fix": f"Write {names[-1]} with .git, .env and what the image does not need",
    }
    return Entry(Section.DELIVERY, f"An ignore file limits what the build of {code(first.path)} sees", (check,))


def image_health(repository: Repository) -> Entry | None:
    facts = repository.facts
    if any(facts.has(subject) for subject in (Subject.KUBERNETES, Subject.HELM, Subject.COMPOSE, Subject.KUSTOMIZE)):
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


def _workloads(repository: Repository, *kinds: str) -> list[str]:
    """Files whose workloads all name an image: others are patches of them."""
    found: list[str] = []
    for path in repository.facts.paths(Subject.KUBERNETES):
        workloads = [
            document
            for document in repository.tree.documents(path)
            if isinstance(document, dict) and document.get("kind") in (kinds or _ALL)
        ]
        if workloads and all(_has_image(document) for document in workloads):
            found.append(path)
    return found[:_MAX_FILES]


_ALL = ("Deployment", "StatefulSet", "DaemonSet")


def _has_image(document: dict[str, Any]) -> bool:
    value: Any = document
    for key in ("spec", "template", "spec", "containers"):
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "image" in one for one in value)


def memory_limits(repository: Repository) -> Entry | None:
    return _container(
        repository,
        "resources.limits.memory",
        "a memory limit",
        "Set resources.limits.memory for the container that is named",
    )


def readiness(repository: Repository) -> Entry | None:
    return _container(
        repository,
        "readinessProbe",
        "a readiness probe",
        "Add a readinessProbe to the container that is named, which fails while it can't serve",
    )


def _container(repository: Repository, place: str, what: str, fix: str) -> Entry | None:
    found = _workloads(repository, "Deployment")
    if not found:
        return None
    check = {
        "value": paths(found),
        "where": {"kind": "Deployment"},
        "at": _CONTAINERS,
        "every": {"at": place},
        "fix": fix,
    }
    where = code(found[0]) if len(found) == 1 else "every deployment"
    return Entry(Section.DELIVERY, f"Every container of {where} has {what}", (check,))


def workload_images(repository: Repository) -> Entry | None:
    found = _workloads(repository)
    if not found:
        return None
    check = {
        "value": paths(found),
        "at": f"{_CONTAINERS}.image",
        "none": {"matches": r"(.*/)?[^:/@]+|[^@]*:-?latest\}?"},
        "fix": "Name a version or digest behind the image, so that a rollback finds what ran before",
    }
    where = code(found[0]) if len(found) == 1 else "the workloads"
    return Entry(Section.DELIVERY, f"Images of {where} are named by a version or digest", (check,))


def chart(repository: Repository) -> Entry | None:
    found = list(repository.facts.paths(Subject.HELM))[:_MAX_FILES]
    if not found:
        return None
    checks = tuple(
        {"value": paths(found), "at": key, "fix": f"State {key} in {joined(found)}"}
        for key in ("version", "appVersion")
    )
    library = any(repository.tree.value(path, "type") == "library" for path in found)
    statement = "Every chart states its version" if library else "Every chart states its version and the application's"
    return Entry(Section.DELIVERY, statement, checks[:1] if library else checks)


def role(repository: Repository) -> Entry | None:
    found = list(repository.facts.paths(Subject.ANSIBLE_ROLE))[:_MAX_FILES]
    if not found:
        return None
    keys = ("description", "license", "min_ansible_version")
    checks = tuple(
        {"value": paths(found), "at": f"galaxy_info.{key}", "fix": f"State {key} in {joined(found)}"} for key in keys
    )
    return Entry(
        Section.DELIVERY, f"{joined(map(code, found))} states description, licence and Ansible version", checks
    )


def _terraform(repository: Repository) -> list[str]:
    """The folders of Terraform's root modules: those nearest to the root."""
    facts = repository.facts
    folders = list(dict.fromkeys(fact.folder for s in (Subject.TERRAFORM, Subject.OPENTOFU) for fact in facts.of(s)))
    if "" in folders:
        return [""]
    folders = [folder for folder in folders if not re.search(r"(?:^|/)modules(?:/|$)", folder)] or folders
    return folders[:_MAX_FILES]


def _in_folder(folder: str) -> str:
    return join(glob_escaped(folder), "*.{tf,tofu}")


def terraform_versions(repository: Repository) -> Entry | None:
    folders = _terraform(repository)
    if not folders:
        return None
    checks: tuple[Check, ...] = tuple(
        {
            "contains": _in_folder(folder),
            "pattern": r"^\s*required_version\s*=",
            "flags": "multiline",
            "ignore": "comments",
            "match": "any",
            "fix": f"Write required_version into the terraform block in {folder or 'versions.tf'}",
        }
        for folder in folders
    )
    where = (
        code(folders[0]) if folders[0] and len(folders) == 1 else "every root module" if folders[0] else "the module"
    )
    return Entry(Section.DELIVERY, f"Terraform's version is bounded in {where}", checks)


def _has(repository: Repository, folder: str, pattern: str) -> bool:
    tree = repository.tree
    files = [path for path in tree.own if path.rpartition("/")[0] == folder and path.endswith((".tf", ".tofu"))]
    return any(re.search(pattern, tree.text(path), re.MULTILINE) for path in files)


def terraform_module(repository: Repository) -> Entry | None:
    if "" not in _terraform(repository) or not _has(repository, "", r"^\s*variable\s") or _deploys(repository, ""):
        return None
    check = {
        "not_contains": "*.{tf,tofu}",
        "pattern": r"^\s*(backend|cloud)\b[^=\n]*\{",
        "flags": "multiline",
        "ignore": "comments",
        "fix": "Leave the backend to whoever uses the module",
    }
    return Entry(Section.DELIVERY, "The module sets no backend", (check,))


def _deploys(repository: Repository, folder: str) -> bool:
    return _has(repository, folder, r'^\s*backend\s+"') or any(
        path.rpartition("/")[0] == folder and path.endswith(".tfvars") for path in repository.tree.own
    )


def terraform_lock(repository: Repository) -> Entry | None:
    folders = [folder for folder in _terraform(repository) if _deploys(repository, folder)]
    if not folders:
        return None
    files = [join(folder, ".terraform.lock.hcl") for folder in folders]
    check: Check = {"file_exists": paths(files), "fix": "Run terraform init there, and commit .terraform.lock.hcl"}
    if repository.tree.in_git:
        check = {"git": {"tracked": paths(files)}, "fix": check["fix"]}
    where = code(folders[0] or ".") if len(folders) == 1 else "every deployment"
    return Entry(Section.DELIVERY, f"The versions of providers are locked in {where}", (check,))


def terraform_state(repository: Repository) -> Entry | None:
    if not _terraform(repository) or not repository.tree.in_git:
        return None
    check = {
        "git": {"untracked": ["*.tfstate", "*.tfstate.backup", "*.tfplan"]},
        "severity": "blocker",
        "fix": "Move the state to a backend with locking and encryption, and replace the secrets that it held",
    }
    return Entry(Section.DELIVERY, "Git tracks no Terraform state and no plan", (check,))


def terraform_examples(repository: Repository) -> Entry | None:
    if "" not in _terraform(repository) or _deploys(repository, ""):
        return None
    check = {
        "contains": "examples/**/*.{tf,tofu}",
        "pattern": r'\bsource\s*=\s*"\.\./',
        "flags": "multiline",
        "ignore": "comments",
        "match": "any",
        "severity": "warning",
        "fix": "Write an example under examples/ that takes the module by its relative path",
    }
    return Entry(Section.DELIVERY, "An example uses the module by its relative path", (check,))


def terraform_tests(repository: Repository) -> Entry | None:
    if "" not in _terraform(repository) or _deploys(repository, ""):
        return None
    check = {
        "file_exists": ["{tests,test}/**/*", "**/*.tftest.hcl"],
        "match": "any",
        "severity": "warning",
        "fix": "Write tests/main.tftest.hcl, or tests in another language under tests/",
    }
    return Entry(Section.TESTS, "There are tests of the module", (check,))


_PUBLIC = {"Next.js": "NEXT_PUBLIC", "Nuxt": "NUXT_PUBLIC", "Svelte": "PUBLIC", "Astro": "PUBLIC", "a page": "VITE"}


def public_variables(repository: Repository) -> Entry | None:
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


def document_links(repository: Repository) -> Entry | None:
    docs = repository.tree.docs
    if repository.facts.has(Subject.DOCS_SITE) or not any(path.lower().endswith(".md") for path in docs):
        return None
    markdown = all(path.lower().endswith((".md", ".markdown", ".mdown")) for path in docs)
    check = {"links": "@docs" if markdown else "**/*.md", "fix": "Correct or remove the links that are named"}
    return Entry(Section.DOCUMENTS, "Relative links in the Markdown files lead to files that exist", (check,))


def merge_marks(repository: Repository) -> Entry | None:
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
    "memory-limits": memory_limits,
    "readiness": readiness,
    "workload-images": workload_images,
    "chart": chart,
    "role": role,
    "terraform-versions": terraform_versions,
    "terraform-module": terraform_module,
    "terraform-lock": terraform_lock,
    "terraform-state": terraform_state,
    "terraform-examples": terraform_examples,
    "terraform-tests": terraform_tests,
    "public-variables": public_variables,
    "document-links": document_links,
    "merge-marks": merge_marks,
    "interface": interface,
}
