"""Small drawn landscapes in place of photos: nobody real is in them."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

WIDTH, HEIGHT = 960, 640
SKIES = (((134, 178, 206), (238, 224, 196)), ((196, 132, 96), (246, 214, 160)), ((120, 160, 190), (222, 232, 232)))
HILLS = ((74, 108, 92), (92, 128, 84), (118, 146, 78))
FIELD = (168, 176, 84)


def draw(rng: Random, desa: str) -> Iterator[tuple[str, bytes]]:
    """Captions and JPEG bytes: the balai desa, and the view from the road."""
    yield f"Balai desa {desa} menjelang dialog malam (gambar ilustrasi)", _picture(rng, house=True)
    yield f"Jalan menuju Desa {desa} (gambar ilustrasi)", _picture(rng, house=False)


def _picture(rng: Random, *, house: bool) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(image)
    top, bottom = rng.choice(SKIES)
    for y in range(HEIGHT):
        share = min(1.0, y / (HEIGHT * 0.6))
        pen.line([(0, y), (WIDTH, y)], fill=tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)))
    sun = rng.randint(120, WIDTH - 120)
    pen.ellipse((sun - 38, 90, sun + 38, 166), fill=(250, 236, 190))
    for number, colour in enumerate(HILLS):
        _hill(pen, rng, HEIGHT * (0.42 + 0.11 * number), 60 - 12 * number, colour)
    pen.rectangle((0, int(HEIGHT * 0.78), WIDTH, HEIGHT), fill=FIELD)
    _road(pen, rng)
    if house:
        _house(pen, rng.randint(180, 560), int(HEIGHT * 0.8))
    for _ in range(5):
        _palm(pen, rng.randint(20, WIDTH - 20), int(HEIGHT * rng.uniform(0.78, 0.9)), rng.randint(60, 120))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _hill(pen: ImageDraw.ImageDraw, rng: Random, base: float, height: int, colour: tuple[int, int, int]) -> None:
    phase, stretch = rng.uniform(0, 6), rng.uniform(120, 220)
    line = [(x, base + height * math.sin(x / stretch + phase) * math.cos(x / 310)) for x in range(0, WIDTH + 20, 20)]
    pen.polygon([(0, HEIGHT), *line, (WIDTH, HEIGHT)], fill=colour)


def _road(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    end = rng.randint(360, 600)
    pen.polygon([(300, HEIGHT), (660, HEIGHT), (end + 14, HEIGHT * 0.78), (end - 14, HEIGHT * 0.78)], fill=(176, 164, 146))


def _house(pen: ImageDraw.ImageDraw, left: int, ground: int) -> None:
    pen.rectangle((left, ground - 90, left + 250, ground), fill=(232, 222, 200), outline=(96, 84, 72), width=3)
    pen.polygon(
        [(left - 26, ground - 90), (left + 276, ground - 90), (left + 215, ground - 168), (left + 35, ground - 168)],
        fill=(146, 74, 58),
    )
    for x in range(left + 24, left + 230, 62):
        pen.rectangle((x, ground - 66, x + 34, ground - 26), fill=(110, 134, 142))


def _palm(pen: ImageDraw.ImageDraw, x: int, ground: int, height: int) -> None:
    pen.line([(x, ground), (x + 8, ground - height)], fill=(98, 78, 56), width=7)
    for turn in range(7):
        angle = math.pi * (0.05 + turn / 6.4)
        tip = (x + 8 + 46 * math.cos(angle), ground - height - 26 * math.sin(angle) + 12)
        pen.line([(x + 8, ground - height), tip], fill=(58, 96, 58), width=6)
