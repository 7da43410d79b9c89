"""The starting page: what is mine to do, by when. Put together from the reads of all rooms by what a person may do."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intranet.accounts.states import Role
from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.documents.states import DocumentStatus
from intranet.overview.queries import cards, dashboard, desk, house
from intranet.participation import board
from intranet.participation.states import Readiness
from intranet.planning import queries as planning
from intranet.planning.states import PlanStatus
from intranet.visits import policy as visit_policy
from intranet.web.filters import MONTHS, angka, rentang, sisa_hari, tanggal, tanggal_pendek

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intranet.core.actor import Actor
    from intranet.overview.queries.cards import VisitCard
    from intranet.overview.queries.desk import Done, Load, Outcome, OwnVisit, Papers, Unreported, WaitingMonth
    from intranet.overview.queries.house import ChainCheck, HomeDesa, House
    from intranet.participation.board import Silence
    from intranet.planning.queries import PlanWork

WEEK = timedelta(days=7)
AHEAD = timedelta(days=45)
SHOWN = 8
LATE, SOON, USUAL, LATER = range(4)


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work: how many, what, by when, where it is done, and the words of its button. ``rank`` sorts."""

    count: int
    title: str
    detail: str
    url: str
    action: str
    rank: int = USUAL

    @property
    def tone(self) -> str:
        """Red when it is late."""
        return "bad" if self.rank == LATE else ""


@dataclass(slots=True)
class Desk:
    """All that the starting page shows; parts that a role has not are empty."""

    tasks: list[Task] = field(default_factory=list)
    own_visits: list[OwnVisit] = field(default_factory=list)
    cards: tuple[VisitCard, ...] = ()
    silent: list[Silence] = field(default_factory=list)
    watches: bool = False
    load: tuple[Load, ...] | None = None
    outcomes: tuple[Outcome, ...] | None = None
    figures: dashboard.Figures | None = None
    done: tuple[Done, ...] | None = None
    house: House | None = None
    chain: ChainCheck | None = None
    carer: bool = False
    home: HomeDesa | None = None
    next_title: str = "Kunjungan berikutnya"


def lay(actor: Actor) -> Desk:
    """The desk of a person: each role adds its part, each part costs a fixed number of statements."""
    found = Desk()
    roles = actor.roles
    if actor.can(Permission.PARTICIPATION_ANSWER):
        _answering(actor, found)
    if Role.OPD_HEAD in roles:
        _heading(actor, found)
    _planning(actor, found)
    if actor.can(Permission.DOCUMENTS_REVIEW) or actor.can(Permission.DOCUMENTS_ISSUE):
        found.tasks += _papers(actor)
    if actor.can(Permission.DOCUMENTS_DRAFT):
        found.tasks += _reports(desk.list_unreported(actor))
    if actor.can(Permission.PARTICIPATION_BOARD):
        _watching(actor, found)
    if Role.REGENT in roles:
        found.figures = dashboard.get_figures(clock.today().year)
        found.outcomes = desk.list_outcomes(actor)
    if actor.can(Permission.ACCOUNTS_MANAGE):
        _keeping(found)
    if Role.CARER in roles:
        _caring(actor, found)
    if actor.can(Permission.FIELDWORK_RECORD):
        found.done = desk.list_done(actor)
    found.tasks.sort(key=lambda task: task.rank)
    return found


# --- an OPD --------------------------------------------------------------------------------------------------------------------


def _answering(actor: Actor, found: Desk) -> None:
    heads = Role.OPD_HEAD in actor.roles and Role.OPERATOR not in actor.roles
    found.tasks += _month_tasks(desk.list_waiting_months(actor), heads=heads)
    own = desk.list_own_visits(actor)
    owed = [visit for visit in own if visit.missing]
    found.own_visits = [visit for visit in own if not visit.missing]
    found.next_title = "Kunjungan OPD Anda berikutnya"
    if owed:
        found.tasks.append(_owed_task(owed, heads=heads))


