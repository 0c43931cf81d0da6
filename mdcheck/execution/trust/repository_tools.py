"""Programs that run what a repository holds: build tools, test runners, package managers, linters with plugins.

The content of what they run can't be followed from a check block. A block that names one is marked where it is
approved, and can be approved for one tree of files only (`mdcheck trust --grant --pin-tree`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.execution.trust.script_words import read_as_shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.execution.trust.named_files import NamedFile
    from mdcheck.kinds.protocol import Command

_BUILD = (
    "make gmake bmake ninja cmake ctest meson bazel bazelisk buck buck2 pants scons waf just task rake invoke "
    "fab earthly dagger skaffold tilt mage doit ant mvn mvnw gradle gradlew sbt mill lein clj stack cabal"
)
_PYTHON = (
    "pip pip3 pipx pytest py.test unittest doctest tox nox uv uvx poetry pdm hatch pipenv rye conda mamba pixi "
    "coverage setup.py manage.py django-admin flask alembic pre-commit prek mypy pylint flake8 sphinx-build mkdocs"
)
_JAVASCRIPT = (
    "npm npx pnpm pnpx yarn bun bunx deno corepack nx turbo lerna rush jest vitest mocha karma cypress "
    "playwright eslint prettier stylelint tsc tsx webpack vite rollup esbuild gulp grunt"
)
_OTHERS = (
    "cargo go gotestsum golangci-lint bundle bundler gem rspec rubocop cucumber composer phpunit pest phpstan psalm "
    "artisan dotnet msbuild nuget nuke mix rebar3 swift xcodebuild fastlane pod flutter dart zig prove cpanm dub "
    "nimble luarocks busted Rscript julia bats robot behave gunicorn uvicorn celery "
    "nix nix-build nix-shell direnv mise act"
)
_INFRASTRUCTURE = (
    "docker docker-compose podman buildah nerdctl terraform tofu terragrunt pulumi cdk helm helmfile kustomize ansible "
    "ansible-playbook ansible-lint molecule vagrant packer semgrep megalinter"
)
_COMPUTED = {
    "a computed command": re.compile(
        r"(?:^|[;|&(]\s*|\b(?:then|do|else)\s+)\"?\$[\w{]"  # $command
        r"|\b(?:xargs|parallel)\b|-exec(?:dir)?\b|\beval\b",
        re.MULTILINE,
    ),
    "a computed name": re.compile(
        r"(?:^|[\s;|&(/])(?:\.|source|(?:ba|da|k|z)?sh|(?:python|pypy)[\d.]*|node|ruby|perl|php|env)\s+(?:-\S*\s+)*"
        r"[^\s;|&#]*(?:\$[\w({]|`|[@!?*+]\(|\[)",  # bash $name.sh, bash @(x).sh
        re.MULTILINE,
    ),
    "PATH": re.compile(r"\bPATH\+?="),
    "code that is imported or run": re.compile(
        r"\b(?:__import__|import_module|runpy|spec_from_file_location|require_relative)\b|\b(?:exec|eval|compile)\("
        r"|\bsys\.path\b|\bsubprocess\b|\bos\.(?:system|popen|exec\w*|spawn\w*)\b|\bchild_process\b"
        r"|\brequire\s*\(\s*(?![\"'][^\"'+]*[\"']\s*\))|\buse\s+lib\b|\bhooksPath\b|--ext-diff\b"
    ),
}
"""What runs code that no word of the block names, and how the mark calls it."""
_SEARCHED = ("LD_LIBRARY_PATH", "LD_PRELOAD", "NODE_PATH", "PATH", "PERL5LIB", "PYTHONPATH", "RUBYLIB")
"""Variables that name folders, or libraries, of which a program loads code."""
_TOOLS = frozenset(f"{_BUILD} {_PYTHON} {_JAVASCRIPT} {_OTHERS} {_INFRASTRUCTURE}".split())


def runs_from_repository(command: Command, files: Iterable[NamedFile]) -> tuple[str, ...]:
    """The tools that the command names, and the named files that it runs: what they run in turn is not covered."""
    found = dict.fromkeys(_tools(command))
    found.update(dict.fromkeys(file.path for file in files if file.run))
    return tuple(found)


def _tools(command: Command) -> Iterator[str]:
    texts = (" ".join(command.argv), command.script or "")
    for word in (word for text in texts for word in read_as_shell(text)):
        name = word.rpartition("/")[2].removesuffix(".cmd").removesuffix(".bat")
        if name in _TOOLS:
            yield name
    for name, pattern in _COMPUTED.items():
        if any(pattern.search(text) for text in texts):
            yield name
    for text in texts:
        yield from (name for name in _SEARCHED if name != "PATH" and f"{name}=" in text)
    yield from (name for name in _SEARCHED if name in command.env)
