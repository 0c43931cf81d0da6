"""Items about running a service: metrics, logs, alerts, backups, load, and what only its people can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import Entry, Section, code, glob_escaped, not_here, paths
from mdcheck.app.init.tree import folder_of
from mdcheck.app.init.values import value
from mdcheck.evidence.globs import glob_regex

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

_MAX_FILES = 12
NO_SERVICE = "nothing here was seen to run as a service"


_OTHERS = "**/{node_modules,vendor,third{-,_,}party,{,__}fixtures{,__},testdata,example{,s},sample{,s},dist,target}/**"
_MAX_MISLEADING = 20


def _named(repository: Repository, glob: str, *, read: bool = False) -> Check:
    """A file of the project with such a name, wherever it lies.

    With `read`, init has looked into the files that have one now, and found something else in them.
    """
    named = glob_regex(glob)
    found = [path for path in repository.tree.own if read and named.fullmatch(path)][:_MAX_MISLEADING]
    aside = [_OTHERS, *map(glob_escaped, found)]
    if repository.tree.in_git:
        return {"git": {"tracked": [glob, *(f"!{one}" for one in aside)]}}
    return {"glob_count": glob, "exclude": aside, "min": 1}


def security_audit(repository: Repository) -> Entry:
    """The report of a security audit is kept with the code; the evidence is a file of that name."""
    statement = "An audit of code, dependencies and configuration is done, and its report is kept with the code"
    if not repository.tree.code:
        return Entry(Section.DELIVERY, not_here(statement, "no code was seen here"))
    glob = (
        "**/*{[sS]ecurity,[vV]ulnerabilit}*{[aA]udit,[rR]eport,[aA]ssessment,[sS]can}*.{json,sarif,md,pdf,html,txt,csv}"
    )
    check: Check = {
        **_named(repository, glob),
        "tick": "person",
        "severity": "warning",
        "fix": "Audit the project, and keep the report as security-audit.json or the like",
    }
    return Entry(Section.DEPENDENCIES, statement, (check,))


def signing_secret(repository: Repository) -> Entry:
    """The secret that signs sessions or tokens is set where the checks run, and is long enough."""
    name = value(repository, "secret_variable")
    if name is None:
        statement = "The secret that signs sessions or tokens comes from the environment"
        return Entry(Section.DEPENDENCIES, not_here(statement, "the code was not seen to read one"))
    check = {
        "env": name,
        "min_length": 32,
        "severity": "warning",
        "fix": f"Set {name} where the checks run, for example from openssl rand -base64 48",
    }
    return Entry(
        Section.DEPENDENCIES, f"{code(name)} is set where the checks run, with at least 32 characters", (check,)
    )


_METRICS = [
    *("opentelemetry*", "@opentelemetry/*", "go.opentelemetry.io/*", "prometheus*", "prom-client", "*prometheus*"),
    *("github.com/prometheus/client_golang", "metrics", "metrics-*", "ddtrace", "dd-trace", "datadog*", "*micrometer*"),
    *(
        "newrelic*",
        "applicationinsights",
        "*statsd*",
        "yabeda*",
        "telemetry_metrics*",
        "appsignal*",
        "scout_apm",
        "skylight",
    ),
    *("*spring-boot-starter-actuator", "*quarkus-micrometer*", "*quarkus-opentelemetry", "github.com/armon/go-metrics"),
    *("starlette-exporter", "github.com/hashicorp/go-metrics", "express-prom-bundle", "promster*", "app-metrics*"),
]
_LOGS = [
    *("structlog", "loguru", "python-json-logger", "pino", "pino-*", "winston", "bunyan", "nestjs-pino", "tracing*"),
    *("slog", "slog-*", "serilog*", "nlog*", "*logstash-logback*", "*log4j-layout-template-json", "*ecs-encoder"),
    *("monolog/monolog", "symfony/monolog-bundle", "laravel/framework", "lograge", "semantic_logger", "logtape*"),
    *("rails_semantic_logger", "logger_json", "@google-cloud/logging*", "google-cloud-logging", "*ecs-logging*"),
    *("logfire", "*opentelemetry-appender*", "*kotlin-logging*", "swift-log"),
]
_BROUGHT = {
    "Go": r'"log/slog"|go\.uber\.org/zap|rs/zerolog|sirupsen/logrus|go-logr/logr|hashicorp/go-hclog|phuslu/log',
    ".NET": r"\bILogger\b|\bSerilog\b|\bNLog\b",
    "Elixir": r"\bLogger\.(debug|info|notice|warning|error|metadata)\b",
}
"""Where the language or its framework brings structured logs, what the code says."""


def metrics(repository: Repository) -> Entry:
    """A library for metrics is among the dependencies."""
    statement = "A library for metrics is among the dependencies"
    if not repository.serves or not repository.facts.has(Subject.MANIFEST):
        return Entry(Section.DELIVERY, not_here(statement, NO_SERVICE))
    check = {
        "dependency": {"any": _METRICS, "dev": False},
        "severity": "warning",
        "fix": "Add OpenTelemetry or a Prometheus client, and export metrics from one module",
    }
    return Entry(Section.DELIVERY, statement, (check,))


def structured_logging(repository: Repository) -> Entry:
    """A library for structured logs is among the dependencies, or the code uses the language's own."""
    statement = "A library for structured logs is among the dependencies"
    if not repository.serves or not repository.facts.has(Subject.MANIFEST):
        return Entry(Section.DELIVERY, not_here(statement, NO_SERVICE))
    fix = "Add structlog, pino, zap or their like, and write logs as fields instead of sentences"
    brought = next((_BROUGHT[name] for name in repository.ecosystems[:1] if name in _BROUGHT), None)
    check: Check = {"dependency": {"any": _LOGS, "dev": False}}
    if brought is not None:
        check = {"contains": "@code", "pattern": brought, "ignore": "comments", "match": "any"}
        statement = "The code uses a library for structured logs"
    return Entry(Section.DELIVERY, statement, ({**check, "severity": "warning", "fix": fix},))


