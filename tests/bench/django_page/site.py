"""Settings as ``startproject`` gives them, made ready for production: no debugging, templates and connection kept."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings

HERE = Path(__file__).parent
PACKAGE = "tests.bench.django_page"
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    f"{PACKAGE}.views.chrome",
]


def set_up(database, fixed, menu):
    """Configure Django on the SQLite file ``database``, read only, with the pragmas that reading has with us."""
    settings.configure(
        SECRET_KEY=os.urandom(32).hex(),
        DEBUG=False,
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=f"{PACKAGE}.views",
        AUTH_USER_MODEL="django_page.Account",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            PACKAGE,
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",  # the cheapest: no statement, no table of its own
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {"context_processors": PROCESSORS, "builtins": [f"{PACKAGE}.tags", "django.templatetags.static"]},
            },
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [HERE / "jinja2"],
                "OPTIONS": {"context_processors": PROCESSORS, "environment": f"{PACKAGE}.tags.environment"},
            },
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"file:{database}?mode=ro",
                "CONN_MAX_AGE": None,
                "OPTIONS": {"init_command": "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        STATIC_URL="static/",
        LANGUAGE_CODE="id",
        TIME_ZONE="Asia/Jakarta",
        USE_I18N=False,  # one language: Django's own advice for speed
        USE_TZ=True,
        LOGGING_CONFIG=None,
        BENCH_FIXED=fixed,
        BENCH_MENU=menu,
    )
    django.setup()
