"""Where the policy stands that says who may sign and waive: at a base that the change can't reach, or in a file."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from mdcheck.errors import GitError, SettingsError, UsageError
from mdcheck.regular import inside, read_regular
from mdcheck.results.people.policy import KeyFiles, KeyFormat, Policy
from mdcheck.results.proof import Proof
from mdcheck.settings import Settings, settings_of
from mdcheck.settings_file import MAX_BYTES, read_table, table_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.repository.discovery import Repository

_VARIABLE = "MDCHECK_POLICY"
_FILES = ("mdcheck.toml", "pyproject.toml")
_PARTS = ("roles", "signoff", "waivers")


def find_policy(root: Path, session: Session, settings: Settings) -> Policy:
    """The policy in the file that the person names, else at the base, else in the working tree below `root`.

    Raises SettingsError, UsageError and GitError.
    """
    named = session.policy or session.environ.get(_VARIABLE, "")
    if named:
        return _in_file(named, session)
    if session.base:
        return _at(session.base, root)
    policy = own_policy(settings)
    return _with_keys(policy, lambda name: read_regular(inside(os.fspath(root), os.fspath(root / name)), MAX_BYTES))


def own_policy(settings: Settings) -> Policy:
    """The policy of the repository itself, as its settings say, without keys of signers. Raises SettingsError."""
    origin = next((settings.origin(part) for part in _PARTS if part in settings.origins), "")
    return _policy(settings, origin, own=True)


def _policy(settings: Settings, origin: str, *, own: bool = False) -> Policy:
    unknown = [role for role in settings.waivers.roles if role not in settings.roles]
    if unknown:
        fix = f"name those who have it below [roles]: {unknown[0]} = [ADDRESS]"
        raise SettingsError(f"waivers: nobody has the role “{unknown[0]}”", where=origin, fix=fix)
    return Policy(settings.roles, settings.signoff, settings.waivers, origin=origin, own=own)


def _in_file(name: str, session: Session) -> Policy:
    try:
        text = read_regular(os.fspath(session.cwd / name), MAX_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        fix = "name a TOML file with the tables roles, signoff and waivers"
        raise UsageError(f"the policy can't be read: {reason}", where=name, fix=fix) from error
    policy = _policy(settings_of(read_table(text, name) or {}, name), name)
    folder = (session.cwd / name).parent
    return _with_keys(policy, lambda file: read_regular(os.fspath(folder / file), MAX_BYTES))


def _at(base: str, root: Path) -> Policy:
    """The policy that the commit `base` has; one without roles and limits where it has no such settings."""
    from mdcheck.repository.discovery import NoRepository, open_repository  # late: only for a base
    from mdcheck.repository.versions import blob_at, commit_id, contents

    repository = open_repository(root)
    if isinstance(repository, NoRepository):
        raise GitError(f"--base: {repository.reason}", fix=repository.fix)
    commit = commit_id(repository, base)
    for name in _FILES:
        blob = blob_at(repository, commit, name)
        if blob is None:
            continue
        origin = f"{name} at {base}"
        table = table_of(contents(repository, (blob,))[blob], name, origin)
        if table is not None:
            policy = _policy(settings_of(table, origin), origin)
            return _with_keys(policy, lambda file: _content(repository, commit, file))
    return Policy(origin=base)


def _content(repository: Repository, commit: str, name: str) -> bytes:
    """The content of a file in a commit. Raises OSError where it has no such regular file."""
    from mdcheck.repository.versions import blob_at, contents

    blob = blob_at(repository, commit, os.path.normpath(name))
    if blob is None:
        raise FileNotFoundError(errno.ENOENT, "no such file in the commit")
    return contents(repository, (blob,))[blob]


def _with_keys(policy: Policy, read: Callable[[str], bytes]) -> Policy:
    """The policy with the files of keys that it names, if it asks for signed commits."""
    asked = policy.signoff
    if Proof.SIGNED not in (asked.proof, policy.waivers.proof):
        return policy
    if asked.format is KeyFormat.SSH and not asked.allowed_signers:
        problem = "the policy names no file of allowed signers: write signoff.allowed_signers = FILE"
        return policy._replace(keys=KeyFiles(problem=problem))
    found = []
    for name in (asked.allowed_signers, asked.revoked_keys):
        try:
            found.append(read(name) if name else b"")
        except OSError as error:
            problem = f"{name}, by {policy.origin}, can't be read: {error.strerror}; write it, or name another there"
            return policy._replace(keys=KeyFiles(problem=problem))
    return policy._replace(keys=KeyFiles(signers=found[0], revoked=found[1]))
