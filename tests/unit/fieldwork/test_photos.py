"""Photos come out clean whatever goes in."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageFile

from intranet.core.errors import InvalidInput
from intranet.fieldwork.photos import LONGEST_EDGE, clean_photo

LIMIT = 5 * 1024 * 1024
GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def saved(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def from_a_phone(*, orientation: int = 1) -> bytes:
    """Left half red, right half blue, with place and maker in its EXIF data."""
    picture = Image.new("RGB", (400, 200), "blue")
    picture.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[MAKER] = "Kamera Rahasia"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "S", 2: (4.0, 28.0, 12.0), 3: "E", 4: (102.0, 54.0, 30.0)})
    return saved(picture, exif=exif, comment=b"rumah warga")


def header_only_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def refusal(data: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(InvalidInput) as refused:
        clean_photo(data, limit)
    assert refused.value.field == "photo"
    return refused.value.message


def test_place_and_device_are_gone():
    before = from_a_phone()
    assert opened(before).getexif().get_ifd(GPS)
    after = clean_photo(before, LIMIT).data
    assert not opened(after).getexif()
    assert set(opened(after).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"Kamera Rahasia", b"rumah warga"):
        assert trace not in after


def test_orientation_is_applied_not_kept():
    photo = clean_photo(from_a_phone(orientation=6), LIMIT)  # turned a quarter clockwise: red comes to the top
    assert (photo.width, photo.height) == (200, 400)
    picture = opened(photo.data)
    assert picture.size == (200, 400)
    red, _, blue = picture.getpixel((100, 50))
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_see_through_becomes_white(mode):
    layered = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
    data = saved(layered.convert(mode), "PNG", **({"transparency": 0} if mode == "P" else {}))
    photo = clean_photo(data, LIMIT)
    picture = opened(photo.data)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert min(picture.getpixel((20, 20))) > 245


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "I;16"), ("PNG", "1"), ("JPEG", "CMYK"), ("WEBP", "RGB")])
def test_odd_kinds_of_pictures_become_jpeg(kind, mode):
    photo = clean_photo(saved(Image.new(mode, (30, 20)), kind), LIMIT)
    assert opened(photo.data).format == "JPEG"


def test_large_photos_become_small():
    photo = clean_photo(saved(Image.new("RGB", (4000, 3000), "green")), LIMIT)
    assert (photo.width, photo.height) == (LONGEST_EDGE, 1200)
    assert opened(photo.data).size == (LONGEST_EDGE, 1200)


def test_small_photos_are_not_blown_up():
    assert clean_photo(saved(Image.new("RGB", (64, 48))), LIMIT).width == 64


def test_same_photo_gives_the_same_bytes():
    assert clean_photo(from_a_phone(), LIMIT).data == clean_photo(from_a_phone(), LIMIT).data


def test_fifty_one_megapixels_are_refused_before_they_are_unpacked():
    assert "50 megapiksel" in refusal(header_only_png(8500, 6000))


@pytest.mark.parametrize("edge", [12_000, 60_000])
def test_a_picture_that_claims_to_be_huge_is_refused(edge):
    assert "50 megapiksel" in refusal(header_only_png(edge, edge))


@pytest.fixture
def beside_weasyprint(monkeypatch):
    """What WeasyPrint does to Pillow in the process that loads it."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


@pytest.mark.usefixtures("beside_weasyprint")
def test_text_that_unpacks_to_much_is_refused():
    bomb = io.BytesIO()
    Image.new("RGB", (8, 8)).save(bomb, "PNG")
    body = b"x\0\0" + zlib.compress(b"\0" * 80_000_000)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    data = bomb.getvalue()
    with_bomb = data[:33] + chunk + data[33:]
    assert "bukan foto" in refusal(with_bomb)


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n%%EOF",
        b"\xff\xd8\xff\xe0",
        b"GIF89a" + bytes(40),
        b"\x00" * 100,
    ],
)
def test_what_is_no_photo_is_refused(data):
    assert "bukan foto yang dapat dibaca" in refusal(data)


@pytest.mark.usefixtures("beside_weasyprint")
def test_a_cut_off_photo_is_refused():
    data = saved(Image.effect_noise((600, 400), 60).convert("RGB"))
    assert "bukan foto" in refusal(data[: len(data) // 2])


def test_a_gif_is_refused():
    assert "bukan foto" in refusal(saved(Image.new("P", (9, 9)), "GIF"))


def test_nothing_is_refused():
    assert "kosong" in refusal(b"")


def test_over_the_limit_names_both_sizes():
    words = refusal(bytes(6 * 1024 * 1024))
    assert "6,0 MB" in words
    assert "5 MB" in words
