"""Items about the workloads of Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import UNVERSIONED, Entry, Section, code, joined, paths

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Maker

_MAX_FILES = 40
_CONTAINERS = "$..template.spec.containers[*]"
_WITH_INIT = "$..template.spec['containers','initContainers'][*]"
_SERVING = ("Deployment", "StatefulSet")
"""What receives requests: the agents of a DaemonSet may be asked by nobody."""
_ANY = "**/*.{yml,yaml}"
"""Where workloads are looked for if the person says that there are some, and none was seen."""


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


def _places(repository: Repository, *kinds: str) -> str | list[str] | None:
    if found := _workloads(repository, *kinds):
        return paths(found)
    return _ANY if repository.asked("kubernetes") else None


_ALL = ("Deployment", "StatefulSet", "DaemonSet")


def _has_image(document: dict[str, Any]) -> bool:
    value: Any = document
    for key in ("spec", "template", "spec", "containers"):
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "image" in one for one in value)


def memory_limits(repository: Repository) -> Entry | None:
    """Every container has a memory limit."""
    return _container(
        repository,
        "resources.limits.memory",
        "a memory limit",
        "Set resources.limits.memory for the container that is named",
        kinds=_ALL,
    )


def readiness(repository: Repository) -> Entry | None:
    """Every container has a probe for being ready."""
    return _container(
        repository,
        "readinessProbe",
        "a readiness probe",
        "Add a readinessProbe to the container that is named, which fails while it can't serve",
    )


def liveness(repository: Repository) -> Entry | None:
    """Every container has a probe for being stuck."""
    fix = "Add a livenessProbe that looks at the process alone, never at its dependencies"
    return _container(repository, "livenessProbe", "a liveness probe", fix, "warning")


def requests(repository: Repository) -> Entry | None:
    """Every container states what it asks for."""
    fix = "Set resources.requests, by which the scheduler places the container"
    return _container(repository, "resources.requests", "a request for resources", fix, "warning", kinds=_ALL)


def rights(repository: Repository) -> Entry | None:
    """No container can gain rights that it was not started with."""
    places = _places(repository)
    if places is None:
        return None
    check = {
        "value": places,
        "where": {"kind": list(_ALL)},
        "at": _WITH_INIT,
        "every": {"at": "securityContext.allowPrivilegeEscalation", "equals": False},
        "severity": "warning",
        "fix": "Set allowPrivilegeEscalation to false in the securityContext of the container that is named",
    }
    return Entry(Section.DELIVERY, "No container can gain rights that it was not started with", (check,))


def isolation(repository: Repository) -> Entry | None:
    """No container runs privileged or shares the machine's network."""
    places = _places(repository)
    if places is None:
        return None
    check = {
        "value": places,
        "at": "$..[?@.privileged == true || @.hostNetwork == true || @.hostPID == true || @.hostIPC == true]",
        "count": 0,
        "fix": "Remove the setting, and give the one capability that is needed",
    }
    return Entry(Section.DELIVERY, "No container runs privileged or shares the machine's network", (check,))


def replicas(repository: Repository) -> Entry | None:
    """Every deployment asks for at least two instances."""
    places = _places(repository, "Deployment")
    if places is None or repository.scales:
        return None
    check = {
        "value": places,
        "where": {"kind": "Deployment"},
        "at": "spec.replicas",
        "at_least": 2,
        "severity": "warning",
        "fix": "Set replicas to 2 or more, or strike this through where an autoscaler decides",
    }
    return Entry(Section.DELIVERY, "Every deployment asks for at least two instances", (check,))


def _container(
    repository: Repository,
    place: str,
    what: str,
    fix: str,
    severity: str = "error",
    *,
    kinds: tuple[str, ...] = _SERVING,
) -> Entry | None:
    places = _places(repository, *kinds)
    if places is None:
        return None
    check = {
        "value": places,
        "where": {"kind": list(kinds)},
        "at": _WITH_INIT if kinds is _ALL else _CONTAINERS,
        "every": {"at": place},
        "severity": severity,
        "fix": fix,
    }
    where = f" in {code(places)}" if isinstance(places, str) and places != _ANY else ""
    return Entry(Section.DELIVERY, f"Every container of a {joined(kinds, 'or')}{where} has {what}", (check,))


def workload_images(repository: Repository) -> Entry | None:
    """Images are named by a version or a digest."""
    places = _places(repository)
    if places is None:
        return None
    check = {
        "value": places,
        "at": f"{_WITH_INIT}.image",
        "none": {"matches": UNVERSIONED},
        "fix": "Name a version or digest behind the image, so that a rollback finds what ran before",
    }
    where = code(places) if isinstance(places, str) and places != _ANY else "the workloads"
    return Entry(Section.DELIVERY, f"Images of {where} are named by a version or digest", (check,))


MAKERS: dict[str, Maker] = {
    "memory-limits": memory_limits,
    "resource-requests": requests,
    "readiness": readiness,
    "liveness": liveness,
    "workload-images": workload_images,
    "container-rights": rights,
    "container-isolation": isolation,
    "replicas": replicas,
}
