"""Repositories, servers and lists that mean harm, or are just broken."""

import csv
import io
import json
import os
import signal
import ssl
import subprocess
import threading

import pytest
from testing.fleets import fleet_of, git, text
from testing.servers import closed_port, listening, web

from mdcheck.reports.fleet import csv as fleet_csv
from mdcheck.reports.fleet import json as fleet_json
from mdcheck.reports.fleet import markdown as fleet_markdown
from mdcheck.reports.fleet import text as fleet_text

trustme = pytest.importorskip("trustme")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return authority, path


@pytest.fixture
def certificate(authority, monkeypatch):
    ca, path = authority
    monkeypatch.setenv("GIT_SSL_CAINFO", str(path))
    return ca.issue_cert("127.0.0.1")


@pytest.fixture
def mark(fleet):
    """A file that nothing may make."""
    path = fleet.root.parent / "harmed"
    yield path
    assert not path.exists()


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c touch% {mark}",
        "git://git.example.org/x.git",
        "http://git.example.org/x.git",
        "ftp://git.example.org/x.git",
        "fd::7",
        "--upload-pack=touch {mark}",
        "file://host/path",
        "https:///path",
        "ssh://-oProxyCommand=touch/x",
    ],
)
def test_a_list_can_t_make_git_do_more_than_fetch(fleet, mark, address):
    fleet.list(address.format(mark=mark))
    code, out, err = fleet.mdcheck()
    assert (code, out) == (3, "")
    assert "fleet.toml: repositories, entry 1: error: " in err
    assert "fix: it is a folder, https://HOST/PATH" in err or "fix: write the whole path" in err
    assert not fleet.cache.exists()


def test_a_work_tree_s_configuration_runs_nothing(fleet, mark):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(), ".gitattributes": "*.md filter=evil diff=evil"})
    for key in ("core.fsmonitor", "core.sshCommand", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        git(shop.root, "config", key, f"touch {mark}")
    for key in ("core.pager", "gpg.program", "diff.external", "core.gitProxy", "uploadpack.packObjectsHook"):
        git(shop.root, "config", key, f"touch {mark}")
    git(shop.root, "config", "log.showSignature", "true")
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        path = shop.root / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {mark}\n")
        path.chmod(0o755)
    fleet.list(shop.root, shop.url)
    assert all(row["checklist"] for row in fleet.rows())


def test_a_partial_clone_on_this_machine_fetches_nothing(fleet, mark):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    git(fleet.root, "clone", "-q", "--bare", "--filter=blob:none", shop.url, "part.git")
    git(fleet.root / "part.git", "config", "remote.origin.url", f"ext::touch {mark}")
    git(fleet.root / "part.git", "config", "protocol.ext.allow", "always")
    fleet.list("part.git")
    row = fleet.row(code=1)
    assert "from promisor remote" in row["problem"]
    assert row["fix"].startswith("this clone is partial")


def test_submodules_are_left_alone(fleet, mark):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    head = git(shop.root, "rev-parse", "HEAD").strip()
    git(shop.root, "update-index", "--add", "--cacheinfo", f"160000,{head},inner")
    shop.commit({".gitmodules": f'[submodule "inner"]\n\tpath = inner\n\turl = ext::touch {mark}\n'})
    fleet.list(shop.url)
    assert fleet.row()["checklist"]


def refs(head):
    """What a server says first (protocol version 1 of smart HTTP)."""
    line = f"{head} HEAD\0 symref=HEAD:refs/heads/main\n"
    service = "# service=git-upload-pack\n"
    lines = (f"{len(part) + 4:04x}{part}" for part in (service,))
    return ("".join(lines) + "0000" + f"{len(line) + 4:04x}{line}" + "0000").encode()


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc",
        "ext::touch%20{mark}",
        "http://127.0.0.1:{port}/x.git/info/refs",
        "ftp://127.0.0.1/x",
        "gopher://x",
    ],
)
def test_a_redirect_to_another_protocol_is_not_followed(fleet, certificate, mark, target):
    place = "/shop.git/info/refs?service=git-upload-pack"
    with web({}) as plain:
        pages = {place: (301, {"Location": target.format(mark=mark, port=plain.port)}, b"")}
        with web(pages, certificate=certificate) as server:
            fleet.list(f"{server.url}/shop.git")
            row = fleet.row(code=1)
    assert row["problem"]
    assert server.asked
    assert plain.asked == []


