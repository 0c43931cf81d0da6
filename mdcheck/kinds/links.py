"""`links`."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import unquote

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.links import Page, scan
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKDOWN = (".md", ".markdown", ".mdown")
_SHOWN = 5


class Links(Options, frozen=True, kw_only=True):
    """Relative links in the Markdown files lead to files that exist, and to anchors that are in them.

    ````markdown
    - [ ] No dead links in the documentation
      ```check
      links: [README.md, docs]
      ```
    ````

    Links to other sites are not asked: `http` does that.
    """

    name: ClassVar[str] = "links"
    main: ClassVar[str] = "paths"
    paths: Paths
    anchors: Annotated[bool, msgspec.Meta(description="whether what stands behind a # is looked up too")] = True

    def __post_init__(self) -> None:
        check_globs(self.paths)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        files = workspace.files(self.paths, skip_ignored=True)
        # A folder stands for the Markdown in it.
        files = tuple(path for path in files if path in self.paths or path.lower().endswith(_MARKDOWN))
        if not files:
            return failed(f"no Markdown file matches {listed(self.paths)}")
        pages = {path: _page(workspace, path) for path in files}
        broken: list[str] = []
        number = 0
        for path in files:
            for line, target in pages[path].links:
                if _ELSEWHERE.match(target):
                    continue
                number += 1
                if problem := self._problem(workspace, pages, path, target):
                    broken.append(f"{path}:{line} {problem}")
        if broken:
            return failed(f"{count(len(broken), 'broken link')}: {listed(broken, _SHOWN)}")
        if missing := workspace.missing(self.paths):
            return failed(named_but_missing(missing))
        return passed(f"{count(number, 'link')} in {count(len(files), 'file')}")

    def _problem(self, workspace: Workspace, pages: dict[str, Page], source: str, target: str) -> str:
        """What is wrong with a link; `pages` remembers the files that links lead to."""
        address, _, fragment = _ESCAPE.sub(r"\1", html.unescape(target)).partition("#")
        address, _, query = address.partition("?")
        path = _normal(source, unquote(address)) if address else source
        try:
            exists = path == source or ("\0" not in path and workspace.resolve(path).exists())
        except OutsideError:
            return f"{target} leads out of the repository"
        if not exists:
            return target
        anchor = unquote(fragment).lower().removeprefix("user-content-")
        if not (self.anchors and anchor and not query and path.lower().endswith(_MARKDOWN)):
            return ""
        if not workspace.is_file(path):
            return ""
        if path not in pages:
            pages[path] = _page(workspace, path)
        return "" if anchor == "top" or anchor in pages[path].anchors else target


def _page(workspace: Workspace, path: str) -> Page:
    try:
        return scan(read(workspace, path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UndeterminedError(f"{path} is not UTF-8") from error


def _normal(source: str, address: str) -> str:
    """The path from the root; on GitHub a leading slash is the repository's root."""
    folder = "" if address.startswith("/") else posixpath.dirname(source)
    return posixpath.normpath(posixpath.join(folder, address.lstrip("/")))
