"""Drafting a year: rank the desa, farthest first, place them on the free days. Pure: no database, clock or chance.

``ranking`` orders, ``days`` knows which days are closed and why, ``placing`` gives dates and reasons, ``advice`` finds
what would make the rest fit.
"""

from __future__ import annotations

from intranet.planning.solver.advice import Mend, mends
from intranet.planning.solver.days import Blocked, DayBook, Rules
from intranet.planning.solver.placing import Draft, Fixed, Placed, draft, nearest_free, problem_with
from intranet.planning.solver.ranking import Measure, Ranked, Speeds, Village, rank

__all__ = [
    "Blocked",
    "DayBook",
    "Draft",
    "Fixed",
    "Measure",
    "Mend",
    "Placed",
    "Ranked",
    "Rules",
    "Speeds",
    "Village",
    "draft",
    "mends",
    "nearest_free",
    "problem_with",
    "rank",
]
