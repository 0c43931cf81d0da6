"""Who may sign and waive in one version of a repository, and in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.results.people.policy import Policy


class PolicyChange(NamedTuple):
    """One setting of the policy that differs."""

    setting: str
    """`roles.tech-lead`, `waivers.max`; or the name of a file with keys."""
    before: tuple[str, ...]
    """What it holds; empty where it is not set."""
    after: tuple[str, ...]


def policy_changes(before: Policy, after: Policy) -> Iterator[PolicyChange]:
    """What differs: roles first, by name."""
    for role in sorted(before.roles.keys() | after.roles.keys()):
        sides = (tuple(sorted(policy.roles.get(role, ()))) for policy in (before, after))
        yield from _change(f"roles.{role}", *sides)
    for part in ("signoff", "waivers"):
        one, other = getattr(before, part), getattr(after, part)
        for name in one._fields:
            yield from _change(f"{part}.{name}", _words(getattr(one, name)), _words(getattr(other, name)))


def _change(setting: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[PolicyChange]:
    if before != after:
        yield PolicyChange(setting, before, after)


def _words(value: object) -> tuple[str, ...]:
    """The value of a setting as it is written."""
    if value is None or value == "":
        return ()
    if isinstance(value, tuple | frozenset):
        return tuple(sorted(map(str, value)))
    if isinstance(value, bool):
        return (str(value).lower(),)
    return (f"{value}d" if isinstance(value, int) else str(value),)
