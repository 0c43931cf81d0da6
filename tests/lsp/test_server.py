import asyncio
import json
import os
import signal
import subprocess
import sys

import pytest
from lsp.conftest import PATIENCE, SERVER, opened, until
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from testing.tiers import amount, scaled

from mdcheck.app.lint import lint
from mdcheck.app.session import Session

pytestmark = pytest.mark.asyncio

LIST = """\
# Release 🚀

- [ ] A readme
  ```check
  file_exist: README.md
  ```
- [ ] Notes 🚀
  ```check bash fix="🚀" bogus=1
  true
  ```
"""
GOOD = LIST.replace("file_exist:", "file_exists:").replace(" bogus=1", "")
ALL = types.Range(types.Position(0, 0), types.Position(9999, 0))


def found_by_lint(path):
    (linted,) = lint([str(path)], Session(path.parent, os.environ))
    return [(one.line, one.column, one.code, one.message) for one in linted.diagnostics]


def as_lint(diagnostics, text, width=lambda part: len(part.encode("utf-16-le")) // 2):
    """Diagnostics of the protocol, counted as `lint` counts."""
    lines = text.splitlines()
    result = []
    for one in diagnostics:
        line = lines[one.range.start.line] if one.range.start.line < len(lines) else ""
        column = next(i for i in range(len(line) + 1) if width(line[:i]) == one.range.start.character)
        result.append((one.range.start.line + 1, column + 1, one.code, one.message.split("\nfix: ")[0]))
    return result


async def test_diagnostics_are_those_of_lint(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(LIST)
    found = await opened(client, path).diagnostics()
    assert as_lint(found, LIST) == found_by_lint(path) != []
    assert found[-1].severity is types.DiagnosticSeverity.Error
    assert found[-1].range.start == types.Position(7, len('  ```check bash fix="🚀" ') + 1)


class TestInUtf8:
    @pytest.fixture
    def encodings(self):
        return [types.PositionEncodingKind.Utf8]

    async def test_columns_are_bytes(self, client, tmp_path):
        path = tmp_path / "CHECKLIST.md"
        path.write_text(LIST)
        found = await opened(client, path).diagnostics()
        assert as_lint(found, LIST, lambda part: len(part.encode())) == found_by_lint(path)


async def test_diagnostics_come_with_the_version_and_overtaken_ones_are_dropped(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    for version in range(2, 30):
        text.change(LIST * version, version)
    text.change(GOOD, 30)
    assert await text.diagnostics(30) == []
    assert {one.version for one in client.published} <= {1, 30}


async def test_after_any_edits_the_state_is_that_of_a_fresh_open(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    text = opened(client, path, "")
    version = 1
    for part in (
        LIST,
        LIST.replace("\n", "\r\n"),
        "\ufeff" + LIST,
        "",
        "\x0c\u2028- [ ] x\n[]y\n",
        "- [ ] a\n" * 50,
        LIST,
    ):
        version += 1
        text.change(part, version)
        left = await text.diagnostics(version)
        path.write_bytes(part.encode())
        assert as_lint(left, part.removeprefix("\ufeff").replace("\x0c\u2028", "xx")) == found_by_lint(path)


async def test_questions_about_older_versions_do_not_pile_up(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    typed = [f"- [ ] {'a' * number}\n  ```check\n  file_e^\n  ```\n" for number in range(1, 20)]
    answers = [asyncio.ensure_future(text.complete(one, version=2 + index)) for index, one in enumerate(typed)]
    found = await asyncio.gather(*answers, return_exceptions=True)
    assert [one.label for one in found[-1]] == ["file_exists"]
    assert all("cancel" in str(one) for one in found if isinstance(one, Exception))


async def test_several_folders_each_have_their_own_settings(client, tmp_path):
    for name, script in (("one", "paths = {web = ['a/**']}"), ("two", "")):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "mdcheck.toml").write_text(script)
    content = "- [ ] a\n  ```check\n  file_exists: '@web'\n  ```\n"
    assert await opened(client, tmp_path / "one/CHECKLIST.md", content).diagnostics() == []
    (found,) = await opened(client, tmp_path / "two/CHECKLIST.md", content).diagnostics()
    assert found.code == "unknown-set"


async def test_changes_of_a_part_are_taken_as_well(client, tmp_path):
    """A client that sends them although the server asks for whole texts."""
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    where = types.Range(types.Position(4, 2), types.Position(4, 12))
    half = types.Range(types.Position(7, 25), types.Position(7, 99))
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, text.uri),
            [
                types.TextDocumentContentChangePartial(where, "file_exists"),
                types.TextDocumentContentChangePartial(half, ""),
            ],
        )
    )
    assert await text.diagnostics(2) == []


async def test_a_change_that_comes_too_late_is_dropped(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST, version=5)
    text.change(GOOD, 9)
    text.change(LIST, 7)
    assert await text.diagnostics(9) == []
    text.change(LIST, 10)
    assert len(await text.diagnostics(10)) == 2


async def test_a_change_of_a_text_that_is_not_open_is_dropped(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    await text.diagnostics()
    client.text_document_did_close(types.DidCloseTextDocumentParams(text.document))
    text.change(GOOD, 2)
    client.text_document_did_close(types.DidCloseTextDocumentParams(text.document))
    again = opened(client, tmp_path / "CHECKLIST.md", LIST, version=3)
    assert len(await again.diagnostics(3)) == 2
    assert [one.message for one in client.messages] == []


async def test_a_closed_text_leaves_nothing(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    await text.diagnostics()
    client.text_document_did_close(types.DidCloseTextDocumentParams(text.document))
    assert await text.diagnostics(None) == []
    text.change(LIST, 2)  # of a text that is not open: nothing comes of it
    answer = await client.text_document_hover_async(types.HoverParams(text.document, types.Position(2, 3)))
    assert answer is None


async def test_other_markdown_is_left_alone(client, tmp_path):
    text = opened(client, tmp_path / "README.md", "-[ ] a\n- [ ] b\n")
    assert await text.diagnostics() == []


async def test_settings_that_change_are_heeded(client, tmp_path):
    text = opened(client, tmp_path / "notes.md", "-[ ] a\n- [ ] b\n")
    assert await text.diagnostics() == []
    client.published.clear()
    (tmp_path / ".git").mkdir()
    (tmp_path / "mdcheck.toml").write_text('files = ["notes.md"]\n')
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    assert len(await text.diagnostics()) == 1


async def test_what_can_not_be_read(client, tmp_path):
    huge = opened(client, tmp_path / "CHECKLIST.md", "x" * (50 * 1024 * 1024))
    (found,) = await huge.diagnostics()
    assert (found.code, found.range.start) == ("unreadable", types.Position(0, 0))
    for ask, params in (
        (client.text_document_document_symbol_async, types.DocumentSymbolParams(huge.document)),
        (client.text_document_folding_range_async, types.FoldingRangeParams(huge.document)),
        (client.text_document_inlay_hint_async, types.InlayHintParams(huge.document, ALL)),
        (client.text_document_definition_async, types.DefinitionParams(huge.document, types.Position(0, 0))),
        (client.text_document_completion_async, types.CompletionParams(huge.document, types.Position(0, 0))),
        (client.text_document_hover_async, types.HoverParams(huge.document, types.Position(0, 0))),
    ):  # fmt: skip
        assert await ask(params) is None


async def test_a_wrong_setting_is_shown_on_its_line(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", "---\nmdcheck:\n  figurs: true\n---\n- [ ] a\n")
    (found,) = await text.diagnostics()
    assert (found.code, found.range) == (
        "unreadable",
        types.Range(types.Position(2, 0), types.Position(2, len("  figurs: true"))),
    )
    assert found.message.startswith("“figurs” is no setting")


async def test_a_name_that_no_file_can_have_is_left_alone(client, tmp_path):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem("file:///a%00b.md", "markdown", 1, "- [] a\n"))
    )
    text = opened(client, tmp_path / "CHECKLIST.md", "- [] a\n")
    assert len(await text.diagnostics()) == 1
    assert {one.uri for one in client.published} == {text.uri}


async def test_binary_text_and_conflicts(client, tmp_path):
    binary = opened(client, tmp_path / "CHECKLIST.md", "\x00\x01\ufffd" * 1000 + "\n- [ ] x\n")
    await binary.diagnostics()
    conflict = opened(client, tmp_path / "OTHER_CHECKLIST.md", f"<<<<<<< a\n=======\n- [x] b\n>>>>>>> b\n{LIST}")
    assert {one.code for one in await conflict.diagnostics()} == {"conflict"}


@scaled
async def test_thousands_of_items(client, tmp_path):
    number = amount(500, 5000)
    item = "- [ ] An item\n  ```check\n  file_exists: x\n  ```\n"
    text = opened(client, tmp_path / "CHECKLIST.md", f"# List\n\n{item * number}")
    assert await text.diagnostics() == []
    (section,) = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text.document))
    assert len(section.children) == number


