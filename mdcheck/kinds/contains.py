"""`contains`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.texts import Unseen
from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.kinds.search import Search
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing, summed_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Contains(Search, frozen=True, kw_only=True):
    r"""Every file, or one of them, contains the text or a match of the pattern; at least one file is there.

    ````markdown
    - [ ] The licence is MIT
      ```check
      contains: LICENSE
      text: MIT License
      ```
    ````

    Wildcards, folders and named sets leave out what git ignores, links, binary files, and the checklist itself, since
    it holds each pattern that it asks for. A file that is named is searched whatever it is. A NUL makes no binary file
    of one whose name says that it is text. What was not looked at is counted in the message, and the JSON report holds
    all names. No file is a failure.

    `pattern` is a regular expression of Python's, `text` is taken as it is; a block has one of them. A pattern that is
    found everywhere, such as `x*`, is an error. Write patterns in single quotes or none: in double quotes YAML makes
    a backspace of `\b`, which is an error too. A pattern sees UTF-8 without a byte order mark, and each line end as one
    `\n`; UTF-16 is read, too.

    With `ignore: comments` blanks stand in the place of comments, those for documentation such as `///` included;
    strings, also those that document Python, stay. [Pygments](https://pygments.org) tells comments from code in some
    hundred languages. Where it does not know the language, or the file is larger than 1 MB, `contains` does not look at
    the file, and `not_contains` looks at all of it.

    `types` are names of languages as [identify](https://github.com/pre-commit/identify) gives them, by a file's name or
    its first line; common names such as `typescript`, `golang` and `csharp` do as well. Where no file is of the type,
    the check fails; with the common option `when` it can be not applicable instead.

    ````markdown
    - [ ] Shell scripts stop at the first error
      ```check
      contains: "@code"
      pattern: ^set -\w*e
      flags: multiline
      types: shell
      ignore: comments
      when: {glob_count: "**/*.sh", min: 1}
      ```
    ````
    """

    name: ClassVar[str] = "contains"
    min_matches: Annotated[int, msgspec.Meta(ge=1, description="in each file")] = 1
    match: Annotated[Literal["all", "any"], msgspec.Meta(description="whether each file must match, or one")] = "all"

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        unseen = Unseen()
        found = {path: len(lines) for path, lines in self.search(workspace, unseen, limit=self.min_matches)}
        missing = workspace.missing(self.paths)
        enough = [path for path, number in found.items() if number >= self.min_matches]
        if enough and (self.match == "any" or (len(enough) == len(found) and not missing)):
            return passed(f"found in {summed_up(enough)}{unseen.note()}", (*_more(enough, 1), *unseen.lines()))
        short = [path for path in found if path not in enough]
        details = (*_more(short), *unseen.lines())
        problem = self._problem(found, short, missing) if found else self.nothing_to_search(workspace)
        return failed(f"{problem}{unseen.note()}", details)

    def _problem(self, found: Mapping[str, int], short: list[str], missing: tuple[str, ...]) -> str:
        if not short:
            return named_but_missing(missing)
        if len(short) == 1 and found[short[0]]:
            return f"{short[0]} has {count(found[short[0]], 'match', 'matches')}, fewer than {self.min_matches}"
        return f"not found in {listed(short)}" if self.min_matches == 1 else f"too few matches in {listed(short)}"


def _more(paths: list[str], shown: int = 3) -> tuple[str, ...]:
    """All paths, where the message does not name them all."""
    return tuple(paths) if len(paths) > shown else ()
