"""Items about Terraform and OpenTofu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import Entry, Section, code, glob_escaped, paths
from mdcheck.app.init.tree import join

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

_MAX_FILES = 12


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
    """Terraform's version is bounded."""
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
        "the module" if not folders[0] else code(folders[0]) if len(folders) == 1 else f"{len(folders)} root modules"
    )
    return Entry(Section.DELIVERY, f"Terraform's version is bounded in {where}", checks)


def _has(repository: Repository, folder: str, pattern: str) -> bool:
    tree = repository.tree
    files = [path for path in tree.own if path.rpartition("/")[0] == folder and path.endswith((".tf", ".tofu"))]
    return any(re.search(pattern, tree.text(path), re.MULTILINE) for path in files)


def is_terraform_module(repository: Repository) -> bool:
    """Whether the root is a module that others call: it takes variables, and nothing says where it is applied."""
    takes = "" in _terraform(repository) and _has(repository, "", r"^\s*variable\s")
    return takes and not _deploys(repository, "")


def terraform_module(repository: Repository) -> Entry | None:
    """The module sets no backend."""
    if not is_terraform_module(repository):
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
    """The versions of providers are locked."""
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
    """Git tracks no Terraform state and no plan."""
    if not (_terraform(repository) or repository.asked("terraform")) or not repository.tree.in_git:
        return None
    check = {
        "git": {"untracked": ["*.tfstate", "*.tfstate.*", "*.tfplan"]},
        "severity": "blocker",
        "fix": "Move the state to a backend with locking and encryption, and replace the secrets that it held",
    }
    return Entry(Section.DELIVERY, "Git tracks no Terraform state and no plan", (check,))


def terraform_examples(repository: Repository) -> Entry | None:
    """An example uses the module by its relative path."""
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
    """There are tests of the module."""
    if "" not in _terraform(repository) or _deploys(repository, ""):
        return None
    check = {
        "file_exists": ["{tests,test}/**/*.{tf,tofu,go,py,rb,sh,hcl,yml,yaml}", "**/*.{tftest,tofutest}.{hcl,json}"],
        "match": "any",
        "severity": "warning",
        "fix": "Write tests/main.tftest.hcl, or tests in another language under tests/",
    }
    return Entry(Section.TESTS, "There are tests of the module", (check,))


MAKERS: dict[str, Maker] = {
    "terraform-versions": terraform_versions,
    "terraform-module": terraform_module,
    "terraform-lock": terraform_lock,
    "terraform-state": terraform_state,
    "terraform-examples": terraform_examples,
    "terraform-tests": terraform_tests,
}
