"""Events of the audit trail as sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from intranet.accounts import trail_words
from intranet.core.text import clean
from intranet.web.filters import rentang

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from intranet.overview.queries.visit import Event

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, who (bold, may be empty), what."""

    at: datetime
    who: str
    text: str


def tell(event: Event, opds: Mapping[int, str], opd_ids: Mapping[int, str]) -> Line:
    """An event as a line. ``opds`` names the OPD by id of its participation, ``opd_ids`` by its own id."""
    who = event.actor_name
    if event.subject_kind == "participation":
        who = opds.get(event.subject_id, who)
    elif event.subject_kind == "visit_opd":
        who = opd_ids.get(event.subject_id % 100_000, who)
    text = trail_words.phrase(event.event)
    more = _more(event)
    return Line(event.at, who, f"{text}: {more}" if more else text)


def _more(event: Event) -> str:
    """What changed, in a few words."""
    if event.event in {"participation_confirmed", "participation_changed"}:
        return _roster_words(event)
    if event.event == "visit_moved":
        return _days_words(event.before, event.after)
    if event.event == "document_issued":
        return f"nomor {event.after.get('nomor')}"
    found = event.after.get("alasan") or ""
    return _short(str(found))


def _roster_words(event: Event) -> str:
    now, before = event.after, event.before if event.event == "participation_changed" else {}
    parts = []
    for key, word in (("petugas", "petugas"), ("layanan", "layanan")):
        number = len(now.get(key) or ())
        old = len(before.get(key) or ())
        if before and old != number:
            parts.append(f"{word} {old} menjadi {number}")
        elif number:
            parts.append(f"{number} {word}")
    return ", ".join(parts)


def _days_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    try:
        old = rentang(date.fromisoformat(str(before["mulai"])), date.fromisoformat(str(before["selesai"])))
        new = rentang(date.fromisoformat(str(after["mulai"])), date.fromisoformat(str(after["selesai"])))
    except (KeyError, ValueError):
        return ""
    return f"{old} menjadi {new}" if old != new else f"tempat {after.get('tempat', '')}"


def _short(text: str) -> str:
    plain = clean(text)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def own(event: str) -> str:
    """What one did oneself, as the beginning of a line."""
    return trail_words.word(event)
