#!/usr/bin/env bash
# make run: install, prepare the data, then the web server and the job worker side by side until Ctrl-C or TERM.
set -euo pipefail
cd "$(dirname "$0")/.."
# Whoever is killed, nobody is left holding the port: this script ends with its make, its children end with this script.
if command -v setpriv >/dev/null && setpriv --pdeathsig TERM true 2>/dev/null; then with_us=(setpriv --pdeathsig TERM); else with_us=(); fi
if [ ${#with_us[@]} -gt 0 ] && [ -z "${INTRANET_SERVE_TIED:-}" ]; then
  INTRANET_SERVE_TIED=1 exec "${with_us[@]}" bash tools/serve.sh
fi
unset INTRANET_SERVE_TIED
. tools/packages.sh
. tools/demo.sh
bash tools/setup.sh run

flask() { INTRANET_LOG_LEVEL=${INTRANET_LOG_LEVEL:-WARNING} .venv/bin/python -m flask --app wsgi "$@"; }
if ! .venv/bin/python - "$INTRANET_PORT" <<'PY'; then
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
  say "Porta $INTRANET_PORT sudah dipakai. Pilih yang lain: INTRANET_PORT=8001 make run"
  exit 1
fi

web='' worker='' stopping=''
start_worker() { "${with_us[@]}" .venv/bin/python -m flask --app wsgi jobs run & worker=$!; }
stop() {
  stopping=1
  kill -TERM $web $worker 2>/dev/null || true
}
trap stop INT TERM

say "Menyiapkan tampilan dan data"
flask assets build >/dev/null
flask db upgrade
flask demo seed

cat <<TEXT

  Intranet Buji'an Dusun (demo)   http://127.0.0.1:$INTRANET_PORT/

  Akun       admin, perencana, sekda, tu, bupati, op.disdukcapil, kepala.disdukcapil,
             op.dinkes, kepala.dinkes, ... (tiap OPD), asn.1 sampai asn.20
  Kata sandi $INTRANET_DEMO_PASSWORD
  Berhenti   Ctrl-C

TEXT

[ -z "$stopping" ] || exit 0
set -m # a process group each: Ctrl-C comes to this script alone, which then ends them in order
"${with_us[@]}" .venv/bin/python -m gunicorn wsgi:app &
web=$!
start_worker
# A worker that fell over is started again, as a service manager would; without the server there is nothing to keep.
while [ -z "$stopping" ] && kill -0 "$web" 2>/dev/null; do
  wait -n "$web" "$worker" || true
  if [ -z "$stopping" ] && kill -0 "$web" 2>/dev/null && ! kill -0 "$worker" 2>/dev/null; then
    say "Pekerja latar berhenti; dijalankan lagi."
    sleep 1
    start_worker
  fi
done
status=0
[ -n "$stopping" ] || { wait "$web" || status=$?; say "Server berhenti (kode $status)."; }
kill -TERM "$web" "$worker" 2>/dev/null || true
while kill -0 "$web" 2>/dev/null || kill -0 "$worker" 2>/dev/null; do wait || true; done
exit "$status"
