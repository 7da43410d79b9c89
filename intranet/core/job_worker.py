"""The worker process: takes one job at a time, keeps its lease alive, and stops politely at SIGTERM."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from intranet.config import Settings
from intranet.core import clock, jobs
from intranet.core.crypto import random_code
from intranet.core.errors import Busy, DomainError, StorageFull
from intranet.core.logs import set_request_id
from intranet.core.transaction import bookkeeping, transaction
from intranet.extensions import db

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.5
BEAT_SECONDS = 15.0


def run(app: Flask, *, once: bool = False, limit: int | None = None, signals: bool = True) -> int:
    """Work until SIGTERM or SIGINT; with ``once`` until nothing is due; at most ``limit`` jobs. Gives the number of
    jobs done.

    A signal lets the running job end first. ``signals=False`` for use outside the main thread.
    """
    worker = Worker(app)
    if signals:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop_on_signal)
    try:
        return worker.run(once=once, limit=limit)
    finally:
        worker.close()


class _Stop:
    """A wish to stop that any signal may interrupt. ``threading.Event`` may not: its lock is held while it is set and asked,
    and a second signal in that moment would wait for it for ever.
    """

    def __init__(self) -> None:
        self.wished = False
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)

    def wish(self) -> None:
        """From now on nobody waits."""
        self.wished = True
        with suppress(BlockingIOError, OSError):  # full: somebody wished often enough; closed: it ended already
            os.write(self._writing, b"!")

    def wait(self, seconds: float) -> None:
        """Until the wish, and no longer than this."""
        watch = select.poll()
        watch.register(self._reading, select.POLLIN)
        watch.poll(seconds * 1000)

    def close(self) -> None:
        """Give the pipe back; a later wish is only noted, and never written into another file of the same number."""
        writing, self._writing = self._writing, -1
        os.close(self._reading)
        os.close(writing)


class Worker:
    """One worker; ``stop()`` may be called from anywhere."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.config["SETTINGS"]
        self._app = app
        self._lease = timedelta(seconds=settings.job_lease_seconds)
        self._stopping = _Stop()
        self._name = f"{socket.gethostname()}:{os.getpid()}:{random_code(32)}"
        self._started_at = clock.now()
        self._last_beat: float | None = None

    def stop(self) -> None:
        """Stop after the running job."""
        self._stopping.wish()

    def close(self) -> None:
        """After the last round."""
        self._stopping.close()

    def stop_on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler."""
        self.stop()

    def run(self, *, once: bool = False, limit: int | None = None) -> int:
        """See ``run`` above."""
        done = 0
        log.info("worker_started", worker=self._name)
        while not self._stopping.wished and (limit is None or done < limit):
            if self._survive(self._step):
                done += 1
            elif once:
                break
            else:
                self._stopping.wait(IDLE_SECONDS)
        log.info("worker_stopped", worker=self._name, done=done)
        return done

    def _survive(self, step: Callable[[], bool]) -> bool:
        """A database that restarts or is full must not end the worker."""
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - the next round tries again, whatever it was
            log.warning("worker_disturbed", error=type(error).__name__)
            self._stopping.wait(IDLE_SECONDS)
            return False

    def _step(self) -> bool:
        with self._app.app_context():
            self._beat_when_due()
            if not jobs.anything_due():
                return False
            with bookkeeping() as session:
                claimed = jobs.claim(session, self._lease)
        if claimed is None:
            return False
        self._do(claimed)
        return True

    def _beat_when_due(self) -> None:
        missing = jobs.recurring_missing()
        moment = clock.now().timestamp()
        if missing or self._last_beat is None or not 0 <= moment - self._last_beat < BEAT_SECONDS:
            self._last_beat = moment
            with bookkeeping() as session:
                jobs.beat(session, self._name, self._started_at, None)
                jobs.enqueue_recurring(session)
            db.session.rollback()  # the reading transaction of SQLite would not see what was just queued

    def _do(self, claimed: jobs.Claim) -> None:
        set_request_id(f"job-{claimed.id}")
        jobs.set_current_claim(claimed)
        try:
            with self._app.app_context(), self._kept_alive(claimed):
                self._handle(claimed)
        finally:
            jobs.set_current_claim(None)
            set_request_id(None)

    def _handle(self, claimed: jobs.Claim) -> None:
        try:
            jobs.get_handler(claimed.kind)(claimed.payload)
            db.session.rollback()
            self._book(lambda session: jobs.finish(session, claimed))
            log.info("job_done", kind=claimed.kind, job_id=claimed.id, attempt=claimed.attempt)
        except jobs.LeaseLost:
            log.warning("job_lease_lost", kind=claimed.kind, job_id=claimed.id, attempt=claimed.attempt)
        except Exception as error:
            db.session.rollback()
            log.exception("job_failed", kind=claimed.kind, job_id=claimed.id, attempt=claimed.attempt)
            reason = _reason(error)
            self._book(lambda session: jobs.give_back(session, claimed, reason))

    @staticmethod
    def _book(write: Callable[[Session], None]) -> None:
        with bookkeeping() as session:
            write(session)

    @contextmanager
    def _kept_alive(self, claimed: jobs.Claim) -> Iterator[None]:
        """Renew the lease and the heartbeat from a thread while the handler works; a killed process stops renewing."""
        done = threading.Event()
        thread = threading.Thread(target=self._renew, args=(claimed, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _renew(self, claimed: jobs.Claim, done: threading.Event) -> None:
        pause = min(self._lease.total_seconds() / 3, BEAT_SECONDS)
        while not done.wait(pause):
            try:
                with self._app.app_context(), bookkeeping() as session:
                    jobs.renew(session, claimed, self._lease)
                    jobs.beat(session, self._name, self._started_at, claimed.id)
            except (Busy, StorageFull) as error:
                log.warning("lease_not_renewed", job_id=claimed.id, error=type(error).__name__)
            except Exception:
                log.exception("lease_not_renewed", job_id=claimed.id)


def _reason(error: BaseException) -> str:
    """Type and place: the message of an error may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    status = f" {error.status}" if isinstance(error, DomainError) else ""
    return f"{type(error).__name__}{status}{place}"


@jobs.recurring("core.purge_done_jobs", every=timedelta(days=1))
def _purge_done_jobs(_payload: jobs.Payload) -> None:
    with transaction():
        gone = jobs.purge_done()
        jobs.complete()
    log.info("jobs_purged", count=gone)
