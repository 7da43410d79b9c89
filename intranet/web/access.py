"""Who may use an endpoint: one mark on each view, one guard in front of all of them, closed by default.

The marks only mark; :func:`guard` decides. Who the person is comes from the accounts room through
:func:`set_identity_loader`, so that
this module knows no user table. Permissions never depend on an ``HX-`` header; those only choose the shape of the
answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from intranet.core.errors import Forbidden
from intranet.web import held, origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.core.permissions import Permission

View = TypeVar("View", bound="Callable[..., Any]")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HOME = "/beranda"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks for. ``permission`` None and ``public`` False: any signed-in person."""

    public: bool = False
    permission: Permission | None = None


class UndeclaredEndpoint(RuntimeError):
    """An endpoint carries no mark, or two; the application does not start."""


def _mark(view: View, access: Access) -> View:
    if hasattr(view, "access"):
        raise UndeclaredEndpoint(f"{view.__name__} carries two access marks")
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Mark a view that anybody may use without signing in."""
    return _mark(view, Access(public=True))


def signed_in(view: View) -> View:
    """Mark a view that every signed-in person may use."""
    return _mark(view, Access())


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view that asks for ``permission``, wherever it holds; which rows it opens is the business of queries and
    policy.
    """

    def mark(view: View) -> View:
        return _mark(view, Access(permission=permission))

    return mark


