"""Signatures in tests: what a record must hold to fit a checklist."""

import subprocess
from pathlib import Path

from mdcheck.app.checklist import open_checklist
from mdcheck.app.session import Session
from mdcheck.app.signatures import bound
from mdcheck.app.workspace import workspace_of

ADA = "Ada Lovelace <ada@example.org>"
GRACE = "Grace Hopper <grace@example.org>"
EVE = "Eve <eve@example.org>"
DAY = "2026-11-20"
"""On which `record` is signed."""
ROLES = '[roles]\ntech-lead = ["ada@example.org", "grace@example.org"]\nsecurity = ["grace@example.org"]\n'


def of(path="CHECKLIST.md", item=0, evidence=""):
    """What a signature of the item covers now, digested."""
    session = Session.here()
    opened = bound(open_checklist(Path(path), session), session)
    found = opened.checklist.items[item]
    return opened.checks[found.check_ids[0]].kind.covers(workspace_of(opened, session), evidence)[0]


def record(by=ADA, date=DAY, **lines):
    """The lines of a fence with one record."""
    rows = {"by": by, "date": date, **lines}
    return "".join(f"  {key.rstrip('_')}: {value}\n" for key, value in rows.items())


class Keys:
    """SSH keys of people, and the file of allowed signers."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def of(self, person):
        """The file of the person's private key, made if there is none."""
        path = self.folder / address(person)
        if not path.exists():
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", address(person), "-f", str(path)]
            subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
        return path

    def allowed(self, *people, options=""):
        """Lines of git's file of allowed signers."""
        rows = []
        for person in people:
            kind, key = Path(f"{self.of(person)}.pub").read_text().split()[:2]
            rows.append(f"{address(person)} {options}{kind} {key}\n")
        return "".join(rows)


def address(person):
    return person.partition("<")[2].rstrip(">")


def commit_as(project, person, *, key=None, message="sign", author=None):
    """Commit everything as the person, whose commit may name another author, and be signed with a key."""
    name = person.partition(" <")[0]
    words = ["-c", f"user.name={name}", "-c", f"user.email={address(person)}"]
    if key is not None:
        words += ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "-c", "commit.gpgsign=true"]
    project.git("add", "-A")
    project.git(*words, "commit", "-q", "-m", message, *([f"--author={author}"] if author else []))
