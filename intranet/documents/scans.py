"""Scans of signed papers: told by their content, never by their name."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from intranet.core.errors import InvalidInput

MOST_PIXELS = 80_000_000
TAIL = 2048
JPEG_END = b"\xff\xd9"
TOO_MANY_PIXELS = "Gambar ini terlalu besar. Pindai dengan 300 titik per inci."


def checked_scan(data: bytes, limit_bytes: int) -> str:
    """The media type of a scan.

    Args:
        data: the bytes as they came.
        limit_bytes: largest size accepted.

    Raises:
        InvalidInput: on ``scan``: empty, too large, or none of PDF, JPG, PNG.
    """
    if not data:
        raise InvalidInput("scan", "Berkas ini kosong. Pilih hasil pindai yang lain.")
    if len(data) > limit_bytes:
        raise InvalidInput("scan", f"Berkas terlalu besar. Pilih hasil pindai paling besar {limit_bytes // 1_048_576} MB.")
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-TAIL:]:
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidInput("scan", TOO_MANY_PIXELS)
            picture.verify()
            if picture.format == "PNG":
                return "image/png"
            if JPEG_END in data[-TAIL:]:  # verify() does not see that the second half of a JPEG is missing
                return "image/jpeg"
            raise ValueError("truncated")  # noqa: TRY301 - told like every other unreadable file
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidInput("scan", TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput("scan", "Berkas ini bukan hasil pindai yang dapat dibaca. Pilih PDF, JPG, atau PNG.") from error
