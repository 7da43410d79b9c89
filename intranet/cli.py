"""Commands: ``flask --app wsgi <group> <command>``.

Each is thin: it opens one transaction around one action of a room.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from intranet.accounts import actions as accounts
from intranet.accounts import queries as account_queries
from intranet.accounts.states import Role
from intranet.core import audit, database_copy, job_worker, jobs, key_rotation
from intranet.core.actor import SYSTEM
from intranet.core.errors import DomainError, Forbidden
from intranet.core.transaction import transaction
from intranet.opd import actions as opds
from intranet.places import actions as places
from intranet.web import assets

if TYPE_CHECKING:
    from flask import Flask

assets_group = AppGroup("assets", help="Berkas tampilan: gaya, skrip, huruf, gambar.")
jobs_group = AppGroup("jobs", help="Pekerjaan latar: surat PDF, pengingat, surel.")
audit_group = AppGroup("audit", help="Jejak audit.")
database_group = AppGroup("database", help="Pindah dari SQLite ke PostgreSQL.")
region_group = AppGroup("region", help="Kecamatan, desa, dan kelurahan.")
boundary_group = AppGroup("boundary", help="Batas wilayah untuk peta.")
opd_group = AppGroup("opd", help="Perangkat daerah dan layanannya.")
demo_group = AppGroup("demo", help="Data demo: orang, rencana, kunjungan yang dikarang.")
user_group = AppGroup("user", help="Akun pengguna.")
keys_group = AppGroup("keys", help="Kunci penyandian NIK dan No. KK.")


@click.command("check-config")
def check_config() -> None:
    """Periksa pengaturan; aplikasi yang pengaturannya kurang sudah menolak sebelum sampai di sini."""
    settings = current_app.config["SETTINGS"]
    click.echo(f"Pengaturan lengkap. Basis data: {'SQLite' if settings.is_sqlite else 'PostgreSQL'}.")
    if settings.demo:
        click.echo("Ini demo: jangan dipakai untuk data sebenarnya.")
    if not settings.cookie_secure:
        click.echo("Perhatian: alamat dasar tidak memakai https, jadi kuki dan kata sandi terkirim tanpa sandi.", err=True)


@assets_group.command("build")
def build_assets() -> None:
    """Buat static/dist dari static/ dan node_modules/."""
    try:
        content = assets.build()
    except assets.AssetsMissing as error:
        raise click.ClickException(str(error)) from error
    removed = assets.remove_stale()
    click.echo(f"{len(content.names)} berkas dibuat, {removed} berkas lama dihapus.")


@jobs_group.command("run")
@click.option("--once", is_flag=True, help="Berhenti bila tidak ada lagi yang harus dikerjakan.")
def run_jobs(*, once: bool) -> None:
    """Kerjakan antrean sampai dihentikan (SIGTERM menunggu pekerjaan yang sedang berjalan)."""
    job_worker.run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]  # noqa: SLF001


@jobs_group.command("failed")
def show_failed_jobs() -> None:
    """Daftar pekerjaan yang gagal, yang terbaru dahulu."""
    for job_id, kind, error in jobs.list_failed():
        click.echo(f"{job_id}\t{kind}\t{error or '-'}")


@jobs_group.command("retry")
@click.argument("job_id", type=int)
def retry_job(job_id: int) -> None:
    """Antrekan lagi pekerjaan JOB_ID yang gagal."""
    with transaction():
        found = jobs.retry(job_id)
    if not found:
        raise click.ClickException(f"Tidak ada pekerjaan gagal bernomor {job_id}.")
    click.echo(f"Pekerjaan {job_id} masuk antrean lagi.")


@audit_group.command("verify")
@click.option("--anchor", default=None, help="Jangkar dari cetakan lama, misalnya 1204:9f3c….")
def verify_audit(anchor: str | None) -> None:
    """Periksa rantai jejak audit; keluar dengan kode 1 bila ada yang diubah, dihapus, atau ditukar."""
    try:
        known = audit.Anchor.parse(anchor) if anchor else None
    except ValueError as error:
        raise click.BadParameter("bukan jangkar jejak audit", param_hint="--anchor") from error
    _tell_chain(audit.verify(known))


def _tell_chain(report: audit.ChainReport) -> None:
    """Say what was found; exit code 1 when the trail was touched."""
    for fault in report.faults:
        click.echo(f"RUSAK  peristiwa {fault.event_id}: {FAULT_WORDS.get(fault.kind, fault.kind)}")
    click.echo(f"{report.checked} peristiwa diperiksa. Jangkar: {report.anchor.text}")
    if not report.ok:
        raise SystemExit(1)


FAULT_WORDS = {"changed": "isinya diubah", "removed": "dihapus", "unlinked": "urutannya ditukar", "cut": "ujungnya dipotong"}


@keys_group.command("rotate")
def rotate_keys() -> None:
    """Tulis ulang semua nilai tersandi dengan kunci pertama di INTRANET_FIELD_KEYS."""
    for column, count in key_rotation.rotate().items():
        click.echo(f"{column}: {count} nilai ditulis ulang")
    click.echo("Selesai. Kunci lama boleh dihapus dari INTRANET_FIELD_KEYS.")


@database_group.command("import")
@click.argument("path", type=click.Path(path_type=Path))
def import_database(path: Path) -> None:
    """Salin seluruh isi berkas SQLite PATH ke basis data yang diatur sekarang; yang itu harus masih kosong."""
    try:
        with transaction() as writing:
            copied = database_copy.copy_from(path, writing)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    for each in copied:
        if each.rows:
            click.echo(f"{each.table}: {each.rows} baris")
    rows = sum(each.rows for each in copied)
    click.echo(f"{len(copied)} tabel dengan {rows} baris disalin; jumlah dan isinya sama dengan sumber.")
    _tell_chain(audit.verify())


@user_group.command("create-admin")
@click.argument("username")
@click.option("--name", default=None, help="Nama lengkap; bila kosong dipakai nama penggunanya.")
def create_admin(username: str, name: str | None) -> None:
    """Buat administrator USERNAME dan cetak kata sandi pertamanya, satu kali."""
    try:
        with transaction():
            _, first = accounts.create_user(
                SYSTEM, username=username, name=name or username, employee_id=None, role=Role.ADMIN, scope=accounts.Scope()
            )
    except DomainError as error:
        taken = getattr(error, "constraint", "") == "uq_user_account_username"
        raise click.ClickException(f"Nama pengguna {username} sudah dipakai." if taken else error.message) from error
    click.echo(f"Administrator {username.strip().lower()} dibuat. Kata sandi pertama: {first}")
    click.echo("Berlaku 14 hari untuk sekali masuk, lalu diganti sendiri.")


@user_group.command("reset")
@click.argument("username")
def reset_user(username: str) -> None:
    """Cetak kata sandi pertama yang baru untuk USERNAME; semua sesinya diakhiri."""
    user_id = account_queries.find_user_id(username)
    if user_id is None:
        raise click.ClickException(f"Tidak ada pengguna {username}.")
    with transaction():
        first = accounts.reset_password(SYSTEM, user_id=user_id)
    click.echo(f"Kata sandi pertama {username.strip().lower()}: {first}")
    click.echo("Berlaku 14 hari untuk sekali masuk, lalu diganti sendiri.")


@region_group.command("import")
def import_region() -> None:
    """Muat 11 kecamatan, 142 desa, dan 16 kelurahan; isian orang tetap seperti adanya."""
    with transaction():
        count = places.import_region(SYSTEM)
    click.echo(f"{count.added} ditambahkan, {count.changed} diperbarui, {count.same} tetap.")


@boundary_group.command("load")
@click.argument("path", type=click.File("rb"))
@click.option("--source", default="", help="Asal berkas, ditulis di catatan peta.")
def load_boundaries(path: IO[bytes], source: str) -> None:
    """Ganti semua batas wilayah dengan isi berkas GeoJSON PATH."""
    try:
        with transaction():
            count = places.load_boundaries(SYSTEM, content=path.read(), source=source or Path(path.name).name)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{count.stored} batas dimuat.")
    if count.missing:
        click.echo(
            f"Tanpa batas: {len(count.missing)} ({', '.join(count.missing[:10])}{', …' if len(count.missing) > 10 else ''})."
        )


@opd_group.command("import")
def import_opds() -> None:
    """Muat OPD dan layanan bawaan yang belum ada; yang sudah ada tidak diubah."""
    with transaction():
        count = opds.import_defaults(SYSTEM)
    click.echo(f"{count.opds} OPD dan {count.services} layanan ditambahkan.")


@demo_group.command("seed")
@click.option(
    "--size", type=click.Choice(("small", "standard", "full")), default="standard", show_default=True, help="Banyaknya data."
)
def seed_demo(size: str) -> None:
    """Isi basis data demo yang kosong; yang sudah berisi dibiarkan, hanya kata sandi demonya disamakan lagi."""
    from intranet.demo import seed  # noqa: PLC0415 - no other command needs what the demo draws and computes with

    try:
        outcome = seed.run(current_app.config["SETTINGS"], size)
    except Forbidden as error:
        raise click.ClickException(error.message) from error
    click.echo(outcome.words)


def init_app(app: Flask) -> None:
    """Register every command; each room that stands adds its own here."""
    for command in (
        check_config,
        assets_group,
        jobs_group,
        audit_group,
        user_group,
        demo_group,
        keys_group,
        database_group,
        region_group,
        boundary_group,
        opd_group,
    ):
        app.cli.add_command(command)