def _rules(repository: Repository) -> list[str]:
    return list(repository.facts.paths(Subject.MONITORING, "alert rules"))[:_MAX_FILES]


def alert_rules(repository: Repository) -> Entry:
    """Rules for alerts are kept with the code."""
    if found := _rules(repository):
        check: Check = {"value": paths(found), "at": "$..rules[?@.alert].alert", "match": "any"}
        return Entry(
            Section.DELIVERY,
            "Alert rules are kept with the code",
            ({**check, "severity": "warning", "fix": f"Restore the rules of {found[0]}"},),
        )
    if alarm := repository.facts.first(Subject.MONITORING, "alarms"):
        check = {"contains": glob_escaped(alarm.path), "text": alarm.seen, "ignore": "comments", "severity": "warning"}
        fix = {"fix": f"Restore the alarms of {alarm.path}"}
        return Entry(Section.DELIVERY, f"Alarms are kept with the code, in {code(alarm.path)}", ({**check, **fix},))
    statement = "Alert rules are kept with the code"
    if not repository.serves:
        return Entry(Section.DELIVERY, not_here(statement, NO_SERVICE))
    check = {
        **_named(repository, "**/*{[aA]lert,[aA]larm}*.{yml,yaml,json,tf,tofu,jsonnet,libsonnet}"),
        "tick": "person",
        "severity": "warning",
        "fix": "Keep the rules with the code, beginning with errors, latency and “nothing arrives any more”",
    }
    return Entry(Section.DELIVERY, statement, (check,))


def _every_rule(repository: Repository, statement: str, places: list[str], fix: str) -> Entry | None:
    found = _rules(repository)
    if not found:
        return None
    every = {"at": places[0]} if len(places) == 1 else {"at": f"$[{','.join(repr(one) for one in places)}]"}
    check: Check = {
        "value": paths(found),
        "at": "$..rules[?@.alert]",
        "every": every,
        "severity": "warning",
        "fix": fix,
    }
    return Entry(Section.DELIVERY, statement, (check,))


def alert_severities(repository: Repository) -> Entry | None:
    """Every alert has a severity."""
    fix = "Give each rule a label severity, and route by it"
    return _every_rule(repository, "Every alert has a label for its severity", ["labels.severity"], fix)


def alert_runbooks(repository: Repository) -> Entry | None:
    """Every alert links to a runbook."""
    fix = "Give each rule an annotation runbook_url that leads to the steps"
    return _every_rule(repository, "Every alert links to a runbook", ["annotations.runbook_url"], fix)


