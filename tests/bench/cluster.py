"""A PostgreSQL of our own on this machine, its data kept between runs. Nothing is tuned: fsync stays on, as in service."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.bench.load import free_port

ROLE = "intranet"


def _programs() -> Path:
    """Folder of initdb and pg_ctl; Debian puts them in none that is searched."""
    searched = shutil.which("initdb")
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *([Path(searched)] if searched else [])]
    folders = sorted((each.parent for each in found), key=lambda folder: folder.parent.name.zfill(4))
    if not folders:
        raise SystemExit("bench: no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    return folders[-1]


def _as_owner() -> tuple[str | None, list[str]]:
    """The server refuses root: then an account of the system owns and runs it."""
    if os.geteuid():
        return None, []
    known = {each.pw_name for each in pwd.getpwall()}
    owner = "postgres" if "postgres" in known else "nobody"
    return owner, ["runuser", "-u", owner, "--"]


def _make(folder: Path, owner: str | None, prefix: list[str]) -> None:
    folder.mkdir(parents=True, mode=0o700)
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_hex(16))
    if owner:
        for each in (folder, password):
            shutil.chown(each, owner)
    asked = [f"--pgdata={folder / 'data'}", f"--username={ROLE}", f"--pwfile={password}", "--auth=scram-sha-256"]
    command = [*prefix, str(_programs() / "initdb"), *asked, "--encoding=UTF8", "--locale=C"]
    try:
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        shutil.rmtree(folder)
        raise SystemExit(f"bench: initdb failed; may {owner or 'this account'} reach {folder.parent}?") from None


class Cluster:
    """A running server; databases are made when they are first asked for."""

    def __init__(self, port: int, password: str) -> None:
        self._base = f"://{ROLE}:{password}@127.0.0.1:{port}/"

    def url(self, name: str) -> str:
        """Address of a database for INTRANET_DATABASE_URL."""
        with psycopg.connect(f"postgresql{self._base}postgres", autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if not known:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg{self._base}{name}"

    def settle(self, name: str) -> str:
        """Fresh statistics, as autovacuum would make them within minutes; gives the server's version."""
        with psycopg.connect(f"postgresql{self._base}{name}", autocommit=True) as connection:
            connection.execute("vacuum analyze")
            return str(connection.info.server_version // 10000)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start the server whose data is in ``folder/data``, made when it is not there; stop it in the end."""
    owner, prefix = _as_owner()
    if not (folder / "data" / "PG_VERSION").exists():
        _make(folder, owner, prefix)
    port = free_port()
    control = [*prefix, str(_programs() / "pg_ctl"), "-D", str(folder / "data"), "-s", "-w"]
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    begun = subprocess.run([*control, "-l", str(folder / "data" / "log"), "-o", settings, "start"], cwd="/", check=False)
    if begun.returncode:
        raise SystemExit(f"bench: PostgreSQL did not start, see {folder / 'data' / 'log'}")
    try:
        yield Cluster(port, (folder / "password").read_text())
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], cwd="/", check=True)
