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

from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session
from mdcheck.app.update import UpdateOptions, update
from mdcheck.errors import MdcheckError

# No check looks at the list itself: an editor that saves in place empties it for a moment.
LIST = """\
# List [{}%]

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
ENOUGH = 20
"""How often a thing is done at least, however slow the machine is."""
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
    return update(["CHECKLIST.md"], Session(folder, {}), OPTIONS)


def killed(folder, rounds, seed):
    """Kill updates at random moments, look at what is left, again and again; says what was seen.

    `before` and `behind` count the updates that were killed before and behind the moment when the file changes.
    """
    chance = random.Random(seed)
    seen = {"whole": 0, "torn": [], "most left behind": 0, "before": 0, "behind": 0}
    path = folder / "CHECKLIST.md"
    one_update(folder, 0)
    # It may take more rounds than that until one was killed before its update was done, and another behind it.
    for number in range(50 * rounds):
        if number >= rounds and min(seen["before"], seen["behind"]):
            break
        turn = int(path.read_bytes() == both()[0])  # so that each update has something to write
        start, progress = os.pipe()
        child = os.fork()
        if not child:
            os.close(start)
            for index in range(turn, 1_000_000):
                os.write(progress, b".")
                one_update(folder, index)
        os.close(progress)
        os.read(start, 1)
        began = time.monotonic()
        os.read(start, 1)
        # The next one is under way, and takes as long as that one did, on any machine and however busy it is.
        time.sleep(chance.random() * 1.2 * (time.monotonic() - began))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert status == signal.SIGKILL  # and not of an error of its own before
        os.close(start)
        look(folder, seen)
        seen["before" if path.read_bytes() == both()[turn] else "behind"] += 1
    return ended(folder, seen)


def stepped(folder):
    """Kill an update at each step of its writing, the first, the second, and so on, until one gets to its end."""
    seen = {"whole": 0, "torn": [], "most left behind": 0, "boxes": ""}
    status, steps = -signal.SIGKILL, 0
    while status:
        one_update(folder, 0)
        steps += 1
        child = os.fork()
        if not child:
            kill_at(steps)
            one_update(folder, 1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        look(folder, seen)
        seen["boxes"] += "x" if (folder / "CHECKLIST.md").read_bytes() == both()[1] else " "
    return ended(folder, seen)


def kill_at(steps):
    """Kill this process as soon as Python says that it does that many things, from the temporary file on."""
    left = None

    def step(event, arguments):
        nonlocal left
        if left is None and event == "open" and ".mdcheck-" in str(arguments[0]):
            left = steps
        if left is not None:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)


def look(folder, seen):
    """What a killed update has left."""
    data = (folder / "CHECKLIST.md").read_bytes()
    if data in both():
        seen["whole"] += 1
    else:
        seen["torn"].append(repr(data))
    seen["most left behind"] = max(len(list(folder.glob(".mdcheck-*"))), seen["most left behind"])


def ended(folder, seen):
    """With what is there once two more updates got to their end."""
    one_update(folder, 0)
    one_update(folder, 1)
    return {**seen, "end": sorted(one.name for one in folder.iterdir())}


def updates(folder, seconds, name):
    """Update for some time, and some times; says how often it was refused for what reason."""
    seen = {"done": 0, "refused": []}
    end, index = time.monotonic() + seconds, 0
    while time.monotonic() < end or seen["done"] < ENOUGH:
        index += 1
        try:
            done = (
                one_update(folder, index) if name == "flag" else update(["CHECKLIST.md"], Session(folder, {}), OPTIONS)
            )
            seen["done"] += not done.errors
            seen["refused"] += map(str, done.errors)
        except MdcheckError as error:
            seen["refused"].append(str(error))
    return seen


def edits(folder, seconds, by):
    """An editor that saves a new text now and then, and looks whether it stays; says which texts were lost."""
    chance = random.Random(by)
    path, new = folder / "CHECKLIST.md", folder / "editor.new"
    seen = {"saved": 0, "lost": []}
    end = time.monotonic() + seconds
    while time.monotonic() < end or seen["saved"] < ENOUGH:
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
    """Whether the file holds one of these texts; a writer that has noticed it may need a moment to give it back.

    On a busy machine that moment is long: what is lost stays so.
    """
    for _ in range(4000):
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


ROLES = {
    "killed": (killed, int, int),
    "stepped": (stepped,),
    "updates": (updates, float, str),
    "edits": (edits, float, str),
}

if __name__ == "__main__":
    role, *converters = ROLES[sys.argv[2]]
    arguments = [convert(word) for convert, word in zip(converters, sys.argv[3:], strict=True)]
    os.chdir(sys.argv[1])
    sys.stdout.write(json.dumps(role(Path(sys.argv[1]), *arguments)))
