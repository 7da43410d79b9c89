"""What may be chosen as a password, and how it is kept (security.md 34 and 35)."""

from __future__ import annotations

import dataclasses
import string
import time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from intranet.accounts import passwords
from intranet.core.errors import InvalidInput

LONG = "sepeda hijau melompati sungai"


@pytest.fixture(autouse=True)
def configured(settings):
    passwords.configure(settings)
    yield
    passwords.configure(settings)


def check(password: str, *, second_factor: bool = False, username: str = "op.dinkes", name: str = "Deki Saputra") -> str:
    try:
        passwords.check(password, username=username, name=name, second_factor=second_factor)
    except InvalidInput as error:
        return f"{error.field}: {error.message}"
    return ""


@pytest.mark.parametrize(
    "password",
    [
        LONG,
        "x9 Tkm-vupw-hqae",
        "日本の山と川と空と海と森と花と鳥",
        "correct horse battery staple",
        "q" + LONG * 6,
    ],
)
def test_long_passwords_of_any_letters_are_taken(password):
    assert check(password) == ""


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("empatbelashuru", "Paling sedikit 15 karakter"),
        (LONG * 8, "Paling banyak 200 karakter"),
        ("aaaaaaaaaaaaaaaaaaaa", "huruf yang sama"),
        ("111111111111111111", "huruf yang sama"),
        ("password12345678", "mudah ditebak"),
        ("BengkuluSelatan2026", "mudah ditebak"),
        ("Bupati-Manna-2027!", "mudah ditebak"),
        ("qwerty1234567890qwerty", "mudah ditebak"),
        ("rahasia rahasia rahasia", "mudah ditebak"),
        ("DekiSaputra198512", "nama Anda sendiri"),
        ("op.dinkes.op.dinkes", "nama Anda sendiri"),
    ],
)
def test_weak_passwords_are_refused_with_the_mend(password, says):
    assert check(password).startswith("new_password: ")
    assert says in check(password)


def test_eight_characters_are_enough_beside_a_second_factor():
    assert "15" in check("kerbau7x")
    assert check("kerbau7x", second_factor=True) == ""
    assert "8" in check("kerb7xq", second_factor=True)


@pytest.mark.parametrize(("password", "fine"), [(LONG, False), ("Sepeda hijau 7 roda!", True), ("SEPEDA HIJAU 7 RODA!", False)])
def test_bssn_mode_asks_for_the_mix(settings, password, fine):
    passwords.configure(dataclasses.replace(settings, password_mode="bssn"))
    assert (check(password) == "") is fine
    assert passwords.lifetime(dataclasses.replace(settings, password_mode="bssn")) == passwords.BSSN_LIFETIME


def test_by_default_nothing_expires(settings):
    assert passwords.lifetime(settings) is None


@drawn(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=0, max_size=260))
def test_rules_answer_for_any_text(password):
    said = check(password)
    if said == "":
        assert passwords.SHORTEST_ALONE <= len(password) <= passwords.LONGEST


@drawn(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=string.printable + "äé漢", min_size=64, max_size=200))
def test_every_letter_counts(password):
    stored = passwords.make_hash(password)
    assert passwords.verify(password, stored)
    assert not passwords.verify(password[:-1], stored)
    assert not passwords.verify(password[:-1] + chr(ord(password[-1]) ^ 1), stored)


def test_the_same_letters_from_another_keyboard_fit():
    assert passwords.verify("cafe\u0301 di tepi sungai", passwords.make_hash("caf\u00e9 di tepi sungai"))


def test_hash_is_argon2id_and_renewed_when_costs_change(settings):
    stored = passwords.make_hash(LONG)
    assert stored.startswith("$argon2id$")
    assert LONG not in stored
    assert not passwords.is_outdated(stored)
    passwords.configure(dataclasses.replace(settings, argon2_time_cost=2))
    assert passwords.is_outdated(stored)
    assert passwords.verify(LONG, stored)


def test_a_megabyte_is_not_hashed():
    stored = passwords.make_hash(LONG)
    began = time.perf_counter()
    assert not passwords.verify("a" * 1024 * 1024, stored)
    assert time.perf_counter() - began < 0.05


def test_without_a_hash_the_answer_is_no():
    assert not passwords.verify(LONG, None)
    assert not passwords.verify("", None)
    assert not passwords.verify(LONG, "no hash at all")


def test_first_passwords_are_random_and_pass_the_rules():
    made = {passwords.first_password() for _ in range(300)}
    assert len(made) == 300
    assert all(len(each) == 19 and check(each) == "" for each in made)
