"""Real workers and writers in a process of their own, for tests that kill them: ``worker_process.py work`` or ``write``."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from intranet.core import audit, clock, counters, files, job_worker, jobs
from intranet.core.actor import SYSTEM
from intranet.core.settings_store import Setting
from intranet.core.transaction import bookkeeping, transaction
from tests.db.core.mini import make_app, make_settings

DATA = Path(os.environ["CORE_DATA"])
APP = make_app(make_settings(DATA, os.environ["CORE_URL"], job_lease_seconds=1, busy_timeout_ms=20_000))


@jobs.handler("render")
def render(payload: jobs.Payload) -> None:
    """As a PDF job does it: bytes first, then the row and the end of the job in one block."""
    number = payload["n"]
    sha256 = files.store(f"report {number}".encode() * 1000)
    time.sleep(0.03)
    with transaction() as session:
        session.add(Setting(key=f"report:{number}", value=sha256, updated_at=clock.now()))
        jobs.complete()
    time.sleep(0.005)


@jobs.handler("slow")
def slow(_payload: jobs.Payload) -> None:
    """Long enough to be asked to stop meanwhile."""
    time.sleep(1)
    with transaction() as session:
        session.add(Setting(key="slow", value=1, updated_at=clock.now()))


def write(worker: str, threads: int, rounds: int) -> None:
    """Many threads, each with its own writes: blocks with audit and counters, and bookkeeping between them."""
    failures: list[BaseException] = []
    slowest = [0.0]

    def loop(thread: int) -> None:
        try:
            for n in range(rounds):
                started = time.monotonic()
                with APP.app_context():
                    with transaction() as session:
                        key = f"{worker}:{thread}:{n}"
                        session.add(Setting(key=key, value="x" * 2000, updated_at=clock.now()))
                        counters.bump("board", f"visit:{thread}")
                        audit.record(SYSTEM, "setting_added", ("setting", key))
                    with bookkeeping() as session:
                        jobs.beat(session, f"{worker}:{thread}", clock.now(), None)
                slowest[0] = max(slowest[0], time.monotonic() - started)
        except BaseException as error:  # noqa: BLE001 - told by the exit code below
            failures.append(error)

    started = [threading.Thread(target=loop, args=(thread,)) for thread in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    print(f"slowest {slowest[0]:.2f} s", flush=True)
    if failures:
        raise failures[0]


def hear_signals(seconds: float) -> None:
    """A worker that is told to stop ten thousand times a second, also while it is hearing it."""
    worker = job_worker.Worker(APP)
    signal.signal(signal.SIGALRM, worker.stop_on_signal)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        worker.stop()
    worker.run()
    signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    if sys.argv[1] == "work":
        job_worker.run(APP)
    elif sys.argv[1] == "signals":
        hear_signals(2)
    else:
        write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
