"""What a report is printed from: canonical, whole, and read back exactly or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.documents.snapshot import SCHEMA, Aspiration, SnapshotError, from_json, to_json
from tests.pdf.reports import visit_report


def test_it_comes_back_as_it_was():
    report = visit_report()
    assert from_json(to_json(report)) == report


def test_the_text_is_canonical():
    text = to_json(visit_report())
    assert json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")) == text
    assert to_json(from_json(text)) == text


@settings(max_examples=60, deadline=None)
@given(words=st.text(), day=st.none() | st.dates(min_value=date(2020, 1, 1)), edition=st.integers(1, 99))
def test_any_text_survives(words, day, edition):
    report = visit_report(background=words, edition=edition, aspirations=(Aspiration(text=words, due_on=day),))
    assert from_json(to_json(report)) == report


def _changed(**values: object) -> str:
    return json.dumps(json.loads(to_json(visit_report())) | values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema":"laporan-kunjungan/0"}',
        _changed(schema="lain"),
        _changed(edition="1"),
        _changed(edition=True),
        _changed(more=1),
        _changed(dated_on="kemarin"),
        _changed(photos={}),
        _changed(services=[{"opd": "A"}]),
        _changed(signer=None),
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(SnapshotError):
        from_json(text)


def test_a_missing_part_is_named():
    data = json.loads(to_json(visit_report()))
    del data["letterhead"]
    with pytest.raises(SnapshotError, match="letterhead"):
        from_json(json.dumps(data))


def test_pictures_are_named_once():
    report = visit_report()
    twice = replace(report, photos=report.photos + report.photos)
    assert len(twice.file_names) == len(report.file_names) == 6
    assert json.loads(to_json(report))["schema"] == SCHEMA
