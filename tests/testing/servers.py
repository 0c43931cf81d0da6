"""Servers on the loopback interface, each in a thread of its own, for as long as a test needs them."""

import socket
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Web(NamedTuple):
    url: str
    """Without a slash at its end."""
    port: int
    asked: list[tuple[str, str, dict[str, str]]]
    """Method, path and headers of each request."""


@contextmanager
def web(pages: dict[str, tuple[int, dict[str, str], bytes]], *, certificate: Any = None, host: str = "127.0.0.1"):
    """Answers each path as the table says, and 404 to all others."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked.append((self.command, self.path, dict(self.headers.items())))
            status, headers, body = pages.get(self.path, (404, {}, b"nothing here"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            """A client that breaks off is what some tests are about."""

    server = Server((host, 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        port = server.server_address[1]
        yield Web(f"{'https' if certificate else 'http'}://{host}:{port}", port, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def listening(serve=None):
    """A port on which each connection is handed to `serve`; the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def accept():
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        if serve is not None:
                            serve(connection, done)
                    except OSError:
                        pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            done.set()
            server.shutdown(socket.SHUT_RDWR)
            server.close()
            thread.join()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
