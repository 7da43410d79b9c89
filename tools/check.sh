#!/usr/bin/env bash
# make check: every check that needs no running application. All of them run; the first failure does not hide the others.
set -uo pipefail
cd "$(dirname "$0")/.."
bash tools/setup.sh dev || exit 1

failed=()
check() { # NAME COMMAND...
  local name=$1 output started=$SECONDS
  shift
  if output=$("$@" 2>&1); then
    printf 'ok     %-22s %3d s\n' "$name" $((SECONDS - started))
  else
    printf 'GAGAL  %-22s %3d s\n%s\n' "$name" $((SECONDS - started)) "$output"
    failed+=("$name")
  fi
}
python=.venv/bin/python
check "format (ruff)" $python -m ruff format --check --quiet .
check "aturan (ruff)" $python -m ruff check --quiet .
check "tipe (mypy)" $python -m mypy
check "lapisan (import-linter)" $python -c 'import sys; from importlinter.cli import lint_imports_command as c; sys.argv[:] = ["lint-imports", "--no-cache"]; c()'
[ ! -d templates ] || check "templat (djlint)" $python -m djlint templates --lint --quiet
check "ketergantungan (deptry)" $python -m deptry .
check "kunci tanpa alamat" bash -c '! grep -n "://" requirements.lock requirements-dev.lock requirements-bench.lock package-lock.json'
check "naskah (bash -n)" bash -c 'for f in tools/*.sh .ci/run; do bash -n "$f" || exit 1; done'

[ ${#failed[@]} = 0 ] && exit 0
printf 'Gagal: %s\n' "$(IFS=,; echo "${failed[*]}")"
exit 1
