"""A room for trying the plumbing: views of every kind, and a person who is chosen by the test instead of by a sign-
in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Blueprint, Flask, request
from jinja2 import ChoiceLoader, DictLoader

from intranet import create_app
from intranet.config import Settings
from intranet.core.actor import Actor, Grant
from intranet.core.errors import Busy, Conflict, InvalidTransition, NotFound, StorageFull, TooMany
from intranet.core.permissions import Permission
from intranet.extensions import db
from intranet.web import access, fragments, held
from intranet.web.access import current_actor, fresh_password, public, requires, signed_in
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChecklistField,
    ChoiceField,
    DateField,
    NumberField,
    TextField,
    UploadField,
    VersionField,
)
from tests.browser_client import Browser

TEMPLATES = {
    "lab/live.html": """{% extends "layouts/base.html" %}{% block title %}Langsung{% endblock %}
{% block main %}{% from "components/fields.html" import field, errors, csrf %}<h1>Langsung</h1>
<div id="count" hx-get="/lab/langsung" hx-trigger="every 150ms" hx-target="#count" hx-swap="innerHTML" data-etag="{{ etag }}">
{% block count %}<p id="number">{{ number }}</p><label>Isi <input name="typed" id="typed"></label>{% endblock %}</div>
<form method="post" action="/lab/langsung" hx-post="/lab/langsung" hx-target="#form" hx-swap="innerHTML">
{{ csrf() }}<div id="form">{% block form %}
{% from "components/fields.html" import field, errors %}{{ errors(form) }}{{ field(form.name) }}{% endblock %}</div>
<button name="jawab" value="ya">Simpan</button></form>
<button type="button" data-dialog="tanya">Buka</button>
<dialog id="tanya"><p>Yakin?</p><button type="button" data-close>Tutup</button></dialog>{% endblock %}""",
    "lab/page.html": """{% extends "layouts/base.html" %}{% block title %}Ruang coba{% endblock %}
{% block main %}<h1>Ruang coba</h1><div id="results" hx-get="/lab/halaman" hx-trigger="every 20s" data-etag="{{ etag }}">
{% block results %}<p>{{ words }}</p>{% endblock %}</div>{% endblock %}""",
    "lab/form.html": """{% extends "layouts/base.html" %}{% block title %}Formulir{% endblock %}
{% block main %}{% from "components/fields.html" import field, errors, csrf %}<h1>Formulir</h1>
<form method="post" action="{{ request.path }}" enctype="multipart/form-data">{{ csrf() }}{{ errors(form) }}
{{ field(form.name) }}{{ field(form.note) }}{{ field(form.quota) }}{{ field(form.day) }}{{ field(form.unit) }}
{{ field(form.services) }}{{ field(form.photo) }}{{ field(form.version) }}<button>Simpan</button></form>{% endblock %}""",
    "lab/sign_in.html": """{% extends "layouts/base.html" %}{% block title %}Masuk{% endblock %}
{% block main %}<h1>Masuk</h1><form method="post" action="/masuk-lab">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><input type="hidden" name="held" value="{{ held }}">
<button>Masuk</button></form>{% endblock %}""",
    "lab/kept.html": """{% extends "layouts/base.html" %}{% block title %}Isian Anda{% endblock %}
{% block main %}<h1>Isian Anda</h1>{% include "errors/_kept_form.html" %}{% endblock %}""",
}


class LabForm(BaseForm):
    name = TextField("Nama", required=True)
    note = AreaField("Catatan")
    quota = NumberField("Kuota", lowest=0, highest=5000)
    day = DateField("Tanggal")
    unit = ChoiceField("Satuan", choices=[(1, "Orang"), (2, "Kartu")], numbers=True, required=False)
    services = ChecklistField("Layanan", choices=[(1, "KTP"), (2, "KIA")], numbers=True)
    photo = UploadField("Foto")
    version = VersionField()


class ShortForm(BaseForm):
    name = TextField("Nama", required=True)


bp = Blueprint("lab", __name__)
live_state: dict[str, float] = {}
seen: list[dict[str, object]] = []


@bp.get("/lab/umum")
@public
def open_page():
    return fragments.page("lab/page.html", words="untuk umum")


@bp.get("/lab/halaman")
@signed_in
def members_page():
    if same := fragments.unchanged("v1", request.args.get("versi", "")):
        return same
    return fragments.page("lab/page.html", words=f"halo {current_actor().name} {request.args.get('q', '')}")


@bp.get("/lab/susun")
@requires(Permission.PLANNING_DRAFT)
def planners_page():
    return fragments.page("lab/page.html", words="untuk perencana")


@bp.route("/lab/formulir", methods=["GET", "POST"])
@signed_in
def fill():
    form = LabForm()
    if form.validate_on_submit():
        seen.append({name: value for name, value in form.data.items() if name != "csrf_token"})
        return fragments.done("/lab/halaman", toast="Tersimpan.")
    return fragments.page("lab/form.html", status=422 if form.is_submitted() else 200, form=form)


@bp.get("/lab/langsung")
@signed_in
def live():
    if live_state["hold"]:
        live_state["held"] += 1
        time.sleep(live_state["hold"])
    if same := fragments.unchanged(live_state["number"]):
        live_state["unchanged"] += 1
        return same
    live_state["sent"] += 1
    return fragments.page("lab/live.html", number=live_state["number"], form=ShortForm())


@bp.post("/lab/langsung")
@signed_in
def save_live():
    live_state["posts"] += 1
    time.sleep(live_state["delay"])
    form = ShortForm()
    if form.validate_on_submit():
        seen.append({"name": form.name.data, "jawab": request.form.get("jawab")})
        return fragments.done("/lab/halaman", toast="Tersimpan.")
    return fragments.page("lab/live.html", "form", status=422, number=0, form=form)


@bp.post("/lab/tanda-tangan")
@signed_in
@fresh_password
def sign():
    return fragments.done("/lab/halaman")


@bp.post("/masuk-lab")
@public
def sign_in():
    kept = held.unpack(request.form.get("held"))
    return fragments.page("lab/kept.html", kept=kept)


@bp.get("/lab/angka/<int:number>")
@signed_in
def show_number(number):
    return str(number)


@bp.get("/lab/nama/<name>")
@signed_in
def show_name(name):
    return name


@bp.get("/lab/galat/<kind>")
@signed_in
def fail(kind):
    raise {
        "hilang": NotFound("Kunjungan ini tidak ditemukan."),
        "langkah": InvalidTransition(),
        "bentrok": Conflict("visit", 7),
        "sibuk": Busy(),
        "penuh": StorageFull(),
        "sering": TooMany(retry_after=30),
        "cakram": OSError(28, "No space left on device"),
        "program": RuntimeError("NIK 1701010101010001 bocor"),
    }[kind]


@bp.post("/lab/galat/<kind>")
@signed_in
def fail_posted(kind):
    return fail(kind)


@dataclass
class Lab:
    """The application with the trial room; ``actor`` is who sends the next request."""

    app: Flask
    actor: Actor | None = None
    expired_user_id: int | None = None
    fresh: bool = True

    def person(self, *permissions: Permission, user_id: int = 7) -> Actor:
        self.actor = Actor(id=user_id, name="Yudi Hartawan", username="yudi", grants=(Grant("planner", frozenset(permissions)),))
        return self.actor

    def load(self) -> Actor | None:
        if self.actor is None and self.expired_user_id is not None:
            access.remember_expired(self.expired_user_id)
        return self.actor

    def browser(self) -> Browser:
        return Browser(self.app)


@pytest.fixture(scope="session")
def lab_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.register_blueprint(bp)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader(TEMPLATES)])
    access.assert_declared(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def lab(lab_app: Flask, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    del app
    room = Lab(lab_app)
    for name in ("load_actor", "sign_in_page", "is_fresh", "confirm_page"):
        monkeypatch.setattr(access._doors, name, getattr(access._doors, name))
    access.set_identity_loader(room.load)
    access.set_sign_in_page(lambda path, token: fragments.page("lab/sign_in.html", held=token))
    access.set_password_check(lambda: room.fresh, lambda path, token: fragments.page("lab/sign_in.html", held=token))
    kept = dict(lab_app.config)
    seen.clear()
    live_state.update(number=1, sent=0, unchanged=0, posts=0, delay=0, hold=0, held=0)
    yield room
    lab_app.config.clear()
    lab_app.config.update(kept)
