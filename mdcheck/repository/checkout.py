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
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ALL = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")


def is_url(text: str) -> bool:
    """Whether the text is the address of a repository that may be cloned: https and ssh, and nothing that runs code."""
    return _URL.fullmatch(text) is not None


def check_out(url: str, commit: str, folder: Path, launch: Launch) -> None:
    """Clone into the new folder, with all history, and check out the commit. Raises GitError.

    No hook and no submodule comes along; git speaks https and ssh only, also where the server leads elsewhere.
    """
    if not is_url(url) or not _COMMIT.fullmatch(commit):
        raise GitError("is no address of a repository and a full commit id", fix="write https://HOST/PATH.git")
    fetch = fetching(launch, url=url, protocols=PROTOCOLS)
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
    if not fetch(folder, "cat-file", "-e", f"{commit}^{{commit}}").ok:
        raise GitError(f"has no commit {commit}", fix="push the commit, and run again")
    done = write(folder, "checkout", "-q", "--detach", commit)
    if not done.ok:
        raise GitError(f"can't be checked out: {' '.join(done.stderr.split())}", fix="make room on the worker's disk")
