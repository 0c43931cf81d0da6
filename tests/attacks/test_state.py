"""What mdcheck keeps for one person: no link and no FIFO takes its place."""

import os

import pytest

LIST = "- [ ] A script\n  ```check sh\n  true\n  ```\n"


def link(path, attack):
    path.symlink_to(attack.secret)


def fifo(path, _):
    os.mkfifo(path)


def files_of_state(tmp_path, pattern):
    return sorted((tmp_path / "home" / "state").rglob(pattern))


@pytest.mark.parametrize("plant", [link, fifo])
@pytest.mark.parametrize("pattern", ["*.json", ".lock"])
def test_a_file_of_the_state(attack, tmp_path, plant, pattern):
    """Others can't write there; what stands there all the same is neither followed nor waited for."""
    attack.write("CHECKLIST.md", LIST)
    attack.commit_all()
    assert attack.mdcheck("trust", "--grant", "--yes").code == 0
    assert attack.mdcheck("run").code == 0
    found = files_of_state(tmp_path, pattern)
    assert found
    for path in found:
        path.unlink()
        plant(path, attack)
    for words in (("run",), ("trust",), ("trust", "--grant", "--yes"), ("explain", "a-script"), ("run", "--trust")):
        ended = attack.mdcheck(*words)
        assert ended.code in (0, 1, 4), ended
    assert attack.secret.read_text() == "SECRET\n"
