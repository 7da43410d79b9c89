"""One writer at a time on a SQLite file: threads of a process queue in order, processes take turns over two lock
files.

SQLite's own lock is a lottery with sleeps; this queue keeps the longest wait short. It also holds commits and
checkpoints apart, which SQLite before 3.51.3 needs, lest two connections corrupt the file (WAL-reset bug).
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intranet.core.errors import Busy

_FIRST_PAUSE = 0.0002
_LONGEST_PAUSE = 0.002


class _Queue:
    """A lock for threads that is handed on in order of arrival."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, deadline: float) -> bool:
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return True
        with self._mutex:
            if ticket not in self._waiting:  # handed over between the time-out and this line
                return True
            self._waiting.remove(ticket)
        return False

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class _FileLock:
    """flock on a file, with a deadline; the kernel lets go when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, deadline: float) -> bool:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        pause = _FIRST_PAUSE
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return True

    def release(self) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)


class WriteLock:
    """The lock of one database file."""

    def __init__(self, database: Path) -> None:
        self._threads = _Queue()
        # Who waits for the write lock holds the gate, so that the process that just wrote cannot barge in before it.
        self._gate = _FileLock(database.with_name(database.name + ".gate"))
        self._write = _FileLock(database.with_name(database.name + ".lock"))

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Hold the lock inside the block; raises Busy when it was not free within ``seconds``."""
        deadline = time.monotonic() + seconds
        if not self._threads.acquire(deadline):
            raise Busy
        try:
            self._take_turn(deadline)
            try:
                yield
            finally:
                self._write.release()
        finally:
            self._threads.release()

    def _take_turn(self, deadline: float) -> None:
        if not self._gate.acquire(deadline):
            raise Busy
        try:
            if not self._write.acquire(deadline):
                raise Busy
        finally:
            self._gate.release()


_locks: dict[Path, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_for(database: Path) -> WriteLock:
    """The one lock of this file in this process."""
    with _locks_mutex:
        return _locks.setdefault(database, WriteLock(database))


def _forget() -> None:
    """A forked child must open its own files: an inherited descriptor would share the parent's lock."""
    global _locks_mutex  # noqa: PLW0603 - the parent may have held it at the fork
    _locks_mutex = threading.Lock()
    _locks.clear()


os.register_at_fork(after_in_child=_forget)
