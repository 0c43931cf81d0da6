"""Patterns of names, in which `*` stands for any text of any length."""

from __future__ import annotations


def matches_name(pattern: str, name: str) -> bool:
    """Whether the pattern fits all of the name; the time is in proportion to the length of the name."""
    first, *parts = pattern.split("*")
    if not parts:
        return name == pattern
    last = parts.pop()
    if len(name) < len(first) + len(last) or not (name.startswith(first) and name.endswith(last)):
        return False
    at, end = len(first), len(name) - len(last)
    for part in parts:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
