"""Files that are too large, empty, something else than their name says, or made to break things."""

from __future__ import annotations

import io
import zlib

import pytest

from tests.browser_client import Browser, Page
from tests.dump import changed, dump
from tests.photographs import jpeg
from tests.story import Story

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WRONG = {
    "HTML named jpg": (HTML, "foto.jpg"),
    "SVG named png": (SVG, "foto.png"),
    "empty": (b"", "foto.jpg"),
    "half a picture": (jpeg()[: len(jpeg()) // 2], "foto.jpg"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 400, "foto.jpg"),
    "a name that climbs": (HTML, "../../../etc/passwd"),
    "a null byte in the name": (HTML, "foto.jpg\x00.html"),
}


def bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to 30,000 x 30,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (30_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")


def send_photo(browser: Browser, story: Story, file: tuple[bytes, str]) -> Page:
    hub = f"/kunjungan/{story.visits['drafted']}/hasil"
    return browser.get(hub).submit({"photo": file, "caption": "Antrean di balai"}, action=f"{hub}/foto")


def send_scan(browser: Browser, story: Story, file: tuple[bytes, str]) -> Page:
    paper = f"/dokumen/{story.papers['issued']}"
    return browser.get(paper).submit({"scan": file}, action=f"{paper}/pindaian")


UPLOADS = {"photo": send_photo, "scan": send_scan}


@pytest.mark.parametrize("what", UPLOADS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_is_told_by_its_content(app, story: Story, browser_as, what, wrong):
    clerk = browser_as("clerk")
    before = dump(app)

    page = UPLOADS[what](clerk, story, WRONG[wrong])

    assert page.status == 422
    assert page.error_of(what)
    assert changed(before, dump(app)) == []


@pytest.mark.parametrize("what", UPLOADS)
def test_a_small_file_that_unpacks_hugely_is_refused(app, story: Story, browser_as, what):
    clerk = browser_as("clerk")
    before = dump(app)

    page = UPLOADS[what](clerk, story, (bomb(), "foto.png"))

    assert page.status == 422
    assert page.error_of(what)
    assert changed(before, dump(app)) == []


@pytest.mark.parametrize("what", UPLOADS)
def test_thirty_megabytes_are_refused_before_they_are_read(app, story: Story, browser_as, what):
    clerk = browser_as("clerk")
    before = dump(app)

    page = UPLOADS[what](clerk, story, (jpeg() + b"\x00" * (30 << 20), "foto.jpg"))

    assert page.status == 413
    assert "16 MB" in page.text
    assert changed(before, dump(app)) == []


def test_a_photo_over_its_limit_names_the_limit(story: Story, browser_as):
    page = send_photo(browser_as("clerk"), story, (jpeg() + b"\x00" * (6 << 20), "foto.jpg"))

    assert page.status == 422
    assert "5 MB" in page.error_of("photo")


def test_what_is_served_is_our_own_picture(story: Story, browser_as):
    """A picture with a page hidden behind it is drawn anew: nothing of what was sent but the points remains."""
    clerk = browser_as("clerk")
    page = send_photo(clerk, story, (jpeg(seed=2) + HTML, "foto.jpg"))
    assert page.toasts == ["Foto tersimpan."]

    sources = [str(image["src"]) for image in page.soup.select("img[src*='/foto/']")]
    for source in sources:
        with clerk.client.get(source) as response:
            assert response.mimetype == "image/jpeg"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert b"<script" not in response.get_data()


def test_two_files_in_one_field_do_not_break_it(story: Story, browser_as):
    clerk = browser_as("clerk")
    path = f"/kunjungan/{story.visits['drafted']}/hasil/foto"
    pictures = [(io.BytesIO(jpeg(seed=n)), f"{n}.jpg") for n in (4, 5)]

    assert clerk.post(path, {"photo": pictures, "caption": "Dua sekaligus"}).status in {200, 422}
