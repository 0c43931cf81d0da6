"""Versions and version specifiers of Python packages (PEP 440), read late: most checklists name none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_MAX_LENGTH = 200


def specifiers(text: str) -> SpecifierSet:
    """Conditions that all must hold, `>=1.2,!=1.5.*`; raises ValueError for anything else."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        found = SpecifierSet(text)
    except InvalidSpecifier:
        found = SpecifierSet()
    # The library passes over what stands empty, and a set of nothing fits any version.
    if len(text) > _MAX_LENGTH or not all(part.strip() for part in text.split(",")) or not found:
        raise ValueError(f"“{text.strip()[:_MAX_LENGTH]}” is no version specifier: write >=1.2 or ==1.4.*")
    return found


def fits(version: str, conditions: str) -> bool:
    """Whether the version meets every condition. A pre-release counts: it is what is installed.

    Raises ValueError for what is no version.
    """
    from packaging.version import InvalidVersion, Version

    try:
        return specifiers(conditions).contains(Version(version[:_MAX_LENGTH]), prereleases=True)
    except InvalidVersion as error:
        raise ValueError(f"“{version[:_MAX_LENGTH]}” is no version: write it like 1.2 or 2.0rc1") from error
