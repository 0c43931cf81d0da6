"""Secrets, dependencies, coverage, tags, variables: what kinds read in files, in git or in the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.adopt.proposal import Proposed, Script, guarded
from mdcheck.app.adopt.rules.commands import only_checks
from mdcheck.app.adopt.statement import CODE
from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.dependencies import updates
from mdcheck.app.init.items.entry import escaped, glob_escaped, paths
from mdcheck.app.init.nature import runtime_dependencies
from mdcheck.evidence.ci.wrappers import forms

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement
    from mdcheck.app.init.items.entry import Check

_CREDENTIAL = r"(?:secrets?|credentials?|api[- ]keys?|passwords?|tokens?|private keys?)"
_SECRETS = rf"{_CREDENTIAL}(?:(?:, and |, or |, | and | or |/){_CREDENTIAL})*"
_PLACE = (
    r"(?:the )?(?:source |version |git )?(?:code(?:base)?|control|repo(?:sitory)?|source(?: control| code)?|git"
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
    r"\s*+[:(–—-]++\s*+(?:\x01|(?:passwords?|api keys?|tokens?|credentials?|secrets?|keys|and|or|etc|[,/.\s])+)\)?$"
)
"""How it is looked for, or which secrets are meant."""


def no_secrets(statement: Statement, context: Context) -> Proposed | None:
    words = _HOW.sub("", statement.lower.rstrip(".! "))
    if not any(form.fullmatch(words) for form in _NO_SECRETS):
        return None
    where = "@tracked" if context.tree.in_git else "."
    return Proposed(
        {"secrets": where, "severity": "blocker"},
        "secrets of a form that is not known, or in files that git ignores or forgot",
    )


_AUTOMATIC = re.compile(
    r"(?:(?:add|set up|configure|enable|use|have) )?(?:dependabot|renovate|automat(?:ed"
    r"|ic) dependency (?:updates?|upgrades?)"
    r"|dependency updates? (?:are|is) automated|dependencies (?:are|is) (?:kept up to date|updated) automatically)"
    r"(?: (?:is|are))?(?: (?:configured|enabled|set up|in place|active|on))?(?: (?:for"
    r"|to) (?:update )?(?:all )?(?:the )?(?:dependencies|repo(?:sitory)?))?"
    r"(?: \((?:dependabot|renovate)(?:[ /or]+(?:dependabot|renovate))?\))?[.]?"
)


def automatic_updates(statement: Statement, context: Context) -> Proposed | None:
    if not _AUTOMATIC.fullmatch(statement.lower):
        return None
    if (found := context.repository.facts.first(Subject.UPDATES, "Dependabot")) is not None:
        check: Check = {"value": glob_escaped(found.path), "at": "$.updates[*]['package-ecosystem']"}
        return Proposed(check, "that somebody merges the updates")
    entry = updates(context.repository)
    if entry is None:
        return None
    check = {key: value for key, value in entry.checks[0].items() if key not in ("fix", "severity")}
    return Proposed(check, "that somebody merges the updates")


_LOCKED = re.compile(
    r"(?:(?:all )?(?:the )?(?:dependencies|dependency versions|packages|versions of dependencies)"
    r"(?: (?:are|is|must be))? (?:pinned|locked|fixed)(?: (?:to|in|by|with|via|using) [\w\x01 .-]{1,40})?"
    r"|(?:the )?(?:dependency )?lock ?-?files? (?:is|are) (?:committed|checked in|tracked|present|in place"
    r"|in git|up[ -]to[ -]date and committed)"
    r"|(?:commit|check in) (?:the )?lock ?-?files?|lock ?-?files? committed|pin (?:all )?dependencies"
    r"|pinned dependencies)[.]?"
)


def locked(statement: Statement, context: Context) -> Proposed | None:
    """The dependencies are locked: the lock file is in git."""
    if not _LOCKED.fullmatch(statement.lower):
        return None
    found = context.repository.facts.paths(Subject.LOCK)
    at_root = [path for path in found if "/" not in path] or list(found)[:3]
    if not at_root:
        return None
    check = {"git": {"tracked": paths(at_root)}} if context.tree.in_git else {"file_exists": paths(at_root)}
    return Proposed(check, "that the manifest and the lock file agree")


_AUDITS = re.compile(
    r"pip-audit|safety (?:check|scan)|(?:npm|pnpm|yarn) audit|govulncheck|cargo audit|cargo deny check"
    r"|osv-scanner|bundle-audit"
    r"|bundler-audit|composer audit|trivy fs|snyk test|dotnet list package --vulnerable|mix deps\.audit|uv audit"
    r"|bun audit"
)
_VULNERABLE = re.compile(
    r"(?:there are )?no (?:known |critical |high |high-severity |open |or |/|security |and |, )*vulnerabilit(?:y|ies)"
    r" (?:in|among|from) (?:the |any |all |our |third-party )*(?:dependencies|packages|libraries)"
    r"|no (?:known |critical |high )*(?:vulnerable (?:dependencies|packages)|dependency vulnerabilities)"
    r"|(?:all )?(?:the )?dependencies (?:have|has|contain|with) no (?:known |critical |high "
    r"|security )*vulnerabilities"
    r"|(?:all )?(?:the )?dependenc(?:ies|y) (?:(?:are|is|have been) )?(?:scanned|audited"
    r"|checked)(?: for (?:known |security )*vulnerabilities)?"
    r"|(?:run )?(?:a )?(?:dependency|dependencies|package|npm) (?:audit|vulnerability (?:scan"
    r"|check))(?: is clean| passes| clean| passed)?"
)


def no_vulnerabilities(statement: Statement, context: Context) -> Proposed | None:
    """What CI runs to look for known vulnerabilities, as a command; where a scan is asked for, that CI runs it."""
    words = statement.lower.rstrip(".")
    if not _VULNERABLE.fullmatch(words) or statement.log:
        return None
    found = [
        (command, folder, path)
        for command, folder, path in context.ci_commands
        if only_checks(command) and any(_AUDITS.match(form) for form in forms(command))
    ]
    if not found:
        return None
    command, folder, path = min(found, key=lambda one: one[1])
    if re.search(r"scanned|checked|audited", words):
        return Proposed({"ci": {"runs": escaped(command)}}, "whether the last run found something")
    if folder and not re.fullmatch(r"[\w./-]+", folder):
        return None
    return Proposed(Script((command,), folder), f"vulnerabilities that are not known yet; {path} names the command")


_PACKAGE = re.compile(
    r"(?P<name>@?[A-Za-z][\w.-]*(?:/[\w.-]+)*)(?:\[[\w,-]+\])?(?P<version>(?:[<>]=?|[=~]=)[\d.]+(?:, ?(?:[<>]=?"
    r"|!=)[\d.]+)*)?"
)
_DECLARED = re.compile(
    r"(?:(?:add|install|include|declare|depend on|require|adopt|use)(?:ed|s)? )?(?:the )?(?:(?:npm|pip|python"
    r"|new|dev|optional|runtime) )*"
    r"(?:package|library|dependency|module|crate|gem)?s?:? ?\x01(?:(?:, and |, | and )\x01)*"
    r"(?: (?:(?:as|to|in|is|are|among|listed|declared|installed|added|the|a|our|project|dev|new|optional|runtime) )*"
    r"(?:dependenc(?:y|ies)|packages?|librar(?:y|ies)|requirements|installed|added to dependencies)"
    r"(?: (?:to|in) (?:the )?(?:project|manifest|\x01))?)?[.]?"
)
_SAYS_PACKAGE = re.compile(r"\b(?:dependenc(?:y|ies)|packages?|librar(?:y|ies)|install(?:ed)?|crate|gem)\b")


def dependency(statement: Statement, context: Context) -> Proposed | None:
    """Packages in backticks that the repository declares."""
    if not statement.spans or not _DECLARED.fullmatch(statement.lower) or not _SAYS_PACKAGE.search(statement.lower):
        return None
    declared = {name.lower() for name, _ in runtime_dependencies(context.tree, context.repository.facts)}
    names = [span.text for span in statement.spans if context.path(span.text) is None]
    found = [_PACKAGE.fullmatch(name) for name in names]
    plain = [match["name"] for match in found if match is not None]
    if (
        not plain
        or len(plain) != len(statement.spans)
        or not all(re.sub(r"[_.]", "-", name.lower()) in declared or name.lower() in declared for name in plain)
    ):
        return None
    check: dict[str, Any] = {"dependency": plain[0] if len(plain) == 1 else {"all": plain}}
    version = found[0]["version"] if len(plain) == 1 and found[0] else None
    return Proposed({**check, **({"version": version} if version else {})}, "that it is used")


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
_TAGGED = (
    re.compile(
        r"(?:(?:create|add|cut|push|apply|make|set)(?: and push)? )?(?:the |a |an )?(?:annotated |signed "
        r"|new )*(?:git|release|version) tags?"
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
        r"tag (?:the )?(?:release|version|commit)(?: (?:in git|as|with))?(?: ?\(?(?:\x01|v?\d[\w.+-]*)\)?)?[.]?"
    ),
)


def tagged(statement: Statement, context: Context) -> Proposed | None:
    """The release has its tag: HEAD has one."""
    if not any(form.fullmatch(statement.lower) for form in _TAGGED) or not context.tree.in_git or statement.log:
        return None
    texts = [span.text for span in statement.spans] + statement.words.replace(CODE, " ").split()
    version = next((text for text in texts if _VERSION.fullmatch(text)), None)
    check = guarded({"git": {"tag": glob_escaped(version) if version else "*"}}, person="push" in statement.lower)
    return Proposed(
        check,
        f"{'that the tag was pushed, or ' if 'push' in statement.lower else ''}that the release is the tagged"
        f" commit: it asks HEAD",
    )


_VARIABLE = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?")
_SET = re.compile(
    r"(?:(?:set|configure|export|provide|define|ensure|verify|add|check)(?: up)? )?(?:the |that |a "
    r"|an )?(?:required )?(?:(?:env(?:ironment)?|secret|env) )?(?:vars?|variables?|secrets?)?:? ?"
    r"\x01(?:(?:, and |, | and |/)\x01)* ?(?:(?:env(?:ironment)? )?(?:var(?:iable)?s?|secret)?)"
    r"(?P<state> ?(?:(?:is|are|has been|must be) )?(?:set|configured|exported|provided|defined|present|available))?"
    r"(?P<where> (?:in|for|on|to) (?:the |all )?[\w .\x01-]{1,40})?(?: \([^()]{1,60}\))?[.]?"
)
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
    if len(names) != 1:
        return None
    here = found["where"] is None or re.fullmatch(r" in (?:the |your )?environment", found["where"]) is not None
    check = guarded({"env": names[0]}, person=not here or "=" in statement.spans[0].text)
    return Proposed(check, "that it is set where the program runs, or to the right value: it looks where mdcheck runs")


def _named_in(statement: Statement, names: list[str], where: str, context: Context) -> Proposed | None:
    place = "README.md" if where.lower() == "readme" else statement.spans[-1].text
    path = context.path(place)
    if path is None or len(names) != 1:
        return None
    return Proposed({"contains": glob_escaped(path), "text": names[0]}, f"what {path} says about it")
