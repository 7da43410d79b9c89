"""The menu as data.

Each room's ``routes`` may offer ``NAV = (Entry(...), ...)``; the factory collects them, nobody else knows all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, g, request

from intranet.core import tally
from intranet.web import access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

    from intranet.core.actor import Actor
    from intranet.core.permissions import Permission
    from intranet.core.tally import Tally

PHONE_SLOTS = 4
EXTENSION = "intranet.nav"
ADDRESSES = "intranet.nav.addresses"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    ``permission`` None: every signed-in person. ``order`` sorts (tens). ``phone``: may take one of the four places of
    the phone's bar.
    ``count``: how much work waits there, None when nothing can; shown when above zero, all of a menu by one statement.
    ``under``: endpoints or ``feature.`` prefixes of pages that stand below this entry. ``roles``: shown only to people who
    hold one of these roles.
    """

    endpoint: str
    label: str
    icon: str
    permission: Permission | None = None
    order: int = 100
    phone: bool = False
    count: Callable[[Actor], Tally | None] | None = None
    under: tuple[str, ...] = ()
    roles: frozenset[str] | None = None

    def open_to(self, actor: Actor) -> bool:
        """True when the person sees the entry."""
        if self.roles is not None and not self.roles & actor.roles:
            return False
        return self.permission is None or actor.can(self.permission)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu as one person sees it on one page."""

    label: str
    url: str
    icon: str
    current: bool
    count: int
    phone: bool
    order: int


def collect(app: Flask, entries: Iterable[Entry]) -> None:
    """Take the menu of all rooms; an entry whose endpoint does not exist refuses to start.

    Raises:
        KeyError: naming the endpoint.
    """
    ordered = tuple(sorted(entries, key=lambda entry: (entry.order, entry.label)))
    for entry in ordered:
        if entry.endpoint not in app.view_functions:
            raise KeyError(f"menu names the endpoint {entry.endpoint}, which does not exist")
    addresses = app.url_map.bind("")
    app.extensions[EXTENSION] = ordered
    app.extensions[ADDRESSES] = {entry.endpoint: addresses.build(entry.endpoint) for entry in ordered}


def entries(app: Flask) -> tuple[Entry, ...]:
    """All lines of the menu, in order."""
    found: tuple[Entry, ...] = app.extensions.get(EXTENSION, ())
    return found


def menu() -> list[Item]:
    """The menu of the present person; empty when nobody is signed in. On error pages no work is counted."""
    actor = access.find_actor() if not g.get("plain_page") else g.get("actor")
    if actor is None:
        return []
    mine = [entry for entry in entries(current_app) if entry.open_to(actor)]
    counts = {} if g.get("plain_page") else _counts(actor, mine)
    addresses: dict[str, str] = current_app.extensions.get(ADDRESSES, {})
    items: list[Item] = []
    slots = PHONE_SLOTS
    for entry in mine:
        phone = entry.phone and slots > 0
        slots -= phone
        items.append(
            Item(
                label=entry.label,
                url=addresses[entry.endpoint],
                icon=entry.icon,
                current=_is_current(entry),
                count=counts.get(entry.endpoint, 0),
                phone=phone,
                order=entry.order,
            )
        )
    return items


def _counts(actor: Actor, mine: Iterable[Entry]) -> dict[str, int]:
    asked = {entry.endpoint: entry.count(actor) for entry in mine if entry.count}
    known = {endpoint: wanted for endpoint, wanted in asked.items() if wanted is not None}
    return dict(zip(known, tally.read(tuple(known.values())), strict=True))


def _is_current(entry: Entry) -> bool:
    endpoint = request.endpoint or ""
    if endpoint == entry.endpoint:
        return True
    return any(endpoint.startswith(part) if part.endswith(".") else endpoint == part for part in entry.under)
