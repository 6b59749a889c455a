"""The local server answers this machine about one page, and nobody about anything else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from experiments.classroom.server import Server, server
from sim.errors import InputError

PAGE = "<!doctype html><title>Ä page</title>"


@pytest.fixture
def serving() -> Iterator[Server]:
    with server(PAGE, 0) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def asked(
    serving: Server, path: str = "/", method: str = "GET", host: str | None = None
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", serving.server_port, timeout=10)
    headers = {} if host is None else {"Host": host.replace("PORT", str(serving.server_port))}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    found = (answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()})
    connection.close()
    return found


def raw(serving: Server, request: str) -> str:
    with socket.create_connection(("127.0.0.1", serving.server_port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b"")).decode("utf-8", "replace")


@pytest.mark.parametrize("path", ["/", "/index.html", "/?a=b", "/#lesson=x"])
@pytest.mark.parametrize("host", [None, "localhost:PORT", "LOCALHOST:PORT"])
def test_it_gives_the_page(serving: Server, path: str, host: str | None) -> None:
    status, text, headers = asked(serving, path, host=host)
    assert (status, text) == (200, PAGE)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"


def test_head_says_the_same_without_the_page(serving: Server) -> None:
    status, text, headers = asked(serving, method="HEAD")
    assert (status, text, headers["content-length"]) == (200, "", str(len(PAGE.encode())))


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost",
        "127.0.0.1.example.org:PORT",
        "[::1]:PORT",
    ],
)
def test_it_answers_to_no_other_name(serving: Server, host: str) -> None:
    """A name of somebody else's that leads to this machine would make its page one of ours."""
    status, text, headers = asked(serving, host=host)
    assert status == 421
    assert text == f"This page is at {serving.address} only.\n"
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "hosts", ["", "Host: example.org\r\nHost: 127.0.0.1:PORT\r\n", "Host: 127.0.0.1:PORT\r\nHost: x\r\n"]
)
def test_a_request_names_the_page_once(serving: Server, hosts: str) -> None:
    said = raw(serving, f"GET / HTTP/1.1\r\n{hosts.replace('PORT', str(serving.server_port))}\r\n")
    assert said.startswith("HTTP/1.1 421 ")
    assert PAGE not in said


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/passwd", "/../pyproject.toml", "/..%2fpyproject.toml", "//etc/passwd", "/index.html/", "/style.css"),
        *("/%2e%2e/%2e%2e/etc/passwd", "/.", "/page.html", "/\\..\\..", "/index.html%00", "/INDEX.HTML"),
    ],
)
def test_there_is_one_page_and_no_file(serving: Server, path: str) -> None:
    status, text, _ = asked(serving, path)
    assert (status, text) == (404, f"There is one page here: {serving.address}\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_sent_to_it(serving: Server, method: str) -> None:
    status, text, _ = asked(serving, method=method)
    assert (status, text) == (501, f"Only GET and HEAD of {serving.address} are answered here.\n")


@pytest.mark.parametrize(
    "request_line", ["<b>x</b> / HTTP/1.1", "GET / HTTP/9.9", "nonsense", f"GET /{'a' * 70000} HTTP/1.1"]
)
def test_what_is_no_request_gets_the_same_sentence(serving: Server, request_line: str) -> None:
    said = raw(serving, f"{request_line}\r\nHost: 127.0.0.1:{serving.server_port}\r\n\r\n")
    assert said.endswith(f"Only GET and HEAD of {serving.address} are answered here.\n")
    assert "<" not in said.partition("\r\n")[2]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://127.0.0.1:PORT/", 200),
        ("http://example.org/", 421),
        ("http://127.0.0.1:PORT@example.org/", 421),
        ("http://[bad/", 404),
    ],
)
def test_a_whole_address_names_this_server_too(serving: Server, address: str, status: int) -> None:
    """What stands in the first line of a request goes before its Host."""
    port = str(serving.server_port)
    said = raw(serving, f"GET {address.replace('PORT', port)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")
    assert said.startswith(f"HTTP/1.1 {status} ")
    assert (PAGE in said) == (status == 200)


def test_it_listens_on_this_machine_alone(serving: Server) -> None:
    assert serving.server_address[0] == "127.0.0.1"
    assert serving.address == f"http://127.0.0.1:{serving.server_port}/"


def test_a_visitor_who_says_nothing_keeps_nobody_waiting(serving: Server) -> None:
    with socket.create_connection(("127.0.0.1", serving.server_port)):
        assert asked(serving)[0] == 200


def test_rubbish_and_a_visitor_who_leaves_are_no_error(serving: Server, capfd: pytest.CaptureFixture[str]) -> None:
    raw(serving, "\x00\xff\r\n\r\n")
    with socket.create_connection(("127.0.0.1", serving.server_port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHo")
    assert asked(serving)[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_gets_one_sentence(serving: Server) -> None:
    with pytest.raises(InputError) as refused:
        server(PAGE, serving.server_port)
    assert str(refused.value) == (
        f"Port {serving.server_port} is taken by another program; name another with --port, or leave --port out."
    )
