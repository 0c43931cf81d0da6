"""What the server writes into the editor's log: faults, and no answers that refuse."""

import logging

import pytest
from pygls.exceptions import JsonRpcInvalidParams, JsonRpcRequestCancelled

from mdcheck.app.session import Session
from mdcheck.lsp.actions import refusal
from mdcheck.lsp.server import make_server


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refusal("the words of this item propose no check"), []),
        (JsonRpcRequestCancelled("the check was cancelled"), []),
        (JsonRpcInvalidParams(), ["what pygls says"]),
        (ValueError("a bug"), ["what pygls says"]),
        (None, ["what pygls says"]),
    ],
    ids=["refused", "cancelled", "a fault of the editor", "a bug", "no error"],
)
def test_only_faults_are_told(error, told, tmp_path, caplog):
    server = make_server(Session(tmp_path, {}))
    logging.getLogger("pygls.protocol.json_rpc").error("what pygls says", exc_info=error)
    assert caplog.messages == told
    server.documents.end()
