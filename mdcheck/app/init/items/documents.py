"""Items about what the documentation covers: a page that is named for it, else a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.items.entry import Entry, Section, glob_escaped, not_here
from mdcheck.app.init.tree import join, name_of

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

OTHERS = [
    "**/*CHECKLIST*",
    ".github/**",
    "**/{CHANGELOG,CHANGES,HISTORY,NEWS,RELEASES}*",
    "**/{CODE_OF_CONDUCT,LICENSE}*",
]
"""Documents that name every subject and describe none."""
_OTHERS = re.compile(r"CHECKLIST|^(CHANGELOG|CHANGES|HISTORY|NEWS|RELEASES|CODE_OF_CONDUCT|LICENSE)", re.IGNORECASE)


class Subject(NamedTuple):
    """What documentation may be about."""

    statement: str
    """What a person judges; the check is only its evidence."""
    words: str
    """Regular expression for what the page's name or its heading holds."""
    page: str
    """The page to write where there is none."""
    content: str = ""
    """What belongs into it."""
    severity: str = "warning"
    only_services: bool = False
    """Whether it means nothing where nobody runs what is here."""


SUBJECTS = {
    "incident-runbook": Subject(
        "A runbook says what is done in an incident",
        r"run[- _]?books?|incidents?[ _-](response|management|handling)",
        "runbook.md",
        "with roles, severities, first steps and how to tell users",
        only_services=True,
    ),
    "maintenance": Subject(
        "The documentation says what is maintained, how often and by whom",
        r"maintenance",
        "maintenance.md",
        "with what is done daily, monthly and yearly, and by whom",
    ),
    "recovery-guide": Subject(
        "The documentation says how to recover from the loss of the data",
        r"disaster[ _-]recovery|restor(e|ing)|backups?",
        "disaster-recovery.md",
        "with the commands in their order",
        "error",
    ),
    "rollback": Subject(
        "The documentation says how to go back to the version before",
        r"roll(ing)?[ _-]?backs?|downgrad(e|ing)",
        "deployment.md",
        "with a section on rolling back",
    ),
    "deployment-guide": Subject(
        "A guide leads from a clean machine to a running service",
        r"deploy(ing|ments?)?|(self[ _-])?hosting|production|install(ing|ation)?|getting[ _-]started|quick[ _-]?start"
        r"|set(ting)?[ _-]?up|run(ning)?( [\w-]+){0,4} locally",
        "deployment.md",
        "and let somebody new follow it",
    ),
    "on-call-guide": Subject(
        "On-call is described: hours, handover, and whom to ask",
        r"on[ _-]call|escalation",
        "on-call.md",
    ),
    "alert-guide": Subject(
        "For each alert the documentation says what it means and what to do",
        r"alerts?|alerting|run[ _-]?books?",
        "alerts.md",
        "with a section for each alert",
    ),
    "targets": Subject(
        "Targets for latency, throughput and errors are written down",
        r"slos?|service[ _-]levels?([ _-]objectives?)?|latency targets?",
        "slo.md",
        "such as 95% of requests within 300 ms and 99.9% without an error, over 30 days",
    ),
    "load-test-report": Subject(
        "The results of load tests are written down",
        r"load[ _-]?test(s|ing)?|benchmarks?|performance",
        "load-tests.md",
        "with load, latency, errors and the version that was tested",
    ),
    "threat-model": Subject(
        "A threat model names what is protected, from whom, and by what",
        r"threat[ _-]?models?|threats",
        "threat-model.md",
        "with the ways that data takes and one row for each threat",
    ),
    "data-inventory": Subject(
        "The documentation says which personal data is kept, why, where, and who sees it",
        r"privacy([ _-](policy|notice))?|personal[ _-]data|gdpr|data[ _-](protection|inventory)",
        "privacy.md",
        "with a row for each sort of personal data",
    ),
    "data-retention": Subject(
        "The documentation says how long personal data is kept, and what deletes it",
        r"(data[ _-])?retention",
        "data-retention.md",
    ),
    "audit-log": Subject(
        "The documentation says what is audited, where it goes and who may read it",
        r"audit[ _-]?(logs?|logging|trails?)",
        "audit-log.md",
    ),
    "architecture": Subject(
        "The architecture is described: parts, data, and where the outside begins",
        r"architecture|design|internals|how it works",
        "architecture.md",
        "with one drawing and the reasons behind it",
    ),
    "decisions": Subject(
        "Decisions are recorded with what was given up",
        r"adrs?|(architectur\w+[ _-])?decisions?([ _-]records?)?",
        "decisions.md",
        "and begin with the decision that newcomers ask about most",
    ),
    "configuration-reference": Subject(
        "Every setting is documented: what it means, what it may be, and its default",
        r"configuration|configuring|config|settings|environment[ _-]variables|options",
        "configuration.md",
    ),
    "getting-started": Subject(
        "A guide leads to a first success within fifteen minutes",
        r"get(ting)?[ _-]started|quick[ _-]?start|tutorial|usage|first steps|how to use|installation",
        "getting-started.md",
        "and watch somebody follow it",
    ),
    "failure-modes": Subject(
        "How the service can fail, and what then happens, is written down",
        r"failure[ _-]modes?|failures|fmea|resilience|fault[ _-]tolerance",
        "failure-modes.md",
        "with a row for each dependency",
    ),
    "incident-review-form": Subject(
        "A form for reviews after incidents asks for causes instead of culprits",
        r"post[ _-]?mortems?|incident[ _-]reviews?|retrospectives?",
        "incident-review.md",
    ),
    "troubleshooting": Subject(
        "Troubleshooting starts from what is seen, not from the name of the component",
        r"troubleshoot(ing)?|faq|frequently asked questions|(common|known) (problems|issues|errors)",
        "troubleshooting.md",
        "from the last ten questions that came",
    ),
    "infrastructure-guide": Subject(
        "What runs where, and how it is connected, is documented",
        r"infrastructure|topology|environments",
        "infrastructure.md",
        "with the parts and their connections",
    ),
    "examples": Subject(
        "There are examples",
        r"examples?|samples?|cookbook|recipes",
        "examples.md",
        "with small complete programs or requests, and let CI run them",
    ),
    "support": Subject(
        "The documentation says what is supported, and for how long",
        r"support(ed)?([ _-](policy|versions))?|compatibility|end[ _-]of[ _-]life|versions",
        "support.md",
    ),
    "incident-review": Subject(
        "A review of the incident is written",
        r"post[ _-]?mortems?|incident[ _-]reviews?|incidents?",
        "postmortem.md",
        "with impact, timeline, causes and actions",
        "error",
    ),
}


