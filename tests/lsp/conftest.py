"""The real server process, and a client that speaks to it."""

import asyncio
import os
import sys
from typing import NamedTuple

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client
from testing.counted import counted

PATIENCE = 300
"""Seconds, to end what hangs."""


async def until(condition):
    """Wait for what others do."""

    async def come():
        while not condition():  # noqa: ASYNC110 - nobody tells when a file appears or a process ends
            await asyncio.sleep(0.01)

    await asyncio.wait_for(come(), PATIENCE)


class Text(NamedTuple):
    """A text that the editor has open."""

    client: LanguageClient
    uri: str

    async def diagnostics(self, version=1):
        """Those of this version, when they have come."""

        def found():
            return [one for one in self.client.published if (one.uri, one.version) == (self.uri, version)]

        await until(found)
        return list(found()[-1].diagnostics)

    def change(self, text, version):
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    @property
    def document(self):
        return types.TextDocumentIdentifier(self.uri)

    async def complete(self, text, mark="^", version=2):
        """The labels at the mark, which the text is then without."""
        before, _, after = text.partition(mark)
        self.change(before + after, version)
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        found = await self.client.text_document_completion_async(
            types.CompletionParams(self.document, types.Position(line, column))
        )
        return [] if found is None else found.items


def opened(client, path, text=None, version=1):
    """Open a file, or a text that is not saved in it."""
    text = path.read_bytes().decode() if text is None else text
    uri = path.as_uri()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", version, text))
    )
    return Text(client, uri)


@pytest.fixture
def encodings():
    """What the client would have positions counted in; a test may name others."""
    return [types.PositionEncodingKind.Utf16]


def make_client():
    """A client that remembers what was published, with the versions."""
    client = make_test_lsp_client()
    client.published = []
    client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params):
        client.published.append(params)

    @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
    def refresh(_params: None):
        client.refreshed = True

    return client


class Served(ClientServerConfig):
    """The command that starts the server, in the environment of the test, which measures coverage in it too."""

    async def start(self, devtools=None):
        self.server_env = {**os.environ, **counted()}
        return await super().start(devtools)


SERVER = Served(server_command=[sys.executable, "-m", "mdcheck", "lsp"], client_factory=make_client)


@pytest_lsp.fixture(config=SERVER)
async def client(lsp_client: LanguageClient, encodings, tmp_path):
    capabilities = client_capabilities("neovim")
    capabilities.workspace.workspace_edit.document_changes = True
    capabilities.general = types.GeneralClientCapabilities(position_encodings=encodings)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities, workspace_folders=[types.WorkspaceFolder(tmp_path.as_uri(), "here")]
        )
    )
    yield
    await lsp_client.shutdown_session()
