"""Prints papers beside the rest: two processes that know nothing but the press."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from intranet.documents import press

PROCESSES = 2


@dataclass(slots=True)
class PrintShop:
    """Prints in two processes, started with the first paper. ``reserved``: numbers promised to papers on the press, by year;
    ``begun``: reports begun."""

    _pool: ProcessPoolExecutor | None = None
    reserved: Counter[int] = field(default_factory=Counter)
    begun: int = 0

    def submit(self, job: press.Job) -> Future[bytes]:
        """Print a page some time soon."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))
        return self._pool.submit(press.print_pdf, job)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
