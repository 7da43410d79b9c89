"""Arms of the regency and emblem of the state for the letterhead: checked by content, made small, written anew.

No vector files: they can hold scripts.
"""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from intranet.core.errors import InvalidInput

ACCEPTED = ("JPEG", "PNG")
LIMIT_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_EDGE = 1200
SHORTEST_EDGE = 100


def clean_arms(data: bytes, field: str = "arms") -> bytes:
    """Check and rewrite an image of the arms; the result is a PNG that keeps its transparent ground.

    Args:
        data: the bytes as they came; the file's name and claimed type do not count.
        field: where a refusal is said.

    Raises:
        InvalidInput: on ``field``: empty, too large, too small, or no JPG or PNG.
    """
    if not data:
        raise InvalidInput(field, "Berkas ini kosong. Pilih gambar lain.")
    if len(data) > LIMIT_BYTES:
        size = f"{len(data) / 1_048_576:.1f}".replace(".", ",")
        raise InvalidInput(field, f"Berkas {size} MB terlalu besar. Pilih gambar paling besar 2 MB.")
    try:
        with Image.open(io.BytesIO(data), formats=ACCEPTED) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidInput(field, "Gambar ini terlalu besar. Pilih gambar paling besar 25 megapiksel.")
            if min(picture.size) < SHORTEST_EDGE:
                raise InvalidInput(
                    field, f"Gambar terlalu kecil untuk dicetak. Sisi terpendek paling sedikit {SHORTEST_EDGE} piksel."
                )
            return _rewritten(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput(field, "Berkas ini bukan gambar yang dapat dibaca. Pilih gambar PNG atau JPG.") from error


def _rewritten(picture: Image.Image) -> bytes:
    plain = picture.convert("RGBA")
    plain.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    out = io.BytesIO()
    # From raw pixels, so that nothing else of the file (text, profiles, position) comes along.
    Image.frombytes("RGBA", plain.size, plain.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()
