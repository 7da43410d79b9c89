"""Passwords: argon2id, and what may be chosen (NIST 800-63B-4; the BSSN-style mix by a setting)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from intranet.core.errors import InvalidInput

if TYPE_CHECKING:
    from intranet.config import Settings

SHORTEST_ALONE = 15
SHORTEST_WITH_FACTOR = 8
LONGEST = 200
FEWEST_DISTINCT = 5
FIRST_PASSWORD_GROUPS = 4
MIXED = "bssn"
BSSN_LIFETIME = timedelta(days=90)
LOCAL_WORDS = (
    "bengkulu", "selatan", "manna", "kedurang", "seginim", "bujian", "dusun", "gancang", "pikat", "serawai", "rafflesia", "pemkab",
    "pemda", "sekda", "bupati", "setda", "disdukcapil", "dinkes", "indonesia", "merdeka", "pancasila", "garuda", "bismillah",
)  # fmt: skip
COMMON = (
    "password", "passw0rd", "katasandi", "kata sandi", "rahasia", "qwerty", "asdfgh", "zxcvbn", "iloveyou", "sayang", "admin",
    "administrator", "letmein", "welcome", "selamat", "pegawai", "intranet", "123456", "654321", "111111", "000000", "abcdef",
)  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9]+")
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


@dataclass(slots=True)
class _State:
    hasher: PasswordHasher
    mixed: bool
    dummy: str


_state: _State | None = None


def configure(settings: Settings) -> None:
    """Take cost and policy from the settings."""
    global _state  # noqa: PLW0603 - one hasher per process
    hasher = PasswordHasher(
        time_cost=settings.argon2_time_cost,
        memory_cost=settings.argon2_memory_kib,
        parallelism=settings.argon2_parallelism,
        type=Type.ID,
    )
    _state = _State(hasher, settings.password_mode == MIXED, hasher.hash(secrets.token_urlsafe(16)))


def _configured() -> _State:
    if _state is None:
        raise RuntimeError("passwords.configure() was not called")
    return _state


def lifetime(settings: Settings) -> timedelta | None:
    """How long a password may be kept; None (NIST) for ever."""
    return BSSN_LIFETIME if settings.password_mode == MIXED else None


def is_mixed() -> bool:
    """True when the setting asks for letters of both cases, digits and signs."""
    return _configured().mixed


def _same_form(password: str) -> str:
    """The same letters typed on another keyboard are the same password (NIST 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def make_hash(password: str) -> str:
    """The hash to store. The password is taken whole, whatever its length."""
    return _configured().hasher.hash(_same_form(password))


def verify(password: str, stored: str | None) -> bool:
    """True when the password fits.

    Without a stored hash the same work is done and the answer is False, so that time tells nothing.
    """
    state = _configured()
    if len(password) > LONGEST:
        password = ""
    try:
        state.hasher.verify(stored or state.dummy, _same_form(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """True when the hash was made with other costs than now; it is renewed at the next sign-in."""
    return _configured().hasher.check_needs_rehash(stored)


def check(password: str, *, username: str, name: str, second_factor: bool) -> None:
    """Refuse a password that is too short, too long, common, or made of the person's own name.

    Raises:
        InvalidInput: on ``new_password``, with the mend.
    """
    shortest = SHORTEST_WITH_FACTOR if second_factor else SHORTEST_ALONE
    if len(password) < shortest:
        more = "" if second_factor else " Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata rumit."
        raise InvalidInput("new_password", f"Paling sedikit {shortest} karakter.{more}")
    if len(password) > LONGEST:
        raise InvalidInput("new_password", f"Paling banyak {LONGEST} karakter.")
    plain = _PLAIN.sub("", password.lower())
    if len(set(plain or password)) < FEWEST_DISTINCT:
        raise InvalidInput("new_password", "Terlalu banyak huruf yang sama. Pilih yang lebih beragam.")
    own = [part for part in _PLAIN.split(f"{username} {name}".lower()) if len(part) > 3]
    if _mostly(plain, own):
        raise InvalidInput("new_password", "Jangan memakai nama Anda sendiri sebagai kata sandi.")
    if _mostly(plain, [_PLAIN.sub("", word) for word in (*COMMON, *LOCAL_WORDS)]):
        raise InvalidInput("new_password", "Kata sandi ini mudah ditebak. Tambahkan kata lain yang tidak terduga.")
    if is_mixed():
        _check_mix(password)


def _mostly(plain: str, words: list[str]) -> bool:
    """True when little is left once the known words and digits are taken out."""
    rest = plain
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != plain and len(re.sub(r"[0-9]", "", rest)) < FEWEST_DISTINCT


def _check_mix(password: str) -> None:
    kinds = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
    if not all(re.search(kind, password) for kind in kinds):
        raise InvalidInput("new_password", "Pakai huruf kecil, huruf besar, angka, dan tanda baca.")


def first_password() -> str:
    """A random password for the first sign-in, easy to read aloud: ``kmtr-52ha-…`` (about 77 bits)."""
    groups = ("".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(4)) for _ in range(FIRST_PASSWORD_GROUPS))
    return "-".join(groups)
