"""The parts of templates: what appears in a checklist only if the repository has it, or the person asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.facts import Subject
from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mdcheck.app.init.detect import Repository


class Part(NamedTuple):
    """One part."""

    name: str
    meaning: str
    find: Callable[[Repository], bool]


def _facts(*subjects: Subject) -> Callable[[Repository], bool]:
    return lambda repository: any(repository.facts.has(subject) for subject in subjects)


def _depends(pattern: str) -> Callable[[Repository], bool]:
    return lambda repository: repository.depends(pattern)


def _path(pattern: str) -> Callable[[Repository], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda repository: any(compiled.search(path) for path in repository.tree.own)


def _unread(repository: Repository) -> bool:
    """There is CI, and none of it can be read as structure."""
    return repository.facts.has(Subject.CI) and not repository.pipelines.pipelines


_LOGINS = (
    r"pyjwt|python-jose|authlib|passlib|bcrypt|argon2-cffi|django|django-allauth|djangorestframework-simplejwt|flask-login|fastapi-users"
    r"|passport.*|jsonwebtoken|jose|next-auth|@auth/.*|@clerk/.*|bcryptjs|github\.com/golang-jwt/jwt|golang\.org/x/oauth2"
    r"|jsonwebtoken|oauth2|(?:.*:)?spring-boot-starter-(?:security|oauth2.*)|devise|laravel/(?:sanctum|passport)|guardian"
    r"|microsoft\.aspnetcore\.(?:authentication|identity).*"
)
_QUEUES = (
    r"celery|rq|dramatiq|aio-?pika|pika|kombu|kafka-python|confluent-kafka|aiokafka|bull|bullmq|amqplib|kafkajs|sidekiq|resque"
    r"|github\.com/(?:segmentio/kafka-go|ibm/sarama|shopify/sarama|rabbitmq/amqp091-go|hibiken/asynq|nats-io/nats\.go)|lapin|rdkafka"
    r"|(?:.*:)?spring-(?:kafka|rabbit|boot-starter-amqp)|masstransit.*|oban|broadway"
)

PARTS = (
    Part("code", "source code", lambda repository: bool(repository.languages)),
    Part("unread_ci", "CI of a system that mdcheck can't read", _unread),
    Part("container", "an image that is built here", _facts(Subject.DOCKERFILE)),
    Part("kubernetes", "manifests of Kubernetes workloads", _facts(Subject.KUBERNETES)),
    Part("terraform", "Terraform or OpenTofu", _facts(Subject.TERRAFORM, Subject.OPENTOFU)),
    Part(
        "infrastructure",
        "infrastructure that is described in code",
        _facts(
            *(Subject.TERRAFORM, Subject.OPENTOFU, Subject.PULUMI, Subject.CDK),
            *(Subject.CLOUDFORMATION, Subject.BICEP, Subject.ANSIBLE),
        ),
    ),
    Part("interface", "an interface that others call over the network", lambda repository: repository.serves),
    Part("database", "a database", lambda repository: repository.holds_data),
    Part("logins", "users or services that log in", _depends(_LOGINS)),
    Part("queues", "jobs and messages", _depends(_QUEUES)),
    Part(
        "alerts",
        "rules for alerts",
        lambda repository: repository.facts.has(Subject.MONITORING, "alert rules", "alarms"),
    ),
    Part(
        "load",
        "load tests",
        _path(r"locustfile\.py$|(?:^|/)(?:load[-_]?tests?|k6|gatling|tests/(?:load|performance))/"),
    ),
    Part(
        "oncall",
        "people who are on call",
        _path(r"(?:^|/)docs?/(?:.*[/_.-])?(?:on[-_]?call(?![a-z])|runbooks?/|playbooks?/)"),
    ),
    Part("privacy", "personal data", _path(r"(?:privacy|gdpr|data[-_]protection|personal[-_]data)[^/]*\.\w+$")),
    Part("audit", "an audit trail", _path(r"audit[-_]?(?:log|trail)")),
    Part("commands", "items that run commands of the repository, and so need trust", lambda _: False),
    Part("more", "further items that only people can judge", lambda _: False),
)
"""What a template may ask for, by name."""

ALL_PARTS = frozenset(part.name for part in PARTS)


def find_parts(
    repository: Repository, *, given: Collection[str] = (), left_out: Collection[str] = ()
) -> frozenset[str]:
    """The parts that the repository has, with those that the person gives and without those that they leave out.

    Raises UsageError for an unknown name, and one that is given and left out.
    """
    for option, names in (("--with", given), ("--without", left_out)):
        for name in names:
            if name not in ALL_PARTS:
                known = ", ".join(part.name for part in PARTS)
                raise UsageError(
                    f"“{name}” is no part of a template{did_you_mean(name, sorted(ALL_PARTS))}",
                    where=option,
                    fix=f"name one of {known}",
                )
    if both := sorted(set(given) & set(left_out)):
        raise UsageError(f"“{both[0]}” is both given and left out", where="--with", fix="choose one of them")
    found = {part.name for part in PARTS if part.name not in left_out and (part.name in given or part.find(repository))}
    return frozenset(found)
