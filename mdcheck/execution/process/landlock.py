"""Starts a program that may read the file system but write only some folders, by Linux' Landlock.

mdcheck starts this file as a program of its own (`python -I -S landlock.py OPTIONS -- PROGRAM …`), since a process can
only restrict itself. It imports nothing of mdcheck. The system calls and their structures are those of the kernel's
`Documentation/userspace-api/landlock.rst`.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from itertools import pairwise

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls, the same on all architectures."""
_PR_SET_NO_NEW_PRIVS = 38
_RULE_PATH_BENEATH = 1
_VERSION = 1  # flag of `create_ruleset`: give the version instead
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE_FILE, _TRUNCATE, _IOCTL_DEV = 1 << 1, 1 << 14, 1 << 15
_FIRST_ACCESSES = (1 << 13) - 1
_REFER = 1 << 13
_NETWORK = (1 << 0) | (1 << 1)
"""Binding and connecting TCP sockets."""
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/pts", "/dev/shm")  # noqa: S108 - no file is made there
_SCOPE_VERSION, _IOCTL_VERSION, _NETWORK_VERSION, _TRUNCATE_VERSION, _REFER_VERSION = 6, 5, 4, 3, 2
_NEWNET, _NEWUSER = 0x40000000, 0x10000000


def version() -> int:
    """The version of Landlock that the kernel offers; 0 where it offers none."""
    if not sys.platform.startswith("linux"):
        return 0
    found = int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION)))
    return max(found, 0)


def restrict(writable: list[str], hidden: list[str], *, network: bool, namespace: bool = True) -> None:
    """Restrict this process, and all that it starts. Raises OSError.

    Without `network`, TCP is closed; all else is, too, with `namespace`, which takes some milliseconds.
    """
    offered = version()
    if not offered:
        raise OSError("the kernel has no Landlock")
    accesses = _FIRST_ACCESSES
    accesses |= _REFER if offered >= _REFER_VERSION else 0
    accesses |= _TRUNCATE if offered >= _TRUNCATE_VERSION else 0
    accesses |= _IOCTL_DEV if offered >= _IOCTL_VERSION else 0
    sockets = _NETWORK if offered >= _NETWORK_VERSION and not network else 0
    if not network and namespace:
        _leave_network()
    rules = _create_ruleset(accesses, sockets, offered)
    for path in _readable(hidden):
        _allow(rules, path, _READ & accesses)
    for path in ("/", *_above(hidden)):
        _allow(rules, path, _READ_DIR)
    for path in (*writable, *_DEVICES):
        _allow(rules, path, accesses)
    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(_RESTRICT_SELF, rules, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    os.close(rules)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _leave_network() -> None:
    """Where the system allows it, a network of its own without any device: Landlock alone leaves UDP open."""
    user, group = os.getuid(), os.getgid()
    libc = _libc()
    if libc.unshare(_NEWNET) == 0:  # root
        return
    if libc.unshare(_NEWUSER | _NEWNET) == 0:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - needs no pathlib
                file.write(text)


def _create_ruleset(accesses: int, sockets: int, offered: int) -> int:
    fields = [accesses]
    if offered >= _NETWORK_VERSION:
        fields.append(sockets)
    if offered >= _SCOPE_VERSION:
        fields.append(0)
    data = struct.pack(f"={len(fields)}Q", *fields)
    rules = int(_libc().syscall(_CREATE_RULESET, data, ctypes.c_size_t(len(data)), ctypes.c_uint32(0)))
    if rules < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return rules


def _allow(rules: int, path: str, accesses: int) -> None:
    """Allow the accesses to the file, or to the folder and all below it; what is not there needs no rule."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - needs no pathlib
            accesses &= _FILE_ONLY
        data = struct.pack("=Qi", accesses, handle)
        if accesses and _libc().syscall(_ADD_RULE, rules, _RULE_PATH_BENEATH, data, ctypes.c_uint32(0)):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)
    finally:
        os.close(handle)


def _above(hidden: list[str]) -> list[str]:
    """The folders above the hidden ones, whose names may be listed."""
    found: dict[str, None] = {}
    for path in hidden:
        folder = os.path.dirname(path)  # noqa: PTH120 - needs no pathlib
        while folder != "/":
            found[folder] = None
            folder = os.path.dirname(folder)  # noqa: PTH120 - needs no pathlib
    return list(found)


def _readable(hidden: list[str]) -> list[str]:
    """What may be read: everything, by naming all that stands beside the way to a hidden folder."""
    if not hidden:
        return ["/"]
    closed = {*hidden, *_above(hidden), "/"}
    found = []
    for folder in ("/", *_above(hidden)):
        try:
            names = os.listdir(folder)  # noqa: PTH208 - needs no pathlib
        except OSError:
            continue
        paths = [f"{folder.rstrip('/')}/{name}" for name in names]
        # A link needs no rule: what counts is where it leads, and that may be the way to a hidden folder.
        found += [path for path in paths if path not in closed and not os.path.islink(path)]  # noqa: PTH114 - as above
    return found


def main(arguments: list[str]) -> None:
    """`[--write PATH] [--hide PATH] [--network] -- PROGRAM …`: replaces this process by the program."""
    end = arguments.index("--")
    options, command = arguments[:end], arguments[end + 1 :]
    values: dict[str, list[str]] = {"--write": [], "--hide": []}
    network = "--network" in options
    for name, value in pairwise(options):
        if name in values:
            values[name].append(value)
    try:
        restrict(values["--write"], values["--hide"], network=network)
        os.execv(command[0], command)  # noqa: S606 - starting the program is the purpose
    except OSError as error:
        sys.stderr.write(f"the sandbox can't be set up: {error}\n")
        sys.exit(126)


if __name__ == "__main__":
    main(sys.argv[1:])
