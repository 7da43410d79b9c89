"""gunicorn's settings; `gunicorn wsgi:app` reads this file by itself. Any of them can be overridden on the command line."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from gunicorn import util
from gunicorn.http.wsgi import Response

from serving import PatientWorker, tell_refusal

bind = f"{os.environ.get('INTRANET_BIND', '127.0.0.1')}:{os.environ.get('INTRANET_PORT', '8000')}"
workers = int(os.environ.get("INTRANET_WORKERS", "2"))
worker_class = PatientWorker
threads = 8
# Longer than a proxy keeps its side open (nginx: 60 s), so that the proxy never writes into a connection that has just been closed.
keepalive = 75
timeout = 60
graceful_timeout = 20
# Memory that a long run has fragmented goes back; the spread keeps the workers from restarting together.
max_requests = 20_000
max_requests_jitter = 4_000
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# A heartbeat file on a disk can block; memory cannot.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a heartbeat, nothing that anybody could read or plant
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# Forwarded addresses are the application's affair (INTRANET_TRUSTED_PROXIES), which counts hops.
forwarded_allow_ips = ""
control_socket_disable = True
loglevel = "warning"


def _without_banner(response: Response) -> list[str]:
    """The head of an answer as gunicorn begins it, without telling a stranger what runs here (security.md 24)."""
    return [line for line in _default_headers(response) if not line.startswith("Server:")]


_default_headers = Response.default_headers
Response.default_headers = _without_banner
util.write_error = tell_refusal


def post_worker_init(worker: object) -> None:
    """A new worker knows the pages before it answers for the first time."""
    from intranet.web import templating  # noqa: PLC0415 - see child_exit

    app = worker.app.callable  # type: ignore[attr-defined]
    if hasattr(app, "jinja_env"):  # another one is served only by the tests of this file
        templating.read_all(app)


def child_exit(server: object, worker: object) -> None:
    """The numbers of an ended worker stay, its live gauges go (see ``intranet.web.metrics``)."""
    from intranet.web import metrics  # noqa: PLC0415 - the arbiter itself loads no application

    del server
    metrics.forget_worker(worker.pid)  # type: ignore[attr-defined]
