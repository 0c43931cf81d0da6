"""A change judged by its base: the revision that the change can't reach decides what must be there (`--base REV`).

A change could otherwise leave a checklist out of the settings, lower a bound in them, strike an item out or delete it,
and so pass the checks that are left.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.checks.bind import read_check
from mdcheck.checks.names import kind_name
from mdcheck.document.comparison import match
from mdcheck.document.model import CheckId, Severity
from mdcheck.document.parse import parse
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Source
from mdcheck.evidence.globs import glob_regex
from mdcheck.kinds.protocol import needs_trust
from mdcheck.repository.discovery import Repository, require_repository
from mdcheck.repository.versions import contents, read_range, regular_files, renames
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome
from mdcheck.settings import Settings, document_settings, settings_of
from mdcheck.settings_file import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.checks.bind import Check
    from mdcheck.document.comparison import Matching
    from mdcheck.document.model import CheckBlock, Checklist, CommonOptions, Item, Section
    from mdcheck.results.report import FileReport

_SETTINGS = ("pyproject.toml", "mdcheck.toml")
_STRUCK = re.compile(r"\s*(~~?)(?P<statement>.+?)\1(?P<reason>.*)", re.DOTALL)
_WORD = re.compile(r"\w")
_STRICTEST = tuple(Severity)
_FIX = "bring it back, or strike the item out and write the reason behind it: - [ ] ~~statement~~ reason"
_FIX_WEAKER = (
    "keep the check as it was, or strike the item out and write the reason behind it: - [ ] ~~statement~~ reason"
)
KIND = "base"
"""What reports call the kind of a check that finds something missing."""


class Base(NamedTuple):
    """The settings and checklists of the base of a change."""

    revision: str
    """As the person gave it."""
    commit: str
    """The full id of the last commit that the base and HEAD share."""
    root: Path
    settings: Settings
    checklists: Mapping[str, Checklist]
    """By name from the root: those that the settings name there, or the usual ones."""
    moved: Mapping[str, str]
    """The later names of files that git takes for renamed."""

    def settings_of(self, name: str, checklist: Checklist, own: Settings) -> Settings:
        """The settings for a checklist of the change, which may add sets of paths and kinds, and change nothing else.

        `own` are those that stand in the change. What `update` may write there is theirs to say.
        """
        before = self.checklists.get(self.former(name))
        settings = document_settings(self.settings, checklist if before is None else before)
        kinds = tuple(dict.fromkeys((*settings.kinds, *own.kinds)))
        paths = {**own.paths, **settings.paths}
        return settings._replace(kinds=kinds, paths=paths, commit=own.commit, figures=own.figures)

    def checks_of(self, name: str, checklist: Checklist, checks: Mapping[CheckId, Check]) -> Mapping[CheckId, Check]:
        """The checks of a checklist of the change, with no lower severity and no other weight than in the base."""
        before = self.checklists.get(self.former(name))
        if before is None:
            return checks
        held = dict(checks)
        for pair in match(before.items, checklist.items).pairs:
            for index, old, new in _same_checks(pair.before, pair.after):
                check = checks.get(CheckId(pair.after.id, index))
                if check is not None and (common := _held(old, new)) != new.common:
                    held[CheckId(pair.after.id, index)] = replace(check, block=new._replace(common=common))
        return held

    def former(self, name: str) -> str:
        """The name in the base of a file of the change."""
        return next((old for old, new in self.moved.items() if new == name), name)

    def names(self) -> tuple[str, ...]:
        """The checklists of the base that the change still has, under their present names."""
        present = (name if (self.root / name).exists() else self.moved.get(name, "") for name in self.checklists)
        return tuple(name for name in present if name and (self.root / name).is_file())


def read_base(session: Session, revision: str) -> Base:
    """Raises GitError without a repository, UsageError for no revision, SettingsError and SourceError for its files."""
    repository = require_repository(session.cwd)
    commit = read_range(repository, f"{revision}...HEAD").before
    blobs = regular_files(repository, commit)
    settings = _settings(repository, blobs, revision)
    named = _named(settings, blobs)
    texts = contents(repository, [blobs[name] for name in named])
    return Base(
        revision=revision,
        commit=commit,
        root=repository.root,
        settings=settings,
        checklists={name: parse(Source.from_bytes(texts[blobs[name]], path=name)) for name in named},
        moved=renames(repository, commit),
    )


def checklists_at(repository: Repository, commit: str) -> list[str]:
    """The checklists that the settings of a commit name, else the usual ones, by their names from the root."""
    blobs = regular_files(repository, commit)
    return _named(_settings(repository, blobs, commit), blobs)


def _settings(repository: Repository, blobs: Mapping[str, str], revision: str) -> Settings:
    known = contents(repository, [blobs.get(name) for name in _SETTINGS])
    settings = Settings()
    for name in _SETTINGS:
        origin = f"{name} at {revision}"
        if name in blobs and (table := table_of(known[blobs[name]], name, origin)) is not None:
            settings = settings_of(table, origin)
    return settings


def _named(settings: Settings, blobs: Iterable[str]) -> list[str]:
    """The checklists among the files of the base."""
    if settings.files:
        rules = [glob_regex(os.path.normpath(pattern)) for pattern in settings.files]
        return sorted(name for name in blobs if any(rule.fullmatch(name) for rule in rules))
    usual = glob_regex("*CHECKLIST*.md", nocase=True)
    return sorted(name for name in blobs if usual.fullmatch(name))


def missing(
    base: Base, name: str, now: Checklist, everywhere: Sequence[Checklist], report: FileReport, *, inert: bool
) -> tuple[ItemResult, ...]:
    """What a checklist of the change lacks of what the base has: items, checks of items, and checks that did not run.

    `inert` says that checks that need trust were left out. An item that moved to another checklist (`everywhere`) is
    not missing, nor is one that was struck out with a reason.
    """
    before = base.checklists.get(base.former(name))
    if before is None:
        return ()
    matching = match(before.items, now.items)
    lost = [item for item in matching.removed if item.applicable and not _elsewhere(item, everywhere)]
    found = [_finding(item, f"the item is gone since {base.revision}") for item in _placed(lost, matching, now)]
    ran = {result.item.line: result for result in report.items}
    for pair in matching.pairs:
        if not pair.before.applicable:
            continue
        if not pair.after.applicable and not _reason(pair.after):
            found.append(_finding(pair.after, f"the item is struck out since {base.revision} without a reason"))
        elif len(pair.after.checks) < len(pair.before.checks) and pair.after.applicable:
            fewer = len(pair.before.checks) - len(pair.after.checks)
            what = "a check" if fewer == 1 else f"{fewer} checks"
            found.append(_finding(pair.after, f"the item lost {what} since {base.revision}"))
        elif pair.after.applicable and (message := _people(pair.before, pair.after)):
            fix = "bring it back, or let the person sign anew; ask for other people in a change of its own"
            found.append(_finding(pair.after, f"{message}; {base.revision} has it otherwise", fix))
        else:
            result = ran.get(pair.after.line)
            message = "" if result is None else _evaded(pair.before, result, inert=inert)
            if message:
                found.append(_finding(pair.after, f"{message}; {base.revision} has it otherwise", _FIX_WEAKER))
    if _checked(before) and not _checked(now) and not found:
        last = next(item for item in before.items if item.checks)
        found.append(_finding(_placed([last], matching, now)[0], f"no check of {base.revision} is left"))
    return tuple(found)


def _people(before: Item, after: Item) -> str:
    """What the change takes away of what people have to say, or have said."""
    if not any(kind_name(block) == "signoff" for block in before.checks):
        return ""
    from mdcheck.app.base_people import fewer_people, silenced  # late: most items ask for no signature

    return fewer_people(before, after) or silenced(before, after)


def gone(base: Base, names: Iterable[str]) -> tuple[ItemResult, ...]:
    """A result for each checklist of the base that is in none of the files `names`."""
    former = {base.former(name) for name in names}
    lost = [(name, one.items[0]) for name, one in base.checklists.items() if name not in former and one.items]
    fix = "bring it back, or leave it out of the settings in a change of its own"
    items = [first._replace(text=f"Checklist `{name}`", line=1) for name, first in lost]
    return tuple(_finding(item, f"it is gone since {base.revision}", fix) for item in items)


def _same_checks(before: Item, after: Item) -> Iterator[tuple[int, CheckBlock, CheckBlock]]:
    """The checks that both versions have, with the index in the later one: equal ones first, then in order."""
    rest = list(before.checks)
    changed = []
    for index, block in enumerate(after.checks):
        same = next((old for old in rest if _asks(old) == _asks(block)), None)
        if same is None:
            changed.append((index, block))
        else:
            rest.remove(same)
            yield index, same, block
    for (index, block), old in zip(changed, rest, strict=False):
        yield index, old, block


def _asks(block: CheckBlock) -> tuple[object, ...]:
    return block.language, block.body if block.language else "", block.options


def _held(before: CheckBlock, after: CheckBlock) -> CommonOptions:
    """The options of a check in the change, held to what the base says of a failure."""
    severity = min(before.common.severity, after.common.severity, key=_STRICTEST.index)
    return after.common._replace(severity=severity, weight=before.common.weight)


def _evaded(before: Item, result: ItemResult, *, inert: bool) -> str:
    """How a change keeps a check from being judged that the base would have judged; empty where it does not."""
    for index, old, new in _same_checks(before, result.item):
        outcome = result.checks[index].outcome
        if outcome is Outcome.NOT_APPLICABLE and new.common.when not in (None, old.common.when):
            return "a check does not apply, by its “when”"
        if not inert or not result.checks[index].left_out or not _inert(old):
            continue
        if not _inert(new):
            return "a check needs trust, and was left out"
        if not set(new.common.needs) <= set(old.common.needs):
            return "a check needs an item that needs trust, and was left out"
    return ""


def _inert(block: CheckBlock) -> bool:
    try:
        return not needs_trust(read_check(block).kind)
    except ValueError:
        return False


def _checked(checklist: Checklist) -> bool:
    return any(item.checks and item.applicable for item in checklist.items)


def _elsewhere(item: Item, everywhere: Sequence[Checklist]) -> bool:
    words = plain_text(item.text)
    return any(
        plain_text(other.text) == words
        and len(other.checks) >= len(item.checks)
        and other.applicable
        and not any(_weaker(old, new) for _, old, new in _same_checks(item, other))
        for checklist in everywhere
        for other in checklist.items
    )


def _weaker(before: CheckBlock, after: CheckBlock) -> bool:
    return _held(before, after) != after.common or after.common.when not in (None, before.common.when)


def _reason(item: Item) -> bool:
    struck = _STRUCK.fullmatch(item.text)
    return struck is not None and _WORD.search(struck["reason"]) is not None


def _placed(items: Sequence[Item], matching: Matching, now: Checklist) -> list[Item]:
    """Items of the base where they would stand now: below the item before, else below the heading of their section."""
    headings: dict[tuple[str, ...], int] = {(): 1}
    for titles, line in _headings(now.root, ()):
        headings.setdefault(titles, line)
    placed = []
    for item in items:
        above = [pair.after for pair in matching.pairs if pair.before.line < item.line]
        near = [one.line for one in above if one.section == item.section]
        around = (item.section[:end] for end in range(len(item.section), -1, -1))
        heading = next(headings[titles] for titles in around if titles in headings)
        placed.append(item._replace(line=near[-1] if near else heading))
    return placed


def _headings(section: Section, around: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The titles of each section, as its items have them, and its line."""
    for inner in section.sections:
        titles = (*around, plain_text(inner.title))
        yield titles, inner.line
        yield from _headings(inner, titles)


def _finding(item: Item, message: str, fix: str = _FIX) -> ItemResult:
    """At the line of the item, where no check of its own stands."""
    check = CheckResult(
        kind=KIND, line=item.line, severity=Severity.ERROR, outcome=Outcome.FAILED, message=message, fix=fix
    )
    return ItemResult(item=item._replace(applicable=True), checks=(check,))
