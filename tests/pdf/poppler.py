"""What other people's tools see in a PDF of ours: poppler for text, fonts and pictures, zxing for the QR."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image


def _run(*command: str, data: bytes | None = None) -> bytes:
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout


def text(printed: bytes, page: int | None = None) -> str:
    """The words in reading order, of one page (from 1) or of all."""
    only = () if page is None else ("-f", str(page), "-l", str(page))
    return _run("pdftotext", "-raw", *only, "-", "-", data=printed).decode()


def flat(printed: bytes, page: int | None = None) -> str:
    """The same on one line."""
    return " ".join(text(printed, page).split())


def pages(printed: bytes) -> list[str]:
    """The words of each page on one line."""
    return [" ".join(each.split()) for each in text(printed).split("\f")[:-1]]


def facts(printed: bytes) -> dict[str, str]:
    """What pdfinfo tells."""
    lines = _run("pdfinfo", "-", data=printed).decode().splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fonts(printed: bytes, folder: Path) -> list[tuple[str, bool]]:
    """Name of each font and whether it is embedded."""
    file = folder / "fonts.pdf"
    file.write_bytes(printed)
    rows = [line.split() for line in _run("pdffonts", str(file)).decode().splitlines()[2:]]
    return [(row[0], row[-5] == "yes") for row in rows]


def attached(printed: bytes, folder: Path) -> dict[str, bytes]:
    """The files inside, by name."""
    file, target = folder / "attached.pdf", folder / "attached"
    file.write_bytes(printed)
    target.mkdir()
    _run("pdfdetach", "-saveall", "-o", str(target), str(file))
    return {each.name: each.read_bytes() for each in target.iterdir()}


def picture(printed: bytes, page: int, dpi: int = 150) -> Image.Image:
    """A page as it is seen."""
    return Image.open(BytesIO(_run("pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-", data=printed)))


def codes(printed: bytes, page: int, dpi: int = 150) -> list[str]:
    """What the QR codes of a page hold."""
    return [each.text for each in zxingcpp.read_barcodes(picture(printed, page, dpi))]
