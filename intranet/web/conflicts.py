"""What a form says when somebody else was faster: who, when, and what changed from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intranet.core import audit, clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from intranet.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that somebody else changed."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Clash:
    """For the macro ``conflict``."""

    who: str
    at: datetime
    changes: tuple[Changed, ...]


def explain(conflict: Conflict, labels: Mapping[str, str] | None = None) -> Clash:
    """Read from the audit trail what happened since the form was opened.

    Args:
        conflict: as the action raised it.
        labels: Indonesian words for the names of values in the audit trail; a name without one is shown with blanks.
    """
    kind, subject_id = conflict.subject
    events = audit.changes_since((kind, subject_id or 0), seen_version=conflict.seen_version)
    if not events:
        return Clash("orang lain", clock.now(), ())
    newest, oldest = events[0], events[-1]
    names = [name for name in {**oldest.before, **newest.after} if oldest.before.get(name) != newest.after.get(name)]
    words = labels or {}
    changes = (
        Changed(
            words.get(name, name.replace("_", " ").capitalize()),
            _text(oldest.before.get(name)),
            _text(newest.after.get(name)),
        )
        for name in names
        if name in newest.after
    )
    return Clash(newest.actor_name, newest.at, tuple(changes))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)
