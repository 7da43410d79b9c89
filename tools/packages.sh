# Debian packages for the other scripts (sourced). Installs when it may, else says in one line what a person has to run.

say() { printf '%s\n' "$*" >&2; }

_as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

_may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] && return 0
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || [ -t 0 ] # with a terminal sudo may ask for the password
}

_apt_install() {
  # Keep a configuration that is already there, and start no cluster of its own for a server that only the tests use.
  if [ ! -e /etc/postgresql-common/createcluster.conf ] && [[ " $* " == *" postgresql "* ]]; then
    _as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | _as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  _as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" </dev/null
}

# need_packages PACKAGE... : 0 when they are installed now; 1 after one line on what to run.
need_packages() {
  local log
  if _may_install; then
    say "Memasang paket Debian: $*"
    log=$(mktemp)
    if _apt_install "$@" >"$log" 2>&1 || { _as_root apt-get update -qq >>"$log" 2>&1 && _apt_install "$@" >>"$log" 2>&1; }; then
      rm -f "$log"
      return 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
  fi
  say "Belum terpasang; jalankan sebagai root: apt-get install --no-install-recommends $*"
  return 1
}
