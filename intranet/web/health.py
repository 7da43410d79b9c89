"""Is it alive, is it ready, how is it doing: for the machine that watches.

Nothing here tells a stranger about the inside.
"""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, abort, current_app, jsonify, request
from sqlalchemy import text

from intranet.core import jobs
from intranet.extensions import db
from intranet.web import metrics
from intranet.web.access import public

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

log = structlog.get_logger(__name__)
bp = Blueprint("health", __name__)

_checks: dict[str, Callable[[], bool]] = {}
_gauges: list[Callable[[], Mapping[str, float]]] = []


def add_check(name: str, check: Callable[[], bool]) -> None:
    """Make readiness depend on ``check``: True when well; an error counts as not well."""
    _checks[name] = check


def add_gauges(read: Callable[[], Mapping[str, float]]) -> None:
    """Show numbers in the metrics, read when asked; named as ``jobs_waiting``."""
    if read not in _gauges:
        _gauges.append(read)


def database_answers() -> bool:
    """True when the database answers a trivial question."""
    return bool(db.session.execute(text("SELECT 1")).scalar_one() == 1)


def queue_works() -> bool:
    """True when a worker has given a sign of life lately."""
    return jobs.state().worker_alive()


def queue_numbers() -> dict[str, float]:
    """How much work waits, failed, and is late."""
    state = jobs.state()
    return {"jobs_waiting": state.waiting, "jobs_failed": state.failed, "jobs_late_seconds": state.late_seconds}


@bp.get("/sehat")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="sehat")


@bp.get("/siap")
@public
def ready() -> ResponseReturnValue:
    """Everything that a page needs is there."""
    results = {name: _well(name, check) for name, check in _checks.items()}
    well = all(results.values())
    words = {name: "siap" if result else "belum siap" for name, result in results.items()}
    return jsonify(status="siap" if well else "belum siap", **words), 200 if well else 503


def _well(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        log.warning("not_ready", check=name, error=type(error).__name__)
        return False


@bp.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    """Numbers for Prometheus: only from this machine, or with the token of the settings; to all others the address
    does not exist.
    """
    if not (_from_this_machine() or _has_token()):
        abort(404)
    return Response(metrics.exposition(_numbers()), content_type=metrics.CONTENT_TYPE)


def _numbers() -> dict[str, float]:
    """All numbers that can be had: the watcher is told of a failing database by readiness, not by a missing page."""
    found: dict[str, float] = {}
    for read in _gauges:
        try:
            found.update(read())
        except Exception as error:  # noqa: BLE001 - whatever it is, the other numbers stand
            log.warning("metric_failed", error=type(error).__name__)
    return found


def _from_this_machine() -> bool:
    """True for a direct request over the loopback; a proxy on the same machine passes strangers on and adds these
    headers.
    """
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    peer = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR") or request.remote_addr or ""
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _has_token() -> bool:
    wanted = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return wanted is not None and hmac.compare_digest(given.encode(), wanted.encode())
