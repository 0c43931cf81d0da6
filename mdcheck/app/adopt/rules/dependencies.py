"""Dependencies: locked, updated, audited, declared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.adopt.proposal import Proposed, Script
from mdcheck.app.adopt.rules.commands import PLAIN, only_checks
from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.dependencies import updates
from mdcheck.app.init.items.entry import escaped, glob_escaped, paths
from mdcheck.app.init.nature import runtime_dependencies
from mdcheck.evidence.ci.wrappers import forms

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement
    from mdcheck.app.init.items.entry import Check

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
_LEVEL = re.compile(r"--(?:audit-level|severity|severity-threshold|level)[= ](\w+)")
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
    words = re.sub(r" (?:in|by) (?:the )?ci(?: pipeline)?$", "", statement.lower.rstrip("."))
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
    if re.search(r"scanned|checked|audited", words) or words != statement.lower.rstrip("."):
        return Proposed({"ci": {"runs": escaped(command)}}, "whether the last run found something")
    if folder and not PLAIN.fullmatch(folder):
        return None
    level = _LEVEL.search(command)
    less = (
        f"vulnerabilities below the level {level[1]}, or "
        if level and level[1].lower() not in words
        else "vulnerabilities "
    )
    return Proposed(Script((command,), folder), f"{less}that are not known yet; {path} names the command")


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
