"""The second factor: time-based codes (RFC 6238, 30 s, 6 digits), each good once, and recovery codes."""

from __future__ import annotations

import re
import secrets

import pyotp

from intranet.core import clock, crypto

STEP_SECONDS = 30
WINDOW = 1
ISSUER = "Intranet Bengkulu Selatan"
RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret for an authenticator, in base 32."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the QR holds."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def matching_step(secret: str, code: str, last_step: int | None) -> int | None:
    """The time step that a code belongs to, now or one step beside; None when it fits none, or one already used."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(now - WINDOW, now + WINDOW + 1):
        if (last_step is None or step > last_step) and secrets.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def plain(code: str) -> str:
    """A code as it is compared: without blanks and hyphens, in small letters."""
    return re.sub(r"[\s-]", "", code.lower())


def recovery_hash(user_id: int, code: str) -> str:
    """What is stored of a recovery code. It holds 50 random bits, so a keyed hash is enough, and is found at once."""
    return crypto.keyed_hash(f"{user_id}:{plain(code)}", "recovery-code")


def recovery_codes() -> list[str]:
    """Ten codes of 50 bits, ``abcde-fghij``."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return ["-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]
