"""A headless Chromium on a pipe (`--remote-debugging-pipe`): no driver, no port, no network."""

import json
import os
import select
import shutil
import subprocess
from itertools import count

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60
"""Seconds that the browser may take for an answer."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)


def find():
    return next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """One page: what it says, and the keys and clicks that it gets."""

    def __init__(self, program, folder, *, width=1100, height=900):
        # The browser reads commands from descriptor 3 and writes to 4; the shell puts our pipes there.
        down, self._send = os.pipe()
        self._receive, up = os.pipe()
        command = [program, *FLAGS, f"--user-data-dir={folder}", f"--window-size={width},{height}", "about:blank"]
        script = f'exec 3<&{down} 4>&{up}; exec "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command],
            pass_fds=(down, up),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(down)
        os.close(up)
        self._ids = count(1)
        self._buffer = b""
        self.complaints = []
        self._session = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Runtime", "Log", "Page", "Network"):
            self._call(f"{domain}.enable")

    def close(self):
        try:
            self._session = None
            self._call("Browser.close")
        except (OSError, EOFError):
            pass
        finally:
            self._process.kill()
            self._process.wait(10)
            os.close(self._send)
            os.close(self._receive)

    def open(self, path):
        self.complaints.clear()
        self._call("Page.navigate", url=path.as_uri())
        self.run("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))")

    def run(self, expression):
        """The value of a JavaScript expression, awaited."""
        found = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key):
        text = {"text": key} if len(key) == 1 else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text):
        self._call("Input.insertText", text=text)

    def prefer(self, scheme, *, media=""):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._call("Emulation.setEmulatedMedia", media=media, features=features)
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _call(self, method, **params):
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def _next(self):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._receive], [], [], PATIENCE)
            piece = os.read(self._receive, 1 << 16) if ready else b""
            if not piece:
                raise EOFError("the browser has gone, or does not answer")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer = json.loads(message)
        self._note(answer)
        return answer

    def _note(self, event):
        params = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                self.complaints.append(params["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled":
                self.complaints.append(str(params["args"]))
            case "Log.entryAdded":
                self.complaints.append(params["entry"]["text"])
            case "Page.javascriptDialogOpening":
                self.complaints.append(f"dialog: {params['message']}")
            case "Network.requestWillBeSent" if not params["request"]["url"].startswith(("file:", "data:", "about:")):
                self.complaints.append(f"request: {params['request']['url']}")
