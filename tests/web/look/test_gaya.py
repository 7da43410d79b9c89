"""The page of all components stands in the demo and nowhere else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    usual = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(usual, demo=True)
    yield app
    app.config["SETTINGS"] = usual


def test_outside_the_demo_there_is_no_such_page(app: Flask) -> None:
    assert app.test_client().get("/gaya").status_code == 404


def test_every_component_is_shown(demo: Flask) -> None:
    answer = demo.test_client().get("/gaya")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html5lib")
    for part in (
        ".tag.ok",
        ".board",
        ".cal",
        ".map svg",
        ".steps",
        ".time",
        ".work",
        ".todo",
        ".diff",
        ".nums",
        ".empty",
        "dialog",
    ):
        assert page.select_one(part), part


def test_ids_are_unique_and_references_lead_somewhere(demo: Flask) -> None:
    page = BeautifulSoup(demo.test_client().get("/gaya").text, "html5lib")
    ids = [str(element["id"]) for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for name in ("aria-describedby", "aria-labelledby", "for"):
        for element in page.select(f"[{name}]"):
            assert set(str(element[name]).split()) <= set(ids), element


def test_a_wrong_field_is_told_with_its_reason(demo: Flask) -> None:
    page = BeautifulSoup(demo.test_client().get("/gaya").text, "html5lib")
    summary = page.select_one("#ringkasan-galat")
    assert summary is not None
    assert "Ada 3 hal yang perlu diperbaiki." in summary.text
    for link in summary.select("a"):
        target = page.select_one(str(link["href"]))
        assert target is not None
        assert target.get("aria-invalid") == "true"
    quota = page.select_one("#galat-quota")
    assert quota is not None
    told = " ".join(page.select_one(f"#{id_}").text for id_ in str(quota["aria-describedby"]).split())  # type: ignore[union-attr]
    assert "Perkiraan: 14 warga" in told
    assert "Isi dengan angka 1 sampai 200." in told
