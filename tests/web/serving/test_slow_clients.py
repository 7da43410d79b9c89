"""Slow clients hold no thread: somebody else is served at once, and whoever takes too long is told so."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.workers.gthread import TConn

from serving import BODY_SECONDS, HEADER_SECONDS, IDLE_SECONDS, LARGEST_BODY, Arrival

ROOT = Path(__file__).parents[3]
ECHO = """
def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(str(len(body)))))])
    return [str(len(body)).encode()]
"""
SLOW = {
    "says nothing": b"",
    "stops in the headers": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "stops in the body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nabc",
    "stops in a chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with our settings and worker around an application that answers with the length of the body."""
    folder = tmp_path_factory.mktemp("echo")
    (folder / "echo.py").write_text(ECHO)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        os.set_inheritable(listener.fileno(), True)
        command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "--bind"]
        command += [f"fd://{listener.fileno()}", "--chdir", str(folder), "echo:app"]
        with subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()]) as server:
            yield listener.getsockname()[1]
            server.terminate()


def ask(port: int, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, "/", body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("request_line", "status", "told"),
    [
        (b"GET /desa?cari=" + b"a" * 10_000 + b" HTTP/1.1", 414, "cari dengan kata yang lebih pendek"),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 20_000, 431, "Permintaan terlalu besar"),
        (b"<script> HTTP/1.1", 400, "Permintaan tidak terbaca"),
    ],
)
def test_what_never_reaches_the_application_is_refused_in_plain_words(
    port: int, request_line: bytes, status: int, told: str
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request_line + b"\r\nHost: x\r\n\r\n")
        client.settimeout(10)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    text = answer.decode()

    assert text.startswith(f"HTTP/1.1 {status} ")
    assert told in text
    assert "script" not in text


@pytest.mark.parametrize("kind", SLOW)
def test_200_slow_clients_keep_nobody_waiting(port: int, kind: str) -> None:
    ask(port)
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    try:
        for client in slow:
            client.sendall(SLOW[kind])
        # A time-out of two seconds is the promise; gunicorn's own worker needs more than a minute here.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"0"
        connection.close()
    finally:
        for client in slow:
            client.close()


@pytest.mark.parametrize("size", [0, 1, 70_000, 5_000_000, LARGEST_BODY + 1])
def test_a_body_arrives_whole(port: int, size: int) -> None:
    assert ask(port, "POST", b"x" * size) == (200, str(size).encode())


def test_a_body_in_chunks_arrives_whole(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", body=iter([b"x" * 5000] * 60), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
    assert connection.getresponse().read() == b"300000"
    connection.close()


def test_a_client_that_waits_for_leave_is_told_to_go_on(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abc")
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n3")


def test_requests_sent_in_one_go_are_all_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert client.makefile("rb").read().count(b"HTTP/1.1 200 OK") == 3


@pytest.fixture
def arrival() -> Iterator[Arrival]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Arrival(TConn(None, ours, None, None), deadline=HEADER_SECONDS, last=0.0)


def test_headers_have_ten_seconds(arrival: Arrival) -> None:
    arrival.received += b"GET / HTTP/1.1\r\nX: "
    arrival.read_head(9.0)
    assert not arrival.is_late(HEADER_SECONDS)
    assert arrival.is_late(HEADER_SECONDS + 0.1)


def test_a_slow_line_may_send_a_photo_but_not_for_ever(arrival: Arrival) -> None:
    size = 4 * 1024 * 1024
    arrival.received += f"POST / HTTP/1.1\r\nContent-Length: {size}\r\n\r\n".encode()
    arrival.read_head(0.0)
    arrival.last = BODY_SECONDS + size / 8192
    assert not arrival.is_late(BODY_SECONDS + size / 8192)
    assert arrival.is_late(BODY_SECONDS + size / 8192 + 0.1)


def test_a_body_that_stops_is_late(arrival: Arrival) -> None:
    arrival.received += b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"
    arrival.read_head(0.0)
    assert not arrival.is_whole()
    assert not arrival.is_late(IDLE_SECONDS)
    assert arrival.is_late(IDLE_SECONDS + 0.1)
