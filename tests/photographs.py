"""Pictures for tests: real ones, small, the same for a seed."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image


@cache
def jpeg(seed: int = 1, size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (90 + 20 * seed % 120, 140, 100)).save(out, "JPEG")
    return out.getvalue()
