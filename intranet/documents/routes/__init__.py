"""Pages of documents: the register, one document, its draft, its steps, and the public proof."""

from __future__ import annotations

from intranet.core.permissions import Permission
from intranet.documents import queries
from intranet.documents.routes import drafting, one, proof, register, steps
from intranet.documents.routes.blueprint import bp
from intranet.web.nav import Entry

__all__ = ["NAV", "bp", "drafting", "one", "proof", "register", "steps"]

NAV = (
    Entry(
        endpoint="documents.register",
        label="Dokumen",
        icon="file",
        permission=Permission.DOCUMENTS_READ,
        order=50,
        phone=True,
        count=queries.count_work,
        under=("documents.",),
    ),
)
