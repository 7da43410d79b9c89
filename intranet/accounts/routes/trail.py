"""The audit trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from intranet.accounts import queries, trail_words
from intranet.accounts.forms import AuditFilter
from intranet.accounts.routes.blueprint import bp
from intranet.core import audit
from intranet.core.permissions import Permission
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NAV = (Entry(endpoint="accounts.trail", label="Jejak audit", icon="history", permission=Permission.AUDIT_READ, order=95),)


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """Who did what, newest first."""
    asked = request.args
    before = asked.get("sebelum", "")
    found = queries.list_audit(
        current_actor(),
        event=asked.get("kejadian", ""),
        person=asked.get("pelaku", "")[:64],
        before_id=int(before) if re.fullmatch(r"[1-9][0-9]{0,15}", before) else None,
    )
    form = AuditFilter(asked)
    form.kejadian.offer(trail_words.choices())
    return page(
        "accounts/trail.html",
        found=found,
        rows=[trail_words.told(change) for change in found.rows],
        form=form,
        filtered=any(asked.get(name) for name in ("pelaku", "kejadian")),
        anchor=audit.anchor(),
        first=not before,
    )
