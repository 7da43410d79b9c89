"""Every form pressed twice, sent after the session ended, and saved by two people at once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import Tag

from intranet.core import clock
from tests.browser_client import ORIGIN, Browser, Page
from tests.dump import BOOKKEEPING, changed, dump
from tests.story import NOW, Story
from tests.web.bad_input.forms import WRITERS, form_on, forms_of, typed_names

pytestmark = pytest.mark.slow

TRAIL = BOOKKEEPING | {"audit_event", "audit_head", "counter", "job"}
NEW = {
    "/pengguna/baru": {"username": "orang.baru", "name": "Orang Baru", "role": "clerk"},
    "/opd/baru": {"code": "dinasbaru", "name": "Dinas Baru", "short_name": "Dinbar", "kind": "dinas"},
    "/layanan/baru": {"name": "Layanan baru", "papers": "KTP", "unit": "orang", "minutes": "10", "category": "health"},
    "/hari-libur/baru": {"on": "2027-06-01", "name": "Hari Lahir Pancasila", "kind": "public"},
}
ANSWERS_AGAIN = {200, 302, 303, 403, 404, 409, 422}


@pytest.fixture(autouse=True)
def _as_in_production(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False


def filled(page: Page, form: Tag, action: str) -> dict[str, list[str]]:
    """The form as it is offered, and something lawful in the fields of a new thing."""
    data = page.fields(form)
    for name, value in NEW.get(urlsplit(action).path, {}).items():
        if form.find(attrs={"name": name}):
            data[name] = [value]
    for name in ("reason", "note", "text"):
        if name in typed_names(form) and not any(data.get(name, [])):
            data[name] = ["Alasan yang cukup panjang untuk dibaca"]
    return data


def send(browser: Browser, action: str, data: dict[str, list[str]]) -> int:
    """Press; the status that comes back."""
    with browser.client.post(action, data=data, headers={"Origin": ORIGIN}) as response:
        response.get_data()
        return response.status_code


@pytest.mark.parametrize("who", WRITERS)
def test_a_second_press_changes_nothing_more(app, story: Story, browser_as, who):
    browser = browser_as(who)
    faults, stored = [], 0
    for path, action in forms_of(browser, story, who):
        page = browser.get(path, check=False)
        form = form_on(page, action)
        if form is None:
            continue  # an earlier press took it away, which is what it was for
        data = filled(page, form, action)
        first = send(browser, action, data)
        once = dump(app, TRAIL) if first in {302, 303} else {}
        second = send(browser, action, data)
        stored += first in {302, 303}
        if second not in ANSWERS_AGAIN:
            faults.append(f"{action}: {first}, then {second}")
        if first in {302, 303} and (more := changed(once, dump(app, TRAIL))):
            faults.append(f"{action}: {first}, then {second}, which changed {', '.join(more)}")

    assert not faults, "\n" + "\n".join(faults)
    assert stored > 0


@pytest.mark.parametrize("who", WRITERS)
def test_what_was_typed_survives_the_end_of_the_session(story: Story, browser_as, who):
    browser = browser_as(who)
    person = story.world.people[who]
    faults, tried = [], 0
    for path, action in forms_of(browser, story, who):
        page = browser.get(path, check=False)
        form = form_on(page, action)
        names = [name for name in typed_names(form) if "password" not in name and name != "code"] if form is not None else []
        if not names or urlsplit(action).path.startswith("/verifikasi"):
            continue  # nothing to lose; the public check asks nobody to sign in
        typed = f"Sudah saya tulis {tried}"
        data = page.fields(form) | {names[0]: [typed]}
        with clock.frozen(NOW + timedelta(minutes=31 * (tried + 1))):
            tried += 1
            with browser.client.post(action, data=data, headers={"Origin": ORIGIN}) as response:
                asked = Page(response, action, browser)
                if response.status_code != 401 or asked.heading != "Masuk":
                    faults.append(f"{action}: {response.status_code}")
                    continue
                asked.html  # noqa: B018 - read before it is closed
            back = asked.submit({"username": person.username, "password": person.password}, action="/masuk")
            if typed not in back.html or back.heading != "Isian Anda masih ada":
                faults.append(f"{action}: after signing in {back.heading!r}, what was typed is gone")

    assert not faults, "\n" + "\n".join(faults)
    assert tried > 0


def versioned(browser: Browser, story: Story, who: str) -> list[tuple[str, str, str]]:
    """Forms that know what their reader saw: page, action, and a field to write into."""
    found = []
    for path, action in forms_of(browser, story, who):
        form = form_on(browser.get(path, check=False), action)
        if form is None or not form.find("input", attrs={"name": "version"}):
            continue
        areas = [str(each["name"]) for each in form.find_all("textarea")]
        lines = [name for name in typed_names(form) if name in {"venue", "name", "position", "papers", "address", "why"}]
        if areas or lines:
            found.append((path, action, (areas + lines)[0]))
    return found


@pytest.mark.parametrize("who", WRITERS)
def test_the_slower_of_two_is_told_and_loses_nothing(story: Story, browser_as, who):
    """Both open the form; one saves; the other reads who was faster, keeps the own text, and may save it then."""
    fast, slow = browser_as(who), browser_as(who)
    faults, told = [], 0
    for path, action, field in versioned(fast, story, who):
        pages = [browser.get(path, check=False) for browser in (fast, slow)]
        forms = [form_on(page, action) for page in pages]
        if None in forms:
            continue
        first, second = (
            {**filled(page, form, action), field: [text]}
            for page, form, text in zip(pages, forms, ("Tulisan yang lebih cepat", "Tulisan yang lebih lambat"), strict=True)
        )
        if send(fast, action, first) not in {302, 303}:
            continue  # the story holds nothing lawful for it; its room has tests of its own
        with slow.client.post(action, data=second, headers={"Origin": ORIGIN}) as response:
            page = Page(response, action, slow)
            text = page.text
            told += 1
            if response.status_code == 422 and "Tulisan yang lebih lambat" in page.html:
                continue  # a new thing: the one of the faster is there already, and the field says so
            if response.status_code != 409:
                faults.append(f"{action}: {response.status_code}: {text[:120]}")
            elif story.world.people[who].name not in text:
                faults.append(f"{action}: does not say who was faster")
            elif "Tulisan yang lebih lambat" not in page.html:
                faults.append(f"{action}: what was typed is gone")

    assert not faults, "\n" + "\n".join(faults)