def test_a_server_that_asks_for_a_password_is_answered_by_nobody(fleet, certificate, mark, monkeypatch):
    asker = fleet.root.parent / "ask"
    asker.write_text(f"#!/bin/sh\ntouch {mark}\necho secret\n")
    asker.chmod(0o755)
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(asker))
    pages = {"/shop.git/info/refs?service=git-upload-pack": (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")}
    with web(pages, certificate=certificate) as server:
        fleet.list(f"{server.url}/shop.git")
        row = fleet.row(code=1)
    assert "terminal prompts disabled" in row["problem"]


def test_a_password_in_an_address_is_shown_nowhere(fleet, certificate):
    with web({}, certificate=certificate) as server:
        own = server.url.replace("https://", "https://ada:s3cret@")
        fleet.list(f"{own}/shop.git", f"{own}/cards.git?private_token=s3cret#s3cret")
        for form in ("text", "json", "csv", "markdown", "html"):
            code, out, err = fleet.mdcheck("-f", form)
            assert (code, "s3cret" in out + err) == (1, False)
            assert "127.0.0.1" in out
        kept = [path.read_bytes() for path in fleet.cache.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"s3cret" in data for data in kept)


def test_dead_hosts_are_rows_and_the_others_are_read(fleet):
    good = fleet.repo("good").commit({"CHECKLIST.md": text()})
    fleet.list(f"https://127.0.0.1:{closed_port()}/x.git", good.url, f"ssh://127.0.0.1:{closed_port()}/y.git")
    rows = fleet.rows(code=1)
    assert [bool(row["checklist"]) for row in rows] == [True, False, False]
    assert "127.0.0.1" in rows[1]["problem"]
    assert rows[1]["fix"] == f"see that you can clone it: git clone {rows[1]['at']}"


def test_a_host_that_does_not_answer_is_given_up(fleet):
    with listening(lambda _, done: done.wait()) as port:
        fleet.list(f"https://127.0.0.1:{port}/x.git", more='timeout = "1s"')
        row = fleet.row(code=1)
    assert (row["problem"], row["fix"]) == ("no answer in 1 s", "see whether the host can be reached")


def test_a_server_that_sends_nonsense(fleet, certificate):
    headers = {"Content-Type": "application/x-git-upload-pack-advertisement"}
    pages = {"/a.git/info/refs?service=git-upload-pack": (200, headers, b"\x1b[31mnonsense\n" * 1000)}
    pages["/b.git/info/refs?service=git-upload-pack"] = (200, headers, refs("0" * 40))
    with web(pages, certificate=certificate) as server:
        fleet.list(f"{server.url}/a.git", f"{server.url}/b.git")
        rows = fleet.rows(code=1)
        out = fleet.mdcheck()[1]
    assert all(row["problem"] for row in rows)
    assert "\x1b" not in out


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux limits what another process writes")
def test_a_pack_beyond_the_limit_is_not_taken(fleet, monkeypatch):
    monkeypatch.setattr("mdcheck.app.fleet.repository._WRITTEN", 1_000_000)
    bad = fleet.repo("bad").commit({"CHECKLIST.md": b"- [ ] x\n" + os.urandom(3_000_000)})
    fleet.list(bad.url)
    assert fleet.row(code=1)["problem"] == "what the server sends is too large"
    assert sum(path.stat().st_size for path in fleet.cache.rglob("*") if path.is_file()) < 2_000_000


HOSTILE = (
    "=cmd|'/C calc'!A0",
    "@SUM(1)",
    "a|b`c`*d*",
    "<img src=x onerror=alert(1)>",
    "::error::x",
    "##[error]x",
    "x\x1b[31m\u202ey",
)


@pytest.fixture(scope="module")
def hostile():
    return fleet_of(40, texts=HOSTILE)


def test_no_cell_is_a_formula(hostile):
    rows = list(csv.reader(io.StringIO(fleet_csv.render(hostile))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "::"))]


@pytest.mark.parametrize("report", [fleet_csv, fleet_json, fleet_markdown, fleet_text])
def test_no_report_speaks_to_a_terminal_or_to_ci(hostile, report):
    shown = report.render(hostile)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert report is fleet_csv or "##[" not in shown
    assert not any(line.startswith(("::", "##")) for line in shown.splitlines() if not line.startswith("## "))


def test_markdown_has_no_markup_of_others(hostile):
    shown = fleet_markdown.render(hostile)
    assert "<img" not in shown
    table = [line for line in shown.splitlines() if line.startswith("| ") and "Repository" not in line]
    assert len({line.replace("\\|", "").count("|") for line in table if line.count("|") > 5}) == 1


def test_hostile_names_of_files(fleet):
    names = ["CHECKLIST-\x1b[31m.md", "CHECKLIST-\n::error::x.md", "CHECKLIST-\u202egm.md"]
    shop = fleet.repo("shop").commit(dict.fromkeys(names, text()))
    (shop.root / os.fsdecode(b"CHECKLIST-\xff.md")).write_text(text())
    shop.commit({})
    for at in (shop.root, shop.url):
        fleet.list(at)
        for form in ("text", "csv", "markdown", "html", "json"):
            code, out, err = fleet.mdcheck("-f", form)
            assert (code, err) == (0, "")
            assert "\x1b" not in out
            assert "\u202e" not in out


def test_reading_starts_no_process_but_git(fleet):
    script = """
import sys
from mdcheck.cli import invoke
started = []
def heard(event, args):
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        started.append(str(args[0]))
sys.addaudithook(heard)
code = invoke(["fleet", "-f", "json"])
print(code, sorted(set(started)), file=sys.stderr)
"""
    shop = fleet.repo("shop").update(
        "- [ ] x\n  ```check bash\n  touch /tmp/never\n  ```\n- [ ] y\n  ```check\n  own: 1\n  ```\n"
    )
    shop.commit({"mdcheck.toml": 'kinds = ["own.py"]', "own.py": "raise SystemExit('loaded')"})
    fleet.list(shop.root, shop.url)
    import sys

    done = subprocess.run([sys.executable, "-c", script], cwd=fleet.root, capture_output=True, text=True, check=True)
    code, _, programs = done.stderr.strip().partition(" ")
    assert code == "0"
    assert {os.path.basename(name) for name in eval(programs)} == {"git"}  # noqa: PTH119 - a list of paths
    assert json.loads(done.stdout)["summary"]["checklists"] == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_what_waits(fleet, number):
    with listening(lambda _, done: done.wait()) as port:
        fleet.list(*(f"https://127.0.0.1:{port}/{name}.git" for name in range(20)))
        process = subprocess.Popen(
            [os.sys.executable, "-m", "mdcheck", "fleet"],
            cwd=fleet.root,
            env={**os.environ, "PYTHONPATH": str(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))},  # noqa: PTH120
            stderr=subprocess.PIPE,
            text=True,
        )
        waiting = threading.Event()
        while process.poll() is None and not list(fleet.cache.glob("*/new.git/HEAD")):
            waiting.wait(0.05)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, "interrupted" in err) == (130, True)


