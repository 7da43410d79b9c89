"""Where a writing request comes from, told by headers that a page of another site cannot set.

A second lock beside the CSRF token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, request

from intranet.core.errors import Forbidden

if TYPE_CHECKING:
    from flask import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = "Permintaan ini datang dari situs lain, jadi tidak dijalankan. Buka halamannya langsung di intranet, lalu ulangi."


def is_own_host(host: str) -> bool:
    """True for the host that was asked and for the host of the set base address."""
    base = current_app.config["SETTINGS"].base_url
    return bool(host) and host in {request.host, urlsplit(base).netloc}


def is_foreign(asked: Request) -> bool:
    """True when the browser says that another site sent this request."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    source = asked.headers.get("Origin")
    return source is not None and not is_own_host(urlsplit(source).netloc)


def is_own(asked: Request) -> bool:
    """True when the browser says that a page of ours sent this request; silence is not enough."""
    if asked.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    source = asked.headers.get("Origin")
    return not is_foreign(asked) and source is not None and is_own_host(urlsplit(source).netloc)


def refuse_foreign() -> None:
    """Run before every request: refuse a writing request of another site.

    Raises:
        Forbidden: the browser names a foreign source.
    """
    if request.method not in SAFE_METHODS and is_foreign(request):
        raise Forbidden(FOREIGN)