def _month_tasks(months: Iterable[WaitingMonth], *, heads: bool) -> list[Task]:
    """The months that matter now, each by itself; what lies further ahead in one line."""
    near: list[Task] = []
    far: list[WaitingMonth] = []
    for month in months:
        if not near or month.late or month.moved or month.earliest <= clock.today() + AHEAD:
            near.append(_month_task(month, heads=heads))
        else:
            far.append(month)
    if far:
        count = sum(month.count for month in far)
        first, last = far[0], far[-1]
        span = (
            f"{MONTHS[first.month - 1]}–{MONTHS[last.month - 1]} {last.year}"
            if len(far) > 1
            else f"{MONTHS[first.month - 1]} {first.year}"
        )
        detail = f"{span} · batas jawab mulai {tanggal(first.earliest)}"
        url = f"/konfirmasi?bulan={first.year}-{first.month:02d}"
        near.append(Task(count, "Boleh dijawab lebih awal", detail, url, "Jawab lebih awal", LATER))
    return near


def _month_task(month: WaitingMonth, *, heads: bool) -> Task:
    name = f"{MONTHS[month.month - 1]} {month.year}"
    today = clock.today()
    if month.late:
        deadline = f"{month.late} lewat batas jawab"
    else:
        deadline = f"jawab paling lambat {tanggal(month.earliest)} ({sisa_hari(month.earliest)})"
    parts = [name, deadline]
    if month.moved:
        parts.append(f"{month.moved} karena tanggalnya pindah")
    if month.repeatable and not heads:
        parts.append("dapat disamakan")
    rank = LATE if month.late or month.moved else SOON if month.earliest <= today + WEEK else USUAL
    return Task(
        month.count,
        "Kunjungan belum dijawab" if not heads else "Kunjungan belum dijawab operator Anda",
        " · ".join(parts),
        f"/konfirmasi?bulan={month.year}-{month.month:02d}",
        f"Jawab {month.count} kunjungan",
        rank,
    )


def _owed_task(owed: list[OwnVisit], *, heads: bool) -> Task:
    first = owed[0]
    more = f" dan {len(owed) - 1} lainnya" if len(owed) > 1 else ""
    late = first.ends_on + WEEK < clock.today()
    url = f"/kunjungan/{first.visit_id}/hasil" + ("" if heads else f"/{first.opd_id}")
    return Task(
        len(owed),
        "Hasil kunjungan belum lengkap",
        f"{first.desa}, {tanggal_pendek(first.starts_on)}{more} · kehadiran dan layanan",
        url,
        f"Isi hasil {first.desa}" if not heads else f"Lihat hasil {first.desa}",
        LATE if late else SOON,
    )


def _heading(actor: Actor, found: Desk) -> None:
    today = clock.today()
    last = calendar.monthrange(today.year, today.month)[1]
    found.load = desk.list_load(actor, today.replace(day=1), date(today.year, today.month, last))


# --- the Sekda's office --------------------------------------------------------------------------------------------------------


def _planning(actor: Actor, found: Desk) -> None:
    found.tasks += [_plan_task(work) for work in planning.plan_work_for(actor)]


def _plan_task(work: PlanWork) -> Task:
    undated = f", {work.undated} belum bertanggal" if work.undated else ""
    lines = f"{work.lines} desa{undated}"
    if work.decides:
        since = f"diajukan {tanggal_pendek(work.submitted_at)}" if work.submitted_at else "diajukan"
        url = f"/jadwal/{work.year}/persetujuan"
        return Task(1, f"Jadwal {work.year} menunggu persetujuan", f"{lines} · {since}", url, f"Periksa jadwal {work.year}", SOON)
    url = f"/jadwal/{work.year}/susun"
    if work.status is PlanStatus.RETURNED:
        return Task(1, f"Jadwal {work.year} dikembalikan Sekda", f"Alasan: {work.note}", url, f"Perbaiki jadwal {work.year}", LATE)
    return Task(1, f"Jadwal {work.year} belum diajukan", lines, url, f"Lanjutkan jadwal {work.year}", USUAL)


