"""A person with a browser, without the browser: real requests, parsed pages, forms filled as the page offers them.

Every page fetched is checked on the way: language, one heading that the title names, unique ids, labels, tokens,
nothing inline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

ORIGIN = "http://localhost"
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
Value = str | int | Iterable[Any] | tuple[Any, ...]


class PageFault(AssertionError):
    """A page breaks a rule that every page keeps."""


@dataclass
class Page:
    """An answer, parsed."""

    response: TestResponse
    url: str
    browser: Browser = field(repr=False)

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """The body as it came."""
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed body."""
        return BeautifulSoup(self.html, "html5lib" if self.is_whole else "html.parser")

    @property
    def is_whole(self) -> bool:
        """True for a page, False for a fragment or a file."""
        return self.response.mimetype == "text/html" and self.html.lstrip()[:9].lower() == "<!doctype"

    @property
    def text(self) -> str:
        """What a person reads, white space evened out."""
        main = self.soup.find("main") if self.is_whole else self.soup
        return " ".join((main or self.soup).get_text(" ").split())

    @property
    def title(self) -> str:
        """Text of ``<title>``."""
        return _words(self.soup.title)

    @property
    def heading(self) -> str:
        """Text of the one ``<h1>``."""
        return _words(self.soup.h1)

    @property
    def toasts(self) -> list[str]:
        """Messages about what just happened."""
        return [_words(found) for found in self.soup.select(".toast")]

    @property
    def errors(self) -> list[str]:
        """Messages beside fields, and the lines of the summary that stand alone."""
        return [_words(found) for found in self.soup.select(".err")]

    def error_of(self, name: str) -> str:
        """The message beside the field, "" when there is none."""
        control = self.soup.select_one(f'[name="{name}"]')
        if control is None:
            raise PageFault(f"{self.url} has no field {name}")
        ids = str(control.get("aria-describedby", "")).split()
        return " ".join(_words(found) for found in self.soup.select(".err") if found.get("id") in ids)

    def one(self, selector: str) -> Tag:
        """The only element that fits the CSS selector."""
        found = self.soup.select(selector)
        if len(found) != 1:
            raise PageFault(f"{self.url}: {len(found)} elements fit {selector}")
        return found[0]

    def all(self, selector: str) -> list[str]:
        """Texts of all elements that fit."""
        return [_words(found) for found in self.soup.select(selector)]

    def link(self, words: str) -> str:
        """Address behind the link with these words."""
        hits = {str(a["href"]) for a in self.soup.find_all("a", href=True) if words in _words(a)}
        if len(hits) != 1:
            raise PageFault(f"{self.url}: {len(hits)} addresses behind links with {words!r}")
        return hits.pop()

    def follow(self, words: str) -> Page:
        """Press the link with these words."""
        return self.browser.get(self.link(words))

    def forms(self) -> list[Tag]:
        """All forms of the page."""
        return list(self.soup.find_all("form"))

    def form(self, action: str | None = None, button: str | None = None) -> Tag:
        """The form that posts to ``action`` or holds the button with these words; else the only one inside
        ``<main>``.
        """
        found = self.forms()
        if action is not None:
            found = [form for form in found if urlsplit(str(form.get("action", ""))).path == action]
        elif button is None and self.soup.find("main"):
            found = [form for form in found if form.find_parent("main")]
        if button is not None:
            found = [form for form in found if any(button in _words(each) for each in form.find_all("button"))]
        if not found or (len(found) > 1 and button is None):
            raise PageFault(f"{self.url}: {len(found)} forms fit action={action} button={button}")
        return found[0]

    def fields(self, form: Tag) -> dict[str, list[str]]:
        """What a browser would send of a form as it stands, without buttons."""
        values: dict[str, list[str]] = {}
        for control in form.find_all(["input", "select", "textarea"]):
            name = str(control.get("name", ""))
            if name and not control.has_attr("disabled"):
                sent = _sent(control)
                if sent is not None:
                    values.setdefault(name, []).extend(sent)
        return values

    def submit(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        action: str | None = None,
        button: str | None = None,
        htmx: str | None = None,
        follow: bool = True,
    ) -> Page:
        """Fill a form as a person does and press its button.

        Args:
            values: by name of field; a list for several values or boxes, None to leave a field out, (bytes, name) for
            a file.
            action: path that the form posts to, when the page has several.
            button: words of the button.
            htmx: id of the target, to send it as htmx does.
            follow: go where a redirect leads.
        """
        form = self.form(action, button)
        sent: dict[str, Any] = dict(self.fields(form))
        pressed = _pressed(form, button)
        if pressed is not None and pressed.get("name"):
            sent[str(pressed["name"])] = [str(pressed.get("value", ""))]
        for name, value in (values or {}).items():
            _check_offered(form, name, self.url)
            sent[name] = value
        target = str((pressed.get("formaction") if pressed is not None else None) or form.get("action") or self.url)
        data = {name: _plain(value) for name, value in sent.items() if value is not None}
        if str(form.get("method", "get")).lower() == "get":
            return self.browser.get(target, query=data, htmx=htmx)
        return self.browser.post(target, data, htmx=htmx, follow=follow, token=False)


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.page: Page | None = None

    def sign_in(self, person: Any) -> None:
        """Sign in through the form, as people do; ``person`` has ``username`` and ``password``."""
        page = self.get("/masuk").submit({"username": person.username, "password": person.password}, action="/masuk")
        if page.status >= 500 or urlsplit(page.url).path == "/masuk":
            raise AssertionError(f"{person.username} could not sign in: {page.status} {page.text[:300]}")

    def get(
        self,
        url: str,
        *,
        htmx: str | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        follow: bool = False,
        check: bool = True,
    ) -> Page:
        """Open an address; a whole page is checked for the rules that all keep."""
        sent = {**_htmx_headers(htmx, self.page), **(headers or {})}
        response = self.client.get(url, headers=sent, query_string=dict(query) if query else None)
        return self._arrive(response, follow=follow, check=check)

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        htmx: str | None = None,
        follow: bool = True,
        token: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a form to an address; the token is added unless ``token`` is False or ``data`` holds one."""
        values = dict(data or {})
        if token and "csrf_token" not in values:
            values["csrf_token"] = self.token()
        sent = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", **_htmx_headers(htmx, self.page), **(headers or {})}
        response = self.client.post(url, data=values, headers=sent)
        return self._arrive(response, follow=follow, check=True)

    def token(self) -> str:
        """A valid token of this browser's session."""
        page = self.get("/masuk", check=False)
        found = page.soup.select_one('[name="csrf_token"]')
        if found is None:
            page = self.get("/beranda", check=False)
            found = page.soup.select_one('[name="csrf_token"]')
        if found is None:
            raise PageFault("no page with a token")
        return str(found["value"])

    def _arrive(self, response: TestResponse, *, follow: bool, check: bool) -> Page:
        hops = 0
        while follow and response.status_code in {301, 302, 303, 307, 308} and hops < 5:
            response = self.client.get(response.headers["Location"])
            hops += 1
        response.get_data()
        response.close()
        response.request.environ["wsgi.input"].close()
        page = Page(response, _address(response), self)
        if page.is_whole and not 300 <= page.status < 400:
            self.page = page
            if check:
                check_page(page)
        return page


