"""Addresses of what was taken away, never was, or is somebody else's."""

from __future__ import annotations

import pytest

from tests.story import Story

NEVER = (
    "/kunjungan/999999",
    "/kunjungan/999999/hasil",
    "/kunjungan/999999/konfirmasi",
    "/dokumen/999999",
    "/dokumen/999999/pdf",
    "/dokumen/999999/konsep",
    "/dokumen/999999/buang",
    "/jadwal/1999/susun",
    "/jadwal/2027/rilis/99",
    "/jadwal/2027/susun/baris/999999",
    "/pengguna/999999",
    "/desa/999999",
    "/opd/999999",
    "/pegawai/999999",
    "/layanan/999999",
    "/kunjungan/0",
    "/kunjungan/-1",
    "/kunjungan/99999999999999999999999999",
    "/kunjungan/satu",
    "/kunjungan/%00",
    "/%ff%fe",
    "/../../etc/passwd",
    "/.git/config",
    "/.env",
    "/static/../wsgi.py",
)


@pytest.mark.parametrize("path", NEVER)
def test_what_never_was_is_not_found_by_anybody(app, world, browser_as, path):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for who in ("admin", "planner", "clerk", "op_a", "carer"):
        page = browser_as(who).get(path, check=False)
        assert page.status in {403, 404}, (who, page.status)
        assert page.heading


def test_a_photo_that_was_taken_away_is_gone(story: Story, browser_as):
    clerk = browser_as("clerk")
    hub = f"/kunjungan/{story.visits['drafted']}/hasil"
    photo = f"/kunjungan/{story.visits['drafted']}/foto/{story.photo}"
    assert clerk.get(photo).status == 200

    clerk.get(hub).submit(action=f"{hub}/foto/{story.photo}/hapus")

    assert clerk.get(photo).status == 404
    again = clerk.post(f"{hub}/foto/{story.photo}/hapus")
    assert again.status in {200, 404}


def test_a_remark_taken_away_twice_is_gone_once(story: Story, browser_as):
    clerk = browser_as("clerk")
    hub = f"/kunjungan/{story.visits['drafted']}/hasil"
    pages = [clerk.get(hub), clerk.get(hub)]
    for page in pages:
        assert page.submit(action=f"{hub}/catatan/{story.remark}/hapus").status in {200, 404}
    assert "Listrik padam" not in clerk.get(hub).text


def test_a_photo_of_another_visit_is_not_found_under_this_one(story: Story, browser_as):
    assert browser_as("clerk").get(f"/kunjungan/{story.visits['issued']}/foto/{story.photo}").status == 404


def test_drafts_are_not_there_for_who_may_not_see_them(story: Story, browser_as):
    for who in ("op_a", "head_a", "regent"):
        browser = browser_as(who)
        for path in ("", "/pdf", "/konsep", "/buang", "/pindaian"):
            assert browser.get(f"/dokumen/{story.papers['drafted']}{path}").status in {403, 404}, (who, path)


def test_what_was_written_for_a_draft_that_somebody_threw_away_can_be_taken_along(story: Story, browser_as):
    one, other = browser_as("clerk"), browser_as("clerk")
    paper = f"/dokumen/{story.papers['drafted']}"
    page = one.get(f"{paper}/konsep")
    assert other.get(f"{paper}/buang").submit(action=f"{paper}/buang").status in {200, 204, 303}

    late = page.submit({"background": "Warga <Tanjung> menunggu jembatan.\nSejak lama."})

    assert late.status == 404
    assert "Konsep ini sudah dibuang" in late.text
    assert "Warga <Tanjung> menunggu jembatan.\nSejak lama." in late.one("textarea").text
    assert one.get(f"{paper}/konsep", check=False).all("textarea") == []
