"""``make bench``: time of each main page against its floor, statements, bytes, and the ratios of budgets.md, at ``--size full``.

``--postgres``: pages, growth, polls and load on a PostgreSQL cluster of its own instead. The data is kept in
``INTRANET_BENCH_DATA`` (a folder; default below the system's temporary one) and made anew when it is not there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from intranet import create_app
from intranet.config import Settings
from tests.bench import django_page
from tests.bench.probe import Measured, Person, measure, paired

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Kembang-Besurek-17-Dusun"


def _data(size: str) -> Path:
    base = Path(os.environ.get("INTRANET_BENCH_DATA") or Path(tempfile.gettempdir()) / "intranet-bench")
    return base.absolute() / size


def _environ(folder: Path) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith("INTRANET_")}
    more = {"INTRANET_DATA": str(folder), "INTRANET_DEMO": "1", "INTRANET_DEMO_PASSWORD": PASSWORD, "INTRANET_LOG_LEVEL": "ERROR"}
    return own | more


def _prepare(size: str) -> Flask:
    folder = _data(size)
    return _seeded(folder, _environ(folder), size)


def _seeded(folder: Path, environ: dict[str, str], size: str) -> Flask:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for command in (["assets", "build"], ["db", "upgrade"], ["demo", "seed", "--size", size]):
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL
        )
        if command[0] == "demo":
            print(f"  data {size}: {time.monotonic() - begun:.1f} s")
    return create_app(Settings.from_env(environ))


def _busiest_visit(app: Flask) -> int:
    from sqlalchemy import func, select

    from intranet.extensions import db
    from intranet.participation.models import Participation, StaffAssignment

    with app.app_context():
        query = (
            select(Participation.visit_id)
            .join(StaffAssignment, StaffAssignment.participation_id == Participation.id)
            .group_by(Participation.visit_id)
            .order_by(func.count().desc(), Participation.visit_id)
            .limit(1)
        )
        return int(db.session.scalar(query) or 1)


def _pages(app: Flask, rounds: int) -> list[Measured]:
    visit = _busiest_visit(app)
    planner, operator = Person(app, "perencana", PASSWORD), Person(app, "op.disdukcapil", PASSWORD)
    admin, late = Person(app, "admin", PASSWORD), Person(app, "op.dikbud", PASSWORD)
    plan: list[tuple[Person, str, str, str | None]] = [
        (planner, "kunjungan (satu)", f"/kunjungan/{visit}", "visit.html"),
        (operator, "konfirmasi (inbox)", "/konfirmasi", "inbox.html"),
        (late, "konfirmasi (belum)", "/konfirmasi", "inbox.html"),
        (planner, "kesiapan (papan)", "/kesiapan", "board.html"),
        (planner, "dokumen", "/dokumen", "register.html"),
        (planner, "beranda", "/beranda", None),
        (planner, "jadwal (papan)", "/jadwal", None),
        (planner, "jadwal (tabel)", "/jadwal?tampilan=tabel", None),
        (planner, "dasbor", "/dasbor", None),
        (admin, "pegawai", "/pegawai", None),
        (admin, "desa", "/desa", None),
        (admin, "opd", "/opd", None),
        (admin, "pengguna", "/pengguna", None),
    ]
    return [measure(who, name, url, bare, rounds) for who, name, url, bare in plan]


def _print_pages(rows: list[Measured], budget: float = 2.0) -> None:
    print(f"\nbudget of kunjungan (satu): ratio {budget}; of inbox, visit, board: 6 statements")
    print(f"{'page':22}{'CPU ms':>9}{'floor ms':>10}{'ratio':>8}{'on the wall':>13}{'statements':>12}{'gzip kB':>9}")
    for row in rows:
        ratio = f"{row.ratio:7.2f}" if row.bare else "   SQL:"
        times = f"{row.page_ms:9.2f}{row.floor_ms:10.2f}{ratio:>8}{row.wall_ratio:13.2f}"
        print(f"{row.name:22}{times}{row.statements:12d}{row.gzip_bytes / 1000:9.1f}")
    print("  floor: the same statements on the bare driver, grouped, + the same facts through bare Jinja (SQL: no Jinja)")


def _growth(small: list[Measured], full: list[Measured]) -> None:
    print("\ngrowth, data of --size full ÷ standard (budget 1.25 for inbox, visit, board, families)")
    for one, other in zip(small, full, strict=True):
        print(f"  {one.name:22}{other.page_ms / one.page_ms:6.2f}")


def _polls(app: Flask, rounds: int) -> None:
    visit = _busiest_visit(app)
    planner = Person(app, "perencana", PASSWORD)
    print("\nunchanged poll (budget: at least 2.5 times the rate of the page, empty body)")
    for name, url, target in (("kunjungan", f"/kunjungan/{visit}", "kunjungan"), ("kesiapan", "/kesiapan", "papan")):
        htmx = {"HX-Request": "true", "HX-Target": target, "X-Poll": "1"}
        _, _, headers = planner.get(url, **htmx)
        asked = {**htmx, "If-None-Match": headers["ETag"]}
        status, body, _ = planner.get(url, **asked)
        page_ms, poll_ms = paired(lambda url=url: planner.get(url), lambda url=url, asked=asked: planner.get(url, **asked), rounds)  # type: ignore[misc]
        print(f"  {name:22}{page_ms / poll_ms:6.1f} times, {status}, {len(body)} bytes")


def _weight(app: Flask) -> None:
    operator = Person(app, "op.disdukcapil", PASSWORD)
    _, body, _ = operator.get("/konfirmasi")
    text = body.decode()
    files = {part.split('"')[0] for part in text.split('src="')[1:] + text.split('rel="stylesheet" href="')[1:]}
    print("\nfirst load as served, kB (budget 30, 3 requests, JS 18)")
    total: dict[str, int] = {"br": 0, "gzip": 0}
    for name in ["/konfirmasi", *sorted(each for each in files if each.startswith("/"))]:
        sizes = {}
        for coding in total:
            _, content, headers = operator.get(name, **{"Accept-Encoding": coding})
            if headers.get("Content-Encoding") != coding:
                raise SystemExit(f"bench: {name} is not served as {coding}")
            sizes[coding] = len(content)
            total[coding] += len(content)
        print(f"  {name:40}" + "".join(f"{coding:>6}{size / 1000:6.1f}" for coding, size in sizes.items()))
    print(f"  {'all':40}" + "".join(f"{coding:>6}{size / 1000:6.1f}" for coding, size in total.items()))


def _start() -> None:
    environ = _environ(_data("standard"))
    code = (
        "import time,re;t=time.monotonic();from intranet import create_app;create_app();"
        "s=open('/proc/self/smaps_rollup').read();print(time.monotonic()-t,int(re.search(r'Pss:\\s+(\\d+)',s)[1])/1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, check=True, capture_output=True, text=True)
    seconds, mebibytes = (float(part) for part in done.stdout.split()[-2:])
    print(f"\nstart {seconds:.2f} s (budget 1.5), PSS after start {mebibytes:.0f} MiB (budget 110 per worker)")


def _report(app: Flask) -> None:
    from intranet.documents import press
    from tests.bench import printed

    del press
    ratio, pages, ours, theirs = printed.compare(app)
    print(f"\nreport of {pages} pages: {ours:.0f} ms, bare WeasyPrint on the same HTML {theirs:.0f} ms")
    print(f"  ratio {ratio:.2f} (budget 1.10)")


def _writers(app: Flask) -> None:
    from tests.bench import writers

    del app
    print("\n" + writers.run(_environ(_data("standard")), seconds=6))


def _load(app: Flask) -> None:
    from tests.bench import load

    visit = _busiest_visit(app)
    print("\n" + load.run(app, _environ(_data("full")), PASSWORD, [visit, visit + 1, visit + 2]))


def _more(app: Flask) -> None:
    """What needs a copy of the data, a browser or processes of its own."""
    from tests.bench import batch, slow_link, updates

    full = _data("full")
    print("\n" + updates.run(full, _environ(full)))
    print("\n" + slow_link.run(app, _environ(full), PASSWORD))
    print("\n" + batch.run(app))


def _on_postgres(rounds: int) -> None:
    from tests.bench import cluster, load

    folder = _data("postgres")
    with cluster.running(folder) as server:
        environs = {size: _environ(folder / size) | {"INTRANET_DATABASE_URL": server.url(size)} for size in ("standard", "full")}
        apps = {size: _seeded(folder / size, environ, size) for size, environ in environs.items()}
        versions = {server.settle(size) for size in apps}
        print(f"  PostgreSQL {versions.pop()}, nothing tuned, fsync on, statistics fresh")
        small, full = (_pages(app, rounds) for app in apps.values())
        _print_pages(full, budget=2.5)
        _growth(small, full)
        app = apps["full"]
        _polls(app, rounds)
        visit = _busiest_visit(app)
        print("\n" + load.run(app, environs["full"], PASSWORD, [visit, visit + 1, visit + 2]))


def main() -> None:
    """Run what was asked for, all of it by default."""
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--rounds", type=int, default=25)
    asked.add_argument("--quick", action="store_true", help="standard size alone, pages alone")
    asked.add_argument("--postgres", action="store_true", help="pages, growth, polls and load on PostgreSQL")
    options = asked.parse_args()
    print("benchmark: CPU time of one process, medians, page and floor turn by turn")
    begun = time.monotonic()
    if options.postgres:
        _on_postgres(options.rounds)
        return
    small = _pages(_prepare("standard"), options.rounds)
    if options.quick:
        _print_pages(small)
        return
    app = _prepare("full")
    full = _pages(app, options.rounds)
    _print_pages(full)
    _growth(small, full)
    _polls(app, options.rounds)
    _weight(app)
    _start()
    _report(app)
    django_page.report(app, PASSWORD, _busiest_visit(app), _data("full") / "intranet.db", options.rounds)
    _more(app)
    _writers(app)
    _load(app)
    print(f"\ndone in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
