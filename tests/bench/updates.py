"""What htmx brings for one press, one poll that has news and one filter: bytes of the answers as served.

Presses write, so all of it happens on a copy of the database that is gone afterwards.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from intranet import create_app
from tests.bench.probe import Person

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 1000
PRESS = re.compile(r'hx-post="(/kunjungan/(\d+)/konfirmasi/samakan\?opd=\d+)" hx-target="#(jawaban-\d+)"')
MONTH = re.compile(r'href="(/konfirmasi\?bulan=[0-9-]+)"')
CODINGS = ("br", "gzip")
ROWS = 1 + len(CODINGS)  # plain as well
OPERATORS = ("op.dinkes", "op.dikbud", "op.dinsos", "op.bri")  # who of them still has answers to give differs with the day
LISTS = (
    ("pegawai", "/pegawai?cari=siti", "hasil"),
    ("desa", "/desa?cari=su", "hasil"),
    ("dokumen", "/dokumen?cari=a", "hasil"),
    ("jadwal (tabel)", "/jadwal?tampilan=tabel&cari=su", "results"),
)


def run(data: Path, environ: dict[str, str]) -> str:
    """A table; the budget stands above it.

    An app keeps its folder of files process-wide, so the copy (of database and secrets; no page here reads a file) gets a process.
    """
    with TemporaryDirectory(prefix="intranet-bench-") as folder:
        with closing(sqlite3.connect(data / "intranet.db")) as kept, closing(sqlite3.connect(Path(folder) / "intranet.db")) as copy:
            kept.backup(copy)
        shutil.copy(data / "secrets.json", folder)
        own = environ | {"INTRANET_DATA": folder}
        command = [sys.executable, "-m", "tests.bench.updates"]
        told = subprocess.run(command, cwd=ROOT, env=own, check=False, stdout=subprocess.PIPE, text=True)
    if told.returncode:
        raise SystemExit(told.returncode)
    return told.stdout.rstrip()


def _htmx(target: str, coding: str, **more: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, "Accept-Encoding": coding, **more}


def _presses(operator: Person) -> list[tuple[str, str, str, str]]:
    """Page, address, visit and row of each "Hadir, tim sama" that the operator may press, whatever the month."""
    home = operator.get("/konfirmasi")[1].decode()
    pages = ["/konfirmasi", *dict.fromkeys(MONTH.findall(home))]
    return [(page, *found) for page in pages for found in PRESS.findall(operator.get(page)[1].decode())]


def _told(name: str, sizes: dict[str, tuple[int, int]]) -> str:
    packed = "".join(f"{coding:>6}{size:7d} B" for coding, (_, size) in sizes.items())
    smallest = min(size for _, size in sizes.values())
    over = f"  {smallest / BUDGET:.1f} times the budget" if smallest > BUDGET else ""
    return f"  {name:30}{packed}{max(plain for plain, _ in sizes.values()):8d} B plain{over}"


def _answers(person: Person, url: str, target: str, **more: str) -> dict[str, tuple[int, int]]:
    """Plain and packed bytes of one GET per coding; a block, never a page."""
    _, plain, _ = person.get(url, **_htmx(target, "identity", **more))
    if b"<html" in plain or not plain:
        raise SystemExit(f"bench: {url} did not answer with the block {target}")
    return {coding: (len(plain), len(person.get(url, **_htmx(target, coding, **more))[1])) for coding in CODINGS}


def _busy_operator(app: Flask, password: str) -> Person:
    for name in OPERATORS:
        operator = Person(app, name, password)
        if len(_presses(operator)) >= ROWS:
            return operator
    raise SystemExit("bench: nothing is left to press in the inbox; remove the bench data, it is seeded anew")


def _pressed(operator: Person) -> dict[str, tuple[int, int]]:
    """Plain and packed bytes of a row's answer: one press per coding, each on a row of its own."""
    sizes = {}
    for coding, (page, url, _, row) in zip(("identity", *CODINGS), _presses(operator)[:ROWS], strict=True):
        status, body = operator.post(url, {}, page, **_htmx(row, coding))
        if status != 200:
            raise SystemExit(f"bench: {url} answered {status}, no row")
        sizes[coding] = len(body)
    return {coding: (sizes["identity"], sizes[coding]) for coding in CODINGS}


def _table(app: Flask, password: str) -> Iterator[str]:
    operator, planner, admin = _busy_operator(app, password), Person(app, "perencana", password), Person(app, "admin", password)
    asked = {"visit": (f"/kunjungan/{_presses(operator)[0][2]}", "kunjungan"), "board": ("/kesiapan", "papan")}
    before = {url: planner.get(url, **_htmx(target, "br"))[2]["ETag"] for url, target in asked.values()}
    yield f"htmx update, body as served (budget {BUDGET} B)"
    yield _told("press: Hadir, tim sama", _pressed(operator))
    for name, (url, target) in asked.items():
        news = {"X-Poll": "1", "If-None-Match": before[url]}
        if planner.get(url, **_htmx(target, "br", **news))[0] != 200:
            raise SystemExit(f"bench: the poll of {url} brought no news")
        yield _told(f"poll with news: {name}", _answers(planner, url, target, **news))
    for name, url, target in LISTS:
        yield _told(f"filter: {name}", _answers(admin if "cari=s" in url else planner, url, target))


if __name__ == "__main__":
    print("\n".join(_table(create_app(), os.environ["INTRANET_DEMO_PASSWORD"])))
