"""One structured line per request, without personal data: rule instead of address, ids instead of names, no query, no error texts."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

import structlog
from flask import g, request

from intranet.core.text import hide_long_numbers
from intranet.web import metrics
from intranet.web.errors import request_id

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from flask import Flask, Response

Event = "MutableMapping[str, Any]"
UNTIMED = frozenset({"health.alive", "health.metrics"})


def _without_numbers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = hide_long_numbers(value)
    return event


def _place_of_error(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Kind and place of an error, not its text: that may quote what a person typed."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else sys.exc_info()[1])
    if error is None:
        return event
    event["error"] = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    event["at"] = [f"{frame.filename.rsplit('/', 2)[-2]}/{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    cause = error.__cause__ or error.__context__
    if cause is not None:
        event["cause"] = type(cause).__name__
    return event


def configure(level: str) -> None:
    """Send structlog and the standard library's log to stderr as JSON lines.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_of_error,
        _without_numbers,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
    root = logging.getLogger()
    for handler in [each for each in root.handlers if getattr(each, "is_ours", False)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.is_ours = True  # type: ignore[attr-defined]
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("werkzeug").setLevel("WARNING")
    logging.getLogger("fontTools").setLevel("WARNING")
    logging.getLogger("weasyprint").setLevel("ERROR")


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    rule = request.url_rule.rule if request.url_rule else "-"
    metrics.observe(request.method, rule, response.status_code, seconds)
    if request.endpoint in UNTIMED:
        return response
    actor = g.get("actor")
    fields = {"method": request.method, "rule": rule, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    if failure := g.get("failure"):
        fields["failure"] = failure
    structlog.get_logger("intranet.request").info(
        "request", **fields, user=actor.id if actor else None, request_id=request_id()
    )
    return response


def init_app(app: Flask) -> None:
    """Time and log every request."""
    app.before_request(_begin)
    app.after_request(_end)
