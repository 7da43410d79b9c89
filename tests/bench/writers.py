"""16 writers in 2 processes that answer visits at the same time: nothing locked, nothing lost, nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THREADS = 8
PROCESSES = 2
CODE = """
import sys, threading, time, json
from intranet import create_app
from intranet.core.transaction import transaction
from intranet.core import audit, settings_store
from intranet.core.actor import SYSTEM
from intranet.core.errors import Busy
from intranet.extensions import db
seconds, me = float(sys.argv[1]), sys.argv[2]
app = create_app()
done, busy, other, times = [], [], [], []
def write(n):
    i = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            with app.app_context():
                with transaction():
                    audit.record(SYSTEM, "bench_written", ("bench", f"{me}-{n}-{i}"), None, {"i": i})
                db.session.remove()
            done.append(f"{me}-{n}-{i}")
        except Busy:
            busy.append(1)
        except Exception as error:
            other.append(repr(error)[:80])
        times.append(time.monotonic() - begun)
        i += 1
threads = [threading.Thread(target=write, args=(n,)) for n in range(THREADS)]
[t.start() for t in threads]; [t.join() for t in threads]
times.sort()
print(json.dumps({"done": done, "busy": len(busy), "other": other[:3], "p99": times[int(len(times) * .99)]}))
""".replace("THREADS", str(THREADS))


def run(environ: dict[str, str], seconds: int) -> str:
    """One line about what came of it; in a data folder of its own."""
    import json
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        own = environ | {"INTRANET_DATA": folder}
        subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"], cwd=ROOT, env=own, check=True)
        begun = time.monotonic()
        children = [
            subprocess.Popen(
                [sys.executable, "-c", CODE, str(seconds), str(n)], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True
            )
            for n in range(PROCESSES)
        ]
        told = [json.loads(child.communicate()[0].splitlines()[-1]) for child in children]
        took = time.monotonic() - begun
        written = [name for each in told for name in each["done"]]
        with sqlite3.connect(os.path.join(folder, "intranet.db")) as database:  # noqa: PTH118
            stored = [row[0] for row in database.execute("select subject_id from audit_event where event = 'bench_written'")]
    lost, twice = len(set(written) - set(stored)), len(stored) - len(set(stored))
    busy, other = sum(each["busy"] for each in told), [word for each in told for word in each["other"]]
    return (
        f"16 writers x 2 processes x {took:.0f} s, SQLite: {len(written)} writes, refused as busy {busy}, other errors {len(other)}"
        f" {other[:2] or ''}, lost {lost}, twice {twice}, p99 {max(each['p99'] for each in told) * 1000:.0f} ms (budget 0, 0, 0)"
    )