def _maker(subject: Subject) -> Maker:
    def make(repository: Repository) -> Entry:
        return documented(repository, subject)

    make.__doc__ = f"{subject.statement}; the evidence is a page of that name, or a heading."
    return make


def documented(repository: Repository, subject: Subject) -> Entry:
    if subject.only_services and not repository.operated:
        return Entry(Section.DOCUMENTS, not_here(subject.statement, "nothing here was seen to run as a service"))
    page = _page(repository, subject.words)
    check: Check = {"file_exists": glob_escaped(page)} if page else _heading(subject.words)
    where = page or join(repository.docs_folder, subject.page)
    content = f" {subject.content}" if subject.content else ""
    fix = f"Keep {where} true" if page else f"Write {where}{content}"
    check |= {"tick": "person", "severity": subject.severity, "fix": fix}
    return Entry(Section.DOCUMENTS, subject.statement, (check,))


def _page(repository: Repository, words: str) -> str | None:
    """The document whose name, or that of its folder, begins or ends with the words; nearest to the root."""
    named = re.compile(rf"(.*[ _.-])?({words})([ _.-].*)?", re.IGNORECASE)
    found = [
        path for path in repository.tree.docs if not (_OTHERS.search(name_of(path)) or path.startswith(".github/"))
    ]
    for path in sorted(found, key=lambda path: (path.count("/"), path)):
        *folders, name = path.split("/")
        if named.fullmatch(name.partition(".")[0]) or (folders and named.fullmatch(folders[-1])):
            return path
    return None


def _heading(words: str) -> Check:
    return {
        "contains": "@docs",
        "exclude": OTHERS,
        "pattern": rf"^([#=]{{1,6}} .*\b({words})\b|(?=.*\b({words})\b)[^|\n]*\n[=~-]{{3,}}$)",
        "flags": ["ignorecase", "multiline"],
        "match": "any",
    }


MAKERS: dict[str, Maker] = {name: _maker(subject) for name, subject in SUBJECTS.items()}
