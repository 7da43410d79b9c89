"""The whole wiring on one screen; the only importer of routes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask
from flask import request as asked
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from intranet import cli
from intranet.accounts import trail_words
from intranet.config import Settings
from intranet.core import crypto, database, files, logs, transaction
from intranet.extensions import db, migrate
from intranet.participation import watch
from intranet.planning import watch as planning_watch
from intranet.visits import panel
from intranet.web import (
    access,
    assets,
    compress,
    csrf,
    errors,
    gaya,
    headers,
    health,
    nav,
    origin,
    request,
    request_log,
    templating,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

FEATURES = (
    "accounts", "places", "opd", "messages", "visits", "cases", "planning", "participation", "fieldwork", "documents",
    "overview",
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """The application; refuses to start with doubtful settings, unbuilt assets or an endpoint without an access mark.

    Args:
        settings: taken from the environment when None.
    """
    settings = settings or Settings.from_env()
    logs.configure(settings)
    app = Flask(
        "intranet",
        root_path=str(assets.ROOT / "intranet"),
        static_folder=None,
        template_folder=str(assets.ROOT / "templates"),
    )
    _configure(app, settings)
    assets.start(rebuilds=settings.demo or settings.testing or app.debug)
    crypto.configure(settings)
    files.configure(settings)
    database.init_app(app)
    migrate.init_app(app, db, directory=str(assets.ROOT / "migrations"), render_as_batch=True)

    request.init_app(app)
    templating.init_app(app)
    request_log.init_app(app)
    app.before_request(_mark_readonly)
    app.before_request(origin.refuse_foreign)
    app.before_request(access.guard)
    csrf.init_app(app)
    compress.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.teardown_request(_unmark_readonly)

    rooms = list(_rooms())
    _learn_words()
    watch.register()
    planning_watch.register()
    panel.register()
    app.register_blueprint(health.bp)
    app.register_blueprint(gaya.bp)
    for room in rooms:
        app.register_blueprint(room.bp)
    health.add_check("basis_data", health.database_answers)
    health.add_check("berkas", files.writable)
    health.add_check("tampilan", assets.are_built)
    health.add_check("antrean", health.queue_works)
    health.add_gauges(health.queue_numbers)
    nav.collect(app, (entry for room in rooms for entry in getattr(room, "NAV", ())))
    cli.init_app(app)
    access.assert_declared(app)

    app.wsgi_app = _with_files(app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_port=0)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SESSION_COOKIE_NAME="__Host-session" if settings.cookie_secure else "session",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PROVIDE_AUTOMATIC_OPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
        SQLALCHEMY_TRACK_MODIFICATIONS=False,
    )


def _rooms() -> Iterator[ModuleType]:
    for name in FEATURES:
        room = assets.ROOT / "intranet" / name
        if (room / "routes.py").exists() or (room / "routes").is_dir():
            yield import_module(f"intranet.{name}.routes")


def _learn_words() -> None:
    """Each room's states name the events that it writes in the audit trail."""
    for name in FEATURES:
        if (assets.ROOT / "intranet" / name / "states.py").exists():
            trail_words.know(getattr(import_module(f"intranet.{name}.states"), "EVENT_LABELS", {}))


def _mark_readonly() -> None:
    transaction.set_readonly(asked.method in access.SAFE_METHODS)


def _unmark_readonly(error: BaseException | None) -> None:
    del error
    transaction.set_readonly(False)


def _with_files(app: Flask) -> WhiteNoise:
    """Serve the built files from the application itself, under names that never change their content."""
    assets.FILES.mkdir(parents=True, exist_ok=True)
    return WhiteNoise(
        app.wsgi_app,
        root=str(assets.FILES),
        prefix=assets.PREFIX,
        autorefresh=app.config["SETTINGS"].demo or app.testing or app.debug,
        immutable_file_test=assets.is_immutable,
        add_headers_function=headers.static_headers,
        allow_all_origins=False,
    )
