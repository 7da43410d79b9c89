"""The few writes of this room: the settings of the office, and the nightly check of the audit chain."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from intranet.accounts.queries import CHAIN
from intranet.core import audit, clock, files, jobs, settings_store
from intranet.core.actor import SYSTEM
from intranet.core.errors import Conflict, Forbidden, InvalidInput
from intranet.core.transaction import transaction
from intranet.documents.letterhead import LETTERHEAD
from intranet.documents.numbers import REGISTERS
from intranet.overview import policy, preferences
from intranet.overview.preferences import PRIVACY_CONTACT, Preferences
from intranet.participation.actions import LEAD_SETTING

if TYPE_CHECKING:
    from intranet.core.actor import Actor

FEWEST_DAYS, MOST_DAYS = 7, 90


def change_preferences(actor: Actor, *, seen: str, wanted: Preferences) -> bool:
    """Change what differs; False when nothing does. Papers that are issued keep what they were printed with.

    Args:
        actor: who changes.
        seen: fingerprint of the values that the form was opened with.
        wanted: all values as they are to be.

    Raises:
        Forbidden: not an administrator.
        Conflict: somebody else changed them meanwhile.
        InvalidInput: a pattern without running number or year, a paper or a number of days out of range, an unknown image.
    """
    if not policy.can_edit_settings(actor):
        raise Forbidden
    now = preferences.load()
    if now == wanted:
        return False
    if now.fingerprint != seen:
        raise Conflict("setting", None)
    _check(wanted)
    settings_store.put(actor, LETTERHEAD, wanted.letterhead)
    settings_store.put(actor, REGISTERS, wanted.registers)
    settings_store.put(actor, LEAD_SETTING, wanted.lead_days)
    settings_store.put(actor, PRIVACY_CONTACT, wanted.privacy_contact)
    return True


def _check(wanted: Preferences) -> None:
    for kind, rule in wanted.registers.items():
        preferences.check_pattern(kind, rule)
    if wanted.letterhead["paper"] not in preferences.PAPERS:
        raise InvalidInput("paper", "Pilih A4 atau F4.")
    if not FEWEST_DAYS <= wanted.lead_days <= MOST_DAYS:
        raise InvalidInput("lead_days", f"Harus di antara {FEWEST_DAYS} dan {MOST_DAYS}.")
    for name, words in (("government", "nama pemerintah daerah"), ("unit", "nama unit"), ("place", "tempat penandatanganan")):
        if not wanted.letterhead[name]:
            raise InvalidInput(name, f"Isi {words}; kop surat memerlukannya.")
    for name in ("arms", "emblem"):
        stored = str(wanted.letterhead[f"{name}_sha256"])
        if stored and not files.exists(stored):
            raise InvalidInput(name, "Gambar lambang belum tersimpan. Unggah lagi.")


def check_chain(actor: Actor) -> bool:
    """Walk the audit chain and keep what was found for the administrator's page; True when it is whole."""
    report = audit.verify()
    found = {"at": clock.now().isoformat(), "ok": report.ok, "checked": report.checked, "faults": len(report.faults)}
    with transaction():
        settings_store.put(actor, CHAIN, found)
    return report.ok


@jobs.recurring("overview.check_chain", every=timedelta(days=1))
def _nightly(_payload: jobs.Payload) -> None:
    check_chain(SYSTEM)
