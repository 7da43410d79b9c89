"""What rooms above are told about visits, and asked about them, without visits knowing these rooms.

Handlers are registered once, by the factory, and run inside the transaction of the action that tells them: what they
refuse undoes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from intranet.core.actor import Actor
    from intranet.core.status import StatusEnum
    from intranet.visits.states import VisitStatus


@dataclass(frozen=True, slots=True)
class Published:
    """What a release changed, as visit ids; visits that stay as they are appear nowhere.

    ``moved`` have other days than before (or came back from postponed); ``venue_changed`` have another venue on the
    same days; ``removed`` were cancelled.
    """

    year: int
    created: tuple[int, ...]
    moved: tuple[int, ...]
    removed: tuple[int, ...]
    venue_changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One visit changed its state by itself, outside a release (postponed, cancelled, held, reported, closed)."""

    visit_id: int
    before: VisitStatus
    after: VisitStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """How many OPDs and how many named staff a change of a visit touches."""

    opds: int
    staff: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many OPDs were asked for a visit, and how many of them answered."""

    given: int
    asked: int


if TYPE_CHECKING:
    OnPublished = Callable[[Actor, Published], None]
    OnChanged = Callable[[Actor, Changed], None]
    CountHits = Callable[[Sequence[int]], Mapping[int, Hit]]
    CountHitsTogether = Callable[[Sequence[int]], Hit]
    Readiness = Callable[[Sequence[int]], Mapping[int, StatusEnum]]
    CountProgress = Callable[[Sequence[int]], Mapping[int, Progress]]

_published: list[OnPublished] = []
_changed: list[OnChanged] = []


@dataclass(slots=True)
class _Askable:
    hits: CountHits | None = None
    hits_together: CountHitsTogether | None = None
    readiness: Readiness | None = None
    progress: CountProgress | None = None


_ask = _Askable()


def on_published(handler: OnPublished) -> OnPublished:
    """Call ``handler(actor, published)`` inside the transaction of each release. Registering it twice counts once."""
    if handler not in _published:
        _published.append(handler)
    return handler


def on_changed(handler: OnChanged) -> OnChanged:
    """Call ``handler(actor, changed)`` inside the transaction of each change of state outside a release."""
    if handler not in _changed:
        _changed.append(handler)
    return handler


def tell_published(actor: Actor, published: Published) -> None:
    """Tell all handlers what a release changed."""
    for handler in _published:
        handler(actor, published)


def tell_changed(actor: Actor, changed: Changed) -> None:
    """Tell all handlers that a visit changed its state."""
    for handler in _changed:
        handler(actor, changed)


def answer_hits(count: CountHits, count_all: CountHitsTogether) -> None:
    """Register who knows whom a change of visits touches.

    Args:
        count: per visit, in one statement.
        count_all: over several visits together, each OPD and person counted once.
    """
    _ask.hits, _ask.hits_together = count, count_all


def hits(visit_ids: Sequence[int]) -> Mapping[int, Hit] | None:
    """Whom a change of these visits touches, per visit; None when no room above knows."""
    return None if _ask.hits is None else _ask.hits(visit_ids)


def hits_together(visit_ids: Sequence[int]) -> Hit | None:
    """Whom a change of these visits touches, each OPD and person counted once; None when no room above knows."""
    return None if _ask.hits_together is None else _ask.hits_together(visit_ids)


def answer_readiness(tell: Readiness) -> None:
    """Register who knows how ready scheduled visits are: a word with tone and icon per visit, in one statement."""
    _ask.readiness = tell


def readiness(visit_ids: Sequence[int]) -> Mapping[int, StatusEnum]:
    """How ready these visits are; empty when no room above knows."""
    return {} if _ask.readiness is None or not visit_ids else _ask.readiness(visit_ids)


def answer_progress(count: CountProgress) -> None:
    """Register who knows how many OPDs answered for visits: in one statement."""
    _ask.progress = count


def progress(visit_ids: Sequence[int]) -> Mapping[int, Progress]:
    """How many OPDs answered for these visits; empty when no room above knows."""
    return {} if _ask.progress is None or not visit_ids else _ask.progress(visit_ids)
