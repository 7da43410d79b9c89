"""Every permission there is: ``<feature>:<action>``, alphabetical. Which role holds which stands in ``accounts.roles``."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What an endpoint may ask for."""

    __hash__ = str.__hash__  # asked some forty times for a page

    ACCOUNTS_MANAGE = "accounts:manage"
    AUDIT_READ = "audit:read"
    DOCUMENTS_DRAFT = "documents:draft"
    DOCUMENTS_ISSUE = "documents:issue"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_REVIEW = "documents:review"
    DOCUMENTS_REVOKE = "documents:revoke"
    DOCUMENTS_SIGN = "documents:sign"
    FIELDWORK_READ = "fieldwork:read"
    FIELDWORK_RECORD = "fieldwork:record"
    OPD_EDIT = "opd:edit"
    OPD_READ = "opd:read"
    OVERVIEW_DASHBOARD = "overview:dashboard"
    PARTICIPATION_ANSWER = "participation:answer"
    PARTICIPATION_BOARD = "participation:board"
    PLACES_EDIT = "places:edit"
    PLACES_READ = "places:read"
    PLANNING_APPROVE = "planning:approve"
    PLANNING_DRAFT = "planning:draft"
    PLANNING_READ = "planning:read"
    SETTINGS_EDIT = "settings:edit"
    STAFF_EDIT = "staff:edit"
    STAFF_READ = "staff:read"
    VISITS_MANAGE = "visits:manage"
    VISITS_READ = "visits:read"
