"""Codes of the second factor (security.md 36)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest

from intranet.accounts import totp
from intranet.core import clock, crypto

NOON = datetime(2026, 11, 23, 12, 0, 10, tzinfo=clock.WIB)


@pytest.fixture(autouse=True)
def keys(settings):
    crypto.configure(settings)


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def test_a_code_fits_one_step_before_and_after():
    secret = totp.new_secret()
    with clock.frozen(NOON):
        for seconds, fits in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
            at = NOON + timedelta(seconds=seconds)
            assert (totp.matching_step(secret, code(secret, at), None) is not None) is fits


def test_a_step_counts_once():
    secret = totp.new_secret()
    with clock.frozen(NOON):
        step = totp.matching_step(secret, code(secret, NOON), None)
        assert totp.matching_step(secret, code(secret, NOON), step) is None
        assert totp.matching_step(secret, code(secret, NOON - timedelta(seconds=30)), step) is None
        assert totp.matching_step(secret, code(secret, NOON + timedelta(seconds=30)), step) == step + 1


def test_recovery_codes_are_ten_and_kept_as_hash():
    codes = totp.recovery_codes()
    assert len(set(codes)) == 10
    hashes = {totp.recovery_hash(7, each) for each in codes}
    assert len(hashes) == 10
    assert not any(totp.plain(each) in found for each in codes for found in hashes)
    first = codes[0]
    assert totp.recovery_hash(7, first.upper().replace("-", " ")) == totp.recovery_hash(7, first)
    assert totp.recovery_hash(8, first) != totp.recovery_hash(7, first)


def test_what_the_qr_holds():
    text = totp.address("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "op.dinkes")
    assert text.startswith("otpauth://totp/Intranet%20Bengkulu%20Selatan:op.dinkes?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
