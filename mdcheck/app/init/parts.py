"""The parts of templates: what appears in a checklist only if the repository has it, or the person asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.nature import Kind, runtime_dependencies
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
    compiled = re.compile(pattern)
    return lambda repository: any(
        compiled.fullmatch(name) for name, _ in runtime_dependencies(repository.tree, repository.facts)
    )


def _table(path: str, *keys: str) -> Callable[[Repository], bool]:
    return lambda repository: bool(repository.tree.mapping(path, *keys))


def _either(*finds: Callable[[Repository], bool]) -> Callable[[Repository], bool]:
    return lambda repository: any(find(repository) for find in finds)


def _path(pattern: str) -> Callable[[Repository], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda repository: any(compiled.search(path) for path in repository.tree.own)


def _github(repository: Repository) -> bool:
    """GitHub's workflows are there; without any CI, GitHub is the likeliest."""
    return repository.facts.has(Subject.CI, "GitHub Actions") or not repository.facts.has(Subject.CI)


def _serves(repository: Repository) -> bool:
    return repository.nature.kind in (Kind.SERVICE, Kind.WEB) or repository.facts.has(Subject.ENTRY)


_DATABASES = (
    r"sqlalchemy|psycopg\w*|psycopg2-binary|asyncpg|pymysql|mysqlclient|django|peewee|tortoise-orm|pymongo|motor|alembic|pg|mysql2?"
    r"|mongoose|mongodb|sequelize|typeorm|prisma|@prisma/client|knex|drizzle-orm|better-sqlite3|gorm\.io/.*|github\.com/lib/pq"
    r"|github\.com/jackc/pgx|github\.com/go-sql-driver/mysql|sqlx|diesel|sea-orm|tokio-postgres|(?:.*:)?spring-boot-starter-data-.*"
    r"|(?:.*:)?hibernate.*|(?:.*:)?postgresql|activerecord|rails|doctrine/.*|laravel/framework|ecto\w*|postgrex|npgsql.*"
    r"|microsoft\.entityframeworkcore.*|dapper"
)
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
    Part("github", "workflows of GitHub Actions", _github),
    Part("hooks", "hooks of pre-commit", _facts(Subject.HOOKS)),
    Part("pyproject", "a pyproject.toml that describes a project", _table("pyproject.toml", "project")),
    Part("package_json", "a package.json with a name", lambda r: bool(r.tree.value("package.json", "name"))),
    Part("cargo", "a Cargo.toml of a package", _table("Cargo.toml", "package")),
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
    Part("interface", "an interface that others call over the network", _either(_serves, _facts(Subject.API))),
    Part("database", "a database", _either(_facts(Subject.MIGRATIONS), _depends(_DATABASES))),
    Part("logins", "users or services that log in", _depends(_LOGINS)),
    Part("queues", "jobs and messages", _depends(_QUEUES)),
    Part("alerts", "rules for alerts", _facts(Subject.MONITORING)),
    Part(
        "load",
        "load tests",
        _path(r"locustfile\.py$|(?:^|/)(?:load[-_]?tests?|k6|gatling|tests/(?:load|performance))/"),
    ),
    Part("oncall", "people who are on call", _path(r"(?:^|/)docs?/.*(?:on[-_]?call|runbooks?/|playbooks?/|pager)")),
    Part("privacy", "personal data", _path(r"(?:privacy|gdpr|data[-_]protection|personal[-_]data)[^/]*\.\w+$")),
    Part("audit", "an audit trail", _path(r"audit[-_]?(?:log|trail)")),
    Part("more", "further items that only people can judge", lambda _: False),
)
"""What a template may ask for, by name."""

_STATEMENT = re.compile(r"^%% (.*)$", re.MULTILINE)
_EMPTY = re.compile(r"^###+ .*\n\n+(?=#{1,3} )", re.MULTILINE)
"""The heading of a subsection whose items are all left out."""

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


def resolve(text: str, parts: Collection[str], *, where: str) -> str:
    """The text with the lines of those parts; lines that begin with `%%` say which are whose.

    Raises UsageError for a text whose lines of this sort can't be read. It may be a stranger's: it can call nothing.
    """
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError  # late: only a template needs it
    from jinja2.sandbox import SandboxedEnvironment

    # Only whole lines are statements: what a checklist holds between braces is text. Jinja's own line statements would
    # take the blank lines behind them, too.
    environment = SandboxedEnvironment(
        block_start_string="«%",
        block_end_string="%»",
        variable_start_string="«$",
        variable_end_string="$»",
        comment_start_string="«#",
        comment_end_string="#»",
        keep_trailing_newline=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    try:
        resolved = environment.from_string(_STATEMENT.sub(r"«% \1 %»", text)).render(
            {part.name: part.name in parts for part in PARTS}
        )
    except TemplateSyntaxError as error:
        raise UsageError(
            f"the template can't be read: {error.message}", where=f"{where}, line {error.lineno}"
        ) from error
    except TemplateError as error:
        raise UsageError(f"the template can't be filled in: {error}", where=where) from error
    return _EMPTY.sub("", resolved)
