"""Named sets of paths that every repository has: `@tracked`, `@code`, `@tests`, `@ci` and `@docs`.

What is vendored or generated is told from names and first lines as GitHub's linguist does, and by the attributes
`linguist-vendored` and `linguist-generated`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from mdcheck.evidence.globs import glob_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|vendors?|third[_-]?party|3rd[_-]?party|external?s?|Godeps|Carthage|Pods"
    r"|\.venv|venv|site-packages|\.tox|\.nox|\.yarn|dist|\.gradle|\.mvn|_vendor)/"
    r"|(?:^|/)(?:gradlew|mvnw)(?:\.bat|\.cmd)?$|(?:^|/)(?:jquery|bootstrap|modernizr)[-.\d]*(?:\.slim)?(?:\.min)?\.(?:js|css)$"
)
_GENERATED = re.compile(
    r"[.-]min\.(?:js|css|mjs)$|\.bundle\.js$|_pb2(?:_grpc)?\.pyi?$|\.pb(?:\.gw)?\.go$|\.pb\.(?:cc|h|swift|dart)$|_pb\.(?:js|ts|d\.ts|rb)$"
    r"|\.(?:g|freezed|gr|config)\.dart$|\.[Dd]esigner\.(?:cs|vb)$|\.g\.(?:cs|i\.cs)$|\.AssemblyInfo\.cs$"
    r"|(?:^|/)zz_generated\.|[._-]generated\.\w+$|\.gen\.\w+$|(?:^|/)(?:__generated__|generated|generated-sources)/"
    r"|(?:^|/)bindata\.go$|(?:^|/)wire_gen\.go$|(?:^|/)(?:lex\.yy|y\.tab)\.[ch]$|(?:^|/)parsetab\.py$"
)
_SAYS_GENERATED = re.compile(
    rb"^[ \t]*(?://|#|/?\*+|--|;+|<!--)[ \t]*(?:Code generated\b.*\bDO NOT EDIT\b|@generated\b)", re.MULTILINE
)
"""How the first lines of a generated file say so, by the convention of Go and that of Meta."""
_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests?__|specs?|e2e|cypress|testing|testdata|unittests?|integration[_-]?tests?|functional[_-]?tests?"
    r"|androidTest|[A-Za-z]*Tests)/"
    r"|(?:^|/)(?:test_[^/]*|conftest|[^/]*_tests?|tests?)\.(?:py|pyi|rb|go|rs|c|cc|cpp|cxx|exs|dart|clj|lua|sh|php|jl|ml|zig|js|ts)$"
    r"|[._-](?:test|tests|spec|cy|e2e)\.[cm]?[jt]sx?$|_spec\.(?:rb|lua|cr)$|(?:^|/)[^/]*_unittest\.(?:cc|cpp)$"
    r"|(?:^|/)[^/]*(?:Tests?|TestCase|IT|Spec|Suite)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|php|swift|m)$"
    r"|(?:^|/)test[-_][^/]*\.[rR]$|(?:^|/)runtests\.jl$|\.(?:bats|feature|robot)$|(?:^|/)x?t/[^/]*\.t$|[a-z0-9]\.Tests\.ps1$"
    r"|(?:^|/)[^/]*\.Tests?/|(?:^|/)Test[A-Z][^/]*\.java$|-test\.el$"
)
_MOCK = re.compile(r"(?:^|/)__mocks__/|(?:^|[/._-])mocks?\.[cm]?[jt]sx?$")
"""What stands in for the real thing in tests: neither code of the project nor a test."""
_PROSE = re.compile(
    r"\.(?:md|mdx|markdown|mdown|rst|adoc|asciidoc|org|textile|rdoc|pod|creole|mediawiki)$"
    r"|(?:^|/)(?:README|CHANGELOG|CHANGES|CONTRIBUTING|INSTALL|HISTORY|NEWS|SECURITY|SUPPORT|UPGRADING|AUTHORS)(?:\.txt)?$"
    r"|(?:^|/)(?:docs?|documentation)/(?:[^/]*/)*[^/]*\.(?:txt|html?)$|(?:^|/)man/(?:[^/]*/)*[^/]*\.[1-9]$",
    re.IGNORECASE,
)
_CI = (
    *("{.github,.gitea,.forgejo}/workflows/*.{yml,yaml}", ".github/actions/**/action.{yml,yaml}", "action.{yml,yaml}"),
    *("{.gitlab-ci,*.gitlab-ci}.{yml,yaml}", ".gitlab/{ci,pipelines}/**/*.{yml,yaml}", ".gitlab-ci/**/*.{yml,yaml}"),
    *(".circleci/**/*.{yml,yaml}", "circle.yml", "azure-pipelines*.{yml,yaml}", "*.azure-pipelines.{yml,yaml}"),
    *("{.azure-pipelines,.azuredevops,.pipelines,azure-pipelines}/**/*.{yml,yaml}", ".vsts-ci.{yml,yaml}"),
    *(
        "bitbucket-pipelines.{yml,yaml}",
        "{Jenkinsfile*,*.jenkinsfile,*.Jenkinsfile}",
        "{jenkins,.jenkins}/**/{Jenkinsfile*,*.groovy}",
    ),
    *(".travis.yml", "{.,}appveyor.{yml,yaml}", ".drone.{yml,yaml,star,jsonnet}", ".woodpecker.{yml,yaml}"),
    *(".woodpecker/**/*.{yml,yaml}", ".buildkite/**/*.{yml,yaml,json,sh}", ".semaphore/**/*.{yml,yaml}"),
    *(".cirrus.{yml,yaml,star}", "buildspec*.{yml,yaml}", "cloudbuild*.{yml,yaml,json}", ".tekton/**/*.{yml,yaml}"),
    *("codefresh.{yml,yaml}", ".codefresh/**/*.{yml,yaml}", ".teamcity/**/*.{kts,xml}", "wercker.yml", "bitrise.yml"),
    *("bamboo-specs/**/*.{yml,yaml,java}", "codemagic.yaml", "{.build.yml,.builds/*.yml}", ".harness/**/*.{yml,yaml}"),
    *("screwdriver.yaml", "shippable.yml", ".zuul.{yml,yaml}", ".zuul.d/*.{yml,yaml}", ".prow/**/*.{yml,yaml}"),
    *(
        "ci_scripts/*.sh",
        ".onedev-buildspec.yml",
        ".scrutinizer.yml",
        ".ci/**/*.{yml,yaml,sh}",
        "earthly/*",
        "Earthfile",
    ),
)
_ATTRIBUTES = ("linguist-vendored", "linguist-generated")


class Files(Protocol):
    """What has to be known about the files."""

    def attribute(self, name: str, paths: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Those of `paths` for which `.gitattributes` sets the attribute, and those for which it unsets it."""
        ...

    def head(self, path: str) -> bytes:
        """The file's first bytes."""
        ...


