"""Styles, script, pictures and fonts under names that carry a hash of their content, so that browsers keep them for
ever.

``flask assets build`` makes the folder ``static/dist`` (never committed): our own files from ``static/``, htmx and
fonts from
``node_modules``. Outside production it is made anew by itself when a source has changed.

The part of ``static/css/app.css`` between ``/* critical:start */`` and ``/* critical:end */`` goes into each page,
the rest is one file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import brotli
import structlog
from markupsafe import Markup

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
MODULES = ROOT / "node_modules"
DIST = STATIC / "dist"
FILES = DIST / "files"
MANIFEST = DIST / "manifest.json"
PREFIX = "/static/"
log = structlog.get_logger(__name__)

LOOK_EVERY_S = 1.0
BUILD_RULES = "6"  # raise when this module builds differently from the same sources

OWN = ("css", "js", "img")
OWN_SUFFIXES = frozenset({".css", ".js", ".svg", ".png", ".webp", ".jpg", ".ico", ".webmanifest"})
JAKARTA = "@fontsource-variable/plus-jakarta-sans/files"
FOREIGN = {
    "js/htmx.js": "htmx.org/dist/htmx.min.js",
    "fonts/plus-jakarta-sans.woff2": f"{JAKARTA}/plus-jakarta-sans-latin-wght-normal.woff2",
    "fonts/arimo-400-normal.woff2": "@fontsource/arimo/files/arimo-latin-400-normal.woff2",
    "fonts/arimo-400-italic.woff2": "@fontsource/arimo/files/arimo-latin-400-italic.woff2",
    "fonts/arimo-700-normal.woff2": "@fontsource/arimo/files/arimo-latin-700-normal.woff2",
    "fonts/arimo-700-italic.woff2": "@fontsource/arimo/files/arimo-latin-700-italic.woff2",
}
BUNDLE = "js/page.js"
BUNDLED = ("js/htmx.js", "js/app.js")  # one request instead of two
WEIGHTS = (400, 700)
SUBSET = "fonts/plus-jakarta-sans.woff2"
LETTERS = [*range(0x20, 0x7F), *map(ord, "\u00a0·«»°²³±×÷éèÉÈêëáàâäçöüñ‐‑–—‘’“”•…€←→−≤≥½¼")]
CRITICAL = re.compile(r"/\*\s*critical:start\s*\*/(.*?)/\*\s*critical:end\s*\*/", re.DOTALL)
CSS_STRING = re.compile(r"(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\))", re.DOTALL)
JS_TEXT = re.compile(r"(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|(?<=\()/(?:\\.|[^/\\])+/[gim]*)")
CSS_URL = re.compile(r"url\((['\"]?)(?!data:|#|/)([^)'\"]+)\1\)")
HASHED = re.compile(r"^.+\.[0-9a-f]{12}\.[a-z0-9]+$")


class AssetsMissing(RuntimeError):
    """The built files are missing; the message says which command makes them."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left behind: hashed name per name, the inline style and its hash for the CSP."""

    names: dict[str, str]
    critical: str
    critical_hash: str
    stamp: str


_built: Built | None = None
_rebuilds = False
_looked_at = 0.0


def start(*, rebuilds: bool) -> None:
    """Load the built files when the application starts. Commands run without them; pages and readiness do not.

    Args:
        rebuilds: build again by itself when a source has changed (not in production).
    """
    global _rebuilds  # noqa: PLW0603 - the built files are one per process
    _rebuilds = rebuilds
    try:
        _current(reload=True)
    except AssetsMissing as error:
        log.error("assets_missing", reason=str(error))  # noqa: TRY400 - the reason says it all


def are_built() -> bool:
    """True when pages can be dressed."""
    try:
        return bool(_current().names)
    except AssetsMissing:
        return False


def asset(name: str) -> str:
    """The address of a file by its plain name, such as ``css/app.css``.

    Raises:
        KeyError: there is no such file.
    """
    return PREFIX + _current().names[name]


def critical_css() -> Markup:
    """The text of the one inline style block; it is ours alone, and nothing may stand beside it."""
    return Markup(_current().critical)  # noqa: S704 - our own stylesheet, built from static/css


def critical_hash() -> str:
    """The CSP source that allows exactly :func:`critical_css`."""
    return _current().critical_hash


def build_stamp() -> str:
    """Changes with every build; part of what a page's ETag depends on."""
    return _current().stamp


def font_path(name: str) -> Path:
    """The file of a font cut, such as ``arimo-400-normal``, for letters and reports."""
    return FILES / _current().names[f"fonts/{name}.woff2"]


def file_path(name: str) -> Path:
    """The built file of a plain name."""
    return FILES / _current().names[name]


def is_immutable(path: str, url: str) -> bool:
    """WhiteNoise's test: a name with a content hash never changes."""
    del path
    return HASHED.match(url.rsplit("/", 1)[-1]) is not None


def _current(*, reload: bool = False) -> Built:
    global _built  # noqa: PLW0603
    if _built is None or reload or _is_time_to_look():
        stamp = _stamp() if _rebuilds else None
        if _built is None or reload or stamp != _built.stamp:
            _built = _load(stamp)
    return _built


def _is_time_to_look() -> bool:
    """Outside production the sources are looked at once a second, not once per address."""
    global _looked_at  # noqa: PLW0603
    if not _rebuilds or time.monotonic() - _looked_at < LOOK_EVERY_S:
        return False
    _looked_at = time.monotonic()
    return True


def _load(stamp: str | None) -> Built:
    try:
        found: Built | None = Built(**json.loads(MANIFEST.read_text()))
    except FileNotFoundError:
        found = None
    if found is None and stamp is None:
        raise AssetsMissing("Berkas tampilan belum dibuat. Jalankan: flask --app wsgi assets build")
    if found is None or (stamp is not None and found.stamp != stamp):
        found = build()
    return found


