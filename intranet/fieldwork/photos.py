"""Photos as they are kept: checked by content, turned upright, made small, written anew without EXIF data (place, device)."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from intranet.core.errors import InvalidInput

ACCEPTED = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 1600
QUALITY = 82
TOO_MANY_PIXELS = "Ukuran gambar ini terlalu besar. Pilih foto paling besar 50 megapiksel."


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo ready to be stored, as JPEG bytes; edges in pixels."""

    data: bytes
    width: int
    height: int


def clean_photo(data: bytes, limit_bytes: int) -> CleanPhoto:
    """Check and rewrite a photo.

    Args:
        data: the bytes as they came; the file's name and claimed type do not count.
        limit_bytes: largest size accepted.

    Raises:
        InvalidInput: on ``photo``: empty, too large, no picture, a kind that is not accepted, or too many pixels.
    """
    if not data:
        raise InvalidInput("photo", "Berkas ini kosong. Pilih foto lain.")
    if len(data) > limit_bytes:
        size = f"{len(data) / 1_048_576:.1f}".replace(".", ",")
        raise InvalidInput("photo", f"Berkas {size} MB terlalu besar. Pilih foto paling besar {limit_bytes // 1_048_576} MB.")
    # WeasyPrint switches this on for its whole process when it is loaded; a photo that is half there is none
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=ACCEPTED) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidInput("photo", TOO_MANY_PIXELS)
            return _rewritten(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidInput("photo", TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput("photo", "Berkas ini bukan foto yang dapat dibaca. Pilih foto JPG, PNG, atau WebP.") from error


def _rewritten(picture: Image.Image) -> CleanPhoto:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    if upright.mode in ("RGBA", "LA", "P"):
        layered = upright.convert("RGBA")
        plain = Image.new("RGB", layered.size, "white")
        plain.paste(layered, mask=layered.getchannel("A"))
    else:
        plain = upright.convert("RGB")
    out = io.BytesIO()
    Image.frombytes("RGB", plain.size, plain.tobytes()).save(out, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(out.getvalue(), plain.width, plain.height)
