"""Field encryption with rotating keys, keyed hashes for duplicate search, and random codes.

A stored value reads ``<key id>:<base64url of nonce + AES-256-GCM ciphertext>``: the id tells which key opens it, so
old and new keys live side by side until ``key_rotation.rotate`` has rewritten every row.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intranet.config import Settings

NONCE_BYTES = 12


class Undecipherable(Exception):
    """A stored value was changed, belongs to another column, or its key is not in INTRANET_FIELD_KEYS."""


@dataclass(frozen=True)
class Keyring:
    """Field keys by id (the first is used for writing) and the key of the hashes."""

    field_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    hash_key: bytes = field(repr=False)

    @property
    def current_id(self) -> str:
        """Id of the key that new values are written with."""
        return self.field_keys[0][0]

    def key(self, key_id: str) -> bytes:
        """The key with this id, or Undecipherable."""
        for known, key in self.field_keys:
            if known == key_id:
                return key
        raise Undecipherable(f"field key {key_id!r} is not in INTRANET_FIELD_KEYS")


_ring: Keyring | None = None


def configure(settings: Settings) -> None:
    """Take the keys of the process from the settings."""
    global _ring  # noqa: PLW0603 - one key ring per process, read by column types that see no app
    _ring = Keyring(field_keys=settings.field_keys, hash_key=settings.hash_key)


@contextmanager
def using(ring: Keyring) -> Iterator[None]:
    """Use another key ring inside the block (rotation, tests)."""
    global _ring  # noqa: PLW0603 - see configure
    before, _ring = _ring, ring
    try:
        yield
    finally:
        _ring = before


def ring() -> Keyring:
    """The keys in force."""
    if _ring is None:
        raise RuntimeError("crypto.configure() was not called")
    return _ring


def encrypt(text: str, purpose: str = "") -> str:
    """Encrypt under the current key; the same text gives another value each time."""
    keys = ring()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keys.key(keys.current_id)).encrypt(nonce, text.encode(), purpose.encode())
    return f"{keys.current_id}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(value: str, purpose: str = "") -> str:
    """Decrypt with the key that the value names; raises Undecipherable."""
    key_id, _, body = value.partition(":")
    key = ring().key(key_id)
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Undecipherable("stored value was changed or belongs to another column") from error


def is_current(value: str) -> bool:
    """True when the stored value is written with the current key."""
    return value.partition(":")[0] == ring().current_id


def keyed_hash(text: str, purpose: str = "") -> str:
    """64 hex digits that are equal for equal text, and useless without the key: for unique constraints and look-ups
    on NIK and KK.
    """
    return hmac.new(ring().hash_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def random_code(bits: int = 128) -> str:
    """A random URL-safe code with at least this many bits (22 characters for 128)."""
    return secrets.token_urlsafe(-(-bits // 8))
