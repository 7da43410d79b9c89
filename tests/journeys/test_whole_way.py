"""The main job from end to end, as seven people do it: from the empty year to the phone that opens the proof."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from intranet.core import clock
from tests.journeys.person import Person
from tests.journeys.town import make_town
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=clock.WIB)
VISIT_DAY = datetime(2027, 1, 5, 20, 0, tzinfo=clock.WIB)
FARTHEST, NEXT, LATER = "Nanti Agung", "Lubuk Resam", "Batu Ampar"
SCAN = "Hasil pindai bertanda tangan"
REASON = "Kunjungan ke Kedurang jangan beruntun tiga minggu; beri jeda bagi Dinkes."


@dataclass
class WallClock:
    """The clock of the server, moved by the test."""

    at: datetime

    def pass_minutes(self, minutes: int) -> None:
        """Let time go by."""
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def wall_clock() -> Iterator[WallClock]:
    """Monday 23 November 2026 in the whole process."""
    wall = WallClock(MONDAY)
    clock.set_clock(lambda: wall.at)
    yield wall
    clock.set_clock(None)


Meet = Callable[..., Person]


@pytest.fixture
def meet(
    app: Flask,
    save: Callable[..., None],
    world: World,
    wall_clock: WallClock,
    serve: Callable[[Flask], str],
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Meet]:
    """``meet("sekda")``: this person at an own browser, signed in. What any browser complains about fails the test."""
    del wall_clock
    make_town(save, world)
    address = serve(app)
    complaints: list[str] = []
    people: list[Person] = []

    def arrive(username: str, *, script: bool = True) -> Person:
        person = Person(browser, address, username, complaints, browser_context_args, script=script)
        people.append(person)
        return person.sign_in()

    yield arrive
    for person in people:
        person.page.context.close()
    assert complaints == []


def draft_the_year(planner: Person) -> None:
    planner.open("/jadwal/2027/susun")
    planner.press("Buat rencana 2027")
    planner.press("Susun otomatis")
    planner.is_told("8 desa mendapat tanggal")


def submit(planner: Person, note: str = "") -> None:
    planner.open("/jadwal/2027/susun")
    if note:
        planner.fill("Pesan untuk Sekda", note, exact=False)
    planner.press("Ajukan kepada Sekda")
    planner.sees("Usulan rilis 1", "Menunggu")


def send_back(sekda: Person) -> None:
    sekda.open("/jadwal/persetujuan")
    sekda.sees("Usulan rilis 1", FARTHEST)
    sekda.follow("Kembalikan dengan alasan")
    sekda.fill("Alasan", REASON, exact=False)
    sekda.press("Kembalikan")
    sekda.sees("Dikembalikan", REASON)


def approve(sekda: Person) -> None:
    sekda.open("/jadwal/persetujuan")
    sekda.press("Setujui rilis 1")
    sekda.confirm_it_is_me()
    sekda.is_told("Rilis 1 disetujui dan terbit")


def visit_id_of(person: Person, desa: str) -> int:
    person.open("/jadwal?tampilan=tabel&tahun=2027")
    href = person.page.locator("main").get_by_role("link", name=desa).first.get_attribute("href")
    found = re.search(r"/kunjungan/(\d+)", href or "")
    assert found, f"the schedule has no link to the visit of {desa}"
    return int(found[1])


def answer(operator: Person, visit_id: int, staff: str, service: str, quota: int) -> None:
    operator.open(f"/kunjungan/{visit_id}/konfirmasi")
    operator.tick(service)
    operator.fill(f"Kuota {service}", quota, exact=False)
    operator.tick(staff)
    operator.press("Simpan jawaban")


def test_from_the_empty_year_to_the_proof_on_a_phone(meet: Meet, wall_clock: WallClock, app: Flask, tmp_path: Path):
    # --- the year: drafted in one click, returned with a reason, approved
    planner = meet("perencana")
    draft_the_year(planner)
    submit(planner)
    sekda = meet("sekda")
    send_back(sekda)
    planner.open("/jadwal/2027/susun")
    planner.sees("Dikembalikan oleh Sukarni Idrus", REASON)
    submit(planner, "Sudah dibahas lewat telepon.")
    wall_clock.pass_minutes(6)
    approve(sekda)

    # --- answers: two agencies come, one does not, and nobody is in two places
    disdukcapil, dinkes, dinsos = meet("op.disdukcapil"), meet("op.dinkes"), meet("op.dinsos")
    first, second = visit_id_of(disdukcapil, FARTHEST), visit_id_of(disdukcapil, NEXT)
    answer(disdukcapil, first, "Mely Oktarina", "Perekaman KTP-el", 60)
    disdukcapil.is_told(f"Jawaban untuk {FARTHEST} tersimpan")
    refused_on_two_trips(disdukcapil, second)
    same_team_again(disdukcapil)
    answer(dinkes, first, "Sinta Rahayu", "Pemeriksaan kesehatan", 40)
    dinkes.is_told("tersimpan")
    declines(dinsos, first)
    planner.open("/kesiapan?bulan=2027-01")
    planner.sees("Disdukcapil", "Tidak hadir")

    # --- the visit: held, and what happened there
    wall_clock.at = VISIT_DAY
    for person in (planner, disdukcapil, dinkes):
        person.sign_in()
    clerk = meet("tu")
    clerk.open(f"/kunjungan/{first}/hasil")
    clerk.press("Tandai terlaksana")
    clerk.is_told("ditandai terlaksana")
    wall_clock.pass_minutes(16 * 60)
    for person in (planner, disdukcapil, dinkes, clerk):
        person.sign_in()
    agency_results(disdukcapil, first, "Disdukcapil", "Mely Oktarina", "Perekaman KTP-el", served=52, finished=50)
    agency_results(dinkes, first, "Dinkes", "Sinta Rahayu", "Pemeriksaan kesehatan", served=33, finished=33)
    residents(clerk, first)
    photo(disdukcapil, first, tmp_path)

    # --- the paper: drafted, reviewed by somebody else, issued, signed by hand
    clerk.open(f"/kunjungan/{first}")
    clerk.press("Susun laporan")
    clerk.sees("Konsep laporan Nanti Agung")
    clerk.press("Simpan konsep")
    paper_url = clerk.page.url
    planner.open(paper_url)
    planner.press("Nyatakan konsep benar")
    planner.is_told("dinyatakan benar")
    wall_clock.pass_minutes(6)
    clerk.open(paper_url)
    clerk.press("Terbitkan dengan nomor")
    clerk.confirm_it_is_me()
    clerk.sees("Unduh untuk dicetak")
    number = re.search(r"Nomor (\S+)", clerk.page.locator("main").inner_text())
    assert number, "the issued paper shows no number"
    pdf = clerk.download(lambda: clerk.follow_download("Unduh untuk dicetak"))
    assert pdf.startswith(b"%PDF-")
    clerk.attach(SCAN, {"name": "pindaian.pdf", "mimeType": "application/pdf", "buffer": pdf})
    clerk.press("Unggah pindaian")
    clerk.sees("Ini berkas yang belum ditandatangani")
    pages = print_out(pdf, tmp_path)
    clerk.attach(SCAN, {"name": "pindaian.jpg", "mimeType": "image/jpeg", "buffer": signed_by_hand(pages[-1])})
    clerk.press("Unggah pindaian")
    clerk.is_told("Pindaian bertanda tangan tersimpan")

    # --- a resident's phone: the address as it stands on the paper
    proof = code_on(pages)
    base = app.config["SETTINGS"].base_url
    assert proof.startswith(f"{base}/verifikasi/"), proof
    phone = a_phone(clerk)
    phone.goto(clerk.address + proof.removeprefix(base))
    main = phone.locator("main")
    expect(main).to_contain_text("Dokumen asli, berlaku, dan sudah ditandatangani")
    expect(main).to_contain_text(number[1])
    expect(main).to_contain_text("Sukarni Idrus")
    phone.get_by_label("Berkas yang ingin diperiksa").set_input_files(
        {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    phone.get_by_role("button", name="Periksa berkas").click()
    expect(main).to_contain_text("Berkas Anda sama dengan yang diterbitkan")
    phone.context.close()


def refused_on_two_trips(operator: Person, visit_id: int) -> None:
    answer(operator, visit_id, "Mely Oktarina", "Perekaman KTP-el", 20)
    operator.sees("Sudah bertugas di Nanti Agung", "Satu orang tidak dapat berada di dua desa")
    operator.open(f"/kunjungan/{visit_id}")
    operator.sees("Belum menjawab")


def same_team_again(operator: Person) -> None:
    operator.open("/konfirmasi?bulan=2027-01")
    operator.press(f"Hadir, tim sama di {LATER}")
    operator.is_told(f"Jawaban untuk {LATER} tersimpan")


def declines(operator: Person, visit_id: int) -> None:
    operator.open(f"/kunjungan/{visit_id}/konfirmasi")
    operator.follow("Tidak dapat hadir")
    operator.press("Simpan: tidak hadir")
    operator.sees("Wajib diisi")
    operator.fill("Alasan tidak hadir", "Satu-satunya petugas DTSEN mengikuti pelatihan di Bengkulu.", exact=False)
    operator.press("Simpan: tidak hadir")
    operator.is_told("Tersimpan: tidak hadir di Nanti Agung")


def agency_results(operator: Person, visit_id: int, opd: str, name: str, service: str, *, served: int, finished: int) -> None:
    operator.open(f"/kunjungan/{visit_id}/hasil")
    operator.follow(opd)
    operator.page.get_by_role("group", name=f"Kehadiran {name}").get_by_label("Hadir", exact=True).check()
    operator.fill(f"Dilayani, {service}", served)
    operator.fill(f"Selesai, {service}", finished)
    operator.press("Simpan hasil")
    operator.is_told("tersimpan")


def residents(clerk: Person, visit_id: int) -> None:
    clerk.open(f"/kunjungan/{visit_id}/hasil/warga")
    clerk.fill("Warga yang hadir pada dialog malam", 140, exact=False)
    for box in clerk.page.locator("main table input").all():
        box.fill("6")
    clerk.fill("Simpulan", "Layanan berjalan lancar. Dua perekaman dilanjutkan di kantor.", exact=False)
    clerk.press("Simpan warga dan waktu")
    clerk.is_told("tersimpan")


def photo(operator: Person, visit_id: int, folder: Path) -> None:
    path = folder / "balai.jpg"
    Image.new("RGB", (640, 480), (120, 160, 90)).save(path)
    operator.open(f"/kunjungan/{visit_id}/hasil")
    operator.attach("Foto kegiatan", path)
    operator.fill("Keterangan foto", "Antrean perekaman di balai desa", exact=False)
    operator.press("Unggah foto")
    operator.is_told("Foto tersimpan")


def print_out(pdf: bytes, folder: Path) -> list[Image.Image]:
    """The sheets as they come out of a printer, by a program that is not ours."""
    (folder / "laporan.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(folder / "laporan.pdf"), str(folder / "halaman")], check=True)
    return [Image.open(io.BytesIO(page.read_bytes())) for page in sorted(folder.glob("halaman*.png"))]


def signed_by_hand(sheet: Image.Image) -> bytes:
    """A scan of the sheet with a stroke of ink on it."""
    scan = sheet.convert("L")
    ImageDraw.Draw(scan).line([(700, 900), (820, 840), (900, 930), (1010, 860)], fill=30, width=5)
    out = io.BytesIO()
    scan.save(out, "JPEG", quality=70)
    return out.getvalue()


def code_on(pages: list[Image.Image]) -> str:
    """What a QR reader that is not ours finds on the paper."""
    found = {code.text for page in pages for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)}
    assert len(found) == 1, f"QR codes on {len(pages)} pages: {found}"
    return found.pop()


def a_phone(person: Person) -> Any:
    browser = person.page.context.browser
    assert browser is not None
    return browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID").new_page()


def test_the_way_to_an_answer_needs_no_script(meet: Meet, wall_clock: WallClock):
    planner = meet("perencana", script=False)
    draft_the_year(planner)
    submit(planner)
    sekda = meet("sekda", script=False)
    wall_clock.pass_minutes(6)
    approve(sekda)
    disdukcapil = meet("op.disdukcapil", script=False)
    first = visit_id_of(disdukcapil, FARTHEST)
    answer(disdukcapil, first, "Mely Oktarina", "Perekaman KTP-el", 60)
    disdukcapil.is_told(f"Jawaban untuk {FARTHEST} tersimpan")
    same_team_again(disdukcapil)
    disdukcapil.open(f"/kunjungan/{first}")
    disdukcapil.sees("Mely Oktarina", "Perekaman KTP-el", "60")
