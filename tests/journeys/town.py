"""A small regency for journeys: eight villages, three agencies, and a Sekda who signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role
from intranet.opd.models import Employee, Official, Opd, Service
from intranet.opd.states import EmployeeKind, NeedCategory, Office, OpdKind
from intranet.places.models import Desa, Holiday
from intranet.places.states import DesaKind, HolidayKind
from tests.world import LONG_AGO, World, _password_hash

MORE_DESA = (
    ("kedurang", "Batu Ampar", 24.1),
    ("kedurang", "Muara Tiga", 18.3),
    ("kedurang", "Durian Sebatang", 14.0),
    ("manna", "Padang Berangin", 8.4),
    ("manna", "Ketaping", 6.6),
)


def make_town(save: Callable[..., None], world: World) -> None:
    """Add to the small world what a whole year needs.

    Args:
        save: stores entities and sets their ids.
        world: is there already.
    """
    dinsos = Opd(code="dinsos", name="Dinas Sosial", short_name="Dinsos", kind=OpdKind.DINAS)
    operator = User(
        username="op.dinsos",
        name="Rita Anggraini",
        password_hash=_password_hash(),
        password_set_at=LONG_AGO,
        must_change_password=False,
        created_at=LONG_AGO,
    )
    save(dinsos, operator, *_desa(world))
    save(
        RoleGrant(user_id=operator.id, role=Role.OPERATOR, opd_id=dinsos.id, granted_at=LONG_AGO),
        Service(
            opd_id=dinsos.id, name="Pendataan DTSEN", papers="KTP", unit="keluarga", minutes=12, category=NeedCategory.LIVELIHOOD
        ),
        Employee(
            opd_id=dinsos.id,
            internal_no="P-c1",
            nip="199203042018022001",
            name="Rita Anggraini",
            kind=EmployeeKind.PNS,
            rank="III/b",
            position="Penyuluh sosial",
        ),
        Official(
            office=Office.SEKDA,
            name="Sukarni Idrus",
            back_title="M.Si.",
            nip="197001011995031001",
            rank="IV/d",
            valid_from=date(2025, 1, 1),
        ),
        Holiday(on=date(2027, 1, 1), name="Tahun Baru 2027 Masehi", kind=HolidayKind.PUBLIC),
    )


def _desa(world: World) -> list[Any]:
    return [
        Desa(
            kecamatan_id=world.kecamatan[kecamatan],
            code=f"17.01.{'05' if kecamatan == 'kedurang' else '03'}.21{number:02d}",
            name=name,
            kind=DesaKind.DESA,
            lat=-4.42 - number / 50,
            lon=102.95 + number / 60,
            area_km2=8.0,
            straight_km=km,
        )
        for number, (kecamatan, name, km) in enumerate(MORE_DESA)
    ]
