"""The register: search, filter, and open documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.core.text import clean
from intranet.documents import policy, queries
from intranet.documents.forms import FilterForm
from intranet.documents.routes.blueprint import bp
from intranet.documents.states import DocumentStatus
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

FILTERS = ("cari", "status", "tahun")


@bp.get("/dokumen")
@requires(Permission.DOCUMENTS_READ)
def register() -> ResponseReturnValue:
    """Documents that fit the filter, newest first."""
    actor = current_actor()
    form = FilterForm(request.args)
    this_year = clock.today().year
    form.tahun.offer([(year, str(year)) for year in range(this_year + 1, this_year - 4, -1)])
    status = request.args.get("status", "")
    year = request.args.get("tahun", "")
    found, count = queries.list_documents(
        actor,
        search=clean(request.args.get("cari", ""))[:120],
        status=DocumentStatus.of(status) if status in {s.value for s in DocumentStatus} else None,
        year=int(year) if re.fullmatch(r"20[0-9]{2}", year) else None,
        cursor=request.args.get("lanjut"),
    )
    return page(
        "documents/register.html",
        rows=found,
        count=count,
        form=form,
        filtered=any(request.args.get(name) for name in FILTERS),
        sees_drafts=policy.sees_drafts(actor),
    )
