"""Who may do what with a document. Who drafted it does not review it; what is issued is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from intranet.core.permissions import Permission
from intranet.documents.states import DocumentStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intranet.core.actor import Actor


class Paper(Protocol):
    """What the rules need to know of a document, as an entity or as a row."""

    @property
    def status(self) -> DocumentStatus:
        """Where it stands."""

    @property
    def drafted_by_id(self) -> int | None:
        """Who drafted it."""


WORKING = frozenset({DocumentStatus.DRAFTED, DocumentStatus.REVIEWED})
IN_FORCE = frozenset({DocumentStatus.ISSUED, DocumentStatus.SIGNED})


def sees_drafts(actor: Actor) -> bool:
    """May this person see papers that are not issued yet?"""
    return any(actor.can(p) for p in (Permission.DOCUMENTS_DRAFT, Permission.DOCUMENTS_REVIEW, Permission.DOCUMENTS_ISSUE))


def can_draft(actor: Actor) -> bool:
    """May this person draft documents?"""
    return actor.can(Permission.DOCUMENTS_DRAFT)


def can_begin(actor: Actor, *, took_place: bool, papers: Iterable[DocumentStatus]) -> bool:
    """May this person begin the report of a visit now: none of its reports (``papers``: their states) is in the making or in
    force? After a revocation a new one may follow.
    """
    return can_draft(actor) and took_place and (WORKING | IN_FORCE).isdisjoint(papers)


def can_edit(actor: Actor, paper: Paper) -> bool:
    """May this person change the draft now?"""
    return can_draft(actor) and paper.status is DocumentStatus.DRAFTED


def can_discard(actor: Actor, paper: Paper) -> bool:
    """May this person throw the draft away now? One that was reviewed is sent back first, so that its reviewer reads why."""
    return can_edit(actor, paper)


def may_review(actor: Actor, paper: Paper) -> bool:
    """Is it a draft, and this person somebody who reviews drafts?"""
    return actor.can(Permission.DOCUMENTS_REVIEW) and paper.status is DocumentStatus.DRAFTED


def can_review(actor: Actor, paper: Paper, *, is_author: bool) -> bool:
    """May this person say now that the draft is right? Never who drafted it or changed its words (``is_author``)."""
    return may_review(actor, paper) and not is_author and paper.drafted_by_id != actor.id


def can_send_back(actor: Actor, paper: Paper) -> bool:
    """May this person send a reviewed draft back to be changed?"""
    allowed = actor.can(Permission.DOCUMENTS_REVIEW) or can_draft(actor)
    return allowed and paper.status is DocumentStatus.REVIEWED


def can_issue(actor: Actor, paper: Paper) -> bool:
    """May this person number and issue it now?"""
    return actor.can(Permission.DOCUMENTS_ISSUE) and paper.status is DocumentStatus.REVIEWED


def can_sign(actor: Actor, paper: Paper) -> bool:
    """May this person file the signed scan now?"""
    return actor.can(Permission.DOCUMENTS_SIGN) and paper.status is DocumentStatus.ISSUED


def can_correct(actor: Actor, paper: Paper) -> bool:
    """May this person begin a corrected version now?"""
    return can_draft(actor) and paper.status in IN_FORCE


def can_revoke(actor: Actor, paper: Paper) -> bool:
    """May this person revoke it now?"""
    return actor.can(Permission.DOCUMENTS_REVOKE) and paper.status in IN_FORCE
