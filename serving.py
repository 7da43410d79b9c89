"""How gunicorn serves the application: a threaded worker that gives no thread to a client before its whole request has arrived.

gunicorn's own threaded worker reads headers and bodies inside a thread, without a limit of time: as many slow connections as
there are threads, and nobody else is served. A proxy in front usually buffers; this holds without one as well.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import struct
import time
from dataclasses import dataclass, field
from functools import partial

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

HEADER_SECONDS = 10.0  # from the first byte (or the connection) to the end of the headers
IDLE_SECONDS = 15.0  # between two pieces of a body
BODY_SECONDS = 30.0  # for a body, and on top of it its length at the slowest line that we wait for:
SLOWEST_BYTES_PER_SECOND = 8 * 1024
LARGEST_HEAD = 64 * 1024  # the parser refuses it anyway
LARGEST_BODY = 17 * 1024 * 1024  # the application refuses more than 16 MiB by its announced length, without reading it
MEMORY_FOR_BODIES = 128 * 1024 * 1024  # of one worker; beyond it a body is read in a thread, under the socket's own limit
SOCKET_SECONDS = 20  # one blocking read or write inside a thread

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

# What a person reads when the request never reaches the application: title, and what to do.
_REFUSED = {
    414: ("Alamat terlalu panjang", "Kembali, lalu cari dengan kata yang lebih pendek, atau buka halamannya lewat menu."),
    431: ("Permintaan terlalu besar", "Browser mengirim terlalu banyak keterangan. Hapus kuki situs ini, lalu coba lagi."),
    500: ("Ada kesalahan di pihak kami", "Permintaan Anda belum dijalankan. Coba sekali lagi."),
}
_UNREAD = ("Permintaan tidak terbaca", "Browser mengirim permintaan yang tidak lengkap. Kembali, muat ulang, lalu coba lagi.")


def tell_refusal(sock: socket.socket, status: int, reason: str, _detail: str) -> None:
    """In place of gunicorn's own answer, which is English and repeats what was sent."""
    title, text = _REFUSED.get(status, _UNREAD)
    body = (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    ).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode() + body)


@dataclass(eq=False, slots=True)
class Arrival:
    """A request on its way in: what has come of it, and until when the rest may take."""

    conn: TConn
    deadline: float
    last: float
    received: bytearray = field(default_factory=bytearray)
    head_length: int = 0  # 0 until the headers are whole
    whole_length: int | None = None  # None while unknown (no headers yet, or a body in chunks)

    def is_whole(self) -> bool:
        """True when a thread has no need to wait for this client any more, or when waiting would change nothing."""
        if not self.head_length:
            return len(self.received) > LARGEST_HEAD
        if self.whole_length is None:
            return self.received.endswith(_LAST_CHUNK) or len(self.received) > LARGEST_BODY
        return len(self.received) >= self.whole_length

    def is_late(self, now: float) -> bool:
        """True when the time for the headers, for the body or for its next piece is over."""
        return now > self.deadline or (bool(self.head_length) and now > self.last + IDLE_SECONDS)

    def read_head(self, now: float) -> None:
        """Once the headers are whole: how long the request is, and how long it may take."""
        end = -1 if self.head_length else self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        if _EXPECT.search(self.received, 0, end + 2):
            # The client waits for a word before it sends the body. gunicorn would say it from within a thread.
            self.received[: end + 2] = _EXPECT.sub(b"", bytes(self.received[: end + 2]))
            end = self.received.find(b"\r\n\r\n")
            self.conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.head_length = end + 4
        length = 0
        if _CHUNKED.search(self.received, 0, end + 2):
            self.whole_length, length = None, LARGEST_BODY
        else:
            announced = _LENGTH.search(self.received, 0, end + 2)
            length = int(announced[1]) if announced else 0
            if length > LARGEST_BODY:
                length = 0  # refused by its announced length
            self.whole_length = self.head_length + length
        self.deadline = now + BODY_SECONDS + length / SLOWEST_BYTES_PER_SECOND


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's threaded worker, with the reading of requests moved in front of the threads."""

    def init_process(self) -> None:
        self.arrivals: dict[TConn, Arrival] = {}
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Called for a new connection and for a kept one that has something to say: gather first, then take a thread."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        limit = struct.pack("ll", SOCKET_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        conn.sock.setblocking(False)
        now = time.monotonic()
        arrival = Arrival(conn, deadline=now + HEADER_SECONDS, last=now)
        if conn.parser is not None:
            arrival.received += conn.parser.unreader.take_buffered()
            arrival.read_head(now)
        self.arrivals[conn] = arrival
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, arrival))
        self._receive(arrival, conn.sock)

    def murder_pending(self) -> None:
        """Called about once a second: end what takes too long; when stopping also what has not begun."""
        super().murder_pending()
        now = time.monotonic()
        for arrival in list(self.arrivals.values()):
            if arrival.is_late(now) or not (self.alive or arrival.received):
                if arrival.received:
                    with contextlib.suppress(OSError):  # gone already
                        arrival.conn.sock.send(_TOO_SLOW)
                self._drop(arrival)

    def _receive(self, arrival: Arrival, sock: socket.socket) -> None:
        now = time.monotonic()
        try:
            while not arrival.is_whole():
                piece = sock.recv(256 * 1024)
                if not piece:
                    self._drop(arrival)
                    return
                arrival.received += piece
                arrival.last = now
                arrival.read_head(now)
        except BlockingIOError:
            if self._has_memory():
                return
        except OSError:
            self._drop(arrival)
            return
        self._hand_over(arrival)

    def _has_memory(self) -> bool:
        return sum(len(arrival.received) for arrival in self.arrivals.values()) <= MEMORY_FOR_BODIES

    def _forget(self, arrival: Arrival) -> None:
        del self.arrivals[arrival.conn]
        self.poller.unregister(arrival.conn.sock)

    def _drop(self, arrival: Arrival) -> None:
        self._forget(arrival)
        self.nr_conns -= 1
        arrival.conn.close()

    def _hand_over(self, arrival: Arrival) -> None:
        conn = arrival.conn
        self._forget(arrival)
        conn.init()
        conn.parser.unreader.unread(bytes(arrival.received))
        conn.data_ready = True
        super().enqueue_req(conn)
