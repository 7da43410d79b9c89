"""A fixed cast: small, nameable, and the same in every test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from argon2 import PasswordHasher

from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role
from intranet.opd.models import Employee, Opd, Service
from intranet.opd.states import EmployeeKind, NeedCategory, OpdKind
from intranet.places.models import Desa, Kecamatan
from intranet.places.states import DesaKind

PASSWORD = "Kembang-Besurek-17-Dusun"
LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in with :data:`PASSWORD`."""

    id: int
    username: str
    name: str
    role: Role
    opd_id: int | None
    password: str = PASSWORD


@dataclass(frozen=True)
class World:
    """What :func:`make_world` stored. ``people`` by the names that tests use; ids of the rest by their short names."""

    people: dict[str, Person]
    opds: dict[str, int]
    employees: dict[str, int]
    services: dict[str, int]
    kecamatan: dict[str, int]
    desa: dict[str, int]


CAST = {
    "admin": ("admin", "Rosmala Dewi", Role.ADMIN, None),
    "planner": ("perencana", "Yudi Hartawan", Role.PLANNER, None),
    "sekda": ("sekda", "Sukarni Idrus", Role.SEKDA, None),
    "clerk": ("tu", "Lenda Marsita", Role.CLERK, None),
    "regent": ("bupati", "Rifai Tasman", Role.REGENT, None),
    "op_a": ("op.disdukcapil", "Yenti Marlina", Role.OPERATOR, "a"),
    "op_b": ("op.dinkes", "Deki Saputra", Role.OPERATOR, "b"),
    "head_a": ("kepala.disdukcapil", "Hermansyah Bakri", Role.OPD_HEAD, "a"),
    "head_b": ("kepala.dinkes", "Nurbaiti Salim", Role.OPD_HEAD, "b"),
    "carer": ("asn.1", "Mely Oktarina", Role.CARER, "a"),
}


@cache
def _password_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_world(save: Callable[..., None]) -> World:
    """Store the cast and what they work with.

    Args:
        save: stores entities and sets their ids.
    """
    kecamatan = {
        "manna": Kecamatan(code="17.01.03", name="Manna", lat=-4.46, lon=102.9),
        "kedurang": Kecamatan(code="17.01.05", name="Kedurang", lat=-4.5, lon=103.1),
    }
    save(*kecamatan.values())
    desa = {
        "near": _desa(kecamatan["manna"].id, "17.01.03.2001", "Batu Lambang", 5.2),
        "far": _desa(kecamatan["kedurang"].id, "17.01.05.2001", "Lubuk Resam", 25.2),
        "farther": _desa(kecamatan["kedurang"].id, "17.01.05.2002", "Nanti Agung", 29.4),
    }
    opds = {
        "a": Opd(code="disdukcapil", name="Dinas Kependudukan dan Pencatatan Sipil", short_name="Disdukcapil", kind=OpdKind.DINAS),
        "b": Opd(code="dinkes", name="Dinas Kesehatan", short_name="Dinkes", kind=OpdKind.DINAS),
    }
    save(*desa.values(), *opds.values())
    employees = {
        f"{key}{number}": _employee(opds[key].id, f"{key}{number}", number, name)
        for key, number, name in (
            ("a", 1, "Mely Oktarina"),
            ("a", 2, "Arman Suhadi"),
            ("a", 3, "Wirda Ningsih"),
            ("b", 1, "Deki Saputra"),
            ("b", 2, "Sinta Rahayu"),
        )
    }
    services = {
        "ktp": Service(
            opd_id=opds["a"].id,
            name="Perekaman KTP-el",
            papers="Kartu keluarga",
            unit="orang",
            minutes=10,
            category=NeedCategory.ADMINISTRATION,
        ),
        "kia": Service(
            opd_id=opds["a"].id,
            name="Kartu identitas anak",
            papers="Akta kelahiran",
            unit="kartu",
            minutes=8,
            category=NeedCategory.ADMINISTRATION,
        ),
        "periksa": Service(
            opd_id=opds["b"].id, name="Pemeriksaan kesehatan", papers="KTP", unit="orang", minutes=15, category=NeedCategory.HEALTH
        ),
    }
    save(*employees.values(), *services.values())
    people = _people({key: opd.id for key, opd in opds.items()}, employees["a1"].id, save)
    return World(
        people=people,
        opds={key: opd.id for key, opd in opds.items()},
        employees={key: employee.id for key, employee in employees.items()},
        services={key: service.id for key, service in services.items()},
        kecamatan={key: each.id for key, each in kecamatan.items()},
        desa={key: each.id for key, each in desa.items()},
    )


def _people(opd_ids: dict[str, int], carer_employee_id: int, save: Callable[..., None]) -> dict[str, Person]:
    users = {
        key: User(
            username=username,
            name=name,
            employee_id=carer_employee_id if role is Role.CARER else None,
            password_hash=_password_hash(),
            password_set_at=LONG_AGO,
            must_change_password=False,
            created_at=LONG_AGO,
        )
        for key, (username, name, role, _) in CAST.items()
    }
    save(*users.values())
    grants = []
    people = {}
    for key, (username, name, role, opd) in CAST.items():
        opd_id = opd_ids[opd] if opd else None
        grants.append(RoleGrant(user_id=users[key].id, role=role, opd_id=opd_id, granted_at=LONG_AGO))
        people[key] = Person(users[key].id, username, name, role, opd_id)
    save(*grants)
    return people


def _desa(kecamatan_id: int, code: str, name: str, straight_km: float) -> Desa:
    return Desa(
        kecamatan_id=kecamatan_id,
        code=code,
        name=name,
        kind=DesaKind.DESA,
        lat=-4.5,
        lon=103.0,
        area_km2=12.5,
        straight_km=straight_km,
    )


def _employee(opd_id: int, key: str, number: int, name: str) -> Employee:
    return Employee(
        opd_id=opd_id,
        internal_no=f"P-{key}",
        nip=f"199001012015031{10 * (1 + 'ab'.index(key[0])) + number:03d}",
        name=name,
        kind=EmployeeKind.PNS,
        rank="III/a",
        position="Pelaksana",
        usual_function="Petugas pelayanan",
    )