PAPER_WORK = (
    (DocumentStatus.DRAFTED, Permission.DOCUMENTS_REVIEW, "Konsep laporan menunggu diperiksa", "Periksa konsep"),
    (DocumentStatus.REVIEWED, Permission.DOCUMENTS_ISSUE, "Laporan siap diterbitkan", "Terbitkan laporan"),
    (DocumentStatus.ISSUED, Permission.DOCUMENTS_SIGN, "Laporan terbit menunggu pindaian bertanda tangan", "Unggah pindaian"),
)


def _papers(actor: Actor) -> list[Task]:
    waiting = desk.papers_waiting(actor)
    return [
        _paper_task(waiting[status], status, title, action)
        for status, permission, title, action in PAPER_WORK
        if status in waiting and actor.can(permission)
    ]


def _paper_task(papers: Papers, status: DocumentStatus, title: str, action: str) -> Task:
    more = f" dan {papers.count - 1} lainnya" if papers.count > 1 else ""
    url = f"/dokumen/{papers.first_id}" if papers.count == 1 else f"/dokumen?status={status.value}"
    detail = f"{papers.first_desa}{more} · sejak {tanggal_pendek(papers.since)}"
    return Task(papers.count, title, detail, url, action, USUAL if status is not DocumentStatus.ISSUED else LATER)


def _reports(held: Iterable[Unreported]) -> list[Task]:
    ready: list[Unreported] = []
    short: list[Unreported] = []
    for visit in held:
        if visit.draft_id is None:
            (short if visit.incomplete else ready).append(visit)
    tasks = []
    if ready:
        tasks.append(
            _report_task(ready, "Kunjungan belum dilaporkan", "hasilnya sudah lengkap", f"Susun laporan {ready[0].desa}", "")
        )
    if short:
        owing = f"{short[0].incomplete} OPD belum mengisi"
        tasks.append(_report_task(short, "Hasil kunjungan belum lengkap", owing, f"Lengkapi hasil {short[0].desa}", "/hasil"))
    return tasks


def _report_task(visits: list[Unreported], title: str, words: str, action: str, under: str) -> Task:
    first = visits[0]
    more = f" dan {len(visits) - 1} lainnya" if len(visits) > 1 else ""
    late = first.starts_on + 2 * WEEK < clock.today()
    detail = f"{first.desa}, {tanggal_pendek(first.starts_on)}{more} · {words}"
    return Task(len(visits), title, detail, f"/kunjungan/{first.visit_id}{under}", action, LATE if late else SOON)


def _watching(actor: Actor, found: Desk) -> None:
    """Who watches all OPDs: the next visits with how ready they are, those left over, and who is silent."""
    today = clock.today()
    marks = visit_policy.may_mark_held(actor)
    all_cards = cards.list_cards(actor, upcoming=8, overdue=marks)
    found.cards = tuple(card for card in all_cards if not card.overdue(today))
    found.watches = True
    if marks:
        found.tasks += _hold_tasks([card for card in all_cards if card.starts_on <= today], today)
    red = [card for card in found.cards if card.light is Readiness.NOT_READY and card.starts_on <= today + 2 * WEEK]
    if red and Role.SEKDA in actor.roles:
        found.tasks.append(_red_task(red, SOON))
    if actor.can(Permission.PLANNING_DRAFT) or Role.SEKDA in actor.roles:
        silent = board.list_silent(actor, limit=100)
        found.silent = silent[:SHOWN]
        if red and Role.SEKDA not in actor.roles:
            found.tasks.append(_red_task(red, LATE))
        late = [each for each in silent if each.earliest < today]
        if late and actor.can(Permission.PLANNING_DRAFT):
            found.tasks.append(_silent_task(late))


