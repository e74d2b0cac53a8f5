#!/usr/bin/env bash
# Makes sure that what pip cannot bring is there: Pango for PDF files and, with the
# argument "test", Chromium, Poppler and LibreOffice for the tests. Installs only what is missing.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

has_library() {
  "${PYTHON:-python3}" - "$@" <<'PY'
import ctypes.util, sys
sys.exit(0 if any(map(ctypes.util.find_library, sys.argv[1:])) else 1)
PY
}

has_chromium() {
  [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
    || [ -x /Applications/Chromium.app/Contents/MacOS/Chromium ]
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    say "Administrator rights are needed to install: ${*: -2}"
    sudo "$@"
  else
    say "Install this as an administrator, then try again: $*"
    exit 1
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

missing_debian=()
missing_brew=()
has_library pangoft2-1.0 pangoft2-1.0-0 || { missing_debian+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0); missing_brew+=(pango); }
if [ "${1:-}" = test ]; then
  has_chromium || { missing_debian+=(chromium); missing_brew+=(--cask=chromium); }
  # The driver of the browser tests is linked to it.
  [ "$(uname)" != Linux ] || has_library atomic || missing_debian+=(libatomic1)
  command -v pdftoppm >/dev/null || { missing_debian+=(poppler-utils); missing_brew+=(poppler); }
  # Opens the documents and workbooks we write; some 80 MB to fetch, without windows.
  command -v soffice >/dev/null || { missing_debian+=(libreoffice-writer-nogui libreoffice-calc-nogui); missing_brew+=(--cask=libreoffice); }
fi

if [ ${#missing_debian[@]} -eq 0 ]; then
  :
elif command -v apt-get >/dev/null; then
  apt_install "${missing_debian[@]}"
elif command -v brew >/dev/null; then
  for name in "${missing_brew[@]}"; do
    case "$name" in
      --cask=*) brew install --quiet --cask "${name#--cask=}" ;;
      *) brew install --quiet "$name" ;;
    esac
  done
else
  say "These are missing and no known package manager was found: ${missing_debian[*]}."
  say "Install Pango (https://pango.org)${1:+, Chromium, Poppler and LibreOffice} and try again."
  exit 1
fi

# The same engine without windows does the browser tests in three quarters of the time. Where
# Debian does not have it, or only an administrator may install it, Chromium does them.
if [ "${1:-}" = test ] && [ "$(id -u)" = 0 ] && ! command -v chromium-headless-shell >/dev/null \
  && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
  apt_install chromium-headless-shell || say "The browser tests use Chromium, which takes longer."
fi
