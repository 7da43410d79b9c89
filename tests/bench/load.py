"""200 people with 5 s between two pages, against gunicorn with 2 workers: how long they wait, and who is turned away.

The people live in a process of their own; on a machine of two cores they take some of the time that they measure.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tests.bench.probe import Person

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 200
THINK_S = 5.0
SECONDS = 20
START_S = 30


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[int]:
    """The product under gunicorn with two workers; gives the port on 127.0.0.1 and stops what was started."""
    port = free_port()
    own = environ | {"INTRANET_PORT": str(port), "INTRANET_BIND": "127.0.0.1", "INTRANET_WORKERS": "2"}
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=own, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()


def run(app: Flask, environ: dict[str, str], password: str, visits: list[int]) -> str:
    """One line about what came of it."""
    seen = [f"/kunjungan/{visit}" for visit in visits]
    plan = {
        "perencana": ["/beranda", "/kesiapan", "/jadwal", "/dokumen", *seen],
        "op.disdukcapil": ["/beranda", "/konfirmasi", *seen],
        "op.dinkes": ["/beranda", "/konfirmasi", *seen],
    }
    people = []
    for name, pages in plan.items():
        cookie = Person(app, name, password).client.get_cookie("session")
        people.append({"cookie": f"session={cookie.value if cookie else ''}", "pages": pages})
    with serving(environ) as port:
        asked = json.dumps({"port": port, "people": people})
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench.load"], cwd=ROOT, input=asked, text=True, check=True, capture_output=True
        )
    found = json.loads(told.stdout)
    return (
        f"{PEOPLE} people, {THINK_S:.0f} s think time, {SECONDS} s, gunicorn with 2 workers just started: {found['pages']} pages,"
        f" p50 {found['p50']:.0f} ms, not 2xx or 3xx {found['bad']} (budget 0)\n"
        f"  p99 {found['p99']:.0f} ms (budget 300); after the first {THINK_S:.0f} s, once all is loaded, {found['warm']:.0f} ms"
    )


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("bench: gunicorn did not start")


# --- the people, in a process of their own


async def _page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str, cookie: str) -> bool:
    """Fetch one page over a kept connection; True for 2xx and 3xx."""
    asked = f"GET {url} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept-Encoding: br\r\n\r\n"
    writer.write(asked.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    await reader.readexactly(length)
    return head.split(" ", 2)[1][0] in "23"


async def _person(
    port: int, who: dict[str, list[str]], cookie: str, end: float, times: list[tuple[float, float]], bad: list[str]
) -> None:
    await asyncio.sleep(random.uniform(0, THINK_S))
    connection = None
    while time.monotonic() < end:
        url = random.choice(who["pages"])
        begun = time.monotonic()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            if not await _page(*connection, url, cookie):
                bad.append(url)
        except (OSError, asyncio.IncompleteReadError):
            bad.append(url)
            connection = None
        times.append((begun, (time.monotonic() - begun) * 1000))
        await asyncio.sleep(random.uniform(0.5, 1.5) * THINK_S)


def _p99(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.99)]


async def _crowd() -> None:
    asked = json.loads(sys.stdin.read())
    times: list[tuple[float, float]] = []
    bad: list[str] = []
    begun = time.monotonic()
    end = begun + SECONDS
    groups = asked["people"]
    crowd = (groups[number % len(groups)] for number in range(PEOPLE))
    await asyncio.gather(*(_person(asked["port"], who, who["cookie"], end, times, bad) for who in crowd))
    every = sorted(took for _, took in times)
    warm = sorted(took for at, took in times if at > begun + THINK_S)
    told = {"pages": len(every), "p50": every[len(every) // 2], "p99": _p99(every), "warm": _p99(warm), "bad": len(bad)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(_crowd())
