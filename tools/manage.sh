#!/usr/bin/env bash
# manage.sh ARGUMENTS: one command of the application, with the settings of the demo.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/demo.sh
bash tools/setup.sh run
exec .venv/bin/python -m flask --app wsgi "$@"
