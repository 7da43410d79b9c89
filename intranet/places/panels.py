"""What rooms above tell on the page of a desa: they register a function, this room draws what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a panel; ``url`` is a path of ours or None, ``tone`` and ``icon`` draw the tag with ``word``.

    ``days`` (first and last) stand before the title, in words. ``links``: more paths of ours, each with its words.
    """

    title: str = ""
    detail: str = ""
    url: str | None = None
    days: tuple[date, date] | None = None
    links: tuple[tuple[str, str], ...] = ()
    word: str = ""
    tone: str = "off"
    icon: str = "dot"


@dataclass(frozen=True, slots=True)
class Panel:
    """A box on the page of a desa; ``empty`` says why it has no lines."""

    title: str
    lines: tuple[Line, ...]
    empty: str = ""
    order: int = 50


_sources: dict[str, Callable[[Actor, int], Panel | None]] = {}


def add_desa_panel(name: str, source: Callable[[Actor, int], Panel | None]) -> None:
    """Register ``source(actor, desa_id)``; None shows nothing. The same name replaces what was registered before."""
    _sources[name] = source


def panels_for(actor: Actor, desa_id: int) -> tuple[Panel, ...]:
    """All panels of a desa for this person, in order."""
    found = (source(actor, desa_id) for source in _sources.values())
    return tuple(sorted((panel for panel in found if panel is not None), key=lambda panel: panel.order))
