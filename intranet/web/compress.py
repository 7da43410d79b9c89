"""Compresses text answers with brotli or gzip.

Fixed secrets never stand in a page: the CSRF token is masked anew (see ``csrf``).
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import brotli
from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

SMALLEST = 600
TEXT = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/csv",
        "text/calendar",
        "text/javascript",
        "application/json",
        "image/svg+xml",
    }
)
BROTLI_QUALITY = 5  # from here on it models contexts: a tenth smaller for a tenth of a millisecond
GZIP_LEVEL = 5


def compress(response: Response) -> Response:
    """Run after every request: files, PDF and short answers pass as they are."""
    if response.mimetype not in TEXT or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or response.status_code in {204, 304}:
        return response
    plain = response.get_data()
    if len(plain) < SMALLEST:
        return response
    offered = request.accept_encodings
    if offered["br"] > 0:
        packed, name = brotli.compress(plain, quality=BROTLI_QUALITY), "br"
    elif offered["gzip"] > 0:
        packed, name = gzip.compress(plain, GZIP_LEVEL, mtime=0), "gzip"
    else:
        return response
    response.set_data(packed)
    response.headers["Content-Encoding"] = name
    return response


def init_app(app: Flask) -> None:
    """Hook the compression in."""
    app.after_request(compress)
