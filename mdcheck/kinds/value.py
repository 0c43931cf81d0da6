"""`value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.place import Found, Place, read_place
from mdcheck.evidence.formats.structured import Format, format_of, load
from mdcheck.evidence.formats.values import same
from mdcheck.kinds.conditions import AbsentError, Condition, Given, Target, judge, verify_place
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]


class Counted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many there may be."""

    at_least: _Number | None = None
    at_most: _Number | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise ValueError("`count` needs a number, or `at_least` or `at_most`")


class _Document(NamedTuple):
    path: str
    name: str
    """The path, with the document's number where the file holds several."""
    value: Any
    loose: bool


class _Selected(NamedTuple):
    document: _Document
    found: Found

    @property
    def target(self) -> Target:
        return Target(self.document.name, self.found.place, self.found.value, self.document.loose)


class Value(Condition, Options, frozen=True, kw_only=True):
    r"""The values at a place in structured files are as asked; without anything asked, they are there.

    ````markdown
    - [ ] The package is marked as stable
      ```check
      value: package.json
      at: version
      at_least: "1.0"
      ```
    - [ ] Every container of every manifest has a memory limit
      ```check
      value: k8s/**/*.yaml
      at: $..['containers','initContainers'][*]
      every: {at: resources.limits.memory}
      ```
    - [ ] No image is “latest” or without a version
      ```check
      value: [k8s/**/*.yaml, compose.yaml, Dockerfile]
      at: $..image
      none: {matches: '(.*/)?[^:/@]+|[^@]*:-?latest\}?'}
      ```
    - [ ] The chart's version of the application is the application's
      ```check
      value: chart/Chart.yaml
      at: appVersion
      same_as: {path: pyproject.toml, at: project.version}
      ```
    - [ ] The container does not run as root
      ```check
      value: Dockerfile
      at: $.stages[-1].user
      none: {equals: root}
      ```
    - [ ] The web service has a health check
      ```check
      value: [compose.yaml, docker-compose.yml]
      match: any
      at: services.web.healthcheck.test
      ```
    - [ ] The chart's default image has a tag
      ```check
      value: chart/values.yaml
      at: image.tag
      ```
    - [ ] Every deployment has two replicas or more
      ```check
      value: k8s
      where: {kind: Deployment}
      at: spec.replicas
      at_least: 2
      ```
    ````

    `at` is a JSONPath ([RFC 9535](https://www.rfc-editor.org/rfc/rfc9535)) if it begins with `$.` or `$[`, a JSON
    pointer if it begins with `/`, else keys between dots. A place for one value is asked of each document of each
    file; a JSONPath with wildcards, filters or `..` is asked of all together, and must find something. Nothing found
    is a failure, and so is `null`; `exists: false` and `count` ask for that. What is compared beside `at` holds for
    every value found. `every`, `any` and `none` take a mapping of `equals`, `matches`, `at_least`, `at_most`,
    `same_as` and `exists`, with a further `at` inside each value found: `none: {at: securityContext.privileged,
    equals: true}`.

    - `equals` takes text, numbers, truth values, lists and mappings. A number in the file equals the text that it is
      written as: `1.10` is `"1.10"`.
    - `at_least` and `at_most` compare numbers; a bound in quotes compares versions: `"1.10"` is above `1.9`, and
      `1.10-rc.1` below.
    - `same_as` holds where both are the same value or the same version: `v1.4.0` and `1.4`.

    | format | files | what `$` is |
    | --- | --- | --- |
    | `json`, `jsonc` | `.json`; with comments and trailing commas `.jsonc`, `tsconfig.json` and its like | the value |
    | `yaml` | `.yaml`, `.yml` | each document in turn; aliases and `<<` are followed, `!Tag x` is `{"!Tag": "x"}` |
    | `toml` | `.toml`, `Cargo.lock`, `uv.lock`, `poetry.lock`, `pdm.lock`, `Pipfile` | the table; dates are text |
    | `ini` | `.ini`, `.cfg` | sections of keys and texts; a key without a value is true |
    | `properties`, `env` | `.properties`, `.env` and `.env.*` | keys and texts; `at: a.b` is the key `a.b` |
    | `xml` | `.xml`, `.csproj`, `.props`, … | the root under its name; `@name` is an attribute, `#text` its text |
    | `dockerfile` | `Dockerfile`, `Containerfile`, also with something before or behind a dot | `stages` |

    In XML an element that stands once is its value, and several of one name are a list; `$..name` finds either. The
    formats from `ini` down know text only, so a number or a truth value equals the text that spells it.

    A stage of a Dockerfile has its `name`, what it starts `from`, the `image` below all that (none for `scratch`), and
    the `user`, `group`, `cmd`, `entrypoint`, `healthcheck`, `workdir`, `shell` and `stopsignal` that hold at its end,
    also those of an earlier stage that it starts from. The user 0 is `root`. Without a `USER` it is `nonroot` for
    images with that word in their tag, `root` for `scratch`, and not known for others, so that there is no value. Each
    other instruction is a list (`run`, `copy`, `env`, …). Variables are replaced by their defaults.

    The values found are not shown where `CI` is set.
    """

    name: ClassVar[str] = "value"
    main: ClassVar[str] = "paths"
    paths: Paths
    at: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            description="JSONPath (`$.a[*].b`), keys between dots (`a.b`), or a JSON pointer (`/a.b/0`)",
        ),
    ]
    every: Annotated[Condition | None, msgspec.Meta(description="what holds for each place found")] = None
    any: Annotated[Condition | None, msgspec.Meta(description="what holds for one place found, or more")] = None
    none: Annotated[Condition | None, msgspec.Meta(description="what holds for no place found")] = None
    count: Annotated[
        _Number | Counted | None,
        msgspec.Meta(description="how many places there are: a number, or `at_least` and `at_most`"),
    ] = None
    where: Annotated[
        dict[str, Any],
        msgspec.Meta(description="places and their values (or lists of them): other files and documents are left out"),
    ] = msgspec.field(default_factory=dict)
    match: Annotated[
        Literal["all", "any"], msgspec.Meta(description="whether each path must be there, or one of them")
    ] = "all"
    format: Annotated[Format | None, msgspec.Meta(description="where the file's name does not tell it")] = None

    def __post_init__(self) -> None:
        check_globs(self.paths)
        for place in self.where:
            verify_place("where", place)
        self.verify()
        if self.exists is False and (self.every or self.any or self.none or self.count is not None):
            raise ValueError("`exists: false` leaves no place for the other options")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        paths = workspace.files(self.paths)
        if not paths:
            return failed(workspace.found_nothing(self.paths))
        if self.match == "all" and (missing := workspace.missing(self.paths)):
            return failed(named_but_missing(missing))
        documents = [document for path in paths for document in self._documents(workspace, path)]
        chosen = [document for document in documents if self._chosen(document)]
        left_out = f"; {count(len(documents) - len(chosen), 'document')} left out by `where`" if self.where else ""
        if not chosen:
            return failed(f"no document of {listed(paths)} is as `where` says")
        place = read_place(self.at)
        problems, selected = self._selected(place, chosen)
        try:
            problems = problems or self._problems(workspace, selected)
        except AbsentError as error:
            return failed(str(error))
        if problems:
            more = f" (and {count(len(problems) - 1, 'more place')})" if len(problems) > 1 else ""
            return failed(problems[0] + more, tuple(problems) if more else ())
        return passed(self._praise(place, chosen, selected) + left_out)

    def _documents(self, workspace: Workspace, path: str) -> list[_Document]:
        kind = self.format or format_of(path)
        if kind is None:
            known = ", ".join(member.value for member in Format)
            raise UndeterminedError(f"{path} could be anything: give its `format`, one of {known}")
        values = load(read(workspace, path), kind, where=path)
        if not values:  # a YAML file of comments
            return [_Document(path, path, None, kind.loose)]
        names = [path] if len(values) == 1 else [f"{path} (document {number + 1})" for number in range(len(values))]
        return [_Document(path, name, value, kind.loose) for name, value in zip(names, values, strict=True)]

    def _chosen(self, document: _Document) -> bool:
        """Whether each place that `where` names has its value, or one of them."""
        return all(
            any(
                same(found.value, one, loose=document.loose)
                for found in read_place(place).find(document.value)
                for one in (wanted if isinstance(wanted, list) else [wanted])
            )
            for place, wanted in self.where.items()
        )

    def _selected(self, place: Place, documents: Sequence[_Document]) -> tuple[list[str], list[_Selected]]:
        """What is at the place. A place for one value is asked of each document, any other of all together."""
        selected: list[_Selected] = []
        problems: list[str] = []
        for document in documents:
            found = [one for one in place.find(document.value) if one.value is not None]
            selected += [_Selected(document, one) for one in found]
            if self.exists is False:
                problems += [f"{document.name}: there is a value at {one.place}" for one in found]
            elif not found and place.singular and self.count is None:
                problems.append(f"{document.name}: nothing at {self.at}")
        if not selected and not problems and self.exists is not False and self.count is None:
            names = list(dict.fromkeys(document.path for document in documents))
            problems.append(f"{listed(names)}: nothing at {self.at}")
        return problems, selected

    def _problems(self, workspace: Workspace, selected: Sequence[_Selected]) -> list[str]:
        targets = [one.target for one in selected]

        def judged(condition: Condition, at: str | None) -> list[Given]:
            return [judge(condition, target, workspace, at=at) for target in targets]

        problems = self._miscounted(len(targets))
        if self.asks:  # the kind itself is the condition of the places that its own `at` leads to
            problems += [given.problem for given in judged(self, None) if not given.holds]
        if self.every is not None:
            problems += [given.problem for given in judged(self.every, self.every.at) if not given.holds]
        if self.none is not None:
            # What could not be compared is no proof: a mapping that no pattern fits may hold what must not be there.
            refused = [given for given in judged(self.none, self.none.at) if given.holds or given.incomparable]
            problems += [given.finding if given.holds else given.problem for given in refused]
        if self.any is not None:
            results = judged(self.any, self.any.at)
            if not any(given.holds for given in results):
                problems.append(f"none of {count(len(results), 'place')}: {results[0].problem}")
        return problems

    def _miscounted(self, number: int) -> list[str]:
        match self.count:
            case None:
                return []
            case Counted(at_least=least, at_most=most):
                bounds = (("least", least), ("most", most))
                words = " and ".join(f"at {name} {bound}" for name, bound in bounds if bound is not None)
                fits = (least is None or number >= least) and (most is None or number <= most)
            case wanted:
                words, fits = f"{wanted}", number == wanted
        return [] if fits else [f"{count(number, 'place')} at {self.at}, not {words}"]

    def _praise(self, place: Place, documents: Sequence[_Document], selected: Sequence[_Selected]) -> str:
        names = list(dict.fromkeys(document.path for document in documents))
        where = names[0] if len(names) == 1 else count(len(names), "file")
        if self.exists is False:
            return f"{self.at} is absent in {where}"
        if place.singular and len(selected) == 1:
            return f"{self.at} is as it should be in {where}"
        return f"{count(len(selected), 'place')} at {self.at} as it should be in {where}"
