"""The press: a typeset page becomes a PDF/A-3a and PDF/UA-1 file, with no way out of it.

It knows nothing of the application, so that a child process can run this file alone (``python -I press.py``: job on stdin, PDF
on stdout), under limits of time and memory and without the application's secrets. Everything that a page shows comes with the job
under the scheme ``intranet:``; any other address stops the print.
"""

from __future__ import annotations

import atexit
import json
import sys
import warnings
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEME = "intranet:"
VARIANT = "pdf/a-3a"
PICTURE_DPI = 200
JPEG_QUALITY = 80
ATTACHMENT = "data.json"

# WeasyPrint writes one conformance at a time. Both in one file need the UA part and its PDF/A extension schema inside the same
# rdf:RDF.
_UA = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>"
    b"</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One print.

    Args:
        html: the page; pictures and fonts under ``intranet:<name>``.
        css: the style sheet, the same for many prints.
        page_css: paper and margins of this one.
        files: bytes by name.
        identifier: what the PDF's identifier is made from, 16 bytes in hex; empty for a draft.
        attached: text of ``data.json``; empty for a draft, which is then neither tagged nor PDF/A.
        dated: ISO date and time of the attachment.
    """

    html: str
    css: str
    page_css: str
    files: Mapping[str, bytes] = field(repr=False)
    identifier: str = ""
    attached: str = ""
    dated: str = ""


class Refused(ValueError):
    """The page named something that did not come with the job."""


def print_pdf(job: Job) -> bytes:
    """The PDF of a job; the same job gives the same bytes.

    Raises:
        Refused: the page names something that did not come with the job, or a picture is damaged.
        Exception: whatever else the engine raises.
    """
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - half a second and pango, only where something is printed

    _check_pictures(job.files)
    try:
        return _print(job)
    except FatalURLFetchingError as error:  # a BaseException, which nobody above expects
        raise Refused(str(error)) from error


def _check_pictures(files: Mapping[str, bytes]) -> None:
    """The engine would leave a hole where a picture cannot be read."""
    from PIL import Image  # noqa: PLC0415

    for name, data in files.items():
        if name.endswith(".woff2") or data.startswith(b"<svg"):
            continue
        try:
            with Image.open(BytesIO(data)) as picture:
                picture.verify()
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise Refused(f"damaged: {name}") from error


def _print(job: Job) -> bytes:
    from weasyprint import CSS, HTML  # noqa: PLC0415

    fetcher = _closed_fetcher(job.files)
    style = _style(job.css, _fonts(job.files))
    page = CSS(string=job.page_css, url_fetcher=fetcher, font_config=style.font_config)
    html = HTML(string=job.html, base_url=SCHEME, url_fetcher=fetcher)
    options: dict[str, Any] = {"optimize_images": True, "dpi": PICTURE_DPI, "jpeg_quality": JPEG_QUALITY}
    if not job.attached:
        document = html.render(stylesheets=[style.css, page], font_config=style.font_config, **options)
        return _written(document, options)
    options |= {"pdf_variant": VARIANT, "pdf_tags": True, "pdf_identifier": bytes.fromhex(job.identifier)}
    document = html.render(stylesheets=[style.css, page], font_config=style.font_config, **options)
    document.metadata.__class__ = _archival_metadata()
    document.metadata.attachments = [_attachment(job, fetcher)]
    return _written(document, options)


def _written(document: Any, options: dict[str, Any]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the file of its colour profile to the collector
        return bytes(document.write_pdf(**options))


@dataclass(frozen=True, slots=True)
class _Style:
    css: Any
    font_config: Any


def _fonts(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted((name, data) for name, data in files.items() if name.endswith(".woff2")))


@lru_cache(maxsize=4)
def _style(css: str, fonts: tuple[tuple[str, bytes], ...]) -> _Style:
    """The parsed style sheet with its fonts, kept for the next print: a tenth of the time of a short report."""
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    font_config = FontConfiguration()
    atexit.register(_style.cache_clear)  # its folder of fonts is removed while that can still be done
    return _Style(CSS(string=css, font_config=font_config, url_fetcher=_closed_fetcher(dict(fonts))), font_config)


def _closed_fetcher(files: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class ClosedFetcher(URLFetcher):  # type: ignore[misc]
        """Gives what came with the job; opens no file and no address."""

        def __init__(self) -> None:  # the handlers of the base class, which open things, are not even made
            self._fail_on_errors = True

        def fetch(self, url: str, headers: object = None) -> Any:
            del headers
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in files:
                raise Refused(f"refused: {url[:80]}")
            return URLFetcherResponse(url, files[name])

    return ClosedFetcher()


@lru_cache(maxsize=1)
def _archival_metadata() -> Any:
    from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415

    class ArchivalMetadata(DocumentMetadata):  # type: ignore[misc]
        """PDF/A and PDF/UA in one."""

        def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
            plain: bytes = super().generate_rdf_metadata(variant, version, conformance)
            return plain.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")

    return ArchivalMetadata


def _attachment(job: Job, fetcher: Any) -> Any:
    from weasyprint import Attachment  # noqa: PLC0415

    dated = datetime.fromisoformat(job.dated)
    return Attachment(
        string=job.attached.encode(),
        url_fetcher=fetcher,
        name=ATTACHMENT,
        description="Data laporan ini",
        relationship="Source",
        created=dated,
        modified=dated,
    )


# --- in a child process --------------------------------------------------------------------------------------------------------


def pack(job: Job, *, cpu_seconds: int, memory_bytes: int) -> bytes:
    """What the child reads: one line of JSON, then the bytes of the files in its order."""
    head = asdict(job) | {"files": [[name, len(data)] for name, data in job.files.items()]}
    limits = {"cpu_seconds": cpu_seconds, "memory_bytes": memory_bytes}
    return json.dumps({"job": head, "limits": limits}).encode() + b"\n" + b"".join(job.files.values())


def _unpack(head: dict[str, Any], rest: bytes) -> Job:
    files, at = {}, 0
    for name, size in head.pop("files"):
        files[name] = rest[at : at + size]
        at += size
    return Job(files=files, **head)


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    import resource  # noqa: PLC0415 - not on Windows, where nothing is limited

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read a job from stdin, print it under its limits, write the PDF to stdout."""
    line, _, rest = sys.stdin.buffer.read().partition(b"\n")
    message = json.loads(line)
    _limit(**message["limits"])
    try:
        printed = print_pdf(_unpack(message["job"], rest))
    except MemoryError:
        sys.stderr.write("MemoryError")
        return 3
    except Exception as error:  # noqa: BLE001 - the caller is told the kind, never the text, which may hold what people wrote
        sys.stderr.write(type(error).__name__)
        return 2
    sys.stdout.buffer.write(printed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
