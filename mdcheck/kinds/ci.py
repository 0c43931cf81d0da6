"""`ci`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple, TypeAlias

import msgspec

from mdcheck.evidence.ci.model import OWN, System, trigger
from mdcheck.evidence.ci.privileges import PRIVILEGED, excess, head_checkout, is_pinned, unknown_checkout
from mdcheck.evidence.ci.read import CI_FILES, read_pipeline
from mdcheck.evidence.ci.search import Search
from mdcheck.evidence.content import UndeterminedError, check_globs
from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.regex.matcher import compile_pattern
from mdcheck.kinds.protocol import Options, errored_if_undetermined
from mdcheck.results.outcome import Outcome, errored, failed, passed
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mdcheck.evidence.ci.model import Job, Pipeline, Script, Use
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_Words: TypeAlias = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]
_Access: TypeAlias = Literal["read", "write", "none"]
_SHOWN = 3
_HINT = (
    "CI is looked for in .github/workflows, .gitlab-ci.yml, .circleci, azure-pipelines.yml and bitbucket-pipelines.yml"
)


class _Files(NamedTuple):
    pipelines: tuple[Pipeline, ...]
    unreadable: tuple[str, ...]
    """Why some files could not be read."""

    @property
    def jobs(self) -> list[Job]:
        return [job for pipeline in self.pipelines for job in pipeline.jobs]

    @property
    def names(self) -> str:
        return listed([pipeline.path for pipeline in self.pipelines])


class Ci(Options, frozen=True, kw_only=True):
    r"""CI does as asked: all that the options name must hold.

    ````markdown
    - [ ] Tests run on every pull request
      ```check
      ci:
        runs: (pytest|npm test|go test)
        on: pull_request
      ```
    - [ ] Workflows only read, and actions are pinned to commits
      ```check
      ci:
        permissions: read
        pinned: true
      ```
    - [ ] No privileged workflow checks out the code of a pull request
      ```check
      ci:
        no_head_checkout: true
      ```
    - [ ] The release workflow may write packages, and nothing else
      ```check
      ci: .github/workflows/release.yml
      permissions: {packages: write}
      ```
    - [ ] Code is scanned on every push
      ```check
      ci:
        uses: [github/codeql-action/analyze, aquasecurity/trivy-action]
        match: any
        on: push
      ```
    ````

    Files of GitHub Actions (also of Forgejo and Gitea), GitLab, CircleCI, Azure Pipelines and Bitbucket are read as
    structure: comments, names and descriptions are nothing that CI does.

    - `runs` is a regular expression for the beginning of a command: `pytest` finds `pytest -q`, `uv run pytest`,
      `python -m pytest` and `.venv/bin/pytest`, and not `pip install pytest`, `echo pytest` or `rm -rf pytest`; begin
      it with `.*` to look at arguments. Comments, here-documents, what follows `exit` or `false &&`, and jobs and
      steps that are switched off (`if: false`) do not count, nor does what only tells a version or lists tests. Values
      of `env` and `matrix` that the file writes out are filled in.
    - A command whose failure CI ignores (`|| true`, `continue-on-error`, `allow_failure`, `if command`, `command &`;
      and `command | tee log` without `pipefail`, which GitHub sets only for `shell: bash`) proves nothing, and fails;
      `may_fail: true` lets it count.
    - Reusable workflows and actions of the repository, included files and templates are followed one step, and then
      up to three of these: a target of the Makefile with what it needs, a script of `package.json` (those of all
      packages, where Turborepo, Nx, Lerna or `pnpm -r` runs them) or of `composer.json`, an environment of tox, a
      session of nox, a recipe of just, a shell script. The message says what was followed.
    - `uses` is a name or a glob: `actions/checkout`, `github/codeql-action/*`; with `@`, the version too.
    - `on` names triggers: `push`, `pull_request` (also GitLab's merge requests), `schedule`, `tag`, `manual`, or any
      event of GitHub. A push of tags alone is `tag`. With `runs` or `uses`, the same job must have them, in a step
      that its condition does not leave out.
    - `permissions: read` asks that no job of a GitHub workflow may do more than read; a job for which nothing is
      written fails, since the settings of the repository decide then. A mapping names what may be written.
    - `pinned: true` asks for commits behind actions and reusable workflows, and digests behind images of GitHub
      workflows and orbs of CircleCI behind all three numbers; `unpinned` are those that may do without.
    - `no_head_checkout: true` fails where a job that a stranger can start with the repository's secrets
      (`pull_request_target`, `workflow_run`, `issue_comment`) checks out the pull request's code. Such a trigger alone
      is fine. A reference that an earlier step or job has worked out makes the check errored.

    Where a command is not found, but CI takes workflows, includes or orbs from elsewhere, the check is errored: they
    may run it.
    """

    name: ClassVar[str] = "ci"
    main: ClassVar[str] = "paths"
    paths: Annotated[
        _Words,
        msgspec.Meta(
            description="CI files, or globs; without them, all that CI systems look for", extra={"paths": True}
        ),
    ] = ()
    runs: Annotated[_Words, msgspec.Meta(description="regular expressions, each for the beginning of a command")] = ()
    uses: Annotated[_Words, msgspec.Meta(description="names or globs of actions, workflows, orbs, tasks or pipes")] = ()
    may_fail: Annotated[bool, msgspec.Meta(description="commands count too whose failure CI ignores")] = False
    on: Annotated[_Words, msgspec.Meta(description="triggers that the job has, such as pull_request")] = ()
    match: Annotated[
        Literal["all", "any"], msgspec.Meta(description="whether each of a list must be found, or one of it")
    ] = "all"
    permissions: Annotated[
        Literal["read"] | dict[str, _Access] | None,
        msgspec.Meta(description="what tokens may do at most: read, or scopes that may be written"),
    ] = None
    pinned: Annotated[
        bool, msgspec.Meta(description="all that comes from elsewhere is fixed to a commit or digest")
    ] = False
    unpinned: Annotated[_Words, msgspec.Meta(description="names or globs of what need not be pinned")] = ()
    no_head_checkout: Annotated[
        bool, msgspec.Meta(description="no privileged job checks out the code of a pull request")
    ] = False

    def __post_init__(self) -> None:
        check_globs(self.paths, self.uses, self.unpinned)
        for pattern in self.runs:
            compile_pattern(pattern)
        if not (self.runs or self.uses or self.on or self.permissions or self.pinned or self.no_head_checkout):
            raise ValueError("ci asks for nothing: give runs, uses, on, permissions, pinned or no_head_checkout")
        if self.unpinned and not self.pinned:
            raise ValueError("`unpinned` says what `pinned: true` leaves out")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        paths = workspace.files(self.paths or CI_FILES)
        if not paths:
            return failed(workspace.found_nothing(self.paths) if self.paths else f"no CI file is there: {_HINT}")
        if missing := workspace.missing(self.paths):
            return failed(named_but_missing(missing))
        files = _read(workspace, paths)
        said: list[str] = []
        if self.runs or self.uses or self.on:
            finding = self._does(workspace, files)
            if finding.outcome is not Outcome.PASSED:
                return finding
            said.append(finding.message)
        if self.permissions is None and not self.pinned and not self.no_head_checkout:
            return passed(said[0])
        if files.unreadable:
            return errored(files.unreadable[0])
        problems = [*self._permits(files, said), *self._pins(files, said), *self._checks_out(files, said)]
        more = tuple(problems) if len(problems) > _SHOWN else ()
        return failed(listed(problems, _SHOWN), more) if problems else passed("; ".join(said))

    def _does(self, workspace: Workspace, files: _Files) -> Finding:
        """Whether some job has the triggers, and runs and uses what is asked."""
        wanted = [trigger(name) for name in self.on]
        fits = any if self.match == "any" else all
        jobs = [job for job in files.jobs if not wanted or fits(name in job.triggers for name in wanted)]
        if not jobs:
            triggers = sorted({name for job in files.jobs for name in job.triggers})
            known = f": it runs on {', '.join(triggers)}" if triggers else ", and no job at all"
            if not self.on:
                return self._not_found(files, f"no job of {files.names} ever runs")
            return self._not_found(files, f"no job runs on {' and '.join(self.on)} in {files.names}{known}")
        jobs = [_without_left_out(job, wanted, fits) for job in jobs]
        if not self.runs and not self.uses:
            return passed(f"{jobs[0].place} runs on {' and '.join(self.on)}")
        search = Search(workspace, may_fail=self.may_fail)
        found = [search.command(jobs, pattern) for pattern in self.runs]
        found += [_used(jobs, glob) for glob in self.uses]
        missing = [what for what, place in zip((*self.runs, *self.uses), found, strict=True) if not place]
        if any(found) if self.match == "any" else not missing:
            where = f" on {' and '.join(self.on)}" if self.on else ""
            return passed(f"{listed([place for place in found if place])}{where}")
        only = f" that runs on {' and '.join(self.on)}" if self.on else ""
        if missing and search.ignored:
            return self._not_found(files, listed(search.ignored), search.problems)
        looked = count(search.looked_at, "command") if self.runs else count(len(jobs), "job")
        return self._not_found(
            files, f"no job{only} in {files.names} has {listed(missing)} ({looked} looked at)", search.problems
        )

    def _not_found(self, files: _Files, message: str, problems: Sequence[str] = ()) -> Finding:
        """A failure; an error where a part of CI could not be read, so that the answer is unknown."""
        if unseen := [*files.unreadable, *problems]:
            return errored(f"{message}; {listed(unseen)}")
        if unresolved := [what for pipeline in files.pipelines for what in pipeline.unresolved]:
            return errored(f"{message}; not followed: {listed(unresolved)}")
        return failed(message)

    def _permits(self, files: _Files, said: list[str]) -> list[str]:
        if self.permissions is None:
            return []
        jobs = _github(files)
        if not jobs:
            return ["no GitHub workflow is there to say what its token may do"]
        allowed = {} if self.permissions == "read" else self.permissions
        problems = [f"{job.place} {problem}" for job in jobs if (problem := excess(job, allowed))]
        said.append(f"no token of {count(len(jobs), 'job')} may do more than asked")
        return problems

    def _pins(self, files: _Files, said: list[str]) -> list[str]:
        if not self.pinned:
            return []
        kept = [pipeline for pipeline in files.pipelines if pipeline.system in (System.GITHUB, System.CIRCLECI)]
        uses = [(job, use) for pipeline in kept for job in pipeline.jobs for use in job.uses]
        asked = [(job, use) for job, use in uses if not _fits_any(use, self.unpinned)]
        if not kept:
            return ["no GitHub workflow or CircleCI configuration is there to pin anything in"]
        said.append(
            f"{count(len({use.reference for _, use in asked}), 'action')} pinned"
            if asked
            else "nothing from elsewhere is used"
        )
        absent = [what for pipeline in kept for what in pipeline.unresolved if ": ./" in what]
        return [
            *(
                f"{job.place} uses {use.reference}, which is not pinned"
                for job, use in asked
                if not is_pinned(use.reference)
            ),
            *(f"{what} is not in the repository, so that nobody sees what it uses" for what in absent),
        ]

    def _checks_out(self, files: _Files, said: list[str]) -> list[str]:
        if not self.no_head_checkout:
            return []
        privileged = [
            (_without_left_out(job, names, any), names)
            for job in _github(files)
            if (names := sorted(job.triggers & PRIVILEGED))
        ]
        said.append(f"{count(len(privileged), 'privileged job')} without a checkout of a pull request's code")
        problems = [
            f"{job.place} runs on {names[0]} and checks out the pull request's code: {how}"
            for job, names in privileged
            if (how := head_checkout(job))
        ]
        unknown = next(((job, ref) for job, _ in privileged if (ref := unknown_checkout(job))), None)
        if unknown and not problems:
            raise UndeterminedError(
                f"{unknown[0].place} checks out {unknown[1]}, and the file does not say what that is"
            )
        return problems


def _read(workspace: Workspace, paths: Sequence[str]) -> _Files:
    pipelines: list[Pipeline] = []
    unreadable: list[str] = []
    for path in paths:
        try:
            pipelines.append(read_pipeline(workspace, path))
        except UndeterminedError as error:
            unreadable.append(str(error))
    if not pipelines:
        raise UndeterminedError(unreadable[0])
    return _Files(tuple(pipelines), tuple(unreadable))


def _without_left_out(job: Job, wanted: Sequence[str], fits: Callable[[Iterable[object]], bool]) -> Job:
    """The job without the steps that a condition leaves out on the triggers that are asked for."""

    def kept(step: Script | Use) -> bool:
        return not wanted or fits(name in job.triggers - step.not_on for name in wanted)

    return job._replace(scripts=tuple(filter(kept, job.scripts)), uses=tuple(filter(kept, job.uses)))


def _github(files: _Files) -> list[Job]:
    return [job for pipeline in files.pipelines if pipeline.system is System.GITHUB for job in pipeline.jobs]


def _used(jobs: Sequence[Job], glob: str) -> str:
    """Where something that the glob fits is used; empty where nowhere."""
    return next(
        (f"{job.place} uses {use.reference}" for job in jobs for use in job.uses if _fits_any(use, (glob,))), ""
    )


def _fits_any(use: Use, globs: Sequence[str]) -> bool:
    """A glob without a version fits any version."""
    name = use.reference.partition("@")[0]
    plain = name if use.reference.startswith(("docker://", *OWN)) else name.partition(":")[0]
    return any(
        glob_regex(glob, nocase=True).fullmatch(candidate)
        for glob in globs
        for candidate in (use.reference, name, plain)
    )
