"""Odd and endless texts end by themselves; the engine reads nothing but what it was given."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet.documents import pdf, press
from intranet.documents.snapshot import Aspiration, Remark, ServiceLine
from tests.pdf import poppler, verapdf
from tests.pdf.reports import files, visit_report

LONG = 70_000
REFUSED = "Error fetching|refused"  # the words of the engine, or ours
PLAIN = {"attendance": (), "photos": ()}


def job(html: str, css: str = "") -> press.Job:
    return press.Job(html=html, css=css, page_css="@page { size: A4 }", files={})


class TestClosed:
    @pytest.mark.parametrize(
        "address",
        [
            "file:///etc/passwd",
            "http://127.0.0.1:9/x.png",
            "https://contoh.invalid/x",
            "intranet:../../etc/passwd",
            "/etc/passwd",
            "ftp://x/y",
        ],
    )
    @pytest.mark.parametrize("where", ['<img src="{}">', '<link rel=stylesheet href="{}">', '<link rel=attachment href="{}">'])
    def test_no_address_is_opened(self, address, where):
        with pytest.raises(Exception, match=REFUSED):
            press.print_pdf(job(where.format(address)))

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png"])
    @pytest.mark.parametrize(
        "css", ["body { background: url(%s) }", "@import url(%s);", "@font-face { font-family: X; src: url(%s) }"]
    )
    def test_not_from_styles_either(self, address, css):
        with pytest.raises(Exception, match=REFUSED):
            press.print_pdf(job("<p>x", css % address))

    def test_markup_in_any_field_is_only_text(self):
        evil = '<img src="file:///etc/passwd"><script>1</script>{{ 7*7 }}&amp;'
        report = visit_report(
            **PLAIN, background=evil, problems=(Remark(text=evil),), services=(ServiceLine(opd=evil, service=evil),)
        )
        words = poppler.flat(pdf.render(report, files)).replace(" ", "")
        assert words.count('<imgsrc="file:///etc/passwd"><script>1</script>{{7*7}}&amp;') >= 3


class TestEndless:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("closing", "kata " * (LONG // 5)),
            ("closing", "a\n" * (LONG // 2)),
            *((field, "x" * LONG) for field in ("background", "closing", "remark", "aspiration", "service")),
        ],
        ids=["words", "lines", "background", "closing", "remark", "aspiration", "service"],
    )
    def test_a_text_of_70000_characters_ends(self, field, text):
        report = visit_report(**PLAIN, **_with(field, text))
        began = time.monotonic()
        try:
            printed = pdf.render_limited(report, files)
        except pdf.RenderError:
            assert time.monotonic() - began < pdf.SECONDS + 5
        else:
            assert pdf.count_pages(printed) > 5

    def test_what_takes_too_long_is_ended(self):
        began = time.monotonic()
        with pytest.raises(pdf.RenderError) as refused:
            pdf.render_limited(visit_report(background="kata " * 200_000), files, seconds=2)
        assert refused.value.reason == "time"
        assert time.monotonic() - began < 10

    @pytest.mark.slow
    def test_what_takes_too_much_room_is_ended(self, monkeypatch):
        monkeypatch.setattr(pdf, "MEMORY_BYTES", 180 * 1024 * 1024)
        lines = tuple(
            ServiceLine(opd="Dinas", service=f"Layanan {number}", served=1, finished=1, carried_over=0) for number in range(3000)
        )
        with pytest.raises(pdf.RenderError):
            pdf.render_limited(visit_report(services=lines), files)


def _with(field: str, text: str) -> dict[str, object]:
    return {
        "background": {"background": text},
        "closing": {"closing": text},
        "remark": {"problems": (Remark(text=text),)},
        "aspiration": {"aspirations": (Aspiration(text=text),)},
        "service": {"services": (ServiceLine(opd="Dinas", service=text, served=1, finished=1, carried_over=0),)},
    }[field]


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=300), min_size=12, max_size=12))
def test_no_text_breaks_the_archive(tmp_path_factory, texts):
    wishes = tuple(Aspiration(text=text, opd=text) for text in texts)
    bare = visit_report(**PLAIN, services=(), participants=(), aspirations=wishes, background="\n".join(texts))
    path = tmp_path_factory.mktemp("odd") / "laporan.pdf"
    path.write_bytes(pdf.render(replace(bare, subject=texts[0]), files))
    assert verapdf.faults(path, "3a") == []
    assert verapdf.faults(path, "ua1") == []


@pytest.mark.slow
def test_the_signature_never_stands_alone():
    """However far the text before it reaches, the name is on the page of the closing words and of the office."""
    for lines in range(0, 44, 3):
        report = visit_report(**PLAIN, services=(), participants=(), conclusion="\n".join(["Baris."] * (1 + lines)))
        [page] = [words for words in poppler.pages(pdf.render(report, files)) if "Drs. Arsyad Malianto" in words]
        assert "SEKRETARIS DAERAH," in page
        assert "dipergunakan sebagaimana mestinya" in page
        assert "Pindai untuk memeriksa" in page
