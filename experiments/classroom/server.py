"""The page of the classroom on this machine alone: two addresses, for nobody else."""

from __future__ import annotations

import errno
import os
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from sim.errors import InputError

HERE = "127.0.0.1"
NAMES = (HERE, "localhost")
"""What the page may be called; whoever calls it otherwise was led here by another site."""

PATHS = ("/", "/index.html")
ICON = "/favicon.ico"
"""Browsers ask for it by themselves."""

SECONDS = 10
"""A browser that says nothing for so long is not waited for."""

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}
"""The page's own policy stands in it; that no other page may frame it can be said here only."""


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD of the page; everything else gets one sentence."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "TownHall"
    sys_version = ""
    timeout = SECONDS

    def do_GET(self) -> None:
        """The page."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """What GET says of the page, without it."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        name, path = self._asked()
        if not self._called_by_its_name(name):
            self._say(HTTPStatus.MISDIRECTED_REQUEST, f"This page is at {self.server.address} only.", body=body)
            return
        if path == ICON:
            self._send(HTTPStatus.NO_CONTENT, b"", "image/x-icon", body=False)
        elif path in PATHS:
            self._send(HTTPStatus.OK, self.server.page, "text/html; charset=utf-8", body=body)
        else:
            self._say(HTTPStatus.NOT_FOUND, f"There is one page here: {self.server.address}", body=body)

    def _asked(self) -> tuple[str, str]:
        """The server that the first line of the request names, if it does, and the path."""
        try:
            address = urlsplit(self.path)
        except ValueError:
            return "", ""
        return address.netloc, address.path

    def _called_by_its_name(self, name: str) -> bool:
        """Whether the request names this server, once; a name of another site that leads here does not."""
        hosts, own = self.headers.get_all("Host") or [], {f"{one}:{self.server.server_port}" for one in NAMES}
        return len(hosts) == 1 and hosts[0].lower() in own and (not name or name.lower() in own)

    def _say(self, status: HTTPStatus, sentence: str, *, body: bool) -> None:
        self._send(status, f"{sentence}\n".encode(), "text/plain; charset=utf-8", body=body)

    def _send(self, status: HTTPStatus, content: bytes, kind: str, *, body: bool) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A sentence for what is neither GET nor HEAD, or no request at all; the connection ends with it."""
        self.close_connection = True
        sentence = f"Only GET and HEAD of {self.server.address} are answered here."
        self._say(HTTPStatus(code), sentence, body=getattr(self, "command", None) != "HEAD")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a lecturer's terminal is no log."""


class Server(ThreadingHTTPServer):
    """Serves one page until it is closed."""

    daemon_threads = True
    # Else a second server on Windows takes the same port, and on others the first minute after an end is lost.
    allow_reuse_address = os.name == "posix"

    def __init__(self, page: str, port: int) -> None:
        self.page = page.encode()
        super().__init__((HERE, port), Handler)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HERE}:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a browser that leaves in the middle of an answer is no error."""


def server(page: str, port: int) -> Server:
    """A server of ``page`` at ``port`` (0: any that is free); :class:`InputError` where it cannot be had."""
    try:
        return Server(page, port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", errno.EADDRINUSE)):
            reason = "is taken by another program" if error.errno == errno.EADDRINUSE else "may not be used by you"
            raise InputError(f"Port {port} {reason}; name another with --port, or leave --port out.") from None
        raise InputError(f"Nothing can be served on this machine ({error.strerror}); use --export FILE.html.") from None