async def test_a_kind_is_completed(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    (one,) = await text.complete("- [ ] 🚀\n  ```check\n  file_e^\n  ```\n")
    assert (one.label, one.text_edit.new_text) == ("file_exists", "file_exists: ")
    assert one.text_edit.range == types.Range(types.Position(2, 2), types.Position(2, 8))


async def test_what_the_editor_shows(client, tmp_path):
    (tmp_path / "README.md").write_text("x")
    text = opened(client, tmp_path / "CHECKLIST.md", GOOD)
    (section,) = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text.document))
    assert (section.name, section.detail) == ("Release 🚀", "0/2, 0%")
    assert [child.name for child in section.children] == ["A readme", "Notes 🚀"]
    fold, _ = await client.text_document_folding_range_async(types.FoldingRangeParams(text.document))
    assert (fold.start_line, fold.end_line) == (3, 5)
    (hint,) = await client.text_document_inlay_hint_async(types.InlayHintParams(text.document, ALL))
    assert (hint.label, hint.position) == ("0/2, 0%", types.Position(0, 12))
    shown = await client.text_document_hover_async(types.HoverParams(text.document, types.Position(4, 4)))
    assert "file_exists" in shown.contents.value
    assert shown.range == types.Range(types.Position(4, 2), types.Position(4, 13))
    (place,) = await client.text_document_definition_async(types.DefinitionParams(text.document, types.Position(4, 16)))
    assert place.uri == (tmp_path / "README.md").as_uri()


