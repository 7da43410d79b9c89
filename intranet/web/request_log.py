"""One structured line per request, without personal data: rule instead of address, ids instead of names, no query.

How lines are written, and what is hidden in them, stands in ``core.logs``.
"""

from __future__ import annotations

import secrets
import time

import structlog
from flask import Flask, Response, g, request

from intranet.core import logs
from intranet.web import metrics

log = structlog.get_logger("intranet.request")
UNLOGGED = frozenset({"health.alive", "health.ready", "health.show_metrics"})


def _begin() -> None:
    g.began = time.perf_counter()
    logs.set_request_id(secrets.token_hex(6))


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = logs.request_id() or "-"
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    rule = request.url_rule.rule if request.url_rule else "-"
    metrics.observe(request.method, rule, response.status_code, seconds)
    if request.endpoint in UNLOGGED and response.status_code < 400:
        return response
    actor = g.get("actor")
    fields = {"method": request.method, "rule": rule, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    if failure := g.get("failure"):
        fields["failure"] = failure
    log.info("request", **fields, user=actor.id if actor else None)
    return response


def _forget(error: BaseException | None) -> None:
    del error
    logs.set_request_id(None)


def init_app(app: Flask) -> None:
    """Time and log every request."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)
