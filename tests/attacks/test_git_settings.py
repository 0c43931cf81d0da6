"""Every setting of git that names a program, planted in a repository's configuration: what only reads runs none."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mdcheck.cli import invoke

# From the page git-config and the pages that it includes, git 2.39 to 2.47: all settings whose value is a command, the
# path of a program, or a folder of programs. `*` stands for a name of the repository's choice.
SETTINGS = """
    alias.status alias.log alias.diff alias.rev-parse alias.cat-file alias.ls-files alias.config alias.hash-object
    browser.*.cmd browser.*.path
    core.alternateRefsCommand core.askPass core.editor core.fsmonitor core.gitProxy
    core.hooksPath core.pager core.sshCommand core.externalDiff
    credential.helper credential.https://example.org.helper
    diff.external diff.*.command diff.*.textconv
    difftool.*.cmd difftool.*.path
    filter.*.clean filter.*.smudge filter.*.process
    gpg.program gpg.openpgp.program gpg.x509.program gpg.ssh.program gpg.ssh.defaultKeyCommand
    guitool.*.cmd help.browser
    imap.tunnel
    instaweb.browser instaweb.httpd
    interactive.diffFilter
    man.*.cmd man.*.path man.viewer
    merge.*.driver
    mergetool.*.cmd mergetool.*.path
    pager.status pager.log pager.diff pager.config
    pack.packObjectsHook
    remote.origin.receivepack remote.origin.uploadpack remote.origin.vcs remote.origin.proxy
    sendemail.smtpserver sendemail.tocmd sendemail.cccmd sendemail.headerCmd sendemail.sendmailCmd
    sequence.editor
    submodule.*.update
    tar.*.command
    trailer.*.command trailer.*.cmd
    uploadpack.packObjectsHook
    web.browser
"""
BOOLEANS = {
    "commit.gpgSign": "true",
    "diff.autoRefreshIndex": "true",
    "fetch.recurseSubmodules": "true",
    "log.showSignature": "true",
    "status.submoduleSummary": "true",
    "submodule.recurse": "true",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "protocol.file.allow": "always",
    "core.preloadIndex": "true",
    "core.untrackedCache": "true",
    "gc.auto": "1",
    "maintenance.auto": "true",
}
HOOKS = """
    applypatch-msg commit-msg fsmonitor-watchman p4-changelist p4-post-changelist p4-pre-submit p4-prepare-changelist
    post-applypatch post-checkout post-commit post-index-change post-merge post-receive post-rewrite post-update
    pre-applypatch pre-auto-gc pre-commit pre-merge-commit pre-push pre-rebase pre-receive prepare-commit-msg
    proc-receive push-to-checkout reference-transaction sendemail-validate update
"""
LIST = """\
# Release [0%]

- [ ] Clean
  ```check
  git: {clean: true}
  ```
- [ ] Kept up
  ```check
  file_age: {paths: ["*.md", "*.txt"], max_age: 90d}
  ```
- [ ] Branch
  ```check
  git: {branch: main, tag: "*", max_commit_age: 90d, tracked: CHECKLIST.md}
  ```
- [ ] No key
  ```check
  secrets: ["**"]
  ```
