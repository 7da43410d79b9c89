"""What every template can read, and the strictness of the environment."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from flask import g
from jinja2 import FileSystemBytecodeCache, StrictUndefined, Template

from intranet.core import clock
from intranet.web import access, assets, buffered, drawings, filters, nav

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.bccache import Bucket
    from jinja2.environment import TemplateModule
    from jinja2.runtime import Context

HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "selfRequestsOnly": True,
        "timeout": 20000,
        "scrollIntoViewOnBoost": False,
        "refreshOnHistoryMiss": True,
        "defaultFocusScroll": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "286", "swap": False},
            {"code": "304", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "[45]..", "swap": True, "error": True},
        ],
    },
    separators=(",", ":"),
)


class Page(Template):
    """A template whose imports run once per process.

    Jinja compares the globals of both templates at every ``from … import``; ours are the same in all of them.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        del ctx
        return super()._get_default_module()


def _context() -> dict[str, Any]:
    """Defaults of every page; error pages never ask the accounts room, which may be what failed."""
    actor = g.get("actor") if g.get("plain_page") else access.find_actor()
    return {"actor": actor, "crumbs": (), "etag": "", "today": clock.today()}


class Compiled(FileSystemBytecodeCache):
    """Compiled templates on disk; where they cannot be written (a full disk), they are compiled again and pages go on."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _cache(app: Flask) -> Compiled | None:
    """Compiled templates outlive the process, by what compiles them; None where nothing can be written beside the data."""
    stamp = hashlib.sha256(f"{jinja2.__version__} {Path(buffered.__file__).read_text()}".encode()).hexdigest()[:12]
    folder = Path(app.config["SETTINGS"].data_dir) / "templates" / stamp
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in folder.parent.iterdir():
            if other.name != stamp:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:
        return None
    return Compiled(str(folder), "%s")


def read_all(app: Flask) -> None:
    """Load every page template, so that the first person who asks does not wait for it."""
    for name in app.jinja_env.list_templates(["html"]):
        if not name.startswith("pdf/"):
            app.jinja_env.get_template(name)


def init_app(app: Flask) -> None:
    """Set the environment up."""
    app.jinja_env.bytecode_cache = _cache(app)
    app.jinja_env.template_class = Page
    buffered.init_app(app.jinja_env)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        critical_css=assets.critical_css,
        drawings=drawings,
        htmx_config=HTMX_CONFIG,
        menu=nav.menu,
    )
    app.context_processor(_context)
    filters.init_app(app)
