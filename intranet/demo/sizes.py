"""How much the demo holds."""

from __future__ import annotations

from dataclasses import dataclass

SMALL_OPDS = (
    "setda", "disdukcapil", "dinkes", "dpmptsp", "dinsos", "dikbud", "dpmd", "pupr", "perpustakaan", "bpjs-kesehatan",
    "kec-kedurang", "kec-manna",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """What is made.

    ``opds``: codes, None for all. ``employees``: about how many. ``weeks``: length of the past. ``ahead``: visits still to come
    in a year that ends; ``per_week``: visits a week in it. ``desa``: how many the year ahead visits, None for all. ``team``:
    people that each OPD sends, None for what fits its kind. ``answer_all``: answers for every month. ``guests``: share of months
    that those answer who need not. ``reports``: the most reports that are printed (more than a second of work each, so the past
    is short). ``photographed``: visits with pictures. ``carers``: users asn.1 and on.
    """

    name: str
    opds: tuple[str, ...] | None
    employees: int
    weeks: int
    ahead: int
    desa: int | None
    per_week: int = 2
    team: int | None = None
    answer_all: bool = False
    guests: float = 0.86
    reports: int = 40
    photographed: int = 3
    carers: int = 20


SIZES = {
    size.name: size
    for size in (
        Size("small", SMALL_OPDS, 60, weeks=3, ahead=3, desa=8, per_week=3, reports=0, photographed=1, carers=4),
        Size("standard", None, 400, weeks=6, ahead=8, desa=None),
        Size("full", None, 7200, weeks=10, ahead=8, desa=None, per_week=3, team=6, answer_all=True, guests=0.45),
    )
}
