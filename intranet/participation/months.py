"""What an OPD owes, month by month, and how much of it waits."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, false, func, select, true

from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.core.tally import Tally
from intranet.extensions import db
from intranet.participation.models import Participation
from intranet.participation.rows import MonthCount
from intranet.participation.states import OPEN
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from intranet.core.actor import Actor

DUE_SOON = timedelta(days=30)
"""What is wanted later than this is not work of today, and not counted in the menu."""
MOST_MONTHS = 12


def own(actor: Actor) -> ColumnElement[bool]:
    """The participations of the OPDs that a person answers for."""
    reach = actor.reach(Permission.PARTICIPATION_ANSWER)
    if reach.everything:
        return true()
    return Participation.opd_id.in_(reach.opd_ids) if reach.opd_ids else false()


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)


@cache
def _days() -> Select[date, int, int]:
    """By day: by month the database would cut up a date per answer, three times slower."""
    return (
        select(Visit.starts_on, func.count(), func.count().filter(Participation.status.in_(OPEN)))
        .select_from(Participation)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Visit.status == VisitStatus.SCHEDULED)
        .group_by(Visit.starts_on)
        .order_by(Visit.starts_on)
    )


def list_months(condition: ColumnElement[bool], since: date) -> tuple[MonthCount, ...]:
    """Months with visits from ``since`` on, and the unanswered of each."""
    query = _days().where(condition, Visit.starts_on >= since)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for day, total, waiting in db.session.execute(query).all():
        before = found.get((day.year, day.month), (0, 0))
        found[day.year, day.month] = (before[0] + total, before[1] + waiting)
    return tuple(MonthCount(*month, *counts) for month, counts in islice(found.items(), MOST_MONTHS))


def count_waiting(actor: Actor) -> Tally | None:
    """How many answers of this person's OPDs are overdue or wanted within 30 days, for the menu."""
    reach = actor.reach(Permission.PARTICIPATION_ANSWER)
    if not (reach.everything or reach.opd_ids):
        return None
    today = clock.today()
    values: dict[str, Any] = {"soon": today + DUE_SOON, "today": today}
    if not reach.everything:
        values["opd_ids"] = tuple(reach.opd_ids)
    return Tally(_count_waiting(everything=reach.everything), values)


@cache
def _count_waiting(*, everything: bool) -> Select[Any]:
    """Built once: the menu of every page asks it."""
    answer, visit = cast("Table", Participation.__table__), cast("Table", Visit.__table__)
    statement = (
        select(func.count())
        .select_from(answer.join(visit, visit.c.id == answer.c.visit_id))
        .where(answer.c.status.in_(OPEN), answer.c.respond_by <= bindparam("soon"))
        .where(visit.c.status == VisitStatus.SCHEDULED, visit.c.starts_on >= bindparam("today"))
    )
    return statement if everything else statement.where(answer.c.opd_id.in_(bindparam("opd_ids", expanding=True)))


def count_month(actor: Actor, year: int, month: int) -> MonthCount:
    """Scheduled visits of a month of this person's OPDs that can still be answered, and the unanswered of them."""
    first, last = month_bounds(year, month)
    query = (
        select(func.count(), func.count().filter(Participation.status.in_(OPEN)))
        .select_from(Participation)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(own(actor), Visit.status == VisitStatus.SCHEDULED)
        .where(Visit.starts_on >= max(first, clock.today()), Visit.starts_on <= last)
    )
    total, waiting = db.session.execute(query).one()
    return MonthCount(year, month, total, waiting)