def test_ctrl_c_that_ends_no_wait_is_heard(fleet):
    """As where it comes between Python's last look for a signal and the wait: a thread takes it."""

    ended, heard = threading.Event(), []

    def send():
        while not list(fleet.cache.glob("*/new.git/HEAD")) and not ended.wait(0.05):
            pass
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        heard.append(ended.wait(30))

    with listening(lambda _, done: done.wait()) as port:
        fleet.list(f"https://127.0.0.1:{port}/shop.git")
        sender = threading.Thread(target=send)
        sender.start()
        code, _, err = fleet.mdcheck()
        ended.set()
        sender.join()
    assert (code, err.splitlines()[-1].startswith("interrupted"), heard) == (130, True, [True])


def test_tls_is_checked(fleet):
    stranger = trustme.CA().issue_cert("127.0.0.1")
    with web({}, certificate=stranger) as server:
        fleet.list(f"{server.url}/shop.git")
        assert "certificate" in fleet.row(code=1)["problem"]
    assert ssl.OPENSSL_VERSION


def test_a_host_that_does_not_answer_is_asked_a_few_times_only(fleet):
    good = fleet.repo("good").commit({"CHECKLIST.md": text()})
    with listening(lambda _, done: done.wait()) as port:
        urls = [f"https://127.0.0.1:{port}/{number}.git" for number in range(9)]
        fleet.list(*urls, good.url, more='timeout = "1s"')
        rows = fleet.rows("-j", "1", code=1)
    problems = [row["problem"] for row in rows]
    assert problems == [
        *["no answer in 1 s"] * 3,
        *[f"not asked: 127.0.0.1:{port} did not answer 3 others in time"] * 6,
        None,
    ]
    assert [bool(row["problem"]) for row in fleet.rows("--offline", code=1)] == [True] * 9 + [False]


def test_a_host_that_answers_in_between_is_asked_on():
    from mdcheck.app.fleet.hosts import Hosts
    from mdcheck.errors import GitError

    hosts = Hosts()
    for _ in range(5):
        for answered in (False, False, True):
            hosts.refuse_silent("a")
            hosts.heard("a", answered=answered)
    for answered in (False, False, False, True):
        hosts.heard("a", answered=answered)
        hosts.heard("", answered=False)
    hosts.refuse_silent("b")
    hosts.refuse_silent("")
    with pytest.raises(GitError):
        hosts.refuse_silent("a")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://ada:x@Git.example.org:8443/x", "git.example.org:8443"),
        ("ssh://git@[::1]:22/x", "[::1]:22"),
        ("git@git.example.org:team/x:y.git", "git.example.org"),
        ("file:///srv/x", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url, host):
    from mdcheck.app.fleet.addresses import Address

    assert Address(at=url, name="x", url=url).host == host
