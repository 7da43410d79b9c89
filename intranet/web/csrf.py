"""Flask-WTF's CSRF protection, with a token that looks different in every answer.

Pages are compressed and show what people search for, so a fixed secret in them could be guessed from the length of
many answers
(BREACH). Each answer therefore carries the token under a fresh random mask; the check takes the mask off first.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from flask import current_app, g
from flask_wtf.csrf import CSRFProtect, generate_csrf

if TYPE_CHECKING:
    from flask import Flask

MASK_BYTES = 32


def _fold(text: bytes, mask: bytes) -> bytes:
    wide = (mask * (len(text) // len(mask) + 1))[: len(text)]
    return (int.from_bytes(text, "big") ^ int.from_bytes(wide, "big")).to_bytes(len(text), "big")


def mask(token: str) -> str:
    """``token`` under a fresh random mask, url-safe."""
    pad = secrets.token_bytes(MASK_BYTES)
    return base64.urlsafe_b64encode(pad + _fold(token.encode(), pad)).decode().rstrip("=")


def unmask(masked: str) -> str:
    """The token under its mask; "" when it is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(masked + "=" * (-len(masked) % 4))
        return _fold(raw[MASK_BYTES:], raw[:MASK_BYTES]).decode() if len(raw) > MASK_BYTES else ""
    except ValueError:
        return ""


def renew() -> None:
    """After the session was emptied: tokens of this answer belong to the new one, not to what Flask-WTF remembers."""
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)


def csrf_token() -> str:
    """The token for a hidden field ``csrf_token`` of this answer; masked once per answer, however many forms it holds."""
    plain = generate_csrf()
    kept: tuple[str, str] | None = g.get("masked_csrf")
    if kept is None or kept[0] != plain:
        kept = g.masked_csrf = (plain, mask(plain))
    return kept[1]


def hx_headers() -> str:
    """JSON for ``hx-headers`` on ``<body>``."""
    return f'{{"X-CSRFToken": "{csrf_token()}"}}'


class MaskedCsrf(CSRFProtect):  # type: ignore[misc]
    """Takes the mask off before Flask-WTF compares."""

    def _get_csrf_token(self) -> str | None:
        token = super()._get_csrf_token()
        return unmask(token) if token else None


def init_app(app: Flask) -> None:
    """Check every unsafe method and hand the token to templates."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)
    MaskedCsrf().init_app(app)
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.jinja_env.globals.update(csrf_token=csrf_token, hx_headers=hx_headers)
