"""The headers of every answer.

No inline script at all; the one inline style block is allowed by its hash, so pages stay comparable.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import current_app, g, request

from intranet.web import assets

if TYPE_CHECKING:
    from flask import Flask, Response

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}
HSTS = "max-age=31536000; includeSubDomains"


def content_security_policy() -> str:
    """What a page may load: our own files, nothing inline but the critical style block."""
    return _policy(assets.critical_hash())


@lru_cache(maxsize=4)
def _policy(style_hash: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' '{style_hash}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def static_headers(headers: object, path: str, url: str) -> None:
    """WhiteNoise's hook: the same protection on files."""
    del path, url
    for name, value in FIXED.items():
        headers[name] = value  # type: ignore[index]
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"  # type: ignore[index]


def add_headers(response: Response) -> Response:
    """Run after every request.

    What people see signed in is stored nowhere; a view may loosen its own ``Cache-Control`` beforehand.
    """
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - iterating headers gives pairs
    response.headers.extend([(name, value) for name, value in FIXED.items() if name.lower() not in given])
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    if request.is_secure or current_app.config["SETTINGS"].cookie_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if g.get("actor") is not None or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    response.vary.update(("HX-Request", "Cookie"))
    return response


def forget_site_data(response: Response) -> Response:
    """For the answer to signing out: the browser drops what it kept of us (the session row is ended by the accounts
    room).
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def init_app(app: Flask) -> None:
    """Hook the headers in last, so that error pages carry them too."""
    app.after_request(add_headers)