def dashboards(repository: Repository) -> Entry | None:
    """Dashboards are kept with the code."""
    found = list(repository.facts.paths(Subject.MONITORING, "dashboards"))[:_MAX_FILES]
    if not found:
        return None
    check = {
        "value": paths(found),
        "at": "$..panels[*]",
        "match": "any",
        "severity": "warning",
        "fix": f"Restore {found[0]}",
    }
    return Entry(Section.DELIVERY, "Dashboards are kept with the code", (check,))


def backups(repository: Repository) -> Entry:
    """Backups are written to a folder of this repository's machine, where one is there or named."""
    if (folder := value(repository, "backups")) is not None:
        place = glob_escaped(folder)
        check = {
            "glob_count": f"{place}/**/*",
            "min": 1,
            "min_size": 1,
            "severity": "warning",
            "fix": f"Write backups to {folder}, or name the place where they are",
        }
        return Entry(Section.DELIVERY, f"There is a backup in {code(folder)}", (check,))
    if repository.holds_data:
        return Entry(Section.DELIVERY, "Backups are written and watched: name here where they are, and who looks")
    return Entry(Section.DELIVERY, not_here("Backups are written and watched", "no database was seen here"))


_LOAD = re.compile(
    r"(?:^|/)(?:locustfile\.py|load[-_]?tests?\.(?:py|[cm]?[jt]s|sh|go)|[^/]*\.jmx|artillery\.ya?ml|[^/]*k6[^/]*\.[cm]?[jt]s)$"
    r"|(?:^|/)(?:load[-_]?tests?|k6|gatling|jmeter|locust|(?:tests?|spec)/(?:load|performance|perf))/",
    re.IGNORECASE,
)


def load_test(repository: Repository) -> Entry | None:
    """A load test is kept with the code."""
    if found := next((path for path in repository.tree.own if _LOAD.search(path)), None):
        check: Check = {"file_exists": glob_escaped(found), "tick": "person", "fix": f"Restore {found}"}
        return Entry(Section.TESTS, f"A load test is kept with the code: {code(found)}", (check,))
    if not repository.serves:
        return None
    folders = "{k6,gatling,jmeter,locust,[lL]oad{,-,_}[tT]est{,s}}/**/*"
    files = "locustfile.py,*.jmx,artillery.{yml,yaml},*k6*.{js,ts,mjs},load{,-,_}test{,s}.{py,js,ts,sh,go}"
    glob = f"**/{{{files},{folders}}}"
    check = {
        **_named(repository, glob),
        "severity": "warning",
        "fix": "Write a load test with Locust, k6 or their like, so that anyone can repeat it",
    }
    return Entry(Section.TESTS, "A load test is kept with the code", (check,))


def migrations(repository: Repository) -> Entry | None:
    """Changes of the database's schema are scripts in version control."""
    found = repository.facts.first(Subject.MIGRATIONS)
    if found is None:
        return None
    where = found.folder or found.path
    if found.name == "Prisma":
        where = folder_of(where)  # each migration has a folder of its own
    check = {"file_exists": glob_escaped(where), "fix": f"Restore {where}"}
    return Entry(Section.DELIVERY, f"Changes of the schema are scripts in {code(where)}", (check,))


def api_description(repository: Repository) -> Entry | None:
    """The interface is described in a form that machines read."""
    statement = "The interface is described in a form that machines read"
    if (found := repository.facts.first(Subject.API)) is not None:
        check: Check = {"file_exists": glob_escaped(found.path), "fix": f"Restore {found.path}"}
        return Entry(Section.DOCUMENTS, f"{statement}: {code(found.path)}", (check,))
    if not repository.serves:
        return None
    glob = "**/{{,*[-_.]}{openapi,swagger,asyncapi}{,[-_.]*}.{yaml,yml,json},*.proto,schema.{graphql,graphqls,gql}}"
    fix = "Keep an OpenAPI description, a schema or a .proto file with the code, written out where it is generated"
    check = {**_named(repository, glob, read=True), "severity": "warning", "fix": fix}
    return Entry(Section.DOCUMENTS, f"{statement}, kept with the code", (check,))


MAKERS: dict[str, Maker] = {
    "security-audit": security_audit,
    "authentication-secret": signing_secret,
    "metrics": metrics,
    "structured-logging": structured_logging,
    "alert-rules": alert_rules,
    "alert-severities": alert_severities,
    "alert-runbooks": alert_runbooks,
    "dashboards": dashboards,
    "backups": backups,
    "load-test": load_test,
    "migrations": migrations,
    "api-description": api_description,
}
