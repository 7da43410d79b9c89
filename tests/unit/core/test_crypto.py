"""What is encrypted opens only unchanged, in its own column, with its own key."""

import base64

import pytest

from intranet.core import crypto
from intranet.core.crypto import Keyring, Undecipherable, decrypt, encrypt, keyed_hash, random_code

RING = Keyring((("k2", b"2" * 32), ("k1", b"1" * 32)), b"h" * 32)


@pytest.fixture(autouse=True)
def fixture_ring():
    with crypto.using(RING):
        yield


def test_text_comes_back_and_never_looks_the_same():
    first, second = encrypt("1701012345678901"), encrypt("1701012345678901")
    assert decrypt(first) == decrypt(second) == "1701012345678901"
    assert first != second
    assert first.startswith("k2:")


def test_every_changed_byte_is_noticed():
    key_id, _, body = encrypt("Manna", "desa").partition(":")
    raw = base64.urlsafe_b64decode(body)
    for place in range(len(raw)):
        changed = bytes(byte ^ (n == place) for n, byte in enumerate(raw))
        with pytest.raises(Undecipherable):
            decrypt(f"{key_id}:{base64.urlsafe_b64encode(changed).decode()}", "desa")


@pytest.mark.parametrize("value", ["", "k2", "k2:", "k2:???", "k9:AAAA", "k1:" + encrypt.__name__, "plain text"])
def test_strange_value_is_told(value):
    with pytest.raises(Undecipherable):
        decrypt(value)


def test_old_key_still_opens_until_it_is_dropped():
    with crypto.using(Keyring((("k1", b"1" * 32),), b"h" * 32)):
        old = encrypt("lama")
    assert decrypt(old) == "lama"
    assert crypto.is_current(old) is False
    with crypto.using(Keyring((("k2", b"2" * 32),), b"h" * 32)), pytest.raises(Undecipherable, match="k1"):
        decrypt(old)


def test_hash_is_equal_for_equal_text_and_depends_on_key_and_purpose():
    value = keyed_hash("1701012345678901", "nik")
    assert value == keyed_hash("1701012345678901", "nik")
    assert value != keyed_hash("1701012345678901", "kk")
    with crypto.using(Keyring(RING.field_keys, b"x" * 32)):
        assert value != keyed_hash("1701012345678901", "nik")
    assert len(value) == 64


def test_codes_are_long_and_different():
    codes = {random_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {22}
    assert len(random_code(256)) == 43


def test_keys_are_not_shown():
    assert "2222" not in repr(RING)
