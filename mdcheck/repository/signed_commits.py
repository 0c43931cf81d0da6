"""Who has signed commits, by git's own verification and by the keys of the policy.

A repository's configuration could name other keys, other programs and other formats: all of them are overridden.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.errors import GitError
from mdcheck.programs import ProgramError, find_program
from mdcheck.repository.git import read_keys, read_signatures
from mdcheck.repository.state import checked
from mdcheck.results.people.person import address_key
from mdcheck.results.people.policy import KeyFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.repository.discovery import Repository
    from mdcheck.results.people.policy import KeyFiles

_PROGRAMS = {KeyFormat.SSH: "ssh-keygen", KeyFormat.OPENPGP: "gpg"}
_SETTINGS = {KeyFormat.SSH: ("gpg.ssh.program",), KeyFormat.OPENPGP: ("gpg.program", "gpg.openpgp.program")}
_ALL_SETTINGS = ("gpg.program", "gpg.openpgp.program", "gpg.x509.program", "gpg.ssh.program")
_REFUSE = "#!/bin/sh\ncat >/dev/null\nexit 1\n"
"""Verifies nothing. It reads its input: git ends with an error where the program ends before it has written all."""
_FORMAT = "--format=%H%x00%G?%x00%GS%x00%GP"
_FLAGS = ("--no-walk=unsorted", "--encoding=UTF-8", "--no-color", "--no-show-signature", "--no-use-mailmap", "--stdin")
_WORDS = {
    "B": "its signature is bad, or its key is revoked",
    "U": "it is signed with a key that nobody vouches for",
    "X": "its signature has expired",
    "Y": "it is signed with a key that has expired",
    "R": "it is signed with a key that is revoked",
    "E": "its signature can't be verified",
    "N": "it is not signed, or not with an {format} key",
}
GOOD = "G"
_VALID = ("f", "u")
"""How far gpg is sure that a name on a key is its owner's: fully and ultimately."""
_LIST = ("--batch", "--no-tty", "--no-auto-check-trustdb", "--fixed-list-mode", "--with-colons", "--list-keys", "--")


class Verified(NamedTuple):
    """What git says of a commit's signature."""

    signers: tuple[str, ...]
    """The addresses that a good signature stands for, in the form of `Person.key`."""
    problem: str = ""
    """Why it is no good one."""


class NoProgramError(GitError):
    """The program that verifies signatures is missing."""


def verify(repository: Repository, commits: Iterable[str], form: KeyFormat, keys: KeyFiles) -> Mapping[str, Verified]:
    """What the signature of each commit is worth. Raises GitError, and NoProgramError."""
    asked = "".join(f"{commit}\n" for commit in sorted(set(commits))).encode()
    if not asked:
        return {}
    name = _PROGRAMS[form]
    try:
        program = find_program(name, os.environ.get("PATH", os.defpath))
    except ProgramError as error:
        raise NoProgramError(f"signatures can't be verified: {error}", fix=f"install {name}") from error
    with TemporaryDirectory(prefix="mdcheck-") as folder:
        refuse = Path(folder) / "refuse"
        refuse.write_text(_REFUSE, encoding="ascii")
        refuse.chmod(0o700)
        own = _SETTINGS[form]
        settings = [(setting, program if setting in own else str(refuse)) for setting in _ALL_SETTINGS]
        for setting, data in (("allowedSignersFile", keys.signers), ("revocationFile", keys.revoked)):
            path = Path(folder) / setting
            path.write_bytes(data)
            settings.append((f"gpg.ssh.{setting}", str(path) if data else os.devnull))
        answer = checked(
            read_signatures(repository.root, "log", _FORMAT, *_FLAGS, settings=tuple(settings), stdin=asked)
        )
    rows = (line.split("\0") for line in answer.stdout.decode("utf-8", "replace").split("\n") if line)
    found = {}
    for commit, status, signer, key in rows:
        if status != GOOD:
            found[commit] = Verified((), _WORDS.get(status, _WORDS["E"]).format(format=form))
        elif form is KeyFormat.OPENPGP:
            found[commit] = _owners(repository, program, key)
        else:
            found[commit] = Verified(tuple(address_key(one.strip()) for one in signer.split(",") if one.strip()))
    return found


def _owners(repository: Repository, program: str, key: str) -> Verified:
    """Whose key it is, by all names that gpg holds valid: git tells the first one, which the key's owner chooses."""
    if not key:
        return Verified((), _WORDS["E"])
    rows = (
        line.split(":")
        for line in read_keys(repository.root, program, *_LIST, key).stdout.decode("utf-8", "replace").split("\n")
    )
    names = [row[9] for row in rows if row[0] == "uid" and row[1] in _VALID]
    addresses = tuple(address_key(name.rpartition("<")[2].partition(">")[0]) for name in names)
    return Verified(addresses, "" if addresses else _WORDS["U"])
