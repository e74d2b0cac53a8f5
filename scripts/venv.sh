#!/usr/bin/env bash
# Makes .venv, or the place given as well, and installs the pinned requirements of the file given.
set -euo pipefail

place="${2:-.venv}"
python="${PYTHON:-python3}"
command -v "$python" >/dev/null || {
  echo "Python 3.11 or newer is missing. Install it and try again." >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$("$python" --version) is too old; Python 3.11 or newer is needed." >&2
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
