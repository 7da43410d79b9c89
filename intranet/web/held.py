"""What a person typed, kept through a sign-in: the fields travel encrypted in a hidden field, nothing is stored on
the server.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

if TYPE_CHECKING:
    from flask import Request

MAX_BYTES = 1024 * 1024
MAX_AGE_S = 12 * 3600
NEVER_KEPT = frozenset({"csrf_token", "held", "next", "code", "otp", "recovery_code"})
NEVER_KEPT_PARTS = ("password", "sandi")


@dataclass(frozen=True, slots=True)
class Held:
    """A form that was sent too late.

    ``user_id`` is the person of the ended session where it was known; ``files`` names the fields whose files were
    dropped.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    user_id: int | None

    def belongs_to(self, user_id: int | None) -> bool:
        """True unless it is known to be somebody else's."""
        return self.user_id is None or self.user_id == user_id


def pack(asked: Request, *, user_id: int | None, buttons: bool = False) -> str:
    """The fields of ``asked`` as a token bound to its path and person; "" when there is nothing to keep or it passes
    1 MiB.

    Fields with a password, code or token are left out, files are dropped and only named. ``buttons`` keeps a form without
    fields too: a press.
    """
    fields = [(name, value) for name, value in asked.form.items(multi=True) if not _secret(name)]
    if not (fields or buttons) or sum(len(name) + len(value) for name, value in fields) > MAX_BYTES:
        return ""
    content = {
        "path": asked.full_path if asked.query_string else asked.path,
        "fields": fields,
        "files": [name for name, file in asked.files.items(multi=True) if file.filename],
        "user": user_id,
    }
    token = _box().encrypt(zlib.compress(json.dumps(content).encode(), 6)).decode()
    return token if len(token) <= MAX_BYTES else ""


def unpack(token: str | None) -> Held | None:
    """The form in ``token``, or None when there is none, it was changed, or it is older than twelve hours."""
    if not token or len(token) > MAX_BYTES:
        return None
    try:
        plain = _unzip(_box().decrypt(token.encode(), ttl=MAX_AGE_S))
        content: dict[str, Any] = json.loads(plain)
    except (InvalidToken, ValueError, zlib.error):
        return None
    return Held(
        path=content["path"],
        fields=tuple((name, value) for name, value in content["fields"]),
        files=tuple(content["files"]),
        user_id=content["user"],
    )


def _unzip(packed: bytes) -> bytes:
    opened = zlib.decompressobj()
    plain = opened.decompress(packed, 8 * MAX_BYTES)
    if opened.unconsumed_tail:
        raise ValueError("too long")
    return plain


def _secret(name: str) -> bool:
    return name in NEVER_KEPT or any(part in name.lower() for part in NEVER_KEPT_PARTS)


def _box() -> Fernet:
    secret = current_app.secret_key
    raw = secret if isinstance(secret, bytes) else str(secret).encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"intranet.held:" + raw).digest()))