def check_page(page: Page) -> None:
    """Hold a whole page against the rules that every page keeps.

    Raises:
        PageFault: naming every rule that it breaks.
    """
    faults = [fault for rule in RULES for fault in rule(page)]
    if faults:
        raise PageFault(f"{page.url} ({page.status}): " + "; ".join(faults))


def _language(page: Page) -> Iterable[str]:
    if page.soup.html is None or page.soup.html.get("lang") != "id":
        yield "html has no lang=id"


def _heading(page: Page) -> Iterable[str]:
    headings = page.soup.find_all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not page.title.startswith(page.heading):
        yield f"title {page.title!r} does not name the h1 {page.heading!r}"


def _unique_ids(page: Page) -> Iterable[str]:
    ids = [str(found["id"]) for found in page.soup.find_all(id=True)]
    for name in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"id {name} stands {ids.count(name)} times"


def _labels(page: Page) -> Iterable[str]:
    labelled = {str(label["for"]) for label in page.soup.find_all("label") if label.get("for")}
    for control in page.soup.find_all(["input", "select", "textarea"]):
        if str(control.get("type", "text")) in UNLABELLED:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("title")
        if not (named or control.get("id") in labelled or control.find_parent("label")):
            yield f"field {control.get('name') or control.get('id')} has no label"


