"""Writers queue in order, wait no longer than told, and leave no lock behind."""

import os
import threading
import time

import pytest

from intranet.core.errors import Busy
from intranet.core.write_lock import WriteLock, lock_for


@pytest.fixture(name="path")
def fixture_path(tmp_path):
    return tmp_path / "x.db"


def test_second_thread_waits_no_longer_than_told(path):
    lock = WriteLock(path)
    told = []

    def attempt():
        started = time.monotonic()
        try:
            with lock.held(0.1):
                pass
        except Busy:
            told.append(time.monotonic() - started)

    with lock.held(1):
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert 0.09 < told[0] < 2
    with lock.held(0.1):
        pass


def test_other_process_waits_no_longer_than_told(path):
    """Two lock objects on one file are what two processes have."""
    first, second = WriteLock(path), WriteLock(path)
    with first.held(1), pytest.raises(Busy), second.held(0.05):
        pass
    with second.held(0.5):
        pass


def test_threads_are_served_in_order_of_arrival(path):
    lock = WriteLock(path)
    served = []

    def serve(n):
        with lock.held(5):
            served.append(n)

    threads = []
    with lock.held(1):
        for n in range(6):
            threads.append(threading.Thread(target=serve, args=(n,)))
            threads[-1].start()
            while len(lock._threads._waiting) <= n:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(6))


def test_processes_take_turns(path):
    """A process with many waiting threads must not starve another with one."""
    busy, other = WriteLock(path), WriteLock(path)
    stop, waits = threading.Event(), []

    def hog():
        while not stop.is_set():
            with busy.held(5):
                time.sleep(0.001)

    threads = [threading.Thread(target=hog) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        started = time.monotonic()
        with other.held(5):
            waits.append(time.monotonic() - started)
    stop.set()
    for thread in threads:
        thread.join()
    assert max(waits) < 1


def test_error_inside_lets_go(path):
    lock = WriteLock(path)
    with pytest.raises(KeyError), lock.held(1):
        raise KeyError
    with lock.held(0.1):
        pass


def test_one_lock_per_file(path):
    assert lock_for(path) is lock_for(path)


def test_forked_child_does_not_share_the_lock_of_its_parent(path):
    with lock_for(path).held(1):
        child = os.fork()
        if child == 0:
            try:
                with lock_for(path).held(0.05):
                    os._exit(1)
            except Busy:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
