"""The way in, and the starting page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for

from intranet.core import clock
from intranet.overview import desk as desks
from intranet.overview import wording
from intranet.overview.routes.blueprint import bp
from intranet.web.access import current_actor, find_actor, public, signed_in
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/")
@public
def door() -> ResponseReturnValue:
    """To the own starting page, or to the sign-in page."""
    return redirect(url_for("overview.desk") if find_actor() else "/masuk")


@bp.get("/beranda")
@signed_in
def desk() -> ResponseReturnValue:
    """What is mine to do, by when."""
    actor = current_actor()
    found = desks.lay(actor)
    return page(
        "overview/home.html",
        desk=found,
        greeting=desks.greeting(actor.name),
        summary=desks.summary(found.tasks),
        month=clock.today(),
        done=[{"at": item.at, "who": "", "text": f"{wording.own(item.event)} {item.desa}"} for item in found.done or ()],
    )
