"""The cookie by which a browser is known again, long after its session ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import after_this_request, current_app, g, request

from intranet.accounts import devices

if TYPE_CHECKING:
    from flask import Response


def _name() -> str:
    return "__Host-device" if current_app.config["SETTINGS"].cookie_secure else "device"


def here() -> str:
    """Hash of this browser's token; "" when it has none, or one that we did not give."""
    return devices.hash_of(request.cookies.get(_name(), ""))


def token() -> str:
    """This browser's token; a new one when it has none, the same throughout the request."""
    if "device_token" not in g:
        brought = request.cookies.get(_name(), "")
        g.device_token = brought if devices.hash_of(brought) else devices.new_token()
    kept: str = g.device_token
    return kept


def keep() -> None:
    """Only after a right sign-in: the browser keeps its token for as long as it counts."""

    @after_this_request
    def send(response: Response) -> Response:
        response.set_cookie(
            _name(),
            token(),
            max_age=devices.KNOWN_FOR,
            path="/",
            secure=current_app.config["SETTINGS"].cookie_secure,
            httponly=True,
            samesite="Lax",
        )
        return response
