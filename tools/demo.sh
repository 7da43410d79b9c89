# The environment of the demo (sourced from the project's folder). What is already set stays; the application makes and keeps its own secrets.
export INTRANET_DEMO=1
export INTRANET_PORT=${INTRANET_PORT:-8000}
export INTRANET_DATA=${INTRANET_DATA:-$PWD/instance}
mkdir -p "$INTRANET_DATA"
INTRANET_DATA=$(cd "$INTRANET_DATA" && pwd)

if [ -z "${INTRANET_DEMO_PASSWORD:-}" ]; then
  if [ ! -s "$INTRANET_DATA/demo-password" ]; then
    (umask 077 && od -An -N8 -tx1 /dev/urandom | tr -d ' \n' | sed -E 's/(....)(....)(....)(....)/\1-\2-\3-\4/' >"$INTRANET_DATA/demo-password")
  fi
  INTRANET_DEMO_PASSWORD=$(cat "$INTRANET_DATA/demo-password")
fi
export INTRANET_DEMO_PASSWORD
