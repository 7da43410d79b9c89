"""The audit trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from intranet.accounts import queries, trail_words
from intranet.accounts.forms import AuditFilter
from intranet.accounts.queries import Wanted
from intranet.accounts.routes.blueprint import bp
from intranet.core.permissions import Permission
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NAV = (Entry(endpoint="accounts.trail", label="Jejak audit", icon="history", permission=Permission.AUDIT_READ, order=95),)
FILTERS = ("pelaku", "kejadian", "jenis", "nomor", "dari", "sampai")


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """Who did what, newest first."""
    asked = request.args
    form = AuditFilter(asked)
    form.kejadian.offer(trail_words.choices())
    form.jenis.offer(trail_words.subject_choices())
    form.validate()
    before = asked.get("sebelum", "")
    found = queries.list_events(
        current_actor(),
        Wanted(
            event=form.kejadian.data or "",
            who=form.pelaku.data or "",
            subject_kind=form.jenis.data or "",
            subject_id=form.nomor.data or "",
            first_on=form.dari.data,
            last_on=form.sampai.data,
            before_id=int(before) if re.fullmatch(r"[1-9][0-9]{0,15}", before) else None,
        ),
    )
    kept = {name: asked[name] for name in FILTERS if asked.get(name)}
    return page(
        "accounts/trail.html",
        found=found,
        rows=[trail_words.told(change) for change in found.rows],
        form=form,
        kept=kept,
        chain=queries.get_chain(),
        first=not before,
    )
