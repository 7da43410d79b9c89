"""Setting what differs, and telling what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intranet.core import audit
from intranet.core.audit_words import in_words
from intranet.extensions import db
from intranet.opd.states import FACT_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intranet.core.actor import Actor
    from intranet.core.versions import Versioned


def edit(actor: Actor, entity: Versioned, values: Mapping[str, Any], event: str) -> bool:
    """Set the values and tell what changed; False, with nothing told, when all were so already."""
    before = write(entity, values)
    if before:
        db.session.flush()
        tell(actor, entity, before, event)
    return bool(before)


def write(entity: Versioned, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the values on the entity; returns the old values of those that differed, empty when none did."""
    before = {name: getattr(entity, name) for name, value in values.items() if getattr(entity, name) != value}
    for name in before:
        setattr(entity, name, values[name])
    return before


def tell(actor: Actor, entity: Versioned, before: Mapping[str, Any], event: str) -> None:
    """Note in the audit trail what the values in ``before`` have become."""
    after = {name: getattr(entity, name) for name in before}
    subject = (entity.__tablename__, entity.id)
    audit.record(actor, event, subject, before=in_words(before, FACT_WORDS), after=in_words(after, FACT_WORDS))
