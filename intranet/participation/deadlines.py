"""By when an OPD answers: one day for all visits of a month, so that a month is answered in one sitting."""

from __future__ import annotations

from datetime import date, timedelta

LEAD_DAYS = 28
"""How long before its month a visit is answered; the Sekda's office changes it as the setting ``participation.lead_days``."""
LATE_DAYS = 7
"""How long an OPD has when a visit is published after its deadline has passed."""
FRIDAY = 4


def respond_by(starts_on: date, today: date, lead_days: int = LEAD_DAYS) -> date:
    """The last day for an answer (that day included).

    It is the last Friday at least ``lead_days`` days before the first of the visit's month. When that is not ahead any more,
    it is ``LATE_DAYS`` days from today, but never after the day before the visit and never before today.
    """
    latest = starts_on.replace(day=1) - timedelta(days=lead_days)
    usual = latest - timedelta(days=(latest.weekday() - FRIDAY) % 7)
    if usual > today:
        return usual
    return max(today, min(today + timedelta(days=LATE_DAYS), starts_on - timedelta(days=1)))
