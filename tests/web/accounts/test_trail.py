"""The audit page, and the commands for the first administrator."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.accounts import actions, queries
from intranet.accounts.models import SignInAttempt, User, UserSession
from intranet.core import settings_store
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD


@pytest.fixture
def busy(browser_as, world, time):
    """Somebody changed a name yesterday and a role today."""
    admin = browser_as("admin")
    user_id = world.people["op_b"].id
    admin.get(f"/pengguna/{user_id}").submit({"name": "Deki Jaya"}, action=f"/pengguna/{user_id}")
    time.move(days=1)
    knock(admin, "admin", PASSWORD)
    admin.get(f"/pengguna/{world.people['carer'].id}").submit(
        {"role": "clerk"}, action=f"/pengguna/{world.people['carer'].id}/peran"
    )
    return admin


def test_trail_tells_who_changed_what_from_what_to_what(busy):
    page = busy.get("/audit")
    assert page.heading == "Jejak audit"
    assert "Mengubah akun" in page.text
    row = next(row for row in page.soup.select("tbody tr") if "Mengubah akun" in row.get_text())
    words = " ".join(row.get_text(" ").split())
    assert "Rosmala Dewi" in words
    assert "Dulu Deki Saputra" in words
    assert "Menjadi Deki Jaya" in words


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kejadian": "user_edited"}, 1),
        ({"pelaku": "rosmala"}, 4),
        ({"pelaku": "admin"}, 4),
        ({"pelaku": "tidak ada"}, 0),
        ({"pelaku": "%"}, 0),
        ({"jenis": "user_account", "kejadian": "role_granted"}, 1),
        ({"dari": "2026-11-24"}, 2),
        ({"sampai": "2026-11-23"}, 2),
        ({"dari": "2026-11-23", "sampai": "2026-11-24"}, 4),
        ({"dari": "kapan-kapan"}, 4),
        ({"sebelum": "abc"}, 4),
        ({"sebelum": "99999999999999999999999"}, 4),
    ],
)
def test_filters(busy, query, count):
    page = busy.get("/audit", query=query)
    assert page.status == 200
    assert len(page.soup.select("tbody tr")) == count


def test_a_thing_leads_to_its_own_trail(busy, world):
    page = busy.get("/audit").follow(f"Akun {world.people['op_b'].id}")
    assert len(page.soup.select("tbody tr")) == 1


def test_pages_go_back_in_time(busy, app, world):
    with app.app_context():
        for _ in range(60):
            with transaction():
                actions.end_other_sessions(queries.actor_for_user(world.people["carer"].id), here=0, device="")
    first = busy.get("/audit", query={"kejadian": "sessions_ended"})
    assert len(first.soup.select("tbody tr")) == 50
    second = first.follow("Lebih lama")
    assert len(second.soup.select("tbody tr")) == 10
    assert len(second.follow("Terbaru").soup.select("tbody tr")) == 50


def test_the_check_of_the_chain_is_told(browser_as, app):
    browser = browser_as("sekda")
    assert "belum pernah diperiksa" in browser.get("/audit").text
    for ok, says in ((True, "Rantai utuh"), (False, "Rantai jejak audit rusak di 2 tempat")):
        found = {"at": "2026-11-22T18:00:00+00:00", "ok": ok, "checked": 12, "faults": 0 if ok else 2}
        with app.app_context(), transaction():
            settings_store.put(SYSTEM, "overview.chain_check", found)
        assert says in browser.get("/audit").text


def test_page_costs_few_statements(busy, count_statements):
    assert count_statements(lambda: busy.get("/audit")) <= 6


# --- commands and upkeep -------------------------------------------------------------------------------------------


def test_first_administrator_is_made_by_command(app):
    said = app.test_cli_runner().invoke(args=["user", "create-admin", "Kepala.TI", "--name", "Siti Kepala"])
    assert said.exit_code == 0
    assert "Administrator kepala.ti dibuat" in said.output
    first = said.output.splitlines()[0].rsplit(" ", 1)[1]
    browser = Browser(app)
    assert knock(browser, "kepala.ti", first).status == 303
    assert browser.get("/pengguna").response.headers["Location"] == "/akun/kata-sandi"
    again = app.test_cli_runner().invoke(args=["user", "create-admin", "kepala.ti"])
    assert again.exit_code == 1
    assert "sudah dipakai" in again.output


@pytest.mark.parametrize("name", ["a", "dua kata", "Ümlaut", ""])
def test_command_refuses_an_odd_name(app, name):
    said = app.test_cli_runner().invoke(args=["user", "create-admin", name])
    assert said.exit_code == 1
    assert "huruf kecil" in said.output


def test_password_is_reset_by_command(app, world, browser_as):
    inside = browser_as("op_b")
    said = app.test_cli_runner().invoke(args=["user", "reset", "OP.dinkes"])
    first = said.output.splitlines()[0].rsplit(" ", 1)[1]
    assert inside.get("/akun").status == 302
    assert knock(Browser(app), "op.dinkes", first).status == 303
    assert "Tidak ada pengguna" in app.test_cli_runner().invoke(args=["user", "reset", "tidak.ada"]).output


def test_old_tries_and_sessions_are_removed(app, world, time):
    knock(Browser(app), "op.dinkes", "salah")
    knock(Browser(app), "op.disdukcapil", PASSWORD)
    time.move(hours=25)
    knock(Browser(app), "op.dinkes", "salah")
    with app.app_context():
        with transaction():
            assert actions.purge() == (1, 0)
        assert len(db.session.scalars(select(SignInAttempt)).all()) == 1
        time.move(days=91)
        with transaction():
            assert actions.purge() == (1, 1)
        assert db.session.scalars(select(UserSession)).all() == []


def test_other_rooms_ask_for_names_and_actors(app, world, session):
    names = queries.find_user_names([world.people["sekda"].id, 9999])
    assert names == {world.people["sekda"].id: "Sukarni Idrus"}
    actor = queries.actor_for_user(world.people["op_a"].id)
    assert (actor.name, actor.title) == ("Yenti Marlina", "Operator · Disdukcapil")
    assert db.session.scalar(select(User.id).where(User.username == "op.disdukcapil")) == actor.id
