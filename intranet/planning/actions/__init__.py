"""Every write of planning: the working copy, and the decision that makes it a release."""

from __future__ import annotations

from intranet.planning.actions.decision import Approved, approve, send_back, submit
from intranet.planning.actions.drafting import Drafted, draft
from intranet.planning.actions.following import drop_line, free_date, keep_held
from intranet.planning.actions.lines import add_desa, add_missing_desa, change_line, remove_line
from intranet.planning.actions.rules import FIRST_YEAR, LAST_YEAR, RuleChoice, change_rules, create_plan

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Approved",
    "Drafted",
    "RuleChoice",
    "add_desa",
    "add_missing_desa",
    "approve",
    "change_line",
    "change_rules",
    "create_plan",
    "draft",
    "drop_line",
    "free_date",
    "keep_held",
    "remove_line",
    "send_back",
    "submit",
]
