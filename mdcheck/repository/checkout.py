"""A clone of another machine's repository with the files of one commit, in a new folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.errors import GitError
from mdcheck.repository.git import fetching, write

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.repository.git import Launch

PROTOCOLS = ("https", "ssh")
_URL = re.compile(r"(?:https|ssh)://[A-Za-z0-9_.\[\]@][^\s\x00-\x1f\x7f]*")
_SCP = re.compile(
    r"(?:[A-Za-z0-9_.][A-Za-z0-9_.-]*@)?[A-Za-z0-9_.][A-Za-z0-9_.-]*:[^:/\s\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*"
)
_FILE = re.compile(r"file:///[^\s\x00-\x1f\x7f]*")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ALL = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")


def is_url(text: str) -> bool:
    """Whether the text is the address of a repository that may be cloned: https and ssh, and nothing that runs code."""
    return _URL.fullmatch(text) is not None


def protocols_of(text: str) -> tuple[str, ...]:
    """What git may speak to clone the address in an order: only files of the machine for `file:///`; else nothing
    for what is no address.
    """
    if is_url(text) or _SCP.fullmatch(text):
        return PROTOCOLS
    return ("file",) if _FILE.fullmatch(text) else ()


def check_out(url: str, commit: str, folder: Path, launch: Launch) -> None:
    """Clone into the new folder, with all history, and check out the commit. Raises GitError.

    No hook and no submodule comes along; git speaks no other protocol, also where the server leads elsewhere.
    """
    protocols = protocols_of(url)
    if not protocols or not _COMMIT.fullmatch(commit):
        raise GitError("is no address of a repository and a full commit id", fix="write https://HOST/PATH.git")
    fetch = fetching(launch, url=url, protocols=protocols)
    form = "sha1" if len(commit) == 40 else "sha256"  # noqa: PLR2004 - SHA-1 in hexadecimal digits
    folder.mkdir(parents=True, exist_ok=True)
    steps = (
        ("init", "-q", "--template=", f"--object-format={form}"),
        ("fetch", "-q", "--no-write-fetch-head", "--recurse-submodules=no", "--no-filter", "origin", *_ALL),
    )
    for step in steps:
        answer = fetch(folder, *step)
        if not answer.ok:
            words = " ".join(answer.stderr.split()) or "git gave no reason"
            raise GitError(f"can't be cloned: {words}", fix="see that the worker can clone it: git clone URL")
    there = ("cat-file", "-e", f"{commit}^{{commit}}")
    if not fetch(folder, *there).ok:
        fetch(folder, *steps[1][:-2], commit)  # no branch holds it: a HEAD of its own, or a pull request's
    if not fetch(folder, *there).ok:
        raise GitError(f"has no commit {commit}", fix="push the commit, and run again")
    done = write(folder, "checkout", "-q", "--detach", commit)
    if not done.ok:
        raise GitError(f"can't be checked out: {' '.join(done.stderr.split())}", fix="make room on the worker's disk")
