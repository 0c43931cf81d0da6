"""A process that updates a checklist in a folder, over and over, until it is killed. Run as `storm.py FOLDER ROLE …`.

It forks for each of its rounds, so that hundreds of processes can be killed in the time that one needs to start.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from mdcheck.app.running import RunOptions
from mdcheck.app.updating import UpdateOptions, update
from mdcheck.errors import MdcheckError

# No check looks at the list itself: an editor that saves in place empties it for a moment.
LIST = """\
# List ({}%)

{}
- [{}] A flag
  ```check
  file_exists: flag
  ```
- [x] No other
  ```check
  file_absent: other
  ```
"""
OPTIONS = UpdateOptions(run=RunOptions(), commit=False)


def both(words="Words."):
    """The list as an update leaves it, without the flag and with it."""
    return LIST.format(50, words, " ").encode(), LIST.format(100, words, "x").encode()


def one_update(folder, index):
    """Change what the flag's box must say, and update."""
    flag = folder / "flag"
    if index % 2:
        flag.write_text("up")
    else:
        flag.unlink(missing_ok=True)
    return update(["CHECKLIST.md"], folder, {}, OPTIONS)


def killed(folder, rounds, seed):
    """Kill an update at a random moment, look at what is left, again and again; says what was seen."""
    chance = random.Random(seed)
    seen = {"whole": 0, "torn": [], "left behind": 0, "most left behind": 0, "written": 0}
    path = folder / "CHECKLIST.md"
    one_update(folder, 0)
    start = time.monotonic()
    for index in range(1, 11):
        one_update(folder, index)
    usual = (time.monotonic() - start) / 10
    for index in range(rounds):
        before = path.stat().st_ino
        child = os.fork()
        if not child:
            for turn in range(index, 1_000_000):
                one_update(folder, turn)
        time.sleep(chance.random() * 3 * usual)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        data = path.read_bytes()
        if data in both():
            seen["whole"] += 1
        else:
            seen["torn"].append(repr(data))
        left = len(list(folder.glob(".mdcheck-*")))
        seen["left behind"] += left > 0
        seen["most left behind"] = max(left, seen["most left behind"])
        seen["written"] += path.stat().st_ino != before
    one_update(folder, 0)
    one_update(folder, 1)
    seen["end"] = sorted(one.name for one in folder.iterdir())
    return seen


def updates(folder, seconds, name):
    """Update for some time; says how often that was done, and how often it was refused for what reason."""
    seen = {"done": 0, "refused": []}
    end, index = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        index += 1
        try:
            if name == "flag":
                one_update(folder, index)
            else:
                update(["CHECKLIST.md"], folder, {}, OPTIONS)
            seen["done"] += 1
        except MdcheckError as error:
            seen["refused"].append(str(error))
    return seen


def edits(folder, seconds, by):
    """An editor that saves a new text now and then, and looks whether it stays; says which texts were lost."""
    chance = random.Random(by)
    path, new = folder / "CHECKLIST.md", folder / "editor.new"
    seen = {"saved": 0, "lost": []}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen["saved"] += 1
        words = f"Edit {seen['saved']} by {by}. " + "More words. " * 50
        data = both(words)[seen["saved"] % 2]
        if by == "rename":
            new.write_bytes(data)
            new.replace(path)
        else:
            save_in_place(path, data, chance)
        for _ in range(3):
            time.sleep(chance.random() * 0.004)
            if not stays(path, (*both(words), data)):
                seen["lost"].append([words[:20], path.read_text()[:200]])
                break
    return seen


def stays(path, wanted):
    """Whether the file holds one of these texts; a writer that has noticed it may need a moment to give it back."""
    for _ in range(20):
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() in wanted:
                return True
        time.sleep(0.005)
    return False


def save_in_place(path, data, chance):
    """Empty the file, and write it piece by piece, as editors do that keep its inode."""
    with path.open("wb", buffering=0) as stream:
        for start in range(0, len(data), 300):
            stream.write(data[start : start + 300])
            if chance.random() < 0.3:
                time.sleep(0.0005)


ROLES = {"killed": (killed, int, int), "updates": (updates, float, str), "edits": (edits, float, str)}

if __name__ == "__main__":
    role, *converters = ROLES[sys.argv[2]]
    arguments = [convert(word) for convert, word in zip(converters, sys.argv[3:], strict=True)]
    os.chdir(sys.argv[1])
    sys.stdout.write(json.dumps(role(Path(sys.argv[1]), *arguments)))
