"""Settings of the office: head of papers, numbers, days, contact."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from flask import send_file, url_for

from intranet.core import audit, clock, files
from intranet.core.errors import Conflict, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents.letterhead import LETTERHEAD
from intranet.documents.numbers import REGISTERS
from intranet.documents.states import DocumentKind
from intranet.overview import actions, preferences
from intranet.overview.arms import LIMIT_BYTES, clean_arms
from intranet.overview.forms import PreferencesForm, preferences_form
from intranet.overview.preferences import PRIVACY_CONTACT, Preferences
from intranet.overview.routes.blueprint import bp
from intranet.participation.actions import LEAD_SETTING
from intranet.web.access import current_actor, requires
from intranet.web.conflicts import Changed, Clash
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

SAME_TIME = timedelta(seconds=5)
PICTURES = {"arms_sha256": "Lambang daerah", "emblem_sha256": "Lambang negara"}
KEYS = (LETTERHEAD, REGISTERS, LEAD_SETTING, PRIVACY_CONTACT)


def _kinds(now: Preferences) -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in DocumentKind if kind.value in now.registers]


def _page(now: Preferences, form: PreferencesForm, *, status: int = 200, clash: Clash | None = None) -> ResponseReturnValue:
    kinds = _kinds(now)
    year = clock.today().year
    return page(
        "overview/settings.html",
        status=status,
        form=form,
        now=now,
        clash=clash,
        limit=LIMIT_BYTES,
        numbers=[
            {
                "label": label,
                "example": preferences.example(now.registers[kind], year),
                "fields": [form[f"{part}-{kind}"] for part in ("kode", "unit", "pattern")],
            }
            for kind, label in kinds
        ],
    )


@bp.get("/pengaturan", endpoint="preferences")
@requires(Permission.SETTINGS_EDIT)
def show() -> ResponseReturnValue:
    """What is in force."""
    now = preferences.load()
    return _page(now, preferences_form(_kinds(now), now))


@bp.post("/pengaturan")
@requires(Permission.SETTINGS_EDIT)
def save_preferences() -> ResponseReturnValue:
    """Change what differs."""
    actor = current_actor()
    now = preferences.load()
    form = preferences_form(_kinds(now))
    if not form.validate_on_submit():
        return _page(now, form, status=422)
    try:
        wanted = Preferences(
            letterhead=form.letterhead(arms_sha256=_picture(form, now, "arms"), emblem_sha256=_picture(form, now, "emblem")),
            registers=form.registers(now.registers),
            lead_days=form.lead_days.data,
            privacy_contact=form.privacy_contact.data or "",
        )
        with transaction():
            changed = actions.change_preferences(actor, seen=form.seen.data or "", wanted=wanted)
    except InvalidInput as error:
        form.apply(error)
        return _page(now, form, status=422)
    except Conflict:
        form.seen.data = now.fingerprint
        return _page(now, form, status=409, clash=_clash(form))
    words = "Pengaturan tersimpan. Surat yang sudah terbit tidak berubah." if changed else "Tidak ada yang berubah."
    return done(url_for("overview.preferences"), words)


def _picture(form: PreferencesForm, now: Preferences, name: str) -> str:
    """SHA-256 of the arms or emblem to print; a new image is stored first, which harms nobody when the rest is refused."""
    upload = form[name].data
    if upload:
        return files.store(clean_arms(upload.stream.read(LIMIT_BYTES + 1), name))
    return "" if form[f"drop_{name}"].data else str(now.letterhead[f"{name}_sha256"])


def _clash(form: PreferencesForm) -> Clash:
    """Who was faster, and what differs between the last two values of each setting."""
    events = [change for key in KEYS for change in audit.changes_since(("setting", key), limit=1)]
    if not events:
        return Clash("orang lain", clock.now(), ())
    newest = max(events, key=lambda change: change.id)
    recent = [change for change in events if newest.at - change.at < SAME_TIME]
    return Clash(newest.actor_name, newest.at, tuple(changed for change in recent for changed in _changed(change, form)))


def _changed(change: audit.Change, form: PreferencesForm) -> Iterator[Changed]:
    old, new = change.before.get("value"), change.after.get("value")
    if not isinstance(old, dict) or not isinstance(new, dict):
        name = "Batas jawab" if change.subject_id == LEAD_SETTING else "Kontak pelindungan data pribadi"
        yield Changed(name, str(old), str(new))
        return
    for name in sorted(new):
        if old.get(name) != new[name]:
            label = form[name].label.text if name in form else PICTURES.get(name, "Nomor surat")
            yield Changed(label, _told(old.get(name)), _told(new[name]))


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value.get("pattern", "")) if isinstance(value, dict) else str(value or "")[:60]


@bp.get("/pengaturan/lambang")
@requires(Permission.SETTINGS_EDIT)
def arms() -> ResponseReturnValue:
    """The stored coat of arms of the regency."""
    return _stored("arms_sha256", "lambang-daerah.png")


@bp.get("/pengaturan/lambang-negara")
@requires(Permission.SETTINGS_EDIT)
def emblem() -> ResponseReturnValue:
    """The stored emblem of the state."""
    return _stored("emblem_sha256", "lambang-negara.png")


def _stored(name: str, file_name: str) -> ResponseReturnValue:
    sha256 = str(preferences.load().letterhead[name])
    if not sha256:
        raise NotFound("Lambang belum diunggah.")
    return send_file(BytesIO(files.read(sha256)), mimetype="image/png", download_name=file_name)