def fresh_password(view: View) -> View:
    """Mark a view that also asks for the password again when it was given more than five minutes ago."""
    view.asks_fresh_password = True  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint, or None when it carries none."""
    return getattr(app.view_functions[endpoint], "access", None)


def assert_declared(app: Flask) -> None:
    """Refuse to start while an endpoint carries no mark.

    Raises:
        UndeclaredEndpoint: naming every such endpoint.
    """
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None})
    if missing:
        raise UndeclaredEndpoint(f"no access mark on: {', '.join(missing)}")


# --- what the accounts room plugs in
# -----------------------------------------------------------------------------------------


def _nobody() -> Actor | None:
    return None


def _plain_sign_in(next_path: str, held_token: str) -> ResponseReturnValue:
    del held_token
    return redirect(f"/masuk?next={quote(next_path, safe='/')}")


def _always_fresh() -> bool:
    return True


@dataclass(slots=True)
class _Doors:
    load_actor: Callable[[], Actor | None] = _nobody
    sign_in_page: Callable[[str, str], ResponseReturnValue] = _plain_sign_in
    is_fresh: Callable[[], bool] = _always_fresh
    confirm_page: Callable[[str, str], ResponseReturnValue] = _plain_sign_in


_doors = _Doors()


def set_identity_loader(load: Callable[[], Actor | None]) -> None:
    """Register how the person behind the present request is found; called at most once per request.

    A loader that finds an ended session calls :func:`remember_expired`, so that only the same person gets back what
    was typed.
    """
    _doors.load_actor = load


def set_sign_in_page(render: Callable[[str, str], ResponseReturnValue]) -> None:
    """Register ``render(next_path, held_token)``: the sign-in page, shown in place of the answer to a form of an
    ended session.
    """
    _doors.sign_in_page = render


def set_password_check(is_fresh: Callable[[], bool], confirm_page: Callable[[str, str], ResponseReturnValue]) -> None:
    """Register how :func:`fresh_password` is checked and ``confirm_page(next_path, held_token)``, which asks for the
    password.
    """
    _doors.is_fresh = is_fresh
    _doors.confirm_page = confirm_page


def remember_expired(user_id: int) -> None:
    """Note whose ended session this request came with."""
    g.expired_user_id = user_id


def forget_actor() -> None:
    """Drop the cached person, after signing in or out within the same request."""
    g.pop("actor", None)


def find_actor() -> Actor | None:
    """The signed-in person, or None. Loaded once per request."""
    if "actor" not in g:
        g.actor = _doors.load_actor()
    actor: Actor | None = g.actor
    return actor


def current_actor() -> Actor:
    """The signed-in person.

    Raises:
        Forbidden: nobody is signed in; the guard keeps this from happening behind a mark other than ``@public``.
    """
    actor = find_actor()
    if actor is None:
        raise Forbidden("Anda belum masuk.")
    return actor


def is_poll() -> bool:
    """True when the browser asks on its own, without the person doing anything; such a request does not prolong a
    session.
    """
    return request.headers.get("X-Poll") == "1"


# --- the guard
# -----------------------------------------------------------------------------------------------------------------


def guard() -> ResponseReturnValue | None:
    """Run before every request: let it through (None) or answer in its place.

    Raises:
        Forbidden: signed in, but without the permission that the view asks for.
    """
    endpoint = request.endpoint
    if endpoint is None:
        return _guard_unrouted()
    access = access_of(current_app, endpoint)
    if access is None:
        raise Forbidden("Halaman ini belum dibuka untuk siapa pun.")
    if access.public:
        return None
    actor = find_actor()
    if actor is None:
        return ask_sign_in()
    if access.permission is not None and not actor.can(access.permission):
        raise Forbidden("Peran Anda tidak mencakup halaman ini.")
    if getattr(current_app.view_functions[endpoint], "asks_fresh_password", False) and not _doors.is_fresh():
        return _ask_password()
    return None


def _guard_unrouted() -> ResponseReturnValue | None:
    """An address that exists for other methods tells a stranger no more than any closed page."""
    problem = request.routing_exception
    if isinstance(problem, MethodNotAllowed) and not _has_public_method(problem) and find_actor() is None:
        return ask_sign_in()
    return None


def _has_public_method(problem: MethodNotAllowed) -> bool:
    adapter = current_app.url_map.bind("")
    for method in problem.valid_methods or ():
        try:
            endpoint, _ = adapter.match(request.path, method=method)
        except HTTPException:
            continue
        access = access_of(current_app, endpoint)
        if access is not None and access.public:
            return True
    return False


def ask_sign_in() -> ResponseReturnValue:
    """Answer a request of nobody: to the sign-in page, and back afterwards with what was typed."""
    if request.method not in SAFE_METHODS:
        token = held.pack(request, user_id=g.get("expired_user_id")) if origin.is_own(request) else ""
        return _over_page(make_response(_doors.sign_in_page(form_page(), token)), status=401)
    target = f"/masuk?next={quote(_here(), safe='/')}"
    if is_poll():
        return Response(status=286, headers={"HX-Trigger": "session-ended"})
    if request.headers.get("HX-Request") == "true":
        return Response(status=401, headers={"HX-Redirect": f"/masuk?next={quote(form_page(), safe='/')}"})
    return redirect(target, code=302)


def _ask_password() -> ResponseReturnValue:
    posted = request.method not in SAFE_METHODS
    token = held.pack(request, user_id=current_actor().id, buttons=True) if posted and origin.is_own(request) else ""
    here = form_page() if posted else _here()
    response = make_response(_doors.confirm_page(here, token))
    return _over_page(response, status=401) if posted and response.status_code == 200 else response


def _over_page(response: Response, *, status: int) -> Response:
    """Give ``response`` in place of a form's answer; htmx is told to put it over the whole page."""
    if request.headers.get("HX-Request") != "true":
        if not 300 <= response.status_code < 400:
            response.status_code = status
        return response
    if 300 <= response.status_code < 400:
        return Response(status=status, headers={"HX-Redirect": response.headers["Location"]})
    response.status_code = status
    response.headers["HX-Retarget"] = "body"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _here() -> str:
    """Path and query of this request, to come back to."""
    return request.full_path if request.query_string else request.path


def form_page() -> str:
    """The page the person was looking at: where a form or a fragment was asked from, as far as the browser says."""
    for claimed in (request.headers.get("HX-Current-URL"), request.referrer):
        if claimed:
            parts = urlsplit(claimed)
            if origin.is_own_host(parts.netloc):
                return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return HOME


def own_path(target: str | None, default: str = HOME) -> str:
    """``target`` when it is a path of this site, else ``default``; for every ``next=`` (no host, no ``//``, no
    backslash).
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if "\\" in target or any(ord(sign) < 33 or ord(sign) == 127 for sign in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target
