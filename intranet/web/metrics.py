"""Counts and times of requests for Prometheus.

With several gunicorn workers set ``PROMETHEUS_MULTIPROC_DIR`` to an empty folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE = CONTENT_TYPE_LATEST

REGISTRY = CollectorRegistry()
_requests = Counter("intranet_requests", "Answered requests", ("method", "rule", "status"), registry=REGISTRY)
_seconds = Histogram("intranet_request_seconds", "Time to answer", ("rule",), buckets=BUCKETS, registry=REGISTRY)


def observe(method: str, rule: str, status: int, seconds: float) -> None:
    """Count one answered request. ``rule`` is the pattern of the address, so that ids make no new series."""
    _requests.labels(method if method in METHODS else "OTHER", rule, str(status)).inc()
    _seconds.labels(rule).observe(seconds)


def exposition(extra: Mapping[str, float]) -> bytes:
    """All numbers in Prometheus' text form, summed over the workers.

    Args:
        extra: further numbers of this moment by name.
    """
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415 - reads the folder on import

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    now = CollectorRegistry()
    for name, value in extra.items():
        gauge = Gauge(f"intranet_{name}", name.replace("_", " "), registry=now)
        gauge.set(value)
    return counted + generate_latest(now)


def forget_worker(pid: int) -> None:
    """For gunicorn's ``child_exit``: drop the live gauges of a worker that ended."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415

        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
