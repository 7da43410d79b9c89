"""How a view answers: a page or its block, a redirect after success, or nothing because nothing changed.

One template serves both: a block's name is the id of the element that holds it. A request by htmx that targets such
an element gets
the block alone; every other request gets the page.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jinja2_fragments
from flask import Response, current_app, flash, g, make_response, redirect, request
from htmx_flask.requests import HtmxHeaders

from intranet.web import access, assets

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NO_BLOCK = frozenset({"title", "main", "head", ""})


def is_htmx() -> bool:
    """True when htmx asks and wants a part of a page (not a boosted link, not its history)."""
    htmx = _htmx()
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _htmx() -> HtmxHeaders:
    found: HtmxHeaders = request.htmx  # type: ignore[attr-defined]
    return found


def page(template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """Answer with a page, or with one block of it.

    Args:
        template: path below ``templates/``.
        block: answer htmx with this block even when it targets another element. Without JavaScript the page is sent
        all the same.
        status: HTTP status; 422 for an invalid form, 409 for a conflict.
        **context: what the template reads.
    """
    context.setdefault("crumbs", ())
    context.setdefault("etag", g.get("etag", ""))
    template_object = current_app.jinja_env.get_template(template)
    wanted = _wanted_block(template_object.blocks, block)
    current_app.update_template_context(context)
    if wanted is None:
        body = template_object.render(context)
    else:
        body = jinja2_fragments.render_block(current_app.jinja_env, template, wanted, context)
    response = make_response(body, status)
    if g.get("etag") and status == 200:
        response.headers["ETag"] = f'W/"{g.etag}"'
    return response


def macro(template: str, name: str) -> Any:
    """A macro as a function that gives Markup, for drawings that are made once and shown often."""
    return getattr(current_app.jinja_env.get_template(template).module, name)


def _wanted_block(blocks: Any, asked: str | None) -> str | None:
    if not is_htmx():
        return None
    if asked is not None:
        return asked
    target = _htmx().target or ""
    return target if target not in NO_BLOCK and target in blocks else None


def done(url: str, toast: str | None = None, tone: str = "ok") -> ResponseReturnValue:
    """Answer a form that succeeded: on to ``url``, where ``toast`` says what happened.

    Args:
        url: a path of ours, made with ``url_for``.
        toast: one plain sentence about the result.
        tone: ok, info or bad.
    """
    if toast:
        flash(toast, tone)
    if not _htmx():
        return redirect(url, code=303)
    if _same_page(url):
        return Response(status=204, headers={"HX-Refresh": "true"})
    return Response(status=204, headers={"HX-Redirect": url})


def _same_page(url: str) -> bool:
    """True when going to ``url`` would only move the browser to another place on the page it already shows."""
    here, there = urlsplit(_htmx().current_url or ""), urlsplit(url)
    return bool(there.fragment) and (here.path, here.query) == (there.path, there.query)


def with_toast(response: Response, toast: str, tone: str = "ok") -> Response:
    """Let a fragment also say what happened; app.js shows it. Without htmx it is said on the next page."""
    if is_htmx():
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": toast, "tone": tone}})
    else:
        flash(toast, tone)
    return response


def unchanged(*parts: object) -> Response | None:
    """Say that nothing changed since the browser last asked, or return None: then build the page, which carries the
    new mark.

    Call it before the expensive queries. A poll gets 204, any other request 304.

    Args:
        *parts: all that the page depends on: counters, dates, filters. The person, their grants, the address asked and the
            version of the templates are added.
    """
    actor = access.find_actor()
    who = (actor.id, actor.grants) if actor else None
    seen = (request.path, who, assets.build_stamp(), parts)
    g.etag = hashlib.sha256(repr(seen).encode()).hexdigest()[:20]
    seen_by_browser = request.if_none_match
    if seen_by_browser.contains_weak(g.etag) and not seen_by_browser.star_tag:  # "*" would match what is not there at all
        headers = {"ETag": f'W/"{g.etag}"'}
        return Response(status=204 if is_htmx() else 304, headers=headers)
    return None
