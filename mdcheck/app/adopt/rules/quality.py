"""“Tests pass”, “lint is clean” and the like: the command that CI runs for it, else the one that is configured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.adopt.proposal import Proposed, Script, guarded
from mdcheck.app.adopt.rules.aspects import ASPECTS, ci_commands, command_for, told
from mdcheck.app.adopt.rules.commands import PLAIN, PLATFORM
from mdcheck.app.init.items.entry import escaped
from mdcheck.app.init.pipelines import runner_of
from mdcheck.wording import listed

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_ASPECT = (
    r"(?:(?:unit |integration |e2e |end-to-end |regression |automated |existing "
    r"|functional )*(?:tests(?: suites?)?|test suites?|test (?:cases|run))"
    r"|lint(?:s|ers?|ing)?(?: checks?| rules)?|(?:static )?(?:code )?(?:style|quality) checks?"
    r"|static (?:analysis|checks?)"
    r"|(?:code )?format(?:ters?|ting)?(?: checks?)?|type[- ]?check(?:s|er|ers|ing)?|typing|types|mypy|pyright"
    r"|ruff|eslint|prettier"
    r"|typescript(?: compilation)?|golangci-lint|clippy|rubocop)"
)
_FINE = (
    r"(?:all )?(?:still )?(?:pass(?:es|ed|ing)?(?: successfully)?|succeed(?:s|ed|ing)?|(?:is|are|be|stay"
    r"|remain)? ?(?:all )?(?:green|clean|passing|ok)"
    r"|(?:runs?|completes?) (?:cleanly|without (?:errors?|warnings?|issues|failures))|without (?:errors?"
    r"|warnings?|issues|failures)"
    r"|with (?:no|zero|0) (?:errors?|warnings?|issues|failures)|(?:has|have|shows?|reports?) (?:no|zero"
    r"|0) (?:errors?|warnings?|issues|failures))"
)
_LEAD = (
    r"(?:(?:ensure|make sure|verify|confirm|check|see)(?: that)? )?(?:(?:all|the|any|new|existing|every|full"
    r"|entire|complete|whole|new and existing|both|\d+) )*"
)
_LISTED = rf"{_ASPECT}(?:(?:, and |, | and | & |/| \+ ){_ASPECT})*"
_REST = (
    r"(?: (?:locally|on main|on (?:the )?main branch|before (?:the )?(?:release|merge|merging|releasing|deployment"
    r"|deploying)"
    r"|with (?:no|zero|0) (?:errors?|warnings?|issues|failures)|without (?:errors?|warnings?|issues|failures)"
    r"|if configured"
    r"|(?:locally )?(?:after|with) (?:(?:the|my|these|this|your) )?(?:changes?|refactor(?:ing)?|migration)))?"
    r"(?: ?[(:–—-]+ ?\(?[\w ,/+.&%-]{1,40}\)?)?[.!;,)]*"
)
_TOOLS = (
    "mypy|pyright|ruff|eslint|prettier|golangci-lint|clippy|rubocop|black|flake8|pylint|tsc|biome|gofmt|pytest|vitest"
    "|jest|mocha"
)
_FORMS = (
    re.compile(
        rf"{_LEAD}({_LISTED})(?: \(([\w ,/+&-]{{1,30}})\))? (?:(?:is|are|must|should|still|do|does|now"
        rf"|currently) )*(?:be )?{_FINE}{_REST}"
    ),
    re.compile(
        rf"(?:there are |{_LEAD})?(?:no|zero|0) ({_ASPECT})(?:/\w+)? (?:errors?|warnings?|issues?|violations?"
        rf"|failures?){_REST}"
    ),
    re.compile(rf"(?:there are )?(?:no|zero|0) (?:failing|failed|broken) (tests?){_REST}"),
    re.compile(rf"run (?:all |the |full |entire |complete )+({_LISTED})(?: \(([\w ,/+&-]{{1,30}})\))?[.:]?"),
    re.compile(rf"run ({_LISTED})[.:]?"),
    re.compile(r"100 ?% (?:of (?:the )?)?(tests?) (?:pass(?:es|ing)?|pass(?:ing)? rate)"),
    re.compile(
        rf"(?:all )?(?:the )?code (?:(?:is|has been) )?(?:properly |correctly |automatically )?"
        rf"(linted|formatted|type-checked)(?: and (?:linted|formatted"
        rf"|type-checked))*(?: (?:with|by|using) (?:{_TOOLS}))?{_REST}"
    ),
    re.compile(rf"(?:all )?(?:the )?code (?:passes|satisfies|meets) (?:all )?(?:the )?({_LISTED}){_REST}"),
    re.compile(rf"pass(?:es|ing)? (?:all )?(?:the )?({_LISTED}){_REST}"),
)
_NARROWER = re.compile(
    r"\b(?:integration|e2e|end-to-end|smoke|load|performance|visual|security|accessibility|manual|contract"
    r"|snapshot|migration"
    r"|browser|mobile|frontend|backend|api|ui|stress|chaos|mutation|benchmark|property|functional|acceptance)\b",
)


_OTHER_TYPES = re.compile(r"\b(?:mypy|pyright|basedpyright|ty check|phpstan|psalm|dialyzer)\b")
_NAMED = re.compile(_TOOLS)
_IN_CI = re.compile(
    r"\b(?:(?:in|on|by|via|through) (?:the )?ci\b|ci (?:runs|executes)|(?:every|each|on) (?:pull requests?|prs?"
    r"|push|commit|merge)\b)(?:/cd)?"
)
_RUN_IN_CI = re.compile(
    rf"(?:(?:add|set up|configure|enable) )?(?:ci (?:runs|executes) {_LEAD}({_LISTED})(?: on [\w ,]+)?"
    rf"|{_LEAD}({_LISTED}) (?:(?:is|are) )?(?:(?:automatically )?(?:run|runs|running|executed?s?|pass|passes|integrated"
    rf"|enforced|included|automated))? ?"
    r"(?:automatically )?(?:in|on|by|via|as part of|for) (?:the |a |every |each |all )?(?:ci(?:/cd)?(?: pipeline"
    r"| workflow)?|pull requests?|prs?|push(?:es)?)(?: and [\w ]+)?"
    r"(?: (?:on|for) (?:every |each |all )?(?:pull requests?|prs?|push(?:es)?|commits?|changes?))?)[.]?"
)


_EXPLANATION = re.compile(r"(?:[(:–—]| - )(.*)$")
_WORDS = re.compile(r"[a-z][\w.+-]*")
_SAYS_NOTHING = re.compile(
    r"tests?|suites?|cases?|doc|unit|integration|e2e|end-to-end|lint\w*|typ(?:e|es|ing)|format\w*|static|code|style|quality|checks?"
    r"|pass(?:e[ds]|ing)?|fail(?:s|ed|ures?|ing)?|errors?|warnings?|issues?|violations?|skip(?:ped|s)?|success\w*|green|clean"
    r"|no|none|zero|all|any|full|every|new|existing|current|and|or|of|the|a|with|without|in|on|to|for|if|is|are|must|be|required?"
    r"|requirement|mandatory|allowed|acceptable|rate|total|configured|applicable|locally|now|still|both|count|total|currently"
)
"""Words that name no tool and no sort of test beyond those that are looked at anyway."""


def passing(statement: Statement, context: Context) -> Proposed | None:
    """The tests pass, the linter finds nothing, the format is right, the types fit: one of them, or several."""
    if statement.step or statement.log or statement.spans or statement.code or "coverage" in statement.lower:
        return None
    words = statement.lower
    if found := _RUN_IN_CI.fullmatch(words):
        return _in_ci(found[1] or found[2], words, context)
    if _IN_CI.search(words):
        return None
    if PLATFORM.search(words) or not any(form.fullmatch(words) for form in _FORMS):
        return None
    return _by_commands(words, context)


def _by_commands(words: str, context: Context) -> Proposed | None:
    wanted = [aspect for aspect in ASPECTS if aspect.words.search(words)]
    found: dict[str, str] = {}
    folder = ""
    for number, aspect in enumerate(wanted):
        named = _NAMED.findall(words) if len(wanted) == 1 else []
        narrower = _NARROWER.findall(words) if aspect.command is None else []
        command = command_for(aspect, context, named=named, narrower=narrower)
        if command is None or (number and command[1] != folder):
            return None
        if "typescript" in words and _OTHER_TYPES.search(command[0]):
            return None
        folder = command[1]
        found[command[0]] = command[2]
    if not found or (folder and not PLAIN.fullmatch(folder)):
        return None
    if not _explained(words, " ".join(told(command, folder, context) for command in found)):
        return None
    origin = next(iter(found.values()))
    tests = any(aspect.command is None for aspect in wanted)
    what = "what no test asks" if tests else "what the tool does not look for"
    others = [command for aspect in wanted for command in ci_commands(aspect, context) if command not in found]
    if others:
        what += f", or what CI also runs: {listed(list(dict.fromkeys(others)))}"
    return Proposed(Script(tuple(found), folder), f"{what}; {origin} names the command")


def _explained(words: str, commands: str) -> bool:
    """Whether what stands in brackets or behind a dash names nothing that the commands do not run."""
    found = _EXPLANATION.search(words)
    return found is None or all(_SAYS_NOTHING.fullmatch(word) or word in commands for word in _WORDS.findall(found[1]))


def _in_ci(listed: str, words: str, context: Context) -> Proposed | None:
    """CI runs it: the kind `ci` sees that without running anything."""
    wanted = [aspect for aspect in ASPECTS if aspect.words.search(listed)]
    runs: list[str] = []
    for aspect in wanted:
        narrower = _NARROWER.findall(listed) if aspect.command is None else []
        command = command_for(aspect, context, named=[], narrower=narrower)
        if command is None or command[2] not in {path for _, _, path in context.ci_commands}:
            return None
        runner = runner_of(command[0]) if aspect.command is None else None
        runs.append(escaped(runner or command[0]))
    if not runs:
        return None
    check: dict[str, object] = {"runs": runs[0] if len(runs) == 1 else list(dict.fromkeys(runs))}
    if re.search(r"pull request|\bprs?\b", words):
        check["on"] = "pull_request"
    says_more = re.search(r"\bpass(?:es|ing)?\b", words) is not None
    return Proposed(guarded({"ci": check}, person=says_more), "whether the last run passed")
