"""What the forms of this room do when they are sent: store, or say beside the field or above the form why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intranet.core.errors import Conflict, DuplicateValue, InvalidInput
from intranet.core.transaction import transaction
from intranet.web import conflicts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from intranet.web.conflicts import Clash
    from intranet.web.forms import BaseForm


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it: ``made`` is the id of what was added; ``clash``: somebody else was faster, and the page is to be read
    anew before it is shown again.
    """

    stored: bool = False
    made: int = 0
    clash: Clash | None = None

    @property
    def status(self) -> int:
        """Of the page that shows the form again."""
        return 409 if self.clash else 422


def send(form: BaseForm, act: Callable[[], int | None], duplicates: Mapping[str, tuple[str | None, str]] | None = None) -> Sent:
    """Run the action in one block when the form is valid; what it refuses ends up on the form.

    Args:
        form: as it was sent.
        act: one action, called inside the block; may return the id of what it added.
        duplicates: field and words by the name of the constraint.
    """
    if not form.validate_on_submit():
        return Sent()
    try:
        with transaction():
            made = act() or 0
    except (InvalidInput, DuplicateValue) as error:
        form.apply(error, duplicates)
    except Conflict as conflict:
        return Sent(clash=conflicts.explain(conflict))
    else:
        return Sent(stored=True, made=made)
    return Sent()