# --- building
# ----------------------------------------------------------------------------------------------------------------


def _sources() -> dict[str, Path]:
    found = {
        str(path.relative_to(STATIC)): path
        for folder in OWN
        for path in sorted((STATIC / folder).rglob("*"))
        if path.is_file() and path.suffix in OWN_SUFFIXES
    }
    return found | {name: MODULES / path for name, path in FOREIGN.items() if (MODULES / path).exists()}


def _stamp() -> str:
    """Changes whenever a source does; cheap, for it is asked at every page outside production."""
    seen = [BUILD_RULES]
    for name, path in _sources().items():
        try:
            about = path.stat()
        except FileNotFoundError:
            continue
        seen.append(f"{name}:{about.st_mtime_ns}:{about.st_size}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def build() -> Built:
    """Make ``static/dist`` and return what its manifest holds.

    Raises:
        AssetsMissing: the packages of ``package.json`` are not installed.
    """
    stamp = _stamp()
    sources = _sources()
    missing = sorted(set(FOREIGN) - set(sources))
    if missing:
        raise AssetsMissing(f"Paket npm belum terpasang ({', '.join(missing)}). Jalankan: npm ci")
    names: dict[str, str] = {}
    critical = ""
    for name in sorted(sources, key=lambda each: (each.endswith(".css"), each)):  # styles last: they name the others
        data = sources[name].read_bytes()
        if name == "css/app.css":
            text = data.decode()
            critical = minify_css(_with_hashed_urls("".join(CRITICAL.findall(text)), name, names))
            data = CRITICAL.sub("", text).encode()
        names[name] = _put(name, _prepared(name, data, names))
    names[BUNDLE] = _put(BUNDLE, b"\n".join((FILES / names[name]).read_bytes() for name in BUNDLED))
    digest = base64.b64encode(hashlib.sha256(critical.encode()).digest()).decode()
    built = Built(names=names, critical=critical, critical_hash=f"sha256-{digest}", stamp=stamp)
    _write(MANIFEST, json.dumps(asdict(built), indent=1, sort_keys=True).encode())
    return built


def remove_stale() -> int:
    """Delete built files that the manifest no longer names; returns how many."""
    kept = set(json.loads(MANIFEST.read_text())["names"].values())
    stale = [
        path
        for path in FILES.rglob("*")
        if path.is_file() and str(path.relative_to(FILES)).removesuffix(".br").removesuffix(".gz") not in kept
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _prepared(name: str, data: bytes, names: dict[str, str]) -> bytes:
    if name.endswith(".css"):
        return minify_css(_with_hashed_urls(data.decode(), name, names)).encode()
    if name.endswith(".js") and name not in FOREIGN:
        return minify_js(data.decode()).encode()
    return _subset(data) if name == SUBSET else data


def _put(name: str, data: bytes) -> str:
    path = Path(name)
    digest = hashlib.sha256(data).hexdigest()[:12]
    hashed = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
    target = FILES / hashed
    if not target.exists():
        if path.suffix in {".css", ".js", ".svg", ".webmanifest"}:
            _write(target.with_name(target.name + ".br"), brotli.compress(data, quality=11))
            _write(target.with_name(target.name + ".gz"), _gzip(data))
        _write(target, data)
    return hashed


def _gzip(data: bytes) -> bytes:
    """As small as gzip gets: this happens once per release, and is read by every browser that knows no brotli."""
    import zopfli.gzip  # noqa: PLC0415 - only while building

    packed: bytes = zopfli.gzip.compress(data)
    return packed


def _write(target: Path, data: bytes) -> None:
    """Write in one step, for several processes may build at the same time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(target)


def _with_hashed_urls(css: str, name: str, names: dict[str, str]) -> str:
    folder = Path(name).parent

    def hashed(found: re.Match[str]) -> str:
        plain = os.path.normpath(folder / found[2])
        if plain not in names:
            raise AssetsMissing(f"{name} menyebut {found[2]}, tetapi berkas itu tidak ada.")
        return f"url({PREFIX}{names[plain]})"

    return CSS_URL.sub(hashed, css)


def minify_css(css: str) -> str:
    """``css`` without comments and idle white space; strings stay as they are."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = CSS_STRING.split(css)
    for index in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[index])
        part = re.sub(r" ?([{};,]) ?", r"\1", part)
        part = re.sub(r": ", ":", part)
        part = re.sub(r" ?> ?", ">", part)
        parts[index] = re.sub(r"(?<![\w.#-])0\.(?=\d)", ".", part)
    return "".join(parts).replace(";}", "}").strip()


def minify_js(script: str) -> str:
    """``script`` without indentation, empty lines, whole-line comments, and spaces around signs outside of texts.

    Ours has no text over several lines, and no regular expression with a space or a quote unless it is the whole story
    between two quotes.
    """
    lines = (line.strip() for line in script.splitlines())
    kept = (_tight(line) for line in lines if line and not line.startswith("//"))
    return "\n".join(kept) + "\n"


def _tight(line: str) -> str:
    """One line with its texts and regular expressions as they are."""
    parts = JS_TEXT.split(line)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r" ?(=>|[=!]==|&&|\|\||[{}();,?:=<]) ?", r"\1", parts[index])
    return "".join(parts)


def _subset(data: bytes) -> bytes:
    """The letters that Indonesian pages need, so that the font is half the size."""
    from io import BytesIO  # noqa: PLC0415

    from fontTools import subset  # noqa: PLC0415 - only while building
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib import instancer  # noqa: PLC0415

    font = TTFont(BytesIO(data), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "ccmp"])
    worker = subset.Subsetter(options)
    worker.populate(unicodes=LETTERS)
    worker.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
