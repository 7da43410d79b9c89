#!/usr/bin/env bash
# make lock: resolve again what pyproject.toml and package.json ask for. The locks hold hashes and no address.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/setup.sh dev
compile() {
  .venv/bin/uv pip compile "$@" --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
}
compile pyproject.toml -o requirements.lock
compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
compile --group bench -c requirements-dev.lock -o requirements-bench.lock
PATH="$PWD/.venv/bin:$PATH" npm update --package-lock-only --ignore-scripts --loglevel=error
# npm leaves the addresses of the authors' donation pages
.venv/bin/python - <<'PY'
import json, pathlib
path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
PY
! grep -n '://' requirements.lock requirements-dev.lock requirements-bench.lock package-lock.json
