"""`links`."""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, ClassVar, cast
from urllib.parse import unquote

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.links import Page, scan
from mdcheck.evidence.texts import Unseen
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.protocol import Excluded, Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKDOWN = (".md", ".markdown", ".mdown")
_SHOWN = 5
_HOST = re.compile(
    r"\.\./\.\./(?:actions|archive|blob|branches|commits?|compare|contributors|deployments|discussions|forks|graphs"
    r"|issues|labels|milestones?|network|packages|projects|pulls?|pulse|raw|releases|security|settings|stargazers|tags"
    r"|tree|watchers|wiki|-)(?:/|$)"
)
"""From the root of the files two folders up: `/OWNER/NAME/blob/BRANCH/../../issues`."""


class Links(Options, frozen=True, kw_only=True):
    """Relative links in the Markdown files lead to files that exist, and to anchors that are in them.

    ````markdown
    - [ ] No dead links in the documentation
      ```check
      links: [README.md, docs]
      ```
    ````

    Links to other sites are not asked: `http` does that. Where a link leads two folders above the root, as
    `../../issues` does, it is a page of the host beside the files. Neither is checked; the message counts them, and
    those that `ignore` names. A document without any link to check is no pass.

    Anchors are those that GitHub makes: from the rendered text of a heading, with a hyphen for each blank, and without
    images, punctuation and emoji.
    """

    name: ClassVar[str] = "links"
    main: ClassVar[str] = "paths"
    paths: Paths
    exclude: Excluded = ()
    ignore: Annotated[
        tuple[str, ...], msgspec.Meta(description="targets that are not checked; `*` stands for any characters")
    ] = ()
    anchors: Annotated[bool, msgspec.Meta(description="whether what stands behind a # is looked up too")] = True

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        unseen = Unseen()
        pages = self._pages(workspace, unseen)
        if not pages:
            return failed(f"{workspace.found_nothing(self.paths, 'Markdown file')}{unseen.note()}", unseen.lines())
        found = Counter[str]()
        broken: list[str] = []
        linked = dict(pages)
        for path, page in pages.items():
            for line, target in page.links:
                sort, problem = self._look_up(workspace, linked, path, target)
                found[sort] += 1
                if problem:
                    broken.append(f"{path}:{line} {problem}")
        note = f"{_aside(found)}{unseen.note()}"
        if broken:
            message = f"{count(len(broken), 'broken link')}: {listed(broken, _SHOWN)}{note}"
            return failed(message, (*(broken if len(broken) > _SHOWN else ()), *unseen.lines()))
        if missing := workspace.missing(self.paths):
            return failed(f"{named_but_missing(missing)}{note}", unseen.lines())
        if not found[_CHECKED]:
            return failed(f"no link to check in {summed_up(tuple(pages))}{note}", unseen.lines())
        return passed(f"{count(found[_CHECKED], 'link')} in {count(len(pages), 'file')}{note}", unseen.lines())

    def _pages(self, workspace: Workspace, unseen: Unseen) -> dict[str, Page]:
        """The Markdown files, read. Wildcards leave out links to what lies outside the repository."""
        pages: dict[str, Page] = {}
        for path in workspace.files(self.paths, exclude=self.exclude, skip_ignored=True):
            named = path in self.paths
            # A folder stands for the Markdown in it.
            if not named and not path.lower().endswith(_MARKDOWN):
                continue
            try:
                pages[path] = _page(workspace, path)
            except OutsideError:
                if named:
                    raise
                unseen.add("link", path)
        return pages

    def _look_up(self, workspace: Workspace, pages: dict[str, Page], source: str, target: str) -> tuple[str, str]:
        """The sort of link, and what is wrong with it; `pages` caches the files that links lead to."""
        if self._ignored(target):
            return _IGNORED, ""
        if _ELSEWHERE.match(target):
            return _OTHER_SITE, ""
        address, _, fragment = _ESCAPE.sub(r"\1", html.unescape(target)).partition("#")
        address, _, query = address.partition("?")
        path = _normal(source, unquote(address)) if address else source
        if _HOST.match(path):
            return _OF_HOST, ""
        try:
            exists = path == source or ("\0" not in path and workspace.resolve(path).exists())
        except OutsideError:
            return _CHECKED, f"{target} leads out of the repository"
        if not exists:
            return _CHECKED, target
        anchor = unquote(fragment).lower().removeprefix("user-content-")
        if not (self.anchors and anchor and not query and path.lower().endswith(_MARKDOWN)):
            return _CHECKED, ""
        if not workspace.is_file(path):
            return _CHECKED, ""
        if path not in pages:
            pages[path] = _page(workspace, path)
        return _CHECKED, "" if anchor == "top" or anchor in pages[path].anchors else target

    def _ignored(self, target: str) -> bool:
        return any(fnmatchcase(target, pattern) for pattern in self.ignore)


_CHECKED, _IGNORED, _OF_HOST, _OTHER_SITE = "checked", "ignored", "of the host", "to other sites"


def _aside(found: Counter[str]) -> str:
    """How many links were not checked: ` (not checked: 2 of the host, 3 to other sites)`."""
    parts = [f"{found[sort]} {sort}" for sort in (_IGNORED, _OF_HOST, _OTHER_SITE) if found[sort]]
    return f" (not checked: {', '.join(parts)})" if parts else ""


def _page(workspace: Workspace, path: str) -> Page:
    text = workspace.text(workspace.place(path), read(workspace, path))
    if "links" not in text.derived:
        try:
            text.derived["links"] = scan(text.raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise UndeterminedError(f"{path} is not UTF-8") from error
    return cast("Page", text.derived["links"])


def _normal(source: str, address: str) -> str:
    """The path from the root; on GitHub a leading slash is the repository's root."""
    folder = "" if address.startswith("/") else posixpath.dirname(source)
    return posixpath.normpath(posixpath.join(folder, address.lstrip("/")))
