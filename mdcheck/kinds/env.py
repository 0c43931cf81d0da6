"""`env`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.kinds.protocol import Options, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Env(Options, frozen=True, kw_only=True):
    """The environment variable is set and fits; its value is never shown.

    ````markdown
    - [ ] The deployment key is set
      ```check
      env: DEPLOY_KEY
      min_length: 20
      ```
    ````

    The value never stands in a message or a report. With `equals` or `matches` the check needs trust: many of them
    together could find out a value.
    """

    name: ClassVar[str] = "env"
    main: ClassVar[str] = "name"
    # `name` is the kind's own name, so the option of that name has another one here.
    variable: Annotated[str, msgspec.Meta(min_length=1, description="of the variable")] = msgspec.field(name="name")
    equals: Annotated[str | None, msgspec.Meta(description="the whole value")] = None
    matches: Annotated[str | None, msgspec.Meta(description="regular expression for the whole value")] = None
    min_length: Annotated[int, msgspec.Meta(ge=1, description="characters, blanks around it aside")] = 1

    def __post_init__(self) -> None:
        if self.matches is not None:
            compile_pattern(self.matches)

    def settled(self) -> Options:
        """Comparing the value needs trust, so that is a kind of its own."""
        if self.equals is None and self.matches is None:
            return self
        return ComparedEnv(variable=self.variable, equals=self.equals, matches=self.matches, min_length=self.min_length)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        value = workspace.environ.get(self.variable)
        if value is None:
            return failed(f"{self.variable} is not set")
        if not value.strip():
            return failed(f"{self.variable} is set, but empty")
        if len(value.strip()) < self.min_length:
            return failed(f"{self.variable} is shorter than {count(self.min_length, 'character')}")
        if self.equals is not None and value != self.equals:
            return failed(f"{self.variable} does not have the value that it should have")
        if self.matches is not None and not self._fits(value):
            return failed(f"{self.variable} does not match `matches`")
        return passed(f"{self.variable} is set")

    def _fits(self, value: str) -> bool:
        with Matcher(compile_pattern(self.matches or "")) as matcher:
            return matcher.fits(value, where=self.variable)


class ComparedEnv(Env, frozen=True, kw_only=True):
    """The environment variable has the value that is asked for."""

    executable: ClassVar[bool] = True

    def settled(self) -> Options:
        return self
