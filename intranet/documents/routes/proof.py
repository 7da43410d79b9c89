"""The public proof: what the QR on a paper opens, and files compared with what was issued."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core import rate
from intranet.documents import codes, queries
from intranet.documents.forms import CheckForm, CodeForm
from intranet.documents.routes.blueprint import bp
from intranet.web.access import public
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from intranet.documents.queries import PublicDocument

PER_MINUTE = 60


def _limited() -> None:
    rate.hit("verification", request.remote_addr or "", limit=PER_MINUTE)


@bp.get("/verifikasi")
@public
def check() -> ResponseReturnValue:
    """Type a code, or choose a file to be compared."""
    typed = request.args.get("kode", "").strip()
    if typed:
        code = codes.read_code(typed) or re.sub(r"[^A-Za-z0-9_-]", "", typed)[:64] or "-"
        return done(url_for("documents.proof", code=code))
    return page("documents/check.html", code_form=CodeForm(), form=CheckForm(formdata=None), found=None, asked=False, digest="")


@bp.post("/verifikasi")
@public
def check_file() -> ResponseReturnValue:
    """Compare a file with everything that was issued; the file is not kept."""
    _limited()
    form = CheckForm()
    if not form.validate_on_submit():
        return page(
            "documents/check.html", status=422, code_form=CodeForm(formdata=None), form=form, found=None, asked=False, digest=""
        )
    digest = _digest(form)
    return page(
        "documents/check.html",
        code_form=CodeForm(formdata=None),
        form=CheckForm(formdata=None),
        found=queries.find_by_hash(digest),
        asked=True,
        digest=digest,
    )


def _digest(form: CheckForm) -> str:
    running = hashlib.sha256()
    for chunk in iter(lambda: form.berkas.data.stream.read(1 << 20), b""):
        running.update(chunk)
    return running.hexdigest()


def _find(typed: str) -> PublicDocument | None:
    code = codes.read_code(typed)
    return queries.find_public(code) if code else None


@bp.get("/verifikasi/<code>")
@public
def proof(code: str) -> ResponseReturnValue:
    """Genuine, superseded, revoked or unknown: what the QR on a paper opens."""
    _limited()
    found = _find(code)
    return page(
        "documents/proof.html",
        status=200 if found else 404,
        found=found,
        code=code,
        form=CheckForm(formdata=None),
        compared=None,
        other=None,
        digest="",
    )


@bp.post("/verifikasi/<code>")
@public
def proof_file(code: str) -> ResponseReturnValue:
    """Is the file in hand the one that this code stands for? The file is not kept."""
    _limited()
    found = _find(code)
    form = CheckForm()
    good = form.validate_on_submit()
    digest = _digest(form) if good else ""
    same = queries.find_by_hash(digest) if good else None
    matches = same is not None and found is not None and (same.number, same.edition) == (found.number, found.edition)
    return page(
        "documents/proof.html",
        status=422 if not good else (200 if found else 404),
        found=found,
        code=code,
        form=form,
        compared=matches if good else None,
        other=None if matches else same,
        digest=digest,
    )
