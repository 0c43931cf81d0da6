"""`git`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

import msgspec

from mdcheck.document.blocks.durations import seconds
from mdcheck.evidence.content import UndeterminedError, check_globs
from mdcheck.evidence.globs import glob_regex, matching
from mdcheck.kinds.freshness import CLOCK_SKEW, Duration
from mdcheck.kinds.protocol import Options, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import age, count, listed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_SHOWN = 3
_AnswerT = TypeVar("_AnswerT")


class Git(Options, frozen=True, kw_only=True):
    """The repository is as asked: all that the options name must hold.

    ````markdown
    - [ ] The release is tagged
      ```check
      git: true
      branch: [main, release/*]
      tag: v*
      ```
    ````

    ````markdown
    - [ ] No .env, key or state file is tracked, and .env is ignored
      ```check
      git:
        untracked: [.env, "*.pem", server.key, "*.tfstate", "!tests/certs/**"]
        ignored: .env
      ```
    ````

    A name without a slash in `untracked` is looked for in every folder, and a folder's name finds all that is in it.
    `ignored` asks git, and fails for a file that is tracked in spite of an ignoring rule; the file need not exist.

    `git: true` asks that all is committed. The checklist itself is left out of that, because `update` writes to it.
    """

    name: ClassVar[str] = "git"
    main: ClassVar[str] = "clean"
    clean: Annotated[bool, msgspec.Meta(description="all is committed, the checklist aside")] = False
    branch: Annotated[tuple[str, ...], msgspec.Meta(description="names or globs, one of which HEAD's branch has")] = ()
    tag: Annotated[tuple[str, ...], msgspec.Meta(description="names or globs, one of which a tag at HEAD has")] = ()
    tracked: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="paths or globs that find a tracked file each; `!` before what does not count"),
    ] = ()
    untracked: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="names, paths or globs that no tracked file has; `!` before an exception"),
    ] = ()
    ignored: Annotated[tuple[str, ...], msgspec.Meta(description="paths that git ignores, and does not track")] = ()
    max_commit_age: Annotated[Duration | None, msgspec.Meta(description="since HEAD was committed")] = None

    def __post_init__(self) -> None:
        check_globs(self.branch, self.tag, self.tracked, self.untracked, self.ignored)
        if self.untracked and all(glob.startswith("!") for glob in self.untracked):
            raise ValueError("`untracked` has exceptions only: name what must not be tracked")
        if self.tracked and all(glob.startswith("!") for glob in self.tracked):
            raise ValueError("`tracked` has exceptions only: name what must be tracked")
        if self.max_commit_age is not None:
            seconds(self.max_commit_age)
        asked = (self.branch, self.tag, self.tracked, self.untracked, self.ignored)
        if not (self.clean or any(asked) or self.max_commit_age is not None):
            raise ValueError(
                "git asks for nothing: give `clean: true`, branch, tag, tracked, untracked, ignored or max_commit_age"
            )

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        said: list[str] = []
        wrong: list[str] = []
        for ask in (
            self._clean,
            self._branch,
            self._tag,
            self._tracked,
            self._untracked,
            self._ignored,
            self._commit_age,
        ):
            ask(workspace, said, wrong)
        more = self._wrongly_tracked(workspace) if wrong and self.untracked else ()
        return failed("; ".join(wrong), more if len(more) > _SHOWN else ()) if wrong else passed(", ".join(said))

    def _clean(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.clean:
            return
        # mdcheck itself rewrites the checklist, and commits it after the checks: it says nothing about the rest.
        dirty = tuple(path for path in _known(workspace.git.dirty()) if path != workspace.document)
        hidden = tuple(path for path in _known(workspace.git.hidden()) if path != workspace.document)
        if dirty:
            wrong.append(f"{count(len(dirty), 'file')} not committed: {listed(dirty)}")
        if hidden:
            what = f"{count(len(hidden), 'file')} that git is set to ignore changes of"
            wrong.append(f"{what} (assume-unchanged or skip-worktree): {listed(hidden)}")
        if not dirty and not hidden:
            said.append("clean")

    def _branch(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.branch:
            return
        branch = _known(workspace.git.branch())
        if _fits(branch, self.branch):
            said.append(f"on {branch}")
        else:
            wrong.append(f"{f'on {branch}' if branch else 'HEAD is detached'}, not on {' or '.join(self.branch)}")

    def _tag(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.tag:
            return
        tags = _known(workspace.git.tags_at_head())
        if fitting := [tag for tag in tags if _fits(tag, self.tag)]:
            said.append(f"tagged {fitting[0]}")
        else:
            wrong.append(f"HEAD has no tag {' or '.join(self.tag)}{f', only {listed(tags)}' if tags else ''}")

    def _tracked(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.tracked:
            return
        aside = [glob[1:] for glob in self.tracked if glob.startswith("!")]
        sought = [glob for glob in self.tracked if not glob.startswith("!")]
        tracked = _known(workspace.git.tracked())
        missing = [pattern for pattern in sought if not _without(_found(pattern, tracked), aside)]
        if missing:
            wrong.append(f"not tracked: {listed(missing)}")
        else:
            said.append(f"{listed(sought)} tracked")

    def _untracked(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.untracked:
            return
        if found := self._wrongly_tracked(workspace):
            wrong.append(f"{listed(found, _SHOWN)} {'is' if len(found) == 1 else 'are'} tracked")
        else:
            number = count(len(_known(workspace.git.tracked())), "tracked file")
            said.append(f"none of {number} is {' or '.join(self.untracked)}")

    def _wrongly_tracked(self, workspace: Workspace) -> tuple[str, ...]:
        """The tracked files that must not be."""
        tracked = _known(workspace.git.tracked())
        kept = [_anywhere(glob[1:]) for glob in self.untracked if glob.startswith("!")]
        sought = [_anywhere(glob) for glob in self.untracked if not glob.startswith("!")]
        found = set[str]().union(*(matching(glob, tracked) for glob in sought))
        return tuple(sorted(_without(found, kept)))

    def _ignored(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if not self.ignored:
            return
        tracked = _known(workspace.git.tracked())
        for path in (path.removeprefix("./") for path in self.ignored):
            # A rule for a folder (`dist/`) needs the slash, unless the folder is there; it leaves a file of that name.
            folder = () if workspace.is_file(path) else (f"{path.rstrip('/')}/",)
            ignored = _known(workspace.git.ignored((path, *folder)))
            if found := sorted(matching(_anywhere(path), tracked)):
                wrong.append(f"{listed(found)} {'is' if len(found) == 1 else 'are'} tracked")
            elif not ignored:
                wrong.append(f"{path} is not ignored")
            else:
                said.append(f"{path} ignored")

    def _commit_age(self, workspace: Workspace, said: list[str], wrong: list[str]) -> None:
        if self.max_commit_age is None:
            return
        _known(workspace.git.branch())
        committed = workspace.git.commit_time(None)
        if committed is None:
            raise UndeterminedError("the repository has no commit yet")
        old = workspace.age(committed)
        if -old > CLOCK_SKEW:
            raise UndeterminedError(f"the last commit is dated {age(-old)} in the future")
        old = max(old, 0.0)
        text = f"the last commit is {age(old)} old"
        if old > seconds(self.max_commit_age):
            wrong.append(f"{text}, older than {self.max_commit_age}")
        else:
            said.append(text)


def _known(answer: _AnswerT | None) -> _AnswerT:
    if answer is None:
        raise UndeterminedError("this is not a git repository, or git is not installed")
    return answer


def _fits(name: str, globs: tuple[str, ...]) -> bool:
    return any(glob_regex(glob).fullmatch(name) for glob in globs)


def _anywhere(glob: str) -> str:
    """A name without a slash is one in any folder; a folder stands for all that is in it."""
    name = glob.removeprefix("./").rstrip("/")
    return (name if "/" in name else f"**/{name}") + "{,/**}"


def _found(pattern: str, tracked: frozenset[str]) -> set[str]:
    """A folder is tracked when a file in it is."""
    name = pattern.removeprefix("./").rstrip("/")
    return matching(name + "{,/**}", tracked) | (tracked & {name})


def _without(paths: set[str], globs: list[str]) -> set[str]:
    """Those of the paths that match none of the globs."""
    return paths.difference(*(matching(glob, paths) for glob in globs))
