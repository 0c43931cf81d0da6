"""Repositories of a fleet, as real git makes them."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
from typing import TYPE_CHECKING

from mdcheck.document.completion import Completion
from mdcheck.results.fleet import (
    Fleet,
    FleetChecklist,
    FleetItem,
    FleetRow,
    FleetSection,
    ItemState,
    LastUpdate,
    columns,
    rollup,
)
from mdcheck.results.score import Bands

if TYPE_CHECKING:
    from pathlib import Path

LIST = """\
# {title}

## Safety

- [{a}] Secrets stay out
  ```check
  secrets: "**/*.py"
  id: secrets
  ```
- [{b}] The runbook exists
  ```check
  file_exists: runbook.md
  ```

## People

- [{c}] A restore was tried
"""
TRAILERS = "checklist: 80 ALMOST READY\n\nMdcheck-Score: {score}\nMdcheck-Verdict: {verdict}\nMdcheck-Completion: 66%\n"


def text(title="Shop", *, a="x", b="x", c=" "):
    return LIST.format(title=title, a=a, b=b, c=c)


def git(folder, *args, day="2026-01-01"):
    environ = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *who, *args]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=True).stdout.decode()


class Repo:
    """A repository with a work tree, whose files others may fetch in part."""

    def __init__(self, root: Path):
        self.root = root
        root.mkdir(parents=True)
        git(root, "init", "-q")
        git(root, "config", "uploadpack.allowFilter", "true")

    def commit(self, files, message="by a person", day="2026-01-01"):
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        git(self.root, "add", "-A", day=day)
        git(self.root, "commit", "-q", "--allow-empty", "-m", message, day=day)
        return self

    def update(self, content, score=80, verdict="ALMOST READY", day="2026-01-02", name="CHECKLIST.md"):
        """As `mdcheck update` commits."""
        return self.commit({name: content}, TRAILERS.format(score=score, verdict=verdict), day)

    @property
    def url(self):
        return f"file://{self.root}"


TEXTS = (
    "Secrets stay out of the repository",
    "The runbook covers the five most frequent alerts",
    "A restore was tried this quarter",
    "The security team has approved the data flow",
    "Dashboards show errors, latency and load",
    "Every dependency is pinned",
    "The on-call rota is agreed",
    "Rolling back takes less than ten minutes",
    "Backups leave the region",
    "Load tests ran against staging",
    "Data is deleted on request",
    "Personal data is encrypted at rest",
)
NAMES = ("shop", "ledger", "cards", "mail", "search", "login", "stock", "print", "route", "quote", "audit", "chart")
DAY = 86_400
TODAY = dt.date(2026, 3, 1)
MIDNIGHT = 1_772_323_200


def fleet_of(number, *, texts=TEXTS, seed=1):
    """A fleet of so many rows without any repository."""
    chance = random.Random(seed)
    rows = tuple(sorted((_row(index, texts, chance) for index in range(number)), key=lambda row: row.key))
    total = rollup(rows)
    title = "Services of the shop" if texts is TEXTS else texts[0]
    return Fleet(title=title, today=TODAY, within=30, rows=rows, total=total, columns=columns(total))


def _row(index, texts, chance):
    own = texts is TEXTS
    group = chance.choice(("Payments", "Web shop", "Platform")) if own else chance.choice(texts)
    name = f"{chance.choice(NAMES)}-{index}" if own else texts[index % len(texts)]
    at = f"https://git.example.org/{group.lower().replace(' ', '-')}/{index}.git" if own else name
    if index % 37 == 5:
        problem = "fatal: unable to access 'https://git.example.org/': Could not resolve host: git.example.org"
        fix = "see that you can clone it: git clone ADDRESS"
        return FleetRow(name=name, at=at, group=group, problem=problem if own else name, fix=fix)
    owner = chance.choice(("", "ada@example.org", "team-x"))
    return FleetRow(
        name=name, at=at, group=group, owner=owner, commit="c" * 40, checklist=_checklist(texts, chance, own=own)
    )


def _checklist(texts, chance, *, own):
    good = chance.random()
    states = list(ItemState)[:5]
    items = tuple(
        FleetItem(
            id=f"safety/{number}",
            text=words,
            section="Safety",
            state=ItemState.TICKED if chance.random() < good - number * 0.02 else chance.choice(states[1:]),
            pinned=False,
            line=number + 3,
        )
        for number, words in enumerate(texts)
        if chance.random() < 0.95
    )
    ticked = sum(item.state is ItemState.TICKED for item in items)
    done = Completion(ticked, sum(item.state is not ItemState.NOT_APPLICABLE for item in items))
    assessed = chance.random() < 0.9
    update = LastUpdate(
        commit="a" * 40,
        time=MIDNIGHT - chance.randrange(200) * DAY,
        score=round(40 + 60 * good, 1),
        verdict=Bands().verdict(40 + 60 * good),
        changed_since=chance.random() < 0.1,
    )
    return FleetChecklist(
        path="CHECKLIST.md" if own else texts[0],
        blob="b" * 40,
        completion=done,
        sections=(FleetSection("Safety" if own else texts[1], 2, 2, done),),
        items=items,
        update=update if assessed else None,
        waived=chance.choice((0, 0, 0, 1, 2)),
        idle=chance.choice((0, 0, 0, 0, 1)),
        ended=chance.choice((0,) * 6 + (1,)),
        ending=chance.choice((0,) * 5 + (1, 2)),
        notes=() if own else (texts[2],),
    )