def _hold_tasks(begun: list[VisitCard], today: date) -> list[Task]:
    if not begun:
        return []
    first = begun[0]
    more = f" dan {len(begun) - 1} lainnya" if len(begun) > 1 else ""
    detail = f"{first.desa}, {rentang(first.starts_on, first.ends_on)}{more}"
    rank = LATE if first.overdue(today) else SOON
    return [Task(len(begun), "Kunjungan belum ditandai terlaksana", detail, f"/kunjungan/{first.id}", f"Buka {first.desa}", rank)]


def _red_task(red: list[VisitCard], rank: int) -> Task:
    first = red[0]
    detail = f"{first.desa}, {tanggal_pendek(first.starts_on)} ({sisa_hari(first.starts_on)}) · {first.why}"
    return Task(len(red), "Kunjungan dua pekan ini belum siap", detail, f"/kunjungan/{first.id}", f"Buka {first.desa}", rank)


def _silent_task(late: list[Silence]) -> Task:
    names = ", ".join(each.opd for each in late[:3]) + (f", dan {len(late) - 3} lainnya" if len(late) > 3 else "")
    return Task(len(late), "OPD lewat batas jawab", names, "/kesiapan?hanya=belum", "Lihat yang belum menjawab", LATE)


# --- administrator and carer ---------------------------------------------------------------------------------------------------


def _keeping(found: Desk) -> None:
    now = house.get_house()
    chain = house.last_chain_check()
    found.house, found.chain = now, chain
    wanted = (
        (now.failed_jobs, "Pekerjaan latar gagal", "Cara mengulanginya ada di bantuan", "/bantuan/admin#pekerjaan-gagal", LATE),
        (chain.faults, "Jejak audit rusak", "Bandingkan dengan cadangan terakhir", "/bantuan/admin#jejak-audit", LATE),
        (now.run_out, "Kata sandi awal kedaluwarsa", "Pemiliknya belum pernah menggantinya · setel ulang", "/pengguna", SOON),
        (now.never_used, "Akun belum pernah dipakai", "Ingatkan pemiliknya atau nonaktifkan", "/pengguna", LATER),
        (now.desa_without_km, "Desa tanpa jarak jalan", "Jadwal memakai jarak lurus sebagai gantinya", "/desa", LATER),
        (now.opd_unconfirmed, "OPD yang namanya belum dipastikan", "Cocokkan dengan peraturan daerah", "/opd", LATER),
    )
    actions = ("Lihat bantuan", "Lihat bantuan", "Buka pengguna", "Buka pengguna", "Isi jarak desa", "Periksa OPD")
    found.tasks += [Task(row[0], *row[1:4], action, row[4]) for row, action in zip(wanted, actions, strict=True) if row[0]]


def _caring(actor: Actor, found: Desk) -> None:
    employee_id = house.employee_of(actor)
    found.carer = True
    found.home = house.find_home(employee_id)
    if not found.cards and not found.own_visits:
        found.cards = cards.list_cards(actor, upcoming=5, near_employee=employee_id if found.home else None)
        found.next_title = f"Kunjungan di Kecamatan {found.home.kecamatan}" if found.home else "Kunjungan berikutnya"


def greeting(name: str) -> str:
    """``Selamat pagi, Yenti``."""
    hour = clock.wib(clock.now()).hour
    words = "pagi" if 4 <= hour < 11 else "siang" if hour < 15 else "sore" if hour < 18 else "malam"
    words = "malam" if hour < 4 else words
    first = name.partition(" ")[0]
    return f"Selamat {words}, {first}" if first else f"Selamat {words}"


def summary(tasks: list[Task]) -> str:
    """One line about the work, for the head of the page."""
    late = sum(task.count for task in tasks if task.rank == LATE)
    total = sum(task.count for task in tasks if task.rank != LATER)
    if not total:
        return "tidak ada yang mendesak" if tasks else "tidak ada yang menunggu Anda"
    return f"{angka(total)} hal menunggu Anda" + (f", {angka(late)} mendesak" if late else "")