"""
READERS = {
    "status": ("status",),
    "lint": ("lint",),
    "run": ("run",),
    "run --trust": ("run", "--trust"),
    "run --inert": ("run", "--inert"),
    "update --no-commit": ("update", "--no-commit"),
    "update --check": ("update", "--check"),
    "update --diff": ("update", "--dry-run", "--diff"),
    "diff": ("diff", "HEAD"),
    "diff of commits": ("diff", "HEAD~1..HEAD"),
    "history": ("history",),
    "trust": ("trust",),
    "explain": ("explain", "clean"),
    "merge": ("merge",),
    "badge": ("badge",),
    "init": ("init", "-o", "NEW.md"),
    "config-git": ("config-git", "--disable"),
}


class Planted:
    """A repository whose every program leaves its name in the file `ran`."""

    def __init__(self, attack):
        self.attack, self.ran = attack, attack.outside.parent / "ran"
        self.script = attack.outside / "evil"
        self.script.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.ran}\ncat 2>/dev/null\nexit 0\n')
        self.script.chmod(0o755)
        attack.write("CHECKLIST.md", LIST)
        attack.write("notes.txt", "notes\n")
        attack.write(".gitattributes", "* filter=planted diff=planted merge=planted\n*.bin filter=second\n")
        attack.commit_all("start")
        attack.write("CHECKLIST.md", LIST + "\n- [ ] By hand\n")
        attack.commit_all("an item more")
        attack.write("notes.txt", "other notes\n")
        attack.git("tag", "v1")
        self.hooks(attack.root / ".git" / "hooks")
        self.configure(attack.root / ".git" / "config")
        for path in attack.root.glob("*.*"):  # as after a checkout within the same second: git looks at all contents
            os.utime(path, (2, 2))
        attack.expect()

    def hooks(self, folder):
        folder.mkdir(exist_ok=True)
        for name in HOOKS.split():
            shutil.copy(self.script, folder / name)

    def configure(self, config):
        for key in SETTINGS.split():
            command = f"!{self.script} {key}" if key.startswith("alias.") else f"{self.script} {key}"
            if key == "core.hooksPath" or key.endswith((".path", ".program", ".vcs")):
                command = str(self.script if key != "core.hooksPath" else config.parent / "hooks")
            self.set(config, key.replace("*", "planted"), command)
            self.set(config, key.replace("*", "second"), command)
        for key, value in BOOLEANS.items():
            self.set(config, key, value)

    def set(self, config, key, value):
        subprocess.run(["git", "config", "--file", config, key, value], check=True)

    def traces(self):
        return self.ran.read_text() if self.ran.exists() else ""


@pytest.fixture
def planted(attack):
    return Planted(attack)


def test_the_programs_do_run_when_git_is_called_plainly(planted):
    """Otherwise nothing below would say anything."""
    for options in ((), ("-c", "core.fsmonitor=false")):
        subprocess.run(["git", *options, "status"], cwd=planted.attack.root, capture_output=True, check=False)
    assert "core.fsmonitor" in planted.traces()
    assert "filter.*." in planted.traces()


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_what_reads_runs_none(planted, reader):
    ended = planted.attack.mdcheck(*reader)
    assert ended.code in (0, 1, 2, 3)
    assert planted.traces() == ""


def test_what_git_said_was_of_use(planted):
    """The hardened door is no wall."""
    ended = planted.attack.mdcheck("run", "--format", "json")
    assert '"notes.txt' in ended.out or "notes.txt" in ended.out
    assert "an item more" in planted.attack.mdcheck("history").out
    assert planted.traces() == ""


@pytest.mark.parametrize("reader", ["run", "status", "diff"])
def test_a_submodule_has_a_configuration_of_its_own(attack, tmp_path, reader):
    inner = tmp_path / "inner"
    inner.mkdir()
    attack.git("init", "-q", cwd=inner)
    (inner / "a.txt").write_text("a\n")
    (inner / ".gitattributes").write_text("* filter=planted\n")
    attack.git("add", "-A", cwd=inner)
    attack.git("commit", "-q", "-m", "inner", cwd=inner)
    attack.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    attack.write("CHECKLIST.md", LIST)
    attack.commit_all()
    ran = attack.outside / "ran"
    config = attack.root / ".git" / "modules" / "sub" / "config"
    for key in ("core.fsmonitor", "filter.planted.clean", "filter.planted.process"):
        subprocess.run(["git", "config", "--file", config, key, f"touch {ran}; false"], check=True)
    os.utime(attack.root / "sub" / "a.txt", (2, 2))
    attack.mdcheck(*{"run": ("run",), "status": ("status",), "diff": ("diff", "HEAD")}[reader])
    assert not ran.exists()
    subprocess.run(["git", "status"], cwd=attack.root, capture_output=True, check=False)
    assert ran.exists()  # a plain git runs it


def test_a_partial_clone_fetches_nothing(attack, tmp_path, monkeypatch, capfd):
    attack.git("config", "uploadpack.allowFilter", "true")
    attack.write("CHECKLIST.md", LIST)
    attack.commit_all()
    clone, ran = tmp_path / "clone", tmp_path / "ran"
    attack.git("clone", "-q", "--no-local", "--filter=blob:none", f"file://{attack.root}", str(clone))
    upload = tmp_path / "upload"
    upload.write_text(f'#!/bin/sh\ntouch {ran}\nexec git-upload-pack "$@"\n')
    upload.chmod(0o755)
    attack.git("config", "remote.origin.uploadpack", str(upload), cwd=clone)
    attack.git("config", "protocol.file.allow", "always", cwd=clone)
    monkeypatch.chdir(clone)
    capfd.readouterr()
    assert invoke(["history"]) == 4
    assert invoke(["diff", "HEAD~1"]) == 4
    assert invoke(["run"]) in (0, 1)
    assert not ran.exists()
    assert "git fetch --refetch" in capfd.readouterr().err
    attack.git("cat-file", "-p", "HEAD~1:CHECKLIST.md", cwd=clone)
    assert ran.exists()  # a plain git fetches


def test_a_commit_has_the_hooks_and_filters_of_the_repository(attack):
    """And nothing else: `fsmonitor`, the pager and their like have no part in it."""
    seen = attack.outside.parent / "hooks"
    hook = attack.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho hook >> {seen}\n")
    hook.chmod(0o755)
    attack.write(".gitattributes", "*.md filter=upper\n")
    attack.commit_all()
    other = attack.outside.parent / "other"
    config = attack.root / ".git" / "config"
    for key, command in {
        "filter.upper.clean": "tr a-z A-Z",
        "core.fsmonitor": f"touch {other}; false",
        "core.pager": f"touch {other}",
        "core.editor": f"touch {other}",
        "core.sshCommand": f"touch {other}",
        "alias.commit": f"!touch {other}",
        "diff.external": f"touch {other}",
    }.items():
        subprocess.run(["git", "config", "--file", config, key, command], check=True)
    ended = attack.mdcheck("update")
    assert "committed" in ended.out, ended
    assert seen.read_text().startswith("hook\n")
    assert "A LIST" in attack.git("cat-file", "-p", "HEAD:CHECKLIST.md")
    assert "A list" in (attack.root / "CHECKLIST.md").read_text()
    assert not other.exists()


@pytest.mark.parametrize("path", ["{rest}", ":{rest}", ".:{rest}", "bin:{rest}", "{rest}:", "./bin:{rest}:."])
@pytest.mark.parametrize("reader", ["run", "update"])
def test_no_program_of_the_working_folder_is_taken_for_git(attack, monkeypatch, path, reader):
    attack.write("CHECKLIST.md", LIST)
    ran = attack.outside.parent / "ran"
    for folder in (attack.root, attack.root / "bin"):
        folder.mkdir(exist_ok=True)
        for name in ("git", "env", "sh", "mdcheck"):
            (folder / name).write_text(f"#!/bin/sh\necho $0 >> {ran}\n")
            (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", path.format(rest=os.environ["PATH"]))
    monkeypatch.setenv("GIT_PREFIX", "x")  # one of those that `env -u` takes away
    assert attack.mdcheck(reader).code in (0, 1)
    assert not ran.exists()


def test_without_any_absolute_path_there_is_no_git(attack, monkeypatch):
    (attack.root / "git").write_text("#!/bin/sh\ntouch ran\n")
    (attack.root / "git").chmod(0o755)
    attack.write("CHECKLIST.md", LIST)
    monkeypatch.setenv("PATH", ".:")
    assert attack.mdcheck("run").code == 1
    assert not (attack.root / "ran").exists()


def test_a_repository_whose_work_tree_is_elsewhere(attack):
    attack.git("config", "core.worktree", str(attack.outside))
    ended = attack.mdcheck("update")
    assert "remove core.worktree from its configuration" in ended.out
    assert attack.mdcheck("diff", "HEAD").code in (3, 4)


@pytest.mark.parametrize("installed", ["beside", "inside"])
def test_python_m_imports_nothing_from_the_working_folder(attack, tmp_path, installed):
    """Also where the environment that holds mdcheck lies in the working folder, as it mostly does."""
    source = Path(sys.modules["mdcheck"].__file__).parent
    place = (attack.root if installed == "inside" else tmp_path) / ".venv" / "lib"
    place.mkdir(parents=True)
    shutil.copytree(source, place / "mdcheck", ignore=shutil.ignore_patterns("__pycache__"))
    site = [path for path in sys.path if path.endswith("site-packages")]
    for name in ("click", "msgspec", "yaml", "git", "rich", "markdown_it", "tomllib", "difflib", "json", "ctypes"):
        attack.write(f"{name}.py", f"open({str(attack.outside.parent / 'ran')!r}, 'a').write({name!r})\n")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), *site])}
    done = subprocess.run(
        [sys.executable, "-m", "mdcheck", "run"], cwd=attack.root, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not (attack.outside.parent / "ran").exists()


PROGRAM = re.compile(
    r"(?i)(cmd|command|helper|textconv|driver|program|editor|pager|askpass|hookspath|hook|fsmonitor|external|difffilter"
    r"|tunnel|viewer|browser|httpd|gitproxy)$"
)
NO_PROGRAMS = {"advice.ignoredHook", "advice.waitingForEditor", "color.pager", "gitcvs.dbDriver"}


def test_every_setting_that_this_git_documents_is_planted():
    """Those with a name of the repository's choice in the middle are not in git's own list."""
    listed = subprocess.run(
        ["git", "help", "--config-for-completion"], capture_output=True, text=True, check=True
    ).stdout
    programs = {key.lower() for key in listed.split() if PROGRAM.search(key) and key not in NO_PROGRAMS}
    assert len(programs) > 15
    planted = {key.lower() for key in SETTINGS.split()}
    assert programs - planted == set()
