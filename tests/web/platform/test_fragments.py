"""One address, a page or its block; success leads on; nothing is sent when nothing changed."""

import gzip
import json

import brotli
import pytest


def test_target_gets_its_block_and_the_block_is_part_of_the_page(lab):
    lab.person()
    browser = lab.browser()

    whole = browser.get("/lab/halaman?q=a")
    part = browser.get("/lab/halaman?q=a", htmx="results")

    assert part.html == "<p>halo Yudi Hartawan a</p>"
    assert part.html in whole.html


@pytest.mark.parametrize("target", ["title", "main", "unknown", "", "isi"])
def test_other_targets_get_the_page(lab, target):
    lab.person()

    assert lab.browser().get("/lab/halaman", htmx=target).is_whole


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_history_get_the_page(lab, header):
    lab.person()

    assert lab.browser().get("/lab/halaman", htmx="results", headers={header: "true"}).is_whole


def test_pages_and_blocks_are_kept_apart_by_caches(lab):
    lab.person()

    response = lab.browser().get("/lab/halaman").response

    assert "HX-Request" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"


def test_unchanged_poll_gets_an_empty_answer(lab):
    lab.person()
    browser = lab.browser()
    first = browser.get("/lab/halaman", htmx="results")
    etag = first.response.headers["ETag"]

    again = browser.get("/lab/halaman", htmx="results", headers={"If-None-Match": etag})

    assert again.status == 204
    assert again.response.data == b""


def test_page_carries_the_mark_for_its_first_poll(lab):
    lab.person()
    page = lab.browser().get("/lab/halaman")

    assert page.response.headers["ETag"] == f'W/"{page.one("#results")["data-etag"]}"'


def test_first_poll_with_the_mark_of_the_page_is_unchanged(lab):
    lab.person()
    browser = lab.browser()
    mark = browser.get("/lab/halaman").one("#results")["data-etag"]

    poll = browser.get("/lab/halaman", htmx="results", headers={"If-None-Match": f'W/"{mark}"', "X-Poll": "1"})

    assert poll.status == 204


def test_unchanged_page_gets_304(lab):
    lab.person()
    browser = lab.browser()
    etag = browser.get("/lab/halaman").response.headers["ETag"]

    assert browser.get("/lab/halaman", headers={"If-None-Match": etag}).status == 304


@pytest.mark.parametrize("change", ["person", "data"])
def test_mark_differs_for_another_person_and_for_other_data(lab, change):
    lab.person(user_id=7)
    browser = lab.browser()
    etag = browser.get("/lab/halaman").response.headers["ETag"]
    if change == "person":
        lab.person(user_id=8)

    path = "/lab/halaman" if change == "person" else "/lab/halaman?versi=2"

    assert browser.get(path, headers={"If-None-Match": etag}).status == 200


def test_success_leads_on_with_a_message(lab):
    lab.person()
    browser = lab.browser()
    form = browser.get("/lab/formulir")

    answer = form.submit({"name": "a"}, follow=False)

    assert answer.status == 303
    assert answer.response.headers["Location"] == "/lab/halaman"
    assert browser.get("/lab/halaman").toasts == ["Tersimpan."]
    assert browser.get("/lab/halaman").toasts == []


def test_success_by_htmx_leads_the_whole_browser_on(lab):
    lab.person()

    answer = lab.browser().get("/lab/formulir").submit({"name": "a"}, htmx="results")

    assert answer.status == 204
    assert answer.response.headers["HX-Redirect"] == "/lab/halaman"


def test_htmx_is_configured_to_run_nothing_from_pages(lab):
    lab.person()

    config = json.loads(lab.browser().get("/lab/halaman").one('meta[name="htmx-config"]')["content"])

    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True
    swaps = {each["code"]: each["swap"] for each in config["responseHandling"]}
    assert swaps == {"204": False, "286": False, "304": False, "[23]..": True, "[45]..": True}


@pytest.mark.parametrize(
    ("offer", "used", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("br;q=0, gzip", "gzip", gzip.decompress)],
)
def test_pages_are_compressed(lab, offer, used, unpack):
    lab.person()
    client = lab.app.test_client()

    response = client.get("/lab/halaman", headers={"Accept-Encoding": offer})

    assert response.headers["Content-Encoding"] == used
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert "Ruang coba" in unpack(response.data).decode()
    assert "Accept-Encoding" in response.headers["Vary"]


def test_page_is_plain_for_who_asks_nothing(lab):
    lab.person()

    assert "Content-Encoding" not in lab.app.test_client().get("/lab/halaman").headers
