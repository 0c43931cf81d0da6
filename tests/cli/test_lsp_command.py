import sys

import pytest

from mdcheck.cli import invoke


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_its_extra_it_says_how_to_install_it(monkeypatch, capfd, missing):
    for name in list(sys.modules):
        if name.partition(".")[0] == missing or name.startswith("mdcheck.lsp"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert invoke(["lsp"]) == 3
    said = capfd.readouterr()
    assert said.out == ""
    assert "the language server needs the package pygls" in said.err
    assert "'pygls<3,>=2.1'" in said.err


def test_another_module_that_is_missing_is_a_bug(monkeypatch, capfd):
    monkeypatch.delitem(sys.modules, "mdcheck.lsp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mdcheck.lsp.running", None)
    assert invoke(["lsp"]) == 70
    assert "mdcheck.lsp.running" in capfd.readouterr().err
