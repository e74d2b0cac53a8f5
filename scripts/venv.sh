#!/usr/bin/env bash
# Makes .venv, or the place given as well, and installs the pinned requirements of the file given.
set -euo pipefail

place="${2:-.venv}"
new_enough() {
  command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The Python of the system comes first: distributions build theirs in a way that makes every page a
# fifth faster than a plain build (docs/decisions/026-python-of-the-system.md).
python="${PYTHON:-python3}"
if [ -z "${PYTHON:-}" ] && new_enough /usr/bin/python3; then
  if /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || ! new_enough python3; then
    python=/usr/bin/python3
  fi
fi
new_enough "$python" || {
  echo "$python is missing or too old: Python 3.11 or newer is needed. Install it and try again." >&2
  exit 1
}
if ! "$place/bin/python" -m pip --version >/dev/null 2>&1; then
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >&2
    elif command -v sudo >/dev/null && command -v apt-get >/dev/null; then
      sudo apt-get update -qq && sudo apt-get install -y -qq python3-venv >&2
    else
      echo "Python cannot make virtual environments here. Install python3-venv and try again." >&2
      exit 1
    fi
  fi
  "$python" -m venv "$place"
fi
"$place/bin/python" -m pip install --quiet --disable-pip-version-check -r "$1"
