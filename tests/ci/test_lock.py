"""The lock files: they fit pyproject.toml, agree with each other, and pin all that is installed by its hash."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
FILES = ["run", *EXTRAS]
PINNED = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.*?))?(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def text(name):
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name):
    """The versions that a file names for each package."""
    joined = re.sub(r" *\\\n +", " ", text(name))
    lines = [line for line in joined.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if not PINNED.fullmatch(line)] == []
    found = {}
    for match in map(PINNED.fullmatch, lines):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def test_there_is_a_file_for_each_extra():
    assert sorted(path.stem for path in (ROOT / "requirements").glob("*.txt")) == sorted(FILES)


def requirements_of(extra):
    """What an extra asks for; an extra may name others of the project."""
    for requirement in map(Requirement, EXTRAS.get(extra, [])):
        if requirement.name == PROJECT["project"]["name"]:
            for other in requirement.extras:
                yield from requirements_of(other)
        else:
            yield requirement


@pytest.mark.parametrize("name", FILES)
def test_it_has_what_pyproject_asks_for(name):
    build = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8")
    asked = [line.split("#")[0].strip() for line in build.splitlines()]
    asked = [*filter(None, asked), *PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"]]
    locked = pins(name)
    for requirement in [*map(Requirement, asked), *requirements_of(name)]:
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert any(map(requirement.specifier.contains, versions)), f"make lock: {requirement} in {name}.txt"


def test_no_two_files_name_different_versions():
    every = {}
    for name in FILES:
        for package, versions in pins(name).items():
            assert every.setdefault(package, versions) == versions


@pytest.mark.parametrize("name", FILES)
def test_it_names_no_index_and_no_folder(name):
    assert re.findall(r"(?m)^ *-(?!-hash=).*|\w+://.*| /.*", text(name)) == []
