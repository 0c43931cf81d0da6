from __future__ import annotations

import json
import re
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.checks.installation import install_line
from mdcheck.checks.plugins import Plugins
from mdcheck.cli import invoke
from mdcheck.execution.trust.named_files import NamedFile, named_files
from mdcheck.execution.trust.policy import digest
from mdcheck.kinds.protocol import Command, Completed, needs_trust
from mdcheck.results.outcome import errored, failed, passed

HEAD = """
from __future__ import annotations
import os
from typing import ClassVar
from mdcheck.kinds.protocol import Command, Options
from mdcheck.results.outcome import Finding, Outcome, failed, passed
"""
LICENCE = (
    HEAD
    + '''
class Licence(Options, frozen=True, kw_only=True):
    """The licence is the one that is asked for.

    More of it.
    """
    name: ClassVar[str] = "licence"
    main: ClassVar[str] = "is_"
    executable: ClassVar[bool] = False
    is_: str
    env: str = ""
    timeout: float = 1.0

    def __post_init__(self):
        if self.is_ == "none":
            raise ValueError("a licence has a name")
        if self.is_ == "crash":
            raise RuntimeError("crashed")
        if self.is_ == "leave":
            raise SystemExit(0)

    def settled(self):
        return None if self.is_ == "unsettled" else self

    def check(self, workspace):
        if self.is_ == "exit":
            raise SystemExit(3)
        if self.is_ == "nothing":
            return None
        if self.is_ == "types":
            return passed(5)
        if self.is_ == "words":
            return Finding("passed", "")
        if self.is_ == "blocked":
            return Finding(Outcome.BLOCKED, "")
        if self.is_ == "interrupt":
            raise KeyboardInterrupt
        if self.is_ == "cancel":
            raise GeneratorExit
        if self.is_ == "bug":
            raise RuntimeError("x" * 1000 + "\\nmore")
        if self.is_ == "away":
            os.chdir("/")
            return passed()
        text = workspace.read("LICENSE").decode()
        return passed(f"{self.is_} in {self.timeout:g} s") if self.is_ in text else failed(f"not {self.is_}")
'''
)
TOOL = (
    HEAD
    + '''
class Tool(Options, frozen=True, kw_only=True):
    """The tool says yes."""
    name: ClassVar[str] = "tool"
    main: ClassVar[str] = "word"
    word: str

    def command(self):
        if self.word == "crash":
            raise RuntimeError("crashed")
        wrong = {
            "text": "tool",
            "none": Command(argv=()),
            "one": Command(argv="tool"),
            "number": Command(argv=("tool", 5)),
            "folder": Command(argv=("tool",), cwd=None),
            "bytes": Command(argv=("sh",), script=b"true"),
            "list": Command(argv=("tool",), env=[]),
            "value": Command(argv=("tool",), env={"A": 5}),
        }
        return wrong.get(self.word, Command(argv=("tool", self.word)))

    def judge(self, completed):
        if self.word == "leave":
            raise SystemExit(0)
        return passed(completed.stdout)
'''
)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs packages of one module each, as pip leaves them."""
    site = tmp_path / "lib" / "site-packages"
    site.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(site))
    modules = []

    def run(package, code, **kinds):
        module = package.replace("-", "_")
        modules.append(module)
        (site / f"{module}.py").write_text(code)
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = "".join(f"{name} = {module}:{place}\n" for name, place in kinds.items())
        (info / "entry_points.txt").write_text(f"[mdcheck.kinds]\n{lines}")
        return module

    yield run
    for name in modules:
        sys.modules.pop(name, None)


def checks(block, plugins=None):
    lines = textwrap.indent(block.strip("\n"), "  ")
    found, errors = read_checks(read(f"- [ ] a\n  ```check\n{lines}\n  ```\n"), plugins)
    return list(found.values()), errors


def check(block, plugins=None):
    (found,), errors = checks(block, plugins)
    assert errors == ()
    return found


def error(block, plugins=None):
    found, (one,) = checks(block, plugins)
    assert found == []
    return one.line, one.code, one.message, one.fix


def test_a_plugin_is_imported_when_a_checklist_names_its_kind(install, tree):
    module = install("acme-licence", LICENCE, licence="Licence")
    check("file_exists: a")
    assert module not in sys.modules
    found = check("licence: MIT\ntimeout: 5s")
    assert (found.name, found.kind.check(tree({"LICENSE": "The MIT licence"}))) == ("licence", passed("MIT in 5 s"))
    assert found.kind.check(tree({"LICENSE": "GPL"})) == failed("not MIT")


def test_a_plugin_needs_trust_whatever_it_says(install):
    install("acme-licence", LICENCE, licence="Licence")
    install("acme-tool", TOOL, tool="Tool")
    assert needs_trust(check("licence: MIT").kind)
    assert needs_trust(check("tool: yes please").kind)


def test_an_option_may_be_called_like_a_kind(install):
    install("acme-licence", LICENCE, licence="Licence")
    assert check("licence: MIT\nenv: X").name == "licence"
    assert check("licence: {is_: MIT, env: X}").name == "licence"
    assert error("env: X\nlicence: MIT")[1:3] == ("unknown-option", "env has no option “licence”")


def test_what_is_shown_of_a_process_is_what_is_run(install):
    install("acme-tool", TOOL, tool="Tool")
    kind = check("tool: word").kind
    assert kind.command() == Command(argv=("tool", "word"))
    assert kind.judge(Completed(returncode=0, stdout="fine")) == passed("fine")


@pytest.mark.parametrize(
    ("block", "code", "message"),
    [
        ("licence: 5", "option", "is_: expected text, got a whole number"),
        ("licence: none", "option", "a licence has a name"),
        ("licence: MIT\nother: 1", "unknown-option", "licence has no option “other”"),
        ("licence: crash", "broken-plugin", "the plugin licence can't read its options: RuntimeError: crashed"),
        ("tool: crash", "broken-plugin", "the plugin tool can't say what it would run: RuntimeError: crashed"),
        ("licence: leave", "broken-plugin", "the plugin licence can't read its options: SystemExit: 0"),
        ("licence: unsettled", "broken-plugin", "the plugin licence returns no kind from settled(), but NoneType"),
        ("tool: text", "broken-plugin", "the plugin tool gives no Command, but str"),
        *(
            (f"tool: {word}", "broken-plugin", "the plugin tool gives a Command with values of wrong types")
            for word in ("none", "one", "number", "folder", "bytes", "list", "value")
        ),
    ],
)
def test_options_of_a_plugin(install, block, code, message):
    install("acme-licence", LICENCE, licence="Licence")
    install("acme-tool", TOOL, tool="Tool")
    line, found, said, _ = error(block)
    assert (found, said) == (code, message)
    assert line in (3, 4)


NO_FINDING = "the plugin gives a Finding that is none: passed, warned, failed and errored make one"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("exit", "the plugin gave up: SystemExit: 3"),
        ("cancel", "the plugin gave up: GeneratorExit"),
        ("bug", f"the plugin gave up: RuntimeError: {'x' * 200}"),
        ("nothing", "the plugin gives no Finding, but NoneType"),
        ("types", NO_FINDING),
        ("words", NO_FINDING),
        ("blocked", NO_FINDING),
    ],
)
def test_a_plugin_that_gives_up_or_finds_nothing(install, local, tree, word, message):
    install("acme-licence", LICENCE, licence="Licence")
    assert check(f"licence: {word}").kind.check(tree()) == errored(message)
    plugins, workspace = local(LICENCE)
    same = message.replace("the plugin gave up", "checks/kinds.py gave up")
    assert check(f"licence: {word}", plugins).kind.check(workspace) == errored(same)


def test_a_plugin_that_gives_up_after_its_process(install):
    install("acme-tool", TOOL, tool="Tool")
    kind = check("tool: leave").kind
    assert kind.judge(Completed(returncode=0)) == errored("the plugin gave up: SystemExit: 0")


def in_thread(work):
    """What the work gives in a thread, which is where checks that need trust run."""
    with ThreadPoolExecutor() as pool:
        return pool.submit(work).result()


def test_only_ctrl_c_interrupts(install, tree):
    install("acme-licence", LICENCE, licence="Licence")
    kind = check("licence: interrupt").kind
    assert in_thread(lambda: kind.check(tree())) == errored("the plugin gave up: KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        kind.check(tree())


def test_a_plugin_does_not_move_mdcheck(install, local, tree):
    here = Path.cwd()
    install("acme-licence", f"{LICENCE}\nos.chdir('/')\n", licence="Licence")
    assert check("licence: away").kind.check(tree()) == passed()
    assert Path.cwd() == here
    plugins, workspace = local(f"{LICENCE}\nos.chdir('/')\n")
    assert check("licence: away", plugins).kind.check(workspace) == passed()
    assert Path.cwd() == workspace.root


def test_what_a_plugin_prints_while_it_is_loaded_is_no_output_of_mdcheck(install, capsys):
    install("acme-licence", f"{LICENCE}\nprint('hello')\n", licence="Licence")
    assert check("licence: MIT").name == "licence"
    assert capsys.readouterr() == ("", "hello\n")


CLASS = "class K(Options, frozen=True, kw_only=True):\n"
NAMED = f"{CLASS}    name: ClassVar[str] = 'k'\n"
MAIN = f"{NAMED}    main: ClassVar[str] = 'a'\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "the kind “k” of acme can't be loaded: ZeroDivisionError: division by zero"),
        ("raise GeneratorExit", "the kind “k” of acme can't be loaded: GeneratorExit"),
        ("raise SystemExit('no')", "the kind “k” of acme can't be loaded: SystemExit: no"),
        ("", "the kind “k” of acme can't be loaded: AttributeError: module 'acme' has no attribute 'K'"),
        ("import nothing_here", "the kind “k” of acme can't be loaded: ModuleNotFoundError: No module named"),
        ("K = 5", "“k” of acme is no kind: it is no subclass of mdcheck.kinds.protocol.Options"),
        (f"{CLASS}    pass", "“k” of acme is no kind: its class says that its name is “”"),
        (f"{NAMED}    a: str", "“k” of acme is no kind: its class says that its main option is “”"),
        (f"{MAIN}    b: str", "“k” of acme is no kind: its class says that its main option is “a”"),
        (f"{MAIN}    a: Missing", "“k” of acme is no kind: its options can't be read: NameError: name 'Missing'"),
        (f"{MAIN}    a: str", "“k” of acme is no kind: it has neither `check` nor `command` and `judge`"),
        (
            f"{MAIN}    a: str\n    def command(self): ...",
            "“k” of acme is no kind: it has neither `check` nor `command` and `judge`",
        ),
    ],
)
def test_a_broken_plugin_is_an_error_of_the_block(install, code, reason):
    install("acme", HEAD + code, k="K")
    line, found, message, fix = error("k: x")
    assert (line, found, message[: len(reason)]) == (3, "broken-plugin", reason)
    assert fix == "update acme, or uninstall it and tell those who make it"


def test_two_packages_with_one_kind(install):
    install("acme", LICENCE, licence="Licence")
    install("other", LICENCE, licence="Licence")
    assert error("licence: MIT")[1:3] == ("broken-plugin", "the kind “licence” comes from acme and other")


def test_no_plugin_takes_the_place_of_a_kind_of_mdchecks_own(install):
    install("acme", LICENCE.replace('"licence"', '"env"'), env="Licence")
    assert type(check("env: HOME").kind).__name__ == "Env"


def test_a_package_in_the_working_folder_is_not_installed(install, tmp_path, monkeypatch):
    module = install("acme", LICENCE, licence="Licence")
    folder = tmp_path / "repository"
    (tmp_path / "lib" / "site-packages").rename(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", str(folder), *sys.path])
    assert error("licence: MIT")[1] == "unknown-kind"
    assert module not in sys.modules


def test_an_unknown_kind_says_how_to_install_a_plugin(install):
    install("acme", LICENCE, licence="Licence")
    line, code, message, fix = error("license: MIT")
    assert (line, code, message) == (3, "unknown-kind", "“license” is no kind of check (did you mean “licence”?)")
    assert fix == (
        "write “kind: value”; `mdcheck kinds` lists the kinds; a kind of a plugin comes with its package: "
        + install_line("PACKAGE")
    )


@pytest.mark.parametrize(
    ("name", "files", "line"),
    [
        ("pipx/venvs/mdcheck-cli", {"pipx_metadata.json": "{}"}, "pipx inject mdcheck-cli acme"),
        (
            "uv/tools/mdcheck-cli",
            {"uv-receipt.toml": "", "pyvenv.cfg": "uv = 0.9"},
            "uv tool install mdcheck-cli --with acme",
        ),
        (
            "uv/archive-v0/x",
            {"pyvenv.cfg": "home = /usr\nuv = 0.9\n"},
            "uvx --from mdcheck-cli --with acme mdcheck",
        ),
        (
            "pre-commit/repo1/py_env-python3.12",
            {"pyvenv.cfg": "home = /usr\n"},
            "add acme to the hook's additional_dependencies in .pre-commit-config.yaml",
        ),
        ("a/.venv", {"pyvenv.cfg": "uv = 0.9\n"}, "uv pip install --python '/a b/python' acme"),
        ("a/.venv", {"pyvenv.cfg": "home = /usr\n"}, "'/a b/python' -m pip install acme"),
        ("usr", {}, "'/a b/python' -m pip install acme"),
    ],
    ids=["pipx", "uv-tool", "uvx", "pre-commit", "uv-venv", "venv", "system"],
)
def test_install_line(tmp_path, name, files, line):
    prefix = tmp_path / name
    prefix.mkdir(parents=True)
    for file, text in files.items():
        (prefix / file).write_text(text)
    assert install_line("acme", prefix, "/a b/python") == line


PAGE = (Path(__file__).parents[2] / "docs/plugins.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_works_in_a_package_and_in_the_repository(install, local):
    code = re.search(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[1]
    block = re.search(r"```check\n(.*?)  ```$", PAGE, re.DOTALL | re.MULTILINE)[1]
    plugins, workspace = local(code, **{"docs/runbook.md": "line\n" * 201})
    install("acme-checks", code, lines="Lines")
    finding = failed("docs/runbook.md has 201 lines, more than 200")
    assert check(textwrap.dedent(block)).kind.check(workspace) == finding
    assert check(textwrap.dedent(block), plugins).kind.check(workspace) == finding


TRAP = "import pathlib\npathlib.Path('RAN').touch()\n"


@pytest.fixture
def local(tree, monkeypatch):
    """A repository with kinds of its own; the plugins and the workspace."""

    def build(code, *, files=("checks/kinds.py",), **more):
        workspace = tree({"checks/kinds.py": code, "LICENSE": "The MIT licence", **more})
        monkeypatch.chdir(workspace.root)
        return Plugins(root=workspace.root, files=files), workspace

    return build


def test_a_kind_of_the_repository_runs_when_its_check_runs(local):
    plugins, workspace = local(LICENCE + TRAP)
    found = check("licence: MIT\ntimeout: 5s", plugins)
    assert (found.name, needs_trust(found.kind)) == ("licence", True)
    assert not (workspace.root / "RAN").exists()
    assert found.kind.check(workspace) == passed("MIT in 5 s")
    assert (workspace.root / "RAN").exists()


def test_what_was_read_is_what_runs_and_what_is_approved(local):
    plugins, workspace = local(LICENCE)
    found = check("licence: MIT", plugins)
    (workspace.root / "checks/kinds.py").write_text(TRAP)
    (file,) = named_files(found.kind, workspace)
    assert isinstance(file, NamedFile)
    assert (file.path, file.text) == ("checks/kinds.py", LICENCE)
    assert found.kind.check(workspace) == passed("MIT in 60 s")
    assert not (workspace.root / "RAN").exists()


def test_another_text_is_another_digest(local):
    digests = set()
    for code in (LICENCE, LICENCE + "# changed\n"):
        plugins, workspace = local(code)
        found = check("licence: MIT", plugins)
        digests.add(digest(found, named_files(found.kind, workspace)))
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("code", "block", "finding"),
    [
        (LICENCE, "licence: none", errored("a licence has a name")),
        (LICENCE, "licence: MIT\nother: 1", errored("licence has no option “other”")),
        (LICENCE, "licence: leave", errored("checks/kinds.py gave up: SystemExit: 0")),
        (
            LICENCE + "raise GeneratorExit",
            "licence: MIT",
            errored("checks/kinds.py can't be loaded: GeneratorExit"),
        ),
        (
            LICENCE + "1 / 0",
            "licence: MIT",
            errored("checks/kinds.py can't be loaded: ZeroDivisionError: division by zero"),
        ),
        (
            LICENCE + "del Licence",
            "licence: MIT",
            errored(
                "Licence in checks/kinds.py is no kind “licence”: it is no subclass of mdcheck.kinds.protocol.Options"
            ),
        ),
        (TOOL, "tool: x", errored("Tool in checks/kinds.py is no kind “tool”: it has no `check`")),
    ],
    ids=["value", "option", "leaves", "raises-base", "raises", "gone", "process"],
)
def test_what_only_running_it_tells(local, code, block, finding):
    plugins, workspace = local(code)
    assert check(block, plugins).kind.check(workspace) == finding


@pytest.mark.parametrize(
    ("code", "files", "message"),
    [
        ("class (", ["checks/kinds.py"], "checks/kinds.py:1 is malformed Python: invalid syntax"),
        ("", ["checks/none.py"], "checks/none.py is missing"),
        ("", ["LICENSE"], "LICENSE is no Python file"),
        ("", ["../x.py"], "../x.py lies outside the repository"),
        ("", ["/x.py"], "/x.py lies outside the repository"),
        (
            LICENCE.replace('"licence"', '"env"'),
            ["checks/kinds.py"],
            "checks/kinds.py: the kind “env” is mdcheck's own: give it another name",
        ),
        (
            LICENCE,
            ["checks/kinds.py", "./checks/kinds.py"],
            "./checks/kinds.py: the kind “licence” is in checks/kinds.py, too: give it another name",
        ),
    ],
    ids=["syntax", "missing", "no-python", "outside", "absolute", "taken", "twice"],
)
def test_a_file_of_kinds_that_cannot_be_read(local, code, files, message):
    plugins, _ = local(code, files=tuple(files))
    fix = "correct the file, or the setting `kinds` that names it"
    assert error("licence: MIT", plugins) == (3, "broken-plugin", message, fix)
    assert check("file_exists: a", plugins).name == "file_exists"


def test_an_unknown_kind_beside_kinds_of_the_repository(local):
    plugins, workspace = local(LICENCE + TRAP)
    assert error("licences: MIT", plugins)[2] == "“licences” is no kind of check (did you mean “licence”?)"
    assert not (workspace.root / "RAN").exists()


def test_the_schema_of_a_plugin_whose_options_have_none(install, capfd):
    install("acme", f"{HEAD}{MAIN}    a: complex\n    def check(self, workspace): ...\n", k="K")
    assert invoke(["kinds", "--schema"]) == 0
    out, err = capfd.readouterr()
    assert (json.loads(out)["$defs"]["k"]["required"], err) == (["k"], "")
