"""This project as it stands in the work tree, for tests that install it as a stranger would."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def working_copy(target):
    """A repository with one commit that holds every file that git would take here."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    commit(target)
    return target


def commit(folder):
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "as it stands")


def git(folder, *args):
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, check=True).stdout.decode()
