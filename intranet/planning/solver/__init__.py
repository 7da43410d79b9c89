"""Drafting a year: rank the desa, farthest first, place them on the free days. Pure: no database, clock or chance.

``ranking`` orders, ``days`` knows which days are closed and why, ``placing`` gives dates and reasons, ``advice`` finds
what would make the rest fit.
"""

from __future__ import annotations

from intranet.planning.solver.advice import Mend, mends
from intranet.planning.solver.days import DAY_NAMES, Blocked, DayBook, Rules
from intranet.planning.solver.placing import OUTSIDE, Draft, Fixed, Placed, Problem, draft, nearest_free, problem_with, problems
from intranet.planning.solver.ranking import Measure, Ranked, Speeds, Village, rank

__all__ = [
    "DAY_NAMES",
    "OUTSIDE",
    "Blocked",
    "DayBook",
    "Draft",
    "Fixed",
    "Measure",
    "Mend",
    "Placed",
    "Problem",
    "Ranked",
    "Rules",
    "Speeds",
    "Village",
    "draft",
    "mends",
    "nearest_free",
    "problem_with",
    "problems",
    "rank",
]
