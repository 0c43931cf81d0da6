"""What MkDocs calls while it builds the site (`mkdocs.yml`, `hooks`).

Pages of the repository's root are part of the site, links to its other files lead to where it is kept, and a page that
would load something from elsewhere fails the build.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from typing import Any

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parents[1]
ROOT_PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
REPOSITORY = "https://github.com/your-org/mdcheck/blob/main/"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")
_FROM_ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|link(?![^>]*rel=\"?canonical))\b[^>]*(?:src|href)=\"?(?:https?:)?//[^>]*>"
)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name in ROOT_PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=_LINK.sub(lambda link: _target(link[1], ""), text)))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Links that lead out of `docs/`, as they stand in the repository -> as the site has them."""
    return markdown if page.file.src_uri in ROOT_PAGES else _LINK.sub(lambda link: _target(link[1], "docs"), markdown)


def _target(link: str, folder: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, link))
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return path if path in ROOT_PAGES else REPOSITORY + path


def on_post_build(*, config: MkDocsConfig) -> None:
    """Fail if a page would load something from elsewhere."""
    for page in sorted(Path(config.site_dir).rglob("*.html")):
        for tag in _FROM_ELSEWHERE.findall(page.read_text(encoding="utf-8")):
            raise PluginError(f"{page.name} loads something from elsewhere: {tag}")
