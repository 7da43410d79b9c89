"""Help for each role in words of the real pages, and what is kept about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.accounts.states import Role
from intranet.core.errors import NotFound
from intranet.overview import preferences
from intranet.overview.routes.blueprint import bp
from intranet.web.access import current_actor, public, signed_in
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

GUIDES = {
    "operator": (Role.OPERATOR, "Operator OPD", "overview/help/operator.html"),
    "kepala-opd": (Role.OPD_HEAD, "Kepala OPD", "overview/help/kepala-opd.html"),
    "perencana": (Role.PLANNER, "Perencana", "overview/help/perencana.html"),
    "sekda": (Role.SEKDA, "Sekretaris Daerah", "overview/help/sekda.html"),
    "tata-usaha": (Role.CLERK, "Petugas tata usaha", "overview/help/tata-usaha.html"),
    "bupati": (Role.REGENT, "Bupati", "overview/help/bupati.html"),
    "pendamping": (Role.CARER, "Pendamping", "overview/help/pendamping.html"),
    "admin": (Role.ADMIN, "Administrator", "overview/help/admin.html"),
}


def _guide_page(slug: str) -> ResponseReturnValue:
    roles = current_actor().roles
    return page(
        "overview/guide.html",
        slug=slug,
        title=GUIDES[slug][1],
        content=GUIDES[slug][2],
        own=GUIDES[slug][0] in roles,
        others=[(name, label, role in roles) for name, (role, label, _) in GUIDES.items() if name != slug],
    )


@bp.get("/bantuan")
@signed_in
def guide() -> ResponseReturnValue:
    """The manual of the own role."""
    roles = current_actor().roles
    return _guide_page(next((slug for slug, (role, *_) in GUIDES.items() if role in roles), "operator"))


@bp.get("/bantuan/<slug>")
@signed_in
def guide_of(slug: str) -> ResponseReturnValue:
    """The manual of another role."""
    if slug not in GUIDES:
        raise NotFound("Panduan ini tidak ada.")
    return _guide_page(slug)


@bp.get("/kerahasiaan")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about people, why, how long, and whom to ask."""
    return page("overview/privacy.html", contact=preferences.load().privacy_contact)
