#!/usr/bin/env bash
# make test: the whole suite on SQLite, then what touches the database again on a throw-away PostgreSQL.
# Arguments go to pytest; with any, `make test ARGS="-k jadwal"` runs that selection on both.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh

bash tools/setup.sh dev

# --- Debian's own parts
server_bin() {
  local folder
  for folder in "$(pg_config --bindir 2>/dev/null || true)" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && { printf '%s' "$folder"; return 0; }
  done
  return 1
}
browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}
missing=()
command -v pdftotext >/dev/null || missing+=(poppler-utils)
browser >/dev/null || missing+=(chromium)
server_bin >/dev/null || missing+=(postgresql)
# Playwright's driver links it; a bare system has it only when a compiler or browser came along
[ "$(uname)" != Linux ] || .venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || missing+=(libatomic1)
[ ${#missing[@]} = 0 ] || need_packages "${missing[@]}" || true
CHROMIUM=$(browser) && export CHROMIUM || say "Tanpa Chromium: uji peramban dilewati."

# --- a PostgreSQL cluster of our own, gone afterwards; the server refuses root
as_user=()
if [ "$(id -u)" = 0 ]; then
  if id postgres >/dev/null 2>&1; then owner=postgres; else owner=nobody; fi
  as_user=(runuser -u "$owner" --)
fi
cluster=
bin=
stop_cluster() {
  [ -n "$cluster" ] || return 0
  (cd / && "${as_user[@]}" "$bin/pg_ctl" -D "$cluster/data" -m immediate -s stop) 2>/dev/null || true
  rm -rf "$cluster"
}
start_cluster() {
  local password port try
  bin=$(server_bin) || return 1
  cluster=$(mktemp -d)
  chmod 700 "$cluster"
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s' "$password" >"$cluster/password")
  [ ${#as_user[@]} = 0 ] || chown -R "$owner" "$cluster"
  (cd / && "${as_user[@]}" "$bin/initdb" -D "$cluster/data" -U intranet --pwfile="$cluster/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync) >/dev/null || return 1
  for try in 1 2 3; do # the port is free when asked for; another process may take it before us
    port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    if (cd / && "${as_user[@]}" "$bin/pg_ctl" -D "$cluster/data" -l "$cluster/data/log" -w -s -t 60 start -o \
      "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" \
      ) >/dev/null 2>&1; then
      export INTRANET_TEST_POSTGRES="postgresql+psycopg://intranet:$password@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  tail -n 5 "$cluster/data/log" >&2 || true
  return 1
}
trap stop_cluster EXIT
trap 'exit 130' INT TERM

# --- the suite
run_suite() { .venv/bin/python -m pytest -n "${INTRANET_TEST_PROCESSES:-2}" "$@"; }
status=0
unset INTRANET_TEST_DATABASE_URL
say "== SQLite"
run_suite "$@" || status=$?

if start_cluster; then
  # The code itself, the rules without a database and the PDFs are the same on both.
  again=()
  for folder in tests/db tests/web tests/journeys; do [ -d "$folder" ] && again+=("$folder"); done
  [ $# = 0 ] || again=()
  say "== PostgreSQL"
  INTRANET_TEST_DATABASE_URL=$INTRANET_TEST_POSTGRES run_suite "${again[@]}" "$@" || status=$?
else
  say "Tanpa server PostgreSQL: uji hanya berjalan pada SQLite."
  [ "${CI:-}" != true ] || status=1
fi
[ "$status" = 0 ] || say "Ada uji yang gagal (kode $status); lihat di atas."
exit "$status"