async def actions(text, line, only=None):
    where = types.Range(types.Position(line, 0), types.Position(line, 0))
    asked = types.CodeActionParams(text.document, where, types.CodeActionContext([], only=only))
    return {one.title: one for one in await text.client.text_document_code_action_async(asked)}


async def test_actions_are_worked_out_when_they_are_chosen(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", GOOD.replace("- [ ] Notes", "-[ ] Notes"))
    found = await actions(text, 2)
    pin = found["Pin this id: a-readme"]
    assert pin.edit is None
    (change,) = (await client.code_action_resolve_async(pin)).edit.document_changes
    assert [edit.new_text for edit in change.edits] == ["  id: a-readme\n"]
    assert change.text_document.version == 1
    found = await actions(text, 6)
    (quick,) = [one for one in found.values() if getattr(one, "kind", "") == "quickfix"]
    assert quick.edit.document_changes[0].edits[0].new_text == " "
    assert list(await actions(text, 6, ["source.fixAll"])) == ["Make all repairs of `mdcheck lint --fix`"]
    text.change(GOOD, 2)
    with pytest.raises(Exception, match="the text has changed"):
        await client.code_action_resolve_async(pin)


def approve(path, *, grant=True):
    """A checklist with a script, and a person's consent to it."""
    environ = {name: value for name, value in os.environ.items() if name != "CI"}
    subprocess.run(["git", "init", "-q"], cwd=path.parent, check=True)
    if grant:
        command = [sys.executable, "-m", "mdcheck", "trust", "--grant", "--yes", path.name]
        subprocess.run(command, cwd=path.parent, env=environ, check=True, capture_output=True)


async def execute(text, line):
    return await text.client.workspace_execute_command_async(
        types.ExecuteCommandParams("mdcheck.run", arguments=[text.uri, line])
    )


async def said(client, number=1):
    await until(lambda: len(client.messages) >= number)
    return client.messages[number - 1]


SCRIPT = "- [ ] One\n  ```check bash timeout=5m\n  {}\n  ```\n"


async def test_a_check_runs_on_request_only(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(SCRIPT.format("touch ran; echo all is well"))
    approve(path)
    text = opened(client, path)
    await text.diagnostics()
    client.text_document_did_save(types.DidSaveTextDocumentParams(text.document))
    found = await actions(text, 1)
    assert not (tmp_path / "ran").exists()
    assert "mdcheck.run" in str(found["Run this check"].command)
    await execute(text, 1)
    assert (await said(client)).message == "bash passed: all is well"
    assert (tmp_path / "ran").exists()
    shown = await client.text_document_hover_async(types.HoverParams(text.document, types.Position(0, 7)))
    assert "Trust: approved on" in shown.contents.value


async def test_what_is_not_approved_does_not_run(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(SCRIPT.format("touch ran"))
    approve(path, grant=False)
    text = opened(client, path)
    await execute(text, 1)
    message = await said(client)
    assert message.type is types.MessageType.Warning
    assert "mdcheck trust --grant" in message.message
    assert not (tmp_path / "ran").exists()


async def test_what_is_not_saved_does_not_run(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(SCRIPT.format("touch ran"))
    text = opened(client, path, path.read_text() + "\n")
    await execute(text, 1)
    assert "save the file first" in (await said(client)).message


async def test_an_inert_check_and_a_line_without_one(client, tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(GOOD)
    text = opened(client, path)
    await execute(text, 3)
    assert "README.md does not exist" in (await said(client)).message
    await execute(text, 1)
    assert "no item stands on this line" in (await said(client, 2)).message
    await execute(text._replace(uri=(tmp_path / "OTHER.md").as_uri()), 1)
    assert "open the checklist first" in (await said(client, 3)).message


def alive(path):
    try:
        os.kill(int(path.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


HANGS = SCRIPT.format("echo $$ > pid.new; mv pid.new pid; sleep 600")


async def running(client, tmp_path):
    """A check that does not end by itself, and the request that waits for it."""
    path = tmp_path / "CHECKLIST.md"
    path.write_text(HANGS)
    approve(path)
    text = opened(client, path)
    task = asyncio.ensure_future(execute(text, 1))
    await until((tmp_path / "pid").exists)
    return text, task


async def test_a_check_that_runs_is_cancelled(client, tmp_path):
    text, task = await running(client, tmp_path)
    await execute(text, 1)
    assert "running already" in (await said(client)).message
    (number,) = [number for number, future in client.protocol._request_futures.items() if not future.done()]
    client.cancel_request(types.CancelParams(number))
    with pytest.raises(Exception, match="cancel"):
        await task
    await until(lambda: not alive(tmp_path / "pid"))


async def test_a_check_ends_with_the_server(client, tmp_path):
    _, task = await running(client, tmp_path)
    await client.shutdown_session()
    with pytest.raises(Exception, match="cancel"):
        await task
    assert not alive(tmp_path / "pid")
    client.capabilities = None  # the fixture has nothing left to end


@pytest.mark.parametrize("how", ["closes its pipe", signal.SIGTERM, signal.SIGINT])
async def test_a_check_ends_where_the_client_goes_away(tmp_path, how):
    client = await SERVER.start()
    await client.initialize_session(types.InitializeParams(capabilities=types.ClientCapabilities()))
    _, task = await running(client, tmp_path)
    server = client._server
    if isinstance(how, str):
        server.stdin.close()
    else:
        server.send_signal(how)
    await asyncio.wait_for(server.wait(), PATIENCE)
    await until(lambda: not alive(tmp_path / "pid"))
    task.cancel()
    await client.stop()


async def test_a_waiver_with_a_reason(client, tmp_path):
    approve(tmp_path / "CHECKLIST.md", grant=False)
    (tmp_path / ".git/config").write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    text = opened(client, tmp_path / "CHECKLIST.md", GOOD)
    asked = []

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params):
        asked.append(params)
        return types.ApplyWorkspaceEditResult(applied=True)

    arguments = [text.uri, 3, "30d", "the vendor is late"]
    await client.workspace_execute_command_async(types.ExecuteCommandParams("mdcheck.waive", arguments=arguments))
    (change,) = asked[0].edit.document_changes
    assert "  reason: the vendor is late\n" in change.edits[0].new_text
    arguments[2] = "2020-01-01"
    with pytest.raises(Exception, match="is past"):
        await client.workspace_execute_command_async(types.ExecuteCommandParams("mdcheck.waive", arguments=arguments))
    with pytest.raises(Exception, match="no item on this line"):
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams("mdcheck.waive", arguments=[text.uri, 1, "30d", "x"])
        )


def change_of_version(edit):
    (change,) = edit.document_changes
    return change.text_document.version


async def test_edits_are_of_the_version_that_was_read(client, tmp_path):
    """An action that is overtaken while it is worked out belongs to its own version, or is refused."""
    items = GOOD + "".join(f"- [ ] Item {number}\n" for number in range(300)) + "-[ ] Last\n"
    text = opened(client, tmp_path / "CHECKLIST.md", items)
    pin = (await actions(text, 2))["Pin this id: a-readme"]
    last = types.Range(types.Position(310, 0), types.Position(310, 0))
    asked = types.CodeActionParams(text.document, last, types.CodeActionContext([], only=["quickfix"]))
    chosen = asyncio.ensure_future(client.code_action_resolve_async(pin))
    text.change("\n" + items, 2)
    menu = asyncio.ensure_future(client.text_document_code_action_async(asked))
    text.change("\n\n" + items, 3)
    for answer in await asyncio.gather(chosen, menu, return_exceptions=True):
        if isinstance(answer, BaseException):
            assert "the text has changed" in str(answer) or "cancel" in str(answer)
            continue
        for one in [answer] if isinstance(answer, types.CodeAction) else answer:
            before = {1: items, 2: "\n" + items, 3: "\n\n" + items}[change_of_version(one.edit)]
            (edit,) = one.edit.document_changes[0].edits
            assert before.split("\n")[edit.range.start.line].startswith("-[ ]" if edit.new_text == " " else "  ```")


async def simple_client(tmp_path, workspace):
    client = await SERVER.start()
    abilities = types.ClientCapabilities(workspace=workspace)
    await client.initialize_session(types.InitializeParams(capabilities=abilities))
    return client, opened(client, tmp_path / "CHECKLIST.md", GOOD.replace("- [ ] Notes", "-[ ] Notes"))


@pytest.mark.parametrize("takes", [True, False])
async def test_a_client_that_can_not_ask_for_edits_is_sent_them(tmp_path, takes):
    client, text = await simple_client(tmp_path, types.WorkspaceClientCapabilities(apply_edit=True))
    asked = []

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params):
        asked.append(params)
        return types.ApplyWorkspaceEditResult(applied=takes)

    pin = (await actions(text, 2))["Pin this id: a-readme"]
    assert all(repr(part) in str(pin.command) for part in ("mdcheck.change", text.uri, "pin"))  # lsprotocol reads it so
    chosen = types.ExecuteCommandParams("mdcheck.change", arguments=[text.uri, 1, 3, "pin", ""])
    if takes:
        await client.workspace_execute_command_async(chosen)
    else:
        with pytest.raises(Exception, match="the editor did not make the change"):
            await client.workspace_execute_command_async(chosen)
    assert [edit.new_text for edit in asked[0].edit.changes[text.uri]] == ["  id: a-readme\n"]
    text.change(GOOD, 2)
    with pytest.raises(Exception, match="the text has changed"):
        await client.workspace_execute_command_async(chosen)
    await client.shutdown_session()
    await client.stop()


@pytest.mark.parametrize("takes", [True, False])
async def test_the_editor_is_asked_to_tell_of_changed_settings(tmp_path, takes):
    client = await SERVER.start()
    asked = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params):
        asked.extend(params.registrations)
        if not takes:
            raise JsonRpcException(message="no")

    watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watched)
    await client.initialize_session(types.InitializeParams(capabilities=types.ClientCapabilities(workspace=workspace)))
    text = opened(client, tmp_path / "CHECKLIST.md", GOOD.replace("- [ ] Notes", "-[ ] Notes"))
    assert (await text.diagnostics())[0].code == "not-a-box"
    await until(lambda: asked)
    assert [one.method for one in asked] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
    await client.shutdown_session()
    assert client._server.returncode == 0
    await client.stop()


async def test_a_client_that_can_do_nothing(tmp_path):
    """It has no versioned edits, can neither ask for edits nor be sent any, and shows no progress."""
    client, text = await simple_client(tmp_path, None)
    found = await actions(text, 6)
    assert list(found) == ["Write a blank there", "Run this check"]
    (edit,) = found["Write a blank there"].edit.changes[text.uri]
    assert edit.new_text == " "
    untitled = types.TextDocumentItem("untitled:Untitled-1", "markdown", 1, LIST)
    client.text_document_did_open(types.DidOpenTextDocumentParams(untitled))
    symbols = types.DocumentSymbolParams(types.TextDocumentIdentifier(untitled.uri))
    assert await client.text_document_document_symbol_async(symbols) is None
    await client.shutdown_session()
    assert client._server.returncode == 0
    await client.stop()


async def test_a_lone_surrogate_is_no_obstacle(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", json.loads(r'"-[ ] \ud800\n- [ ] x\n"'))
    (found,) = await text.diagnostics()
    assert found.range.start == types.Position(0, 1)
