"""Secrets, coverage, tags, variables: what kinds read in files, in git or in the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.adopt.proposal import Proposed, guarded
from mdcheck.app.adopt.statement import CODE
from mdcheck.app.init.items.entry import glob_escaped

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_CREDENTIAL = r"(?:secrets?|credentials?|api[- ]keys?|passwords?|tokens?|private keys?)"
_SECRETS = rf"{_CREDENTIAL}(?:(?:, and |, or |, | and | or |/){_CREDENTIAL})*"
_PLACE = (
    r"(?:the )?(?:source |version |git |committed )?"
    r"(?:code(?:base)?|config(?:uration)?(?: files?)?|control|repo(?:sitory)?|source(?: control| code)?|git"
    r"|commits?|"
    r"version control|tracked files)"
)
_NO_SECRETS = (
    re.compile(
        rf"(?:ensure |verify |check |confirm )?(?:that )?(?:there (?:are|is) )?no (?:hard-?coded |committed "
        rf"|plain-?text |exposed |leaked |real )*"
        rf"{_SECRETS}(?: (?:are|is|was|were|have been))?(?: (?:hard-?coded|committed|exposed|checked[ -]in"
        rf"|stored|left|included|present|found))*"
        rf"(?: (?:in|to|into|from|inside|within|or checked into) {_PLACE})?"
    ),
    re.compile(
        rf"(?:all )?{_SECRETS} (?:are |is )?(?:not|never) (?:be )?(?:hard-?coded|committed|checked[ -]in|stored|kept)"
        rf"(?: (?:in|to|into) {_PLACE})?"
    ),
    re.compile(rf"(?:all )?{_SECRETS} (?:are |is )?kept out of {_PLACE}"),
    re.compile(rf"(?:secrets? management|secret handling)[:(,–— -]+ ?no hard-?coded {_SECRETS}\)?"),
)


_HOW = re.compile(
    r"\s*+\((?!except|but|unless|only|apart|other than)[^()]{1,80}\)$"
    r"|\s*+[:(–—-]++\s*+(?:\x01|(?:passwords?|api keys?|tokens?|credentials?|secrets?|keys|and|or|etc|[,/.\s])+)\)?$"
)
"""How it is looked for, or which secrets are meant."""
_SENSITIVE = re.compile(r",? or (?:other )?(?:sensitive|confidential|private|personal) (?:data|information|values)\b")
"""What no pattern finds."""


def no_secrets(statement: Statement, context: Context) -> Proposed | None:
    words, sensitive = _SENSITIVE.subn("", _HOW.sub("", statement.lower.rstrip(".! ")))
    if not any(form.fullmatch(words) for form in _NO_SECRETS):
        return None
    check = {"secrets": "@tracked" if context.tree.in_git else ".", "severity": "blocker"}
    said = "secrets of a form that is not known, or in files that git ignores or forgot"
    if sensitive:
        said = f"sensitive data that is no credential, {said}"
    return Proposed(guarded(check, person=bool(sensitive)), said)


_COVERAGE = re.compile(
    r"(?:(?:achieve|reach|maintain|ensure|verify|keep|have|minimum|overall|total|all|the|target|at least) )*"
    r"(?:(?P<first>\d{1,3})\s*%\+? (?:or (?:more|higher|better) )?)?(?:minimum |overall "
    r"|total )?(?P<what>(?:unit[- ])?(?:tests?|code|line|branch|statement)?"
    r"(?:[- ](?:code|line))?) ?coverage(?: (?:is|of|at|meets|exceeds|must be|should be|stays|remains"
    r"|for the project|minimum threshold|threshold"
    r"|above|over|at least|greater than|not below|minimum|a|the|reaches|target))*"
    r"(?: ?[:(–—-]* ?(?:>=?|≥|at least |min(?:imum)? |above |over )? ?(?P<last>\d{1,3})\s*%\+?)?(?: or (?:more"
    r"|higher|better|above)|\+| minimum| achieved| reached| maintained| met)?"
    r"\)?(?: ?\(?\x01\)?)?[.]?"
)
_REPORTS = (
    *(
        "coverage.xml",
        "coverage/lcov.info",
        "lcov.info",
        "coverage/cobertura-coverage.xml",
        "coverage/coverage-summary.json",
    ),
    *("coverage.out", "cover.out", "coverage.json", "cobertura.xml", "build/reports/jacoco/test/jacocoTestReport.xml"),
    *("target/site/jacoco/jacoco.xml", "build/logs/clover.xml"),
)
_WRITES = re.compile(
    r"--cov-report[= ]xml(?::(?P<xml>[\w./-]+))?|-coverprofile[= ](?P<go>[\w./-]+)"
    r"|--cov-report[= ]lcov(?::(?P<lcov>[\w./-]+))?"
)


def coverage(statement: Statement, context: Context) -> Proposed | None:
    """A number for coverage, and a report that is there or that CI writes."""
    found = _COVERAGE.fullmatch(statement.lower)
    if found is None or bool(found["first"]) == bool(found["last"]):
        return None
    least = int(found["first"] or found["last"])
    report = _report(context)
    if report is None or not 0 < least <= 100:  # noqa: PLR2004 - percent
        return None
    check: dict[str, Any] = {"coverage": report, "min": least}
    if "branch" in found["what"]:
        check["metric"] = "branch"
    if context.tree.code:
        check["newer_than"] = "@code"
    return Proposed(check, "whether the tests that cover the code would notice a fault in it")


def _report(context: Context) -> str | None:
    there = context.tree.workspace.files(_REPORTS, skip_closed=True)
    if there:
        return min(there, key=lambda path: _REPORTS.index(path) if path in _REPORTS else len(_REPORTS))
    for command, folder, _ in context.ci_commands:
        if not folder and (found := _WRITES.search(command)):
            default = "coverage.lcov" if "lcov" in found[0] else "coverage.xml"
            return found["xml"] or found["go"] or found["lcov"] or default
    if context.tree.mapping("pyproject.toml", "tool", "coverage", "xml"):
        named = context.tree.value("pyproject.toml", "tool", "coverage", "xml", "output")
        return named if isinstance(named, str) and re.fullmatch(r"[\w./-]+", named) else "coverage.xml"
    return None


_VERSION = re.compile(r"v?\d+\.\d+(?:\.\d+)?(?:[-.+][\w.+-]+)?")
_TAG_COMMAND = re.compile(r"git tag(?: -{1,2}[a-z]+)* (?P<version>v?\d+\.\d+(?:\.\d+)?(?:[-.+][\w.+-]+)?)(?: -m .*)?")
_TAGGED = (
    re.compile(
        r"(?:(?:create|add|cut|push|apply|make|set)(?: and push)? )?(?:the |a |an )?(?:annotated |signed "
        r"|new |initial |first |local )*(?:(?:git|release|version) )+tags?"
        r"(?: (?:is|are|has been|for))?(?: (?:the )?(?:created|pushed|ready|exists?|in place|release|version|set"
        r"|added|applied|and|created and pushed))*"
        r"(?: ?[(:]? ?(?:format: )?(?:\x01|v?\d[\w.+-]*)\)?)?(?: (?:is |has been )?(?:created|pushed|exists|and"
        r"|to (?:github|origin|remote)))*[.]?"
    ),
    re.compile(
        r"(?:the )?(?:release|version|commit|head)(?: commit)? (?:is|has been|was)? ?tagged(?: (?:in git|with|as"
        r"|with (?:the )?version))?(?: ?\(?(?:\x01|v?\d[\w.+-]*)\)?)?[.]?"
    ),
    re.compile(
        r"tag(?: (?:the )?(?:release|version|commit|repo(?:sitory)?)(?: (?:in git|as|with(?: (?:the )?version tag)?))?"
        r"(?: ?[(:]? ?(?:\x01|v?\d[\w.+-]*)\)?)?|: ?\x01)[.]?"
    ),
)


def tagged(statement: Statement, context: Context) -> Proposed | None:
    """The release has its tag: HEAD has one."""
    if not any(form.fullmatch(statement.lower) for form in _TAGGED) or not context.tree.in_git or statement.log:
        return None
    commands = [(span.text, _TAG_COMMAND.fullmatch(span.text)) for span in statement.spans]
    spans = [found["version"] if found else text for text, found in commands]
    if not all(_VERSION.fullmatch(text) for text in spans):  # `vX.Y.Z` is for a person to fill in
        return None
    texts = [text.strip("().,:") for text in statement.words.replace(CODE, " ").split()]
    version = next((text for text in (*spans, *texts) if _VERSION.fullmatch(text)), None)
    if version is not None and context.has_old_tag(version):  # of an earlier release: what looks at HEAD would fail
        return None
    push = "push" in statement.lower
    check = guarded({"git": {"tag": glob_escaped(version) if version else "*"}}, person=push)
    said = f"{'that the tag was pushed, or ' if push else ''}a tag at another commit: it looks at HEAD alone"
    return Proposed(check, said)


_VARIABLE = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?")
_SET = re.compile(
    r"(?:(?:set|configure|export|provide|define|ensure|verify|add|check)(?: up)? )?(?:the |that |a "
    r"|an )?(?:required )?(?:(?:env(?:ironment)?|secret|env) )?(?:vars?|variables?|secrets?)?:? ?"
    r"\x01(?:(?:, and |, | and |/)\x01)* ?(?:(?:env(?:ironment)? )?(?:var(?:iable)?s?|secret)?)"
    r"(?P<state> ?(?:(?:is|are|has been|must be) )?(?:set|configured|exported|provided|defined|present|available))?"
    r"(?P<where> (?:in|for|on|to) (?:the |all )?[\w .\x01-]{1,40})?(?: \([^()]{1,60}\))?[.]?"
)
_HERE = re.compile(r"(?: (?:in|for) (?:the |your |my )?(?:(?:local |shell )?environment|shell|local development))?")
_ELSEWHERE = re.compile(
    r"\b(?:production|staging|server|hosting|vercel|netlify|heroku|fly|railway|render|aws|azure|gcp|google|github|gitlab"
    r"|cloudflare|supabase|firebase|kubernetes|docker|ci|ci/cd)\b",
    re.IGNORECASE,
)
"""Another machine than the one that mdcheck runs on."""
_ACTS = re.compile(r"(?:set|configure|export|provide|define|ensure)\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?:add |document )?\x01(?:(?:, and |, | and )\x01)* (?:is |are )?(?:documented|listed|described|mentioned"
    r"|added|declared)? ?(?:in|to) (?:the )?(?P<where>readme|\x01)[.]?",
    re.IGNORECASE,
)


def variable(statement: Statement, context: Context) -> Proposed | None:
    """A variable that the code reads: that it is set, or that a file names it."""
    names = [found[1] for span in statement.spans if (found := _VARIABLE.fullmatch(span.text))]
    if not names or not all(name in context.repository.variables for name in names):
        return None
    if found := _WRITTEN.fullmatch(statement.words):
        return _named_in(statement, names, found["where"], context)
    found = _SET.fullmatch(statement.lower)
    if found is None or len(names) != len(statement.spans):
        return None
    if not found["state"] and not _ACTS.match(statement.words):
        return None
    if len(names) != 1 or not _HERE.fullmatch(found["where"] or "") or _ELSEWHERE.search(statement.section):
        return None
    check = guarded({"env": names[0]}, person="=" in statement.spans[0].text)
    return Proposed(check, "that it is set where the program runs, or to the right value: it looks where mdcheck runs")


def _named_in(statement: Statement, names: list[str], where: str, context: Context) -> Proposed | None:
    place = "README.md" if where.lower() == "readme" else statement.spans[-1].text
    path = context.path(place)
    if path is None or len(names) != 1:
        return None
    return Proposed({"contains": glob_escaped(path), "text": names[0]}, f"what {path} says about it")


_IGNORED = re.compile(
    r"(?:(?:add|verify|ensure|check|confirm|make sure)(?: that)? )?(?:the )?\x01(?: files?)?(?: (?:is|are|be))?"
    r"(?: (?:properly|correctly))? (?:git-?ignored|ignored by git"
    r"|(?:(?:listed|included|added) )?(?:in|to) (?:the )?\.?gitignore)[.]?"
)
_UNTRACKED = re.compile(
    r"(?:(?:verify|ensure|check|confirm|make sure)(?: that)? )?"
    r"(?:no \x01(?:(?:, or |, and |, | or | and )\x01)*(?: files?)?(?: (?:is|are|was|were))?"
    r"|(?:the )?\x01(?: files?)? (?:(?:is|are|was|were) )?(?:not|never))"
    r" (?:committed|tracked|checked in)(?: (?:to|in|into|by) (?:git|the repo(?:sitory)?|version control))?[.]?"
)
_NAME = re.compile(r"(?:[\w.-]+/)*\*?[\w.-]*\w")


def kept_out(statement: Statement, context: Context) -> Proposed | None:
    """A file that git ignores, or that nobody has committed."""
    names = [span.text for span in statement.spans]
    words = statement.lower
    if names[1:] == [".gitignore"]:
        names.pop()
        words = ".gitignore".join(words.rsplit(CODE, 1))
    if not names or not all(map(_NAME.fullmatch, names)) or statement.log or not context.tree.in_git:
        return None
    key = "ignored" if _IGNORED.fullmatch(words) else "untracked" if _UNTRACKED.fullmatch(words) else ""
    if not key or (key == "ignored" and "*" in names[0]):
        return None
    said = "that no earlier commit holds " + ("it" if len(names) == 1 else "them")
    return Proposed({"git": {key: names[0] if len(names) == 1 else names}}, said)
