#!/bin/sh
# Build dist/recnet with PyInstaller, then prove that it starts: a window that nobody opened is not a bundle.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m PyInstaller --noconfirm --log-level WARN --workpath build/pyinstaller packaging/recnet.spec
du -sh dist/recnet

# A home of its own, so that no settings of ours make it start; a time limit, so that a hanging window fails.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
start() { timeout 60 env LC_ALL=C.UTF-8 HOME="$home" XDG_CONFIG_HOME="$home" RECNET_QUIT_AFTER_S=3 "$@"; }

start env QT_QPA_PLATFORM=offscreen dist/recnet/recnet
echo 'the bundle started offscreen and closed itself'
start xvfb-run -a -s '-screen 0 1920x1080x24 -nolisten tcp' env QT_QPA_PLATFORM=xcb dist/recnet/recnet
echo 'the bundle started under an X server and closed itself'
# A font or a lesson left behind stops nothing; the log tells.
if grep -rE 'formula not set|lesson not shown' "$home"; then exit 1; fi
start dist/recnet/recnet list
