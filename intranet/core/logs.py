"""Logs as JSON lines without personal data: secrets and identity numbers are hidden, exceptions tell where, not what
was typed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

from intranet.config import ConfigError, Settings
from intranet.core.masking import mask

MOST_FRAMES = 25

_request_id: ContextVar[str | None] = ContextVar("intranet_request_id", default=None)


def set_request_id(value: str | None) -> None:
    """Called by the web layer at the start (a random code) and end (None) of a request, by the worker per job."""
    _request_id.set(value)


def request_id() -> str | None:
    """Id of the running request or job, for logs, audit and the error page."""
    return _request_id.get()


def configure(settings: Settings) -> None:
    """Send structlog and the standard library's loggers to stderr as one JSON object a line."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        _describe_exception,
        _hide,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=_type_name),
            ],
        )
    )
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    for noisy in ("fontTools", "weasyprint", "PIL", "alembic.runtime.plugins", "alembic.autogenerate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Stderr(logging.Handler):
    """Our handler, known by its class: a second app does not double every line. Looks up stderr each time: it may be replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - a log that cannot be written must not end the request
            self.handleError(record)


Event = MutableMapping[str, Any]


def _add_request_id(_logger: object, _method: str, event: Event) -> Event:
    if (current := request_id()) is not None:
        event.setdefault("request_id", current)
    return event


def _describe_exception(_logger: object, _method: str, event: Event) -> Event:
    """Type and places only: messages of exceptions quote what people typed, and so do the parameters of SQL."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info is True else info[1] if info else None
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        ]
        if error.__cause__ is not None:
            event["cause"] = type(error.__cause__).__name__
        if isinstance(error, ConfigError):
            event["reason"] = str(error)
    event.pop("stack_info", None)
    return event


def _hide(_logger: object, _method: str, event: Event) -> Event:
    hidden: Event = mask({key: value for key, value in event.items() if not key.startswith("_")})
    return {**hidden, **{key: value for key, value in event.items() if key.startswith("_")}}


def _type_name(value: object) -> str:
    """Objects are named, never shown: their text may hold anything."""
    return f"<{type(value).__name__}>"