def members(name: str, paths: tuple[str, ...], files: Files) -> Iterator[str]:
    """Those of the repository's files that are in a built-in set."""
    if name == "tracked":
        yield from paths
        return
    if name == "ci":
        yield from (path for path in paths if _ci().fullmatch(path))
        return
    aside, written = _set_aside(paths, files)
    for path in paths:
        if path in aside or _ci().fullmatch(path) or _MOCK.search(path):
            continue
        if (prose := _PROSE.search(path) is not None) or name == "docs":
            if prose and name == "docs":
                yield path
        elif (
            (name == "tests") is bool(_TEST.search(path))
            and _is_source(path, files)
            and (path in written or not _SAYS_GENERATED.search(files.head(path)))
        ):
            yield path


@lru_cache(maxsize=1)
def _ci() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{glob_regex(glob).pattern})" for glob in _CI))


def _set_aside(paths: tuple[str, ...], files: Files) -> tuple[frozenset[str], frozenset[str]]:
    """The vendored and generated files: an attribute decides, and else the name; and what is said to be written."""
    written: frozenset[str] = frozenset()
    aside = {path for path in paths if _VENDORED.search(path) or _GENERATED.search(path)}
    for attribute in _ATTRIBUTES:
        is_set, is_unset = files.attribute(attribute, paths)
        by_name = _VENDORED if attribute == "linguist-vendored" else _GENERATED
        written = is_unset if by_name is _GENERATED else written
        other = _GENERATED if attribute == "linguist-vendored" else _VENDORED
        aside |= is_set
        aside -= {path for path in is_unset if by_name.search(path) and not other.search(path)}
    return frozenset(aside), written


def _is_source(path: str, files: Files) -> bool:
    from mdcheck.evidence.languages import is_code, types_by_name, types_of  # late: loads the tables of file types

    types = types_by_name(path)
    if types or "." in path.rpartition("/")[2]:
        return is_code(types)
    return is_code(types_of(path, files.head(path)))
