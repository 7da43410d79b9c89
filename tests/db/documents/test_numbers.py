"""A number is given once, whatever happens at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from intranet.core import settings_store
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.documents import numbers
from intranet.documents.models import DocumentRegister
from intranet.documents.states import DocumentKind
from intranet.extensions import db

REPORT = DocumentKind.VISIT_REPORT


def take_next(year: int) -> str:
    """As issuing does: look first, take in a block, and look again when somebody was faster."""
    for _ in range(50):
        expected = numbers.next_number(REPORT, year)
        with transaction():
            if numbers.take(expected):
                return expected.text
    raise AssertionError("no number in fifty tries")


def test_numbers_follow_each_other_and_begin_anew_each_year(session):
    assert [take_next(2026) for _ in range(3)] == [f"400.10.2/{n}/SETDA/2026" for n in (1, 2, 3)]
    assert take_next(2027) == "400.10.2/1/SETDA/2027"
    assert take_next(2026) == "400.10.2/4/SETDA/2026"


def test_looking_takes_nothing(session):
    for _ in range(3):
        assert numbers.next_number(REPORT, 2026).sequence == 1
    assert session.query(DocumentRegister).count() == 0


def test_the_pattern_is_a_setting(session):
    rules = dict(settings_store.get(numbers.REGISTERS))
    rules[REPORT.value] = {"key": "laporan", "pattern": "{urut:03d}/{kode}/{unit}/{tahun}", "kode": "094", "unit": "UMUM"}
    with transaction():
        settings_store.put(SYSTEM, numbers.REGISTERS, rules)
    assert take_next(2026) == "001/094/UMUM/2026"


def test_a_new_pattern_goes_on_counting(session):
    take_next(2026)
    rules = dict(settings_store.get(numbers.REGISTERS))
    rules[REPORT.value] = dict(rules[REPORT.value]) | {"unit": "BAGPEM"}
    with transaction():
        settings_store.put(SYSTEM, numbers.REGISTERS, rules)
    assert take_next(2026) == "400.10.2/2/BAGPEM/2026"


def test_a_number_that_was_taken_meanwhile_is_not_given(session):
    expected = numbers.next_number(REPORT, 2026)
    take_next(2026)
    with transaction():
        assert not numbers.take(expected)
    assert numbers.next_number(REPORT, 2026).sequence == 2


def test_a_block_that_fails_gives_its_number_back(session):
    expected = numbers.next_number(REPORT, 2026)
    with pytest.raises(ZeroDivisionError), transaction():
        assert 1 / (not numbers.take(expected))
    assert take_next(2026) == "400.10.2/1/SETDA/2026"


@pytest.mark.parametrize("year", [2026])
def test_clerks_at_the_same_moment_never_get_one_number(app, year):
    """The register's year does not exist yet: its beginning is part of the race."""
    clerks, each = 4, 5
    start = Barrier(clerks)

    def clerk(_number: int) -> list[str]:
        with app.app_context():
            start.wait()
            found = [take_next(year) for _ in range(each)]
            db.session.remove()
            return found

    with ThreadPoolExecutor(clerks) as pool:
        taken = [text for found in pool.map(clerk, range(clerks)) for text in found]
    assert sorted(taken) == sorted(f"400.10.2/{n + 1}/SETDA/{year}" for n in range(clerks * each))
