from __future__ import annotations

import platformdirs
import pytest

from mdcheck.execution.trust.state_file import StateFile


@pytest.mark.parametrize("home", ["/home/ada", "/", "ada", ""], ids=["usual", "root", "relative", "empty"])
@pytest.mark.parametrize("state", [None, "", "/var/state", "/var/state/", "state", "~/state", " "], ids=repr)
def test_the_folder_is_the_one_that_platformdirs_names(monkeypatch, home, state):
    monkeypatch.setenv("HOME", home)
    if state is None:
        monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_STATE_HOME", state)
    file = StateFile.of("trust", "key", repository=None)
    assert file.path.parent.parent == platformdirs.user_state_path("mdcheck").absolute()