def _references(page: Page) -> Iterable[str]:
    ids = {str(found["id"]) for found in page.soup.find_all(id=True)}
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
        for found in page.soup.find_all(attrs={attribute: True}):
            for name in str(found[attribute]).split():
                if name not in ids:
                    yield f"{attribute}={name} points nowhere"
    for found in page.soup.find_all(attrs={"hx-target": True}):
        target = str(found["hx-target"])
        if target.startswith("#") and target[1:] not in ids:
            yield f"hx-target {target} points nowhere"


def _tokens(page: Page) -> Iterable[str]:
    for form in page.soup.find_all("form"):
        if str(form.get("method", "get")).lower() == "post":
            if not form.find("input", attrs={"name": "csrf_token"}):
                yield f"form to {form.get('action')} has no token"
            if not str(form.get("action", "")).startswith("/"):
                yield f"form has no action of ours: {form.get('action')!r}"


def _nothing_inline(page: Page) -> Iterable[str]:
    if len(page.soup.find_all("style")) > 1:
        yield "more than the one style block"
    for script in page.soup.find_all("script"):
        if not script.get("src"):
            yield "inline script"
    for found in page.soup.find_all(True):
        for name, value in found.attrs.items():
            if name == "style":
                yield f"style attribute on <{found.name}>"
            if name.startswith(("on", "hx-on")):
                yield f"handler {name} on <{found.name}>"
            if name in {"href", "src", "action", "formaction"} and str(value).strip().lower().startswith(
                ("javascript:", "http:", "https:", "//")
            ):
                yield f"{name}={value}"


def _nothing_leftover(page: Page) -> Iterable[str]:
    for sign in ("{{", "{%", "None</", ">None", "Undefined"):
        if sign in page.html:
            yield f"{sign!r} in the page"


def _named_buttons(page: Page) -> Iterable[str]:
    for found in page.soup.find_all(["button", "a"]):
        if found.name == "a" and not found.get("href"):
            yield "a link without href"
        if not (_words(found) or found.get("aria-label")):
            yield f"<{found.name}> without words"


RULES = (
    _language,
    _heading,
    _unique_ids,
    _labels,
    _references,
    _tokens,
    _nothing_inline,
    _nothing_leftover,
    _named_buttons,
)


def _words(found: Tag | None) -> str:
    return " ".join(found.get_text(" ").split()) if found is not None else ""


def _address(response: TestResponse) -> str:
    request = response.request
    return request.full_path.rstrip("?") if request.query_string else request.path


def _htmx_headers(target: str | None, page: Page | None) -> dict[str, str]:
    if target is None:
        return {}
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": ORIGIN + (page.url if page else "/")}


def _sent(control: Tag) -> list[str] | None:
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    kind = str(control.get("type", "text")).lower()
    if kind in {"submit", "button", "image", "reset", "file"}:
        return None
    if kind in {"checkbox", "radio"}:
        return [str(control.get("value", "on"))] if control.has_attr("checked") else None
    return [str(control.get("value", ""))]


def _pressed(form: Tag, words: str | None) -> Tag | None:
    buttons = [each for each in form.find_all("button") if str(each.get("type", "submit")) == "submit"]
    if words is not None:
        buttons = [each for each in buttons if words in _words(each)]
    return buttons[0] if buttons else None


def _check_offered(form: Tag, name: str, url: str) -> None:
    controls = form.find_all(attrs={"name": name})
    if not controls:
        raise PageFault(f"{url}: the form has no field {name}")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes):
        from io import BytesIO

        return (BytesIO(value[0]), value[1])
    if isinstance(value, str | int):
        return str(value)
    return [_plain(each) for each in value]
