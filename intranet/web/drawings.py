"""Every drawing of the product, 20 × 20, in the colour of the text around it.

Pages hold dozens of them, so each is made once per process. Templates take them from ``components/icons.html``.
Shapes that stand for a state have each its own outline, so that they survive grey print:
check (disc), clock (ring with hands), diamond, cross (box), swap (two arrows), dash, info (ring with i), alert (triangle),
stop (octagon), star, arrow, dot (small ring).
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

# fmt: off
LINES = {
    "home": "M3 9.5 10 3l7 6.5V17H3zM8 17v-5h4v5",
    "inbox": "M2.5 11 5 3.5h10l2.5 7.5v5.5h-15zH7l1 2.5h4l1-2.5h4.5",
    "calendar": (
        "M4 4h12a1.5 1.5 0 0 1 1.5 1.5v10A1.5 1.5 0 0 1 16 17H4a1.5 1.5 0 0 1-1.5-1.5v-10A1.5 1.5 0 0 1 4 4zM2.5 8h15"
        "M6.5 2v3.5m7-3.5v3.5"
    ),
    "grid": "M2.5 3h15v14h-15zM2.5 8h15M8 3v14m4.7-14v14",
    "file": "M4.5 2H12l4 4v12H4.5zM12 2v4h4M7.5 10.5H13M7.5 14H13",
    "people": (
        "M4 7a3 3 0 1 0 6 0 3 3 0 1 0-6 0M1.8 17c0-3.5 2.3-5.3 5.2-5.3s5.2 1.8 5.2 5.3"
        "M13 4.3a3 3 0 0 1 0 5.5m2 2.2c2 .7 3.2 2.4 3.2 5"
    ),
    "user": "M6.5 6.5a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M3.5 17.5c0-4 2.9-6 6.5-6s6.5 2 6.5 6",
    "family": (
        "M3.5 5.5a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M12 5.5a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0"
        "M8.3 11.5a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M2 17v-3.5C2 11 3.5 9.7 5.7 9.7"
        "M18 17v-3.5c0-2.5-1.5-3.8-3.7-3.8M7 18c0-2.3 1.3-3.5 3-3.5s3 1.2 3 3.5"
    ),
    "list": "M7 5h11M7 10h11M7 15h11M2.5 5h.2m-.2 5h.2m-.2 5h.2",
    "map": "m2.5 5 5-2 5 2 5-2v12l-5 2-5-2-5 2zm5-2v12m5-10v12",
    "pin": "M10 18s6-5.6 6-10a6 6 0 0 0-12 0c0 4.4 6 10 6 10zM8 8a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
    "swap": "M3 6.5h12.5m-4-4 4 4-4 4M16.5 13.5H4m4 4-4-4 4-4",
    "clock": "M2 10a8 8 0 1 0 16 0 8 8 0 1 0-16 0M10 5.5V10l3 2",
    "cross": "M4 2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM6.5 6.5l7 7m0-7-7 7",
    "dash": "M5 10h10",
    "dot": "M5 10a5 5 0 1 0 10 0 5 5 0 1 0-10 0",
    "info": "M2 10a8 8 0 1 0 16 0 8 8 0 1 0-16 0M10 9.3v5M10 6v.1",
    "arrow": "M3 10h13m-5-5 5 5-5 5",
    "back": "m12.5 4-6 6 6 6",
    "forward": "m7.5 4 6 6-6 6",
    "up": "m4 12.5 6-6 6 6",
    "down": "m4 7.5 6 6 6-6",
    "tick": "m3.5 10.5 4.5 4.5 9-10",
    "close": "M4.5 4.5l11 11m0-11-11 11",
    "search": "M3 8.5a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0M12.5 12.5 17.5 17.5",
    "filter": "M2.5 4h15l-6 7v5.5l-3 1V11z",
    "sort": "M6.5 3v14m-3.5-3.5L6.5 17l3.5-3.5M13.5 17V3M10 6.5 13.5 3 17 6.5",
    "print": "M5.5 7V2.5h9V7M5.5 14.5h-3V7h15v7.5h-3M5.5 12h9v5.5h-9z",
    "download": "M10 2.5v10m-4-4 4 4 4-4M3 13v4h14v-4",
    "upload": "M10 12.5v-10m-4 4 4-4 4 4M3 13v4h14v-4",
    "plus": "M10 3.5v13M3.5 10h13",
    "edit": "M3 17l.8-3.7L13.5 3.5l3 3L6.7 16.2zM11.5 5.5l3 3",
    "sign": "M3 12.5 11 4l3 3-8 8.5H3zM3 18h14",
    "trash": "M3 5.5h14M8 5.5v-3h4v3M5 5.5l.8 12h8.4l.8-12M8.3 9v5m3.4-5v5",
    "lock": "M4 9h12v8.5H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3M10 12v2.5",
    "key": "M2.5 13a4 4 0 1 0 8 0 4 4 0 1 0-8 0M9.3 10.2 17 2.5M13 6.5l2.5 2.5",
    "shield": "M10 2l6.5 2.3v5.2c0 4-2.7 7-6.5 8.5-3.8-1.5-6.5-4.5-6.5-8.5V4.3zM7 10l2.2 2.2L13.2 8",
    "phone": "M6 2h8a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM9 15.3h2",
    "camera": "M2.5 6h3.7l1.3-2.5h5L13.8 6h3.7v10.5h-15zM7 11a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
    "building": "M3 17.5h14M4.5 17.5v-9M8 17.5v-9m4 9v-9m3.5 9v-9M2.5 8.5h15L10 3z",
    "road": "M6.5 2.5 3 17.5M13.5 2.5 17 17.5M10 3v2.5m0 3V11m0 3v3",
    "menu": "M3 5h14M3 10h14M3 15h14",
    "logout": "M8 3H3.5v14H8M8 10h9m-3.5-3.5L17 10l-3.5 3.5",
    "history": "M3 10a7 7 0 1 0 2.5-5.4M2.5 2.5v4h4M10 6v4l2.8 1.8",
    "chat": "M2.5 3.5h15v10.5h-8l-4 3.5v-3.5h-3z",
    "send": "M2.5 9.5 17.5 3l-4.5 14.5-3.5-6zM9.5 11.5 17.5 3",
    "bell": "M4 14.5h12l-1.5-2.5V8.5a4.5 4.5 0 0 0-9 0V12zM8.3 17a1.8 1.8 0 0 0 3.4 0",
    "chart": "M3 3v14h14M6.5 14v-3.5m3.7 3.5V7m3.8 7V9",
    "eye": "M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10zM7.5 10a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0",
    "link": "M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1.5-1.5",
    "qr": "M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h2v2m3-2v0m0 2v3h-3m-2 0v-1",
    "stamp": "M7.5 9.5c1-1.5-.7-3-.7-4.5a3.2 3.2 0 0 1 6.4 0c0 1.5-1.7 3-.7 4.5H16v4H4v-4zM4 17h12",
    "box": "M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7",
    "flag": "M4.5 18V2.5M4.5 3.5h11l-2.5 3.5 2.5 3.5h-11",
    "refresh": "M16.5 8A7 7 0 1 0 17 11M17 3.5V8h-4.5",
    "settings": (
        "M3 5.5h8m4 0h2M3 10h2m4 0h8M3 14.5h6m4 0h4M11 5.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0"
        "M5 10a2 2 0 1 0 4 0 2 2 0 1 0-4 0M9 14.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0"
    ),
    "help": "M2 10a8 8 0 1 0 16 0 8 8 0 1 0-16 0M7.7 7.7A2.4 2.4 0 0 1 12.3 8c0 1.8-2.3 1.9-2.3 3.6M10 14v.1",
    "sun": (
        "M6.5 10a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M10 1.5v2m0 13v2M1.5 10h2m13 0h2M4 4l1.4 1.4m9.2 9.2L16 16"
        "M16 4l-1.4 1.4M5.4 14.6 4 16"
    ),
}
SOLIDS = {
    "check": ("M1 10a9 9 0 1 0 18 0 9 9 0 1 0-18 0", "m5.7 10.4 3 3 5.6-6.6"),
    "diamond": ("M10 .8 19.2 10 10 19.2.8 10z", "M10 5.6v5.2m0 3v.2"),
    "alert": ("M10 1.5 19.5 18.2H.5z", "M10 7.5v5m0 2.8v.1"),
    "stop": ("M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z", "M6 10h8"),
    "star": ("m10 1 2.7 6 6.5.6-4.9 4.3 1.5 6.4L10 15l-5.8 3.3 1.5-6.4L.8 7.6 7.3 7z", ""),
}
# fmt: on


def _shape(name: str) -> Markup:
    if name in SOLIDS:
        return Markup('<path fill="currentColor" d="{}"/><path class="cut" d="{}"/>').format(*SOLIDS[name])
    return Markup('<path class="ln" d="{}"/>').format(LINES[name])


@lru_cache(maxsize=512)
def icon(name: str, size: int = 20) -> Markup:
    """One icon, hidden from screen readers: the word always stands beside it.

    Raises:
        KeyError: no such drawing; a state without one must not reach a reader.
    """
    frame = Markup('<svg width="{0}" height="{0}" viewBox="0 0 20 20" aria-hidden="true">{1}</svg>')
    return frame.format(size, _shape(name))


@lru_cache(maxsize=64)
def symbols(names: tuple[str, ...]) -> Markup:
    """The same drawings as ``<symbol id="i-NAME">``, for tables that repeat them hundreds of times."""
    each = Markup('<symbol id="i-{}" viewBox="0 0 20 20">{}</symbol>')
    drawn = Markup("").join(each.format(name, _shape(name)) for name in names)
    return Markup('<svg class="symbols" width="0" height="0" aria-hidden="true">{}</svg>').format(drawn)


@lru_cache(maxsize=512)
def use(name: str, size: int = 18) -> Markup:
    """One repeated icon out of :func:`symbols`."""
    return Markup('<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>').format(size, name)


def names() -> str:
    """All names, with spaces between."""
    return " ".join([*LINES, *SOLIDS])
