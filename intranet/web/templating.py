"""What every template can read, and the strictness of the environment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import g
from jinja2 import StrictUndefined, Template

from intranet.core import clock
from intranet.web import access, assets, buffered, drawings, filters, nav

if TYPE_CHECKING:
    from flask import Flask
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


def init_app(app: Flask) -> None:
    """Set the environment up."""
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
