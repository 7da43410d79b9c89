"""Accounts as administrators see them (security.md 2 to 5, 10, 37, 38, 57)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role
from intranet.core.audit import AuditEvent
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD

FIRST = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}")


def events(app) -> list[tuple[str, dict, dict]]:
    with app.app_context():
        rows = db.session.execute(
            select(AuditEvent.event, AuditEvent.before, AuditEvent.after)
            .where(AuditEvent.event != "signed_in")
            .order_by(AuditEvent.id)
        ).all()
    return [tuple(row) for row in rows]


@pytest.fixture
def admin(browser_as):
    return browser_as("admin")


# --- the list ------------------------------------------------------------------------------------------------------


def test_list_names_everybody_with_roles(admin):
    page = admin.get("/pengguna")
    assert "10 akun" in page.text
    assert "Operator · Disdukcapil" in page.text
    assert "Sekretaris Daerah" in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"cari": "yenti"}, {"Yenti Marlina"}),
        ({"cari": "MARLINA yen"}, {"Yenti Marlina"}),
        ({"cari": "op.din"}, {"Deki Saputra"}),
        ({"cari": "%"}, set()),
        ({"cari": "_"}, set()),
        ({"peran": "operator"}, {"Yenti Marlina", "Deki Saputra"}),
        ({"peran": "operator", "cari": "deki"}, {"Deki Saputra"}),
        ({"peran": "raja"}, None),
        ({"keadaan": "disabled"}, set()),
    ],
)
def test_search_and_filter(admin, query, names):
    page = admin.get("/pengguna", query=query)
    assert page.status == 200
    found = set(page.all("tbody th"))
    assert found == names if names is not None else len(found) == 10
    assert page.one('[name="cari"]').get("value", "") == query.get("cari", "")


def test_sorting_both_ways(admin):
    by_name = admin.get("/pengguna").all("tbody th")
    assert by_name == sorted(by_name)
    assert admin.get("/pengguna", query={"urut": "-nama"}).all("tbody th") == by_name[::-1]
    names = admin.get("/pengguna", query={"urut": "pengguna"}).all('tbody td[data-label="Nama pengguna:"]')
    assert names == sorted(names)


def test_an_empty_list_says_what_to_do(admin):
    page = admin.get("/pengguna", query={"cari": "tidak ada orang ini"})
    assert "Tidak ada akun yang cocok" in page.text
    assert page.link("Hapus saringan") == "/pengguna"


def test_pages_follow_each_other_without_gap(admin, app, save):
    from tests.world import LONG_AGO

    save(
        *(
            User(username=f"orang.{n:03d}", name=f"Orang {n:03d}", password_hash="-", password_set_at=LONG_AGO, created_at=LONG_AGO)
            for n in range(60)
        )
    )
    page, seen = admin.get("/pengguna", query={"cari": "orang"}), []
    while True:
        seen += page.all("tbody th")
        if not page.soup.select('a[rel="next"]'):
            break
        page = admin.get(page.one('a[rel="next"]')["href"])
    assert seen == [f"Orang {n:03d}" for n in range(60)]


def test_list_costs_the_same_for_many(admin, save, count_statements):
    from tests.world import LONG_AGO

    few = count_statements(lambda: admin.get("/pengguna"))
    save(
        *(
            User(username=f"o.{n:03d}", name=f"Orang {n}", password_hash="-", password_set_at=LONG_AGO, created_at=LONG_AGO)
            for n in range(40)
        )
    )
    assert count_statements(lambda: admin.get("/pengguna")) == few


# --- a new account -------------------------------------------------------------------------------------------------


def make(admin, **values):
    given = {"name": "Sinta Rahayu", "username": "sinta", "role": "clerk", **values}
    return admin.get("/pengguna/baru").submit(given, action="/pengguna/baru")


def test_new_account_gets_a_first_password_shown_once(admin, app):
    page = make(admin, username="Sinta.R")
    assert page.heading == "Akun dibuat"
    first = page.one(".secret code").get_text()
    assert FIRST.fullmatch(first)
    browser = Browser(app)
    assert knock(browser, "sinta.r", first).status == 303
    assert browser.get("/akun").response.headers["Location"] == "/akun/kata-sandi"
    with app.app_context():
        assert first not in str(db.session.execute(select(AuditEvent.before, AuditEvent.after)).all())
    assert first not in admin.get("/pengguna", query={"cari": "sinta"}).html


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"username": "op.dinkes"}, "username", "sudah dipakai"),
        ({"username": "a b"}, "username", "huruf kecil"),
        ({"username": "ab"}, "username", "3 sampai 64"),
        ({"username": "<script>"}, "username", "huruf kecil"),
        ({"name": ""}, "name", "Wajib diisi"),
        ({"name": "x" * 121}, "name", "paling banyak 120"),
        ({"role": ""}, "role", "Pilih salah satu"),
        ({"role": "raja"}, "role", "tidak tersedia"),
        ({"role": "operator"}, "opd_id", "memerlukan OPD"),
        ({"role": "opd_head"}, "opd_id", "memerlukan OPD"),
        ({"nip": "199901012020121001"}, "nip", "Tidak ada pegawai"),
        ({"opd_id": "9999"}, "opd_id", "tidak tersedia"),
        ({"opd_id": "99999999999999999999"}, "opd_id", "tidak tersedia"),
    ],
)
def test_what_will_not_do_is_told_beside_its_field_and_nothing_is_lost(admin, app, values, field, says):
    page = make(admin, **values)
    assert page.status == 422
    assert says in page.error_of(field)
    if "username" not in values:
        assert page.one('[name="username"]')["value"] == "sinta"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 10


def test_two_scopes_at_once_are_refused(admin, world):
    page = make(admin, opd_id=world.opds["a"], desa_id=world.desa["far"])
    assert "Pilih satu lingkup saja" in page.error_of("opd_id")


@pytest.mark.parametrize("scope", ["opd_id", "kecamatan_id", "desa_id"])
def test_a_role_is_given_for_any_part_of_the_regency(admin, app, world, scope):
    places = {"opd_id": world.opds["b"], "kecamatan_id": world.kecamatan["manna"], "desa_id": world.desa["far"]}
    make(admin, **{scope: places[scope]})
    with app.app_context():
        grant = db.session.scalars(select(RoleGrant).order_by(RoleGrant.id.desc())).first()
    assert {name: getattr(grant, name) for name in places} == {**dict.fromkeys(places), scope: places[scope]}
    assert [event for event, *_ in events(app)] == ["user_created", "role_granted"]


def test_employee_is_linked_by_number(admin, app, world):
    make(admin, nip="1990 0101 2015 031 012")
    with app.app_context():
        assert db.session.scalar(select(User.employee_id).where(User.username == "sinta")) == world.employees["a2"]


def test_a_second_press_makes_no_second_account(admin, app):
    form = admin.get("/pengguna/baru")
    values = {"name": "Sinta", "username": "sinta", "role": "clerk"}
    assert form.submit(values, action="/pengguna/baru").heading == "Akun dibuat"
    assert "sudah dipakai" in form.submit(values, action="/pengguna/baru").error_of("username")
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(User.username == "sinta")) == 1


def test_fields_that_are_not_on_the_form_are_ignored(admin, app):
    data = {"name": "Sinta", "username": "sinta", "role": "clerk", "must_change_password": "", "active": "0", "password": "x"}
    admin.post("/pengguna/baru", data)
    with app.app_context():
        assert db.session.execute(select(User.must_change_password, User.active).where(User.username == "sinta")).one() == (
            True,
            True,
        )


# --- one account ---------------------------------------------------------------------------------------------------


def test_name_is_changed_with_old_and_new_on_the_trail(admin, app, world):
    user_id = world.people["op_b"].id
    page = admin.get(f"/pengguna/{user_id}").submit({"name": "Deki Saputra Jaya"}, action=f"/pengguna/{user_id}")
    assert page.toasts == ["Akun tersimpan."]
    assert page.heading == "Deki Saputra Jaya"
    (event,) = events(app)
    assert event[0] == "user_edited"
    assert (event[1]["nama"], event[2]["nama"]) == ("Deki Saputra", "Deki Saputra Jaya")


def test_the_later_saver_is_told_and_loses_nothing(browser_as, app, world):
    first, second = browser_as("admin"), browser_as("admin")
    user_id = world.people["op_b"].id
    late = second.get(f"/pengguna/{user_id}")
    first.get(f"/pengguna/{user_id}").submit({"name": "Deki Pertama"}, action=f"/pengguna/{user_id}")
    page = late.submit({"name": "Deki Kedua"}, action=f"/pengguna/{user_id}")
    assert page.status == 409
    assert "Data ini sudah diubah oleh Rosmala Dewi" in page.text
    assert "Deki Pertama" in page.text
    assert page.one('form [name="name"]')["value"] == "Deki Kedua"
    assert page.submit({}, action=f"/pengguna/{user_id}").heading == "Deki Kedua"


def test_a_role_given_acts_at_once_and_twice_is_once(admin, app, world, browser_as):
    carer = browser_as("carer")
    assert carer.get("/audit").status == 403
    user_id = world.people["carer"].id
    for _ in range(2):
        page = admin.get(f"/pengguna/{user_id}").submit({"role": "planner"}, action=f"/pengguna/{user_id}/peran")
        assert page.toasts == ["Peran ditambahkan."]
    assert carer.get("/audit").status == 200
    assert [event for event, *_ in events(app)] == ["role_granted"]


def test_a_role_taken_away_is_gone_at_once(admin, app, world, browser_as):
    planner = browser_as("planner")
    page = admin.get(f"/pengguna/{world.people['planner'].id}").submit(button="Cabut")
    assert page.toasts == ["Peran dicabut."]
    assert planner.get("/audit").status == 403
    assert events(app) == [("role_revoked", {"peran": "Perencana", "lingkup": "seluruh kabupaten"}, None)]


def test_disabling_ends_sessions_and_closes_the_door(admin, app, world, browser_as):
    victim = browser_as("op_b")
    page = admin.get(f"/pengguna/{world.people['op_b'].id}").submit(button="Nonaktifkan akun")
    assert "Nonaktif" in page.text
    assert victim.get("/akun").status == 302
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 422
    page.submit(button="Aktifkan akun")
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 303
    assert victim.get("/akun").status == 302


def test_reset_gives_a_new_first_password_and_ends_sessions(admin, app, world, browser_as):
    victim = browser_as("op_b")
    page = admin.get(f"/pengguna/{world.people['op_b'].id}").submit(button="Setel ulang kata sandi")
    assert page.heading == "Kata sandi disetel ulang"
    first = page.one(".secret code").get_text()
    assert victim.get("/akun").status == 302
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 422
    assert knock(victim, "op.dinkes", first).status == 303
    assert victim.get("/akun").response.headers["Location"] == "/akun/kata-sandi"


def test_a_lost_second_factor_is_dropped(time, admin, app, world, browser_as, enrol):
    enrol(browser_as("op_b"))
    page = admin.get(f"/pengguna/{world.people['op_b'].id}").submit(button="Hapus faktor kedua")
    assert "Faktor kedua dihapus" in page.toasts[0]
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 303


def test_sessions_of_a_person_are_ended(admin, app, world, browser_as):
    victim = browser_as("op_b")
    page = admin.get(f"/pengguna/{world.people['op_b'].id}").submit(button="Akhiri semua sesi")
    assert page.toasts == ["1 sesi diakhiri."]
    assert victim.get("/akun").status == 302


def test_own_account_offers_nothing_that_would_lock_oneself_out(admin, world):
    own = world.people["admin"].id
    page = admin.get(f"/pengguna/{own}")
    assert not page.all("form button:-soup-contains('Nonaktifkan')")
    for path in ("nonaktif", "setel-ulang", "sesi", "faktor-kedua"):
        refused = admin.post(f"/pengguna/{own}/{path}")
        assert (path, refused.status) == (path, 409)
    assert "Anda tidak dapat mencabut" in page.submit(button="Cabut").text
    assert admin.get("/pengguna").status == 200


def test_the_last_administrator_stays(app, session, world):
    from intranet.accounts import actions, queries
    from intranet.core.actor import SYSTEM
    from intranet.core.errors import InvalidTransition
    from intranet.core.transaction import transaction

    own = world.people["admin"].id
    grant = queries.list_grants([own])[own][0].id
    with pytest.raises(InvalidTransition, match="administrator terakhir"), transaction():
        actions.disable_user(SYSTEM, user_id=own)
    with pytest.raises(InvalidTransition, match="administrator terakhir"), transaction():
        actions.revoke_role(SYSTEM, user_id=own, grant_id=grant)
    with transaction():
        actions.grant_role(SYSTEM, user_id=world.people["clerk"].id, role=Role.ADMIN, scope=actions.Scope())
    with transaction():
        actions.revoke_role(SYSTEM, user_id=own, grant_id=grant)


@pytest.mark.parametrize("who", ["planner", "sekda", "op_a", "carer"])
def test_nobody_else_gets_near(browser_as, world, who):
    browser = browser_as(who)
    own = world.people[who].id
    data = {"role": "admin", "name": "Admin", "username": "palsu"}
    assert browser.get("/pengguna").status == 403
    assert browser.get(f"/pengguna/{own}").status == 403
    for path in ("/pengguna/baru", f"/pengguna/{own}/peran", f"/pengguna/{own}/setel-ulang", f"/pengguna/{own}"):
        assert browser.post(path, data).status == 403


def test_an_account_that_is_not_there(admin):
    assert admin.get("/pengguna/99999").status == 404
    assert admin.post("/pengguna/99999/nonaktif").status == 404
    assert admin.post("/pengguna/99999/setel-ulang").status == 404


def test_emoji_and_null_bytes_do_no_harm(admin):
    page = make(admin, name="Sinta\x00 🌸 Rahayu", username="sinta\x00x")
    assert page.status == 200
    assert "Sinta 🌸 Rahayu" in page.text
